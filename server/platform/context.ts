import type { Config } from './config.ts'
import type { Db } from './database.ts'
import type { Files } from './files/storage.ts'
import type { Jobs } from './jobs.ts'
import type { Log } from './log.ts'
import type { Post } from './mail.ts'

/** What every use case is given. A slice that needs more (a gateway, an engine) extends it. */
export interface Context {
  config: Config
  db: Db
  files: Files
  jobs: Jobs
  log: Log
  post: Post
}
