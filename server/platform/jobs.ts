import { PgBoss, type QueuePolicy } from 'pg-boss'
import type { z } from 'zod'
import type { Pool } from 'pg'
import { poolOf, statementName, type Db, type Tx } from './database.ts'
import type { Log } from './log.ts'
import { withLogScope } from './log.ts'
import { newId } from './ids.ts'

/** A kind of work that is done later, at least once. Declared beside the code that asks for it; its handler is bound in `server/app.ts`. */
export interface Job<Schema extends z.ZodType = z.ZodType> {
  /** `slice.verb-noun`. */
  name: string
  data: Schema
  /**
   * `standard`: any number at once. `key_strict_fifo`: one at a time for each key, in the order in which they were sent.
   * `short`: at most one waiting for each key (a burst becomes one).
   * @default 'standard'
   */
  policy?: Extract<QueuePolicy, 'standard' | 'key_strict_fifo' | 'short' | 'exclusive'>
  /** Tries after the first, with growing pauses (5 s … 10 min). @default 8 */
  retries?: number
  /** A cron expression (UTC): the queue also runs by itself, with `{}` as its data. */
  cron?: string
}

export const defineJob = <Schema extends z.ZodType>(job: Job<Schema>): Job<Schema> => job

export interface JobHandler {
  job: Job
  run: (data: unknown) => Promise<void>
}

export const handle = <Schema extends z.ZodType>(job: Job<Schema>, run: (data: z.output<Schema>) => Promise<void>): JobHandler => ({
  job,
  run: async data => await run(job.data.parse(data)),
})

export interface SendOptions {
  /** The key of `key_strict_fifo` and `short` queues. */
  key?: string
  /** How long from now, in milliseconds. A wake-up, not a promise: the handler checks again what is due. */
  afterMs?: number
}

export interface Jobs {
  /** Writes the job in the caller's transaction: it exists exactly if what it belongs to was committed. */
  send: <Schema extends z.ZodType>(tx: Tx, job: Job<Schema>, data: z.input<Schema>, options?: SendOptions) => Promise<void>
  /** Takes up the work: polls, listens and runs the handlers until `stop`. */
  work: () => Promise<void>
  /** Runs what is ready now, in this call, until nothing is; a failure is thrown. For tests and scripts; answers how many ran. */
  drain: () => Promise<number>
  /** Jobs that failed for good, newest first, and how many there are. */
  deadLetters: () => Promise<{ count: number, newest: readonly { queue: string, id: string, at: Date }[] }>
  /** How many of this kind are due and not done. */
  waiting: (job: Job) => Promise<number>
  /** Waits for handlers at work and hands the rest back. */
  stop: () => Promise<void>
}

const deadLetterQueue = 'dead-letter'
const workersPerQueue = 2

const senders = new WeakMap<Pool, Jobs['send']>()

/**
 * `jobs.send` for code that is given nothing but the transaction: a log that tells others of each of its rows, whoever writes it.
 * @throws where no jobs were started with the transaction's database.
 */
export async function sendJob<Schema extends z.ZodType>(
  tx: Tx, job: Job<Schema>, data: z.input<Schema>, options?: SendOptions,
): Promise<void> {
  const pool = poolOf(tx)
  const send = pool && senders.get(pool)
  if (!send) throw new Error(`${job.name}: no jobs were started with this database`)
  await send(tx, job, data, options)
}

/** Ends the schedules of earlier versions: what nobody handles any more would be sent for ever. */
async function forgetSchedules(boss: PgBoss, known: ReadonlySet<string>): Promise<void> {
  for (const { name, key } of await boss.getSchedules()) if (!known.has(name)) await boss.unschedule(name, key)
}

export interface JobsOptions {
  databaseUrl: string
  /** The database whose transactions `sendJob` serves. */
  db?: Db
  log: Log
  handlers: readonly JobHandler[]
  /** Connections of its own. Default 6. */
  max?: number
  /** Off: no cron, no maintenance; for tests and scripts. Default on. */
  supervise?: boolean
}

/** Installs pg-boss's tables and our queues, and answers once jobs can be sent. */
export async function startJobs({ databaseUrl, db, log, handlers, max = 6, supervise = true }: JobsOptions): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: 'linli-jobs',
    max,
    useListenNotify: supervise,
    supervise,
    schedule: supervise,
    registerInstance: supervise,
    openTelemetry: { enabled: false },
  })
  boss.on('error', error => log.error({ err: error }, 'jobs: error'))
  boss.on('warning', warning => log.warn({ warning }, 'jobs: warning'))
  await boss.start()
  const known = new Set((await boss.getQueues()).map(queue => queue.name))
  if (!known.has(deadLetterQueue)) await boss.createQueue(deadLetterQueue, { retentionSeconds: 90 * 86_400 })
  for (const { job } of handlers) {
    if (known.has(job.name)) continue
    await boss.createQueue(job.name, {
      policy: job.policy ?? 'standard',
      retryLimit: job.retries ?? 8,
      retryDelay: 5,
      retryBackoff: true,
      retryDelayMax: 600,
      deadLetter: deadLetterQueue,
      deleteAfterSeconds: 3 * 86_400,
      notify: true,
    })
  }

  const run = async (handler: JobHandler, id: string, data: unknown) =>
    await withLogScope({ job: handler.job.name, jobId: id }, async () => {
      const started = performance.now()
      try {
        await handler.run(data ?? {})
        log.debug({ ms: Math.round(performance.now() - started) }, 'job done')
      } catch (error) {
        log.error({ err: error }, 'job failed')
        throw error
      }
    })

  const jobs: Jobs = {
    async send(tx, job, data, { key, afterMs } = {}) {
      const db = {
        executeSql: async (text: string, values?: unknown[]) => await tx.$client.query({ name: statementName(text), text, values }),
      }
      const payload: unknown = job.data.parse(data)
      if (payload === null || typeof payload !== 'object') throw new TypeError(`${job.name}: job data must be an object`)
      const when = afterMs !== undefined && { startAfter: afterMs / 1000 }
      await boss.send(job.name, payload, { db, id: newId(), ...(key && { singletonKey: key }), ...when })
    },
    async work() {
      const options = { batchSize: 1, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 20 } as const
      for (const handler of handlers) {
        for (let nth = 0; nth < workersPerQueue; nth++) {
          let worker = ''
          worker = await boss.work(handler.job.name, options, async (batch) => {
            // Several jobs sent at once wake a worker once: it looks again after each, else the rest waits for a poll.
            for (const job of batch) await run(handler, job.id, job.data).finally(() => boss.notifyWorker(worker))
          })
        }
        if (handler.job.cron) await boss.schedule(handler.job.name, handler.job.cron, {}, { tz: 'UTC' })
      }
      await forgetSchedules(boss, new Set(handlers.filter(({ job }) => job.cron).map(({ job }) => job.name)))
    },
    async drain() {
      let count = 0
      for (let ran = true; ran;) {
        ran = false
        for (const handler of handlers) {
          for (const job of await boss.fetch(handler.job.name, { batchSize: 1 })) {
            ran = true
            count++
            try {
              await run(handler, job.id, job.data)
              await boss.complete(handler.job.name, job.id)
            } catch (error) {
              await boss.fail(handler.job.name, job.id, error instanceof Error ? { message: error.message } : {})
              throw error
            }
          }
        }
      }
      return count
    },
    async deadLetters() {
      const db = boss.getDb()
      const { rows } = await db.executeSql(
        `select id, created_on as at, coalesce(data->>'queue', '') as queue, count(*) over ()::int as count
           from pgboss.job where name = $1 and state < 'completed' order by created_on desc limit 20`,
        [deadLetterQueue],
      )
      return { count: rows[0]?.count ?? 0, newest: rows.map(({ id, at, queue }) => ({ id, at, queue })) }
    },
    async waiting({ name }) {
      const { rows } = await boss.getDb().executeSql(
        `select count(*)::int as count from pgboss.job where name = $1 and state < 'completed' and start_after <= now()`, [name])
      return rows[0]?.count ?? 0
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 20_000, close: true })
    },
  }
  if (db) senders.set(db.$client, jobs.send)
  return jobs
}
