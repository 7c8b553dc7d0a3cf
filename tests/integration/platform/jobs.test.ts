import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { now, setClockOffset } from '../../../server/platform/clock.ts'
import { withTransaction } from '../../../server/platform/database.ts'
import { runOnce } from '../../../server/platform/idempotency.ts'
import { defineJob, handle, startJobs } from '../../../server/platform/jobs.ts'
import { takeFromLimit } from '../../../server/platform/rate-limit.ts'
import { createTestDatabase } from '../../support/database.ts'

const { db, url } = await createTestDatabase()
const log = pino({ level: 'silent' })

test('a job exists exactly if the transaction that sent it was committed', async () => {
  const job = defineJob({ name: 'test.greet', data: z.object({ name: z.string() }) })
  const greeted: string[] = []
  const jobs = await startJobs({ databaseUrl: url, log, handlers: [handle(job, async ({ name }) => void greeted.push(name))], supervise: false })
  await withTransaction(db, async tx => await jobs.send(tx, job, { name: 'kept' }))
  await expect(withTransaction(db, async (tx) => {
    await jobs.send(tx, job, { name: 'lost' })
    throw new Error('no')
  })).rejects.toThrow('no')
  expect(await jobs.drain()).toBe(1)
  expect(greeted).toEqual(['kept'])
  await jobs.stop()
})

test('a burst to a short queue with one key is one job', async () => {
  const job = defineJob({ name: 'test.index', data: z.object({ id: z.string() }), policy: 'short' })
  let runs = 0
  const jobs = await startJobs({ databaseUrl: url, log, handlers: [handle(job, async () => void runs++)], supervise: false })
  for (let i = 0; i < 5; i++) await withTransaction(db, async tx => await jobs.send(tx, job, { id: 'a' }, { key: 'a' }))
  await withTransaction(db, async tx => await jobs.send(tx, job, { id: 'b' }, { key: 'b' }))
  await jobs.drain()
  expect(runs).toBe(2)
  await jobs.stop()
})

test('a schedule of an earlier version, which nobody handles any more, ends at the next start', async () => {
  const nothing = z.object({})
  const start = async (...names: string[]) => {
    const handlers = names.map(name => handle(defineJob({ name, data: nothing, cron: '0 3 * * *' }), async () => {}))
    const jobs = await startJobs({ databaseUrl: url, log, handlers, supervise: false })
    await jobs.work()
    await jobs.stop()
    return (await db.execute<{ name: string }>(sql`select name from pgboss.schedule order by name`)).rows.map(({ name }) => name)
  }
  expect(await start('test.old', 'test.kept')).toEqual(['test.kept', 'test.old'])
  expect(await start('test.kept', 'test.new')).toEqual(['test.kept', 'test.new'])
})

test('a repeat with the same key gets the first answer, another body is refused, a running one too', async () => {
  let runs = 0
  const call = (body: unknown, key = 'k1') => runOnce(db, { owner: 'p', route: 'POST /x', key, body, run: async () => ({ status: 201, answer: { run: ++runs } }) })
  expect(await call({ a: 1 })).toEqual({ status: 201, answer: { run: 1 }, replayed: false })
  expect(await call({ a: 1 })).toEqual({ status: 201, answer: { run: 1 }, replayed: true })
  await expect(call({ a: 2 })).rejects.toMatchObject({ code: 'idempotency_key_reused' })
  const slow = Promise.withResolvers<undefined>()
  const first = runOnce(db, { owner: 'p', route: 'POST /x', key: 'k2', body: 1, run: async () => {
    await slow.promise
    return { status: 200, answer: 1 }
  } })
  await expect.poll(async () => (await db.execute(sql`select from idempotency_key where key = 'k2'`)).rows.length).toBe(1)
  await expect(runOnce(db, { owner: 'p', route: 'POST /x', key: 'k2', body: 1, run: async () => ({ status: 200, answer: 2 }) })).rejects.toMatchObject({ code: 'idempotency_key_running' })
  slow.resolve(undefined)
  expect((await first).answer).toBe(1)
})

test('tests begin at the same moment in every run, for the process as for the database', async () => {
  const before = Date.now()
  const databaseNow = (await now(db)).getTime()
  expect(databaseNow).toBeGreaterThanOrEqual(before)
  expect(databaseNow).toBeLessThanOrEqual(Date.now())
  const hours = (databaseNow - Date.parse(process.env.LINLI_NOW ?? '2026-12-01T09:30:00+08:00')) / 3_600_000
  expect(Math.floor(hours)).toBe(0)
})

test('a job can wait: to the part of a second, whatever clock the process has', async () => {
  const job = defineJob({ name: 'test.later', data: z.object({}) })
  const jobs = await startJobs({ databaseUrl: url, log, handlers: [handle(job, async () => {})], supervise: false })
  for (const afterMs of [60_500, 0, -5]) await withTransaction(db, async tx => await jobs.send(tx, job, {}, { afterMs }))
  const { rows } = await db.execute<{ seconds: number }>(sql`
    select extract(epoch from start_after - created_on)::float8 as seconds from pgboss.job where name = 'test.later' order by 1`)
  expect(rows.map(({ seconds }) => seconds)).toEqual([0, 0, 60.5])
  expect(await jobs.drain()).toBe(2)
  await jobs.stop()
})

test('the clock of the database is the one clock, and can be moved', async () => {
  const before = await now(db)
  await setClockOffset(db, 3600)
  expect((await now(db)).getTime() - before.getTime()).toBeGreaterThanOrEqual(3_600_000)
  await setClockOffset(db, 0)
})

test('a limit is shared, says when to come back, and opens again', async () => {
  const limit = { bucket: 'b', max: 2, windowSeconds: 60 }
  await takeFromLimit(db, limit)
  await takeFromLimit(db, limit)
  await expect(takeFromLimit(db, limit)).rejects.toMatchObject({ code: 'too_many_requests', details: { retryAfter: expect.any(Number) } })
  await setClockOffset(db, 61)
  await takeFromLimit(db, limit)
  await setClockOffset(db, 0)
})
