import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { AppKind, AppProcess } from './app-process.ts'
import { ROOT, runScript, startApp } from './app-process.ts'
import { SandboxError } from './errors.ts'
import { takeLock } from './lock.ts'
import { claimPort } from './port.ts'
import { startServices } from './services.ts'
import type { Teardown } from './teardown.ts'
import { createTeardown } from './teardown.ts'

export interface LaunchOptions {
  /** Where everything is kept. With `ephemeral` it may be left out, and is then a temporary folder. */
  dataDir?: string
  /** 0 takes any free port. */
  port: number
  /** The address on which the app listens. */
  host?: string
  /** Without one only the services run. */
  app?: AppKind
  /** Fills the database if it is empty. */
  seed: boolean
  seedArgs?: string[]
  /** For tests: a database that is not synced to disk and is gone at the end. */
  ephemeral?: boolean
  /** The person's settings, by default this process's environment; what they leave out is stood in for. */
  given?: Readonly<Record<string, string | undefined>>
  /** A file for the app's output; without one it is this process's. */
  appLog?: string
  log?: (line: string) => void
  /** Ends a launch that is still on its way. */
  signal?: AbortSignal
}

export interface Launched {
  siteUrl: string
  /** Undefined where nothing is stood in for. */
  sandboxUrl: string | undefined
  databaseUrl: string
  /** The complete settings, with which another process can join in. */
  env: Record<string, string | undefined>
  app: AppProcess | undefined
  /** The app first, which drains; then the stand-ins; the database last. */
  stop(): Promise<void>
}

/** Starts the services, brings the database up to date, and starts the app on them. If a step fails, what was started is stopped. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  if (options.app === 'built' && !existsSync(join(ROOT, '.output/server/index.mjs'))) {
    throw new SandboxError('The app is not built yet. Run: npm run setup')
  }
  const teardown = createTeardown()
  try {
    return await start(options, teardown)
  } catch (error) {
    await teardown.run()
    throw error
  }
}

async function start(options: LaunchOptions, teardown: Teardown): Promise<Launched> {
  const { given = process.env, host = '127.0.0.1', ephemeral = false, log = () => {}, signal } = options
  const dataDir = claimDataFolder(options, teardown)
  const port = options.app || options.port === 0 ? await claimPort(options.port, host) : options.port
  const siteUrl = given.LINLI_SITE_URL || `http://localhost:${port}`
  const localUrl = `http://${localAddress(host)}:${port}`

  const services = await startServices({ dataDir, siteUrl, localUrl, given, ephemeral, log })
  teardown.defer(services.stop)
  signal?.throwIfAborted()
  const env = { ...given, ...services.env, PORT: String(port), HOST: host }
  await runScript('scripts/migrate.ts', { env, signal })
  if (options.seed) await runScript('sandbox/seed/main.ts', { args: options.seedArgs, env, signal })

  const app = options.app && startApp({ kind: options.app, localUrl, env, logFile: options.appLog })
  if (app) {
    teardown.defer(app.stop)
    await app.ready(signal)
  }
  let stopping: Promise<void> | undefined
  return {
    siteUrl,
    sandboxUrl: services.env.LINLI_SANDBOX_URL,
    databaseUrl: services.env.DATABASE_URL ?? given.DATABASE_URL ?? '',
    env,
    app,
    stop: () => (stopping ??= teardown.run()),
  }
}

/** Makes and locks the data folder; the lock also covers the stand-ins, which run where the database is somebody else's. */
function claimDataFolder({ dataDir, ephemeral }: LaunchOptions, teardown: Teardown): string {
  const temporary = dataDir === undefined && ephemeral === true
  const folder = temporary ? mkdtempSync(join(tmpdir(), 'linli-data-')) : resolve(dataDir ?? join(ROOT, '.data'))
  if (temporary) teardown.defer(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(folder, { recursive: true })
  const lock = takeLock(join(folder, 'launcher.lock'), pid =>
    `Another Linli (process ${pid}) already uses the data in ${folder}. Stop it first, or set LINLI_DATA to another folder.`)
  teardown.defer(lock.release)
  return folder
}

/** Where this machine reaches a server that listens on `host`. */
function localAddress(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
