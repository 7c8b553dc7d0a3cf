import { createAuth, type AccountHooks, type IdentityContext } from './identity/index.ts'
import type { Config } from './platform/config.ts'
import { readConfig } from './platform/config.ts'
import { openDatabase } from './platform/database.ts'
import { startJobs, type JobHandler } from './platform/jobs.ts'
import { createLog } from './platform/log.ts'
import { openPost } from './platform/mail.ts'
import { migrate } from './platform/migrate.ts'
import { migrations } from './migrations.ts'

/** The application: every part, put together once. */
export interface App extends IdentityContext {
  /** What other slices say when a person leaves or asks what is kept. */
  accountHooks: AccountHooks
  /** Ends what is running, hands jobs back, closes connections. */
  close: () => Promise<void>
}

export interface CreateAppOptions {
  config: Config
  /** Takes up the jobs in this process. Off for tests, which drain them by hand. Default on. */
  work?: boolean
}

export async function createApp({ config, work = true }: CreateAppOptions): Promise<App> {
  const log = createLog(config)
  const db = openDatabase({ url: config.DATABASE_URL, max: config.LINLI_DATABASE_POOL })
  const ran = await migrate(db, migrations)
  if (ran.length > 0) log.info({ ran }, 'schema brought up to date')
  const handlers: JobHandler[] = []
  const jobs = await startJobs({ databaseUrl: config.DATABASE_URL, log, handlers, supervise: work, max: work ? 6 : 2 })
  const post = openPost(config)
  const app: App = {
    config,
    db,
    jobs,
    log,
    post,
    auth: createAuth({ config, db, post }),
    accountHooks: { canDelete: async () => true, forget: async () => {}, exportData: async () => ({}) },
    async close() {
      await jobs.stop()
      await db.$client.end()
    },
  }
  if (work) await jobs.work()
  return app
}

let running: Promise<App> | undefined

/** The app of this process; started by the first who asks. */
export function getApp(): Promise<App> {
  running ??= Promise.resolve().then(() => createApp({ config: readConfig(process.env) }))
  return running
}
