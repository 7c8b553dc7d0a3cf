import { sql } from 'drizzle-orm'
import type { App } from '../app.ts'
import { searchHealth, type SearchHealth } from '../search/index.ts'

type Checked<T> = { ok: true } & T | { ok: false }

export interface Readiness {
  /** Requests can be served: what the load balancer asks. */
  isReady: boolean
  database: Checked<{ ms: number }>
  /** `deadLetters`: jobs that failed for good and wait for a person. They do not stop the server. */
  jobs: Checked<{ deadLetters: number }>
  /** A search engine that is away leaves bookings and everything else at work; what it has to catch up with is said all the same. */
  search: { ok: boolean } & Partial<Omit<SearchHealth, 'ok'>>
}

type Parts = Pick<App, 'db' | 'jobs' | 'log' | 'search'>

const patienceMs = 3_000

/** Asks each part that the app stands on; none may take longer than three seconds. */
export async function readiness({ db, jobs, log, search: engine }: Parts): Promise<Readiness> {
  const check = async <T extends object>(part: string, ask: () => Promise<T>): Promise<Checked<T>> => {
    const slow = Promise.withResolvers<never>()
    const timer = setTimeout(() => slow.reject(new Error('no answer in time')), patienceMs)
    try {
      return { ok: true as const, ...await Promise.race([ask(), slow.promise]) }
    } catch (error) {
      log.warn({ err: error, part }, 'not ready')
      return { ok: false }
    } finally {
      clearTimeout(timer)
    }
  }
  const started = performance.now()
  const [database, work, search] = await Promise.all([
    check('database', async () => {
      await db.execute(sql`select 1`)
      return { ms: Math.round(performance.now() - started) }
    }),
    check('jobs', async () => ({ deadLetters: (await jobs.deadLetters()).count })),
    check('search', async () => await searchHealth({ db, jobs, search: engine })),
  ])
  return { isReady: database.ok && work.ok, database, jobs: work, search }
}
