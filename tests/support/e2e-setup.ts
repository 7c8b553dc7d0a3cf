import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { launch } from '../../sandbox/launch.ts'
import { startPostgres } from '../../sandbox/postgres/index.ts'
import { isBuilt } from '../../scripts/lib/build.mjs'
import { clockEnv, clockShiftMs } from './clock.ts'
import { moveDate } from './date.ts'
import { prepareDatabase } from './global-setup.ts'

/** Where the app of a run is, and what of it a test may reach beside its pages. */
export interface Site {
  url: string
  /** The sandbox's own address, with the controls that no page can reach. */
  sandboxUrl: string
  databaseUrl: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    site: Site
  }
}

/** Pictures and logs of what failed; the app's own log. */
export const artifacts = join(import.meta.dirname, '../.artifacts')

/** One seeded app for all files, from the build that stands in `.output`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!isBuilt()) throw new Error('The app is not built from these sources. Run `npm run setup`, then the browser tests again.')
  rmSync(join(artifacts, 'e2e'), { recursive: true, force: true })
  mkdirSync(join(artifacts, 'e2e'), { recursive: true })

  const postgres = await startPostgres({ ephemeral: true })
  await prepareDatabase(postgres.url)
  // The stand-in for Stripe is served by this process.
  moveDate(clockShiftMs)
  const launched = await launch({
    port: 0,
    app: 'built',
    seed: true,
    ephemeral: true,
    // Each visitor of a test says which address it has, so that the limits per address count for one test only.
    given: { LINLI_TRUSTED_PROXIES: '1', DATABASE_URL: postgres.url, ...clockEnv },
    appLog: join(artifacts, 'e2e/app.log'),
  })
  const { siteUrl, sandboxUrl, databaseUrl } = launched
  if (!sandboxUrl) throw new Error('the browser tests need the sandbox')
  project.provide('site', { url: siteUrl, sandboxUrl, databaseUrl })
  return async () => {
    await launched.stop()
    await postgres.stop()
  }
}
