import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { TestProject } from 'vitest/node'
import { launch } from '../../sandbox/launch.ts'
import { isBuilt } from '../../scripts/lib/build.mjs'

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

/**
 * Visits of today are seeded for the city's day, and that must not end while they are looked at: who begins in its last minutes waits for
 * the next.
 */
async function waitForDay(): Promise<void> {
  const [hour, day] = [3_600_000, 86_400_000]
  const left = day - (Date.now() + 8 * hour) % day
  if (left > hour / 4) return
  console.log(`It is almost midnight in Shanghai: the browser tests begin in ${Math.ceil(left / 60_000)} min, with the new day.`)
  await delay(left)
}

/** One seeded app for all files, from the build that stands in `.output`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!isBuilt()) throw new Error('The app is not built from these sources. Run `npm run setup`, then the browser tests again.')
  await waitForDay()
  rmSync(join(artifacts, 'e2e'), { recursive: true, force: true })
  mkdirSync(join(artifacts, 'e2e'), { recursive: true })

  const launched = await launch({
    port: 0,
    app: 'built',
    seed: true,
    ephemeral: true,
    // Each visitor of a test says which address it has, so that the limits per address count for one test only.
    given: { LINLI_TRUSTED_PROXIES: '1' },
    appLog: join(artifacts, 'e2e/app.log'),
  })
  const { siteUrl, sandboxUrl, databaseUrl } = launched
  if (!sandboxUrl) throw new Error('the browser tests need the sandbox')
  project.provide('site', { url: siteUrl, sandboxUrl, databaseUrl })
  return launched.stop
}
