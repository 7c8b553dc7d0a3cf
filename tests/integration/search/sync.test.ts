import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { insertClaims, releaseClaims } from '../../../server/availability/index.ts'
import { withTransaction } from '../../../server/platform/database.ts'
import { newId } from '../../../server/platform/ids.ts'
import { startJobs } from '../../../server/platform/jobs.ts'
import { createLog } from '../../../server/platform/log.ts'
import { bundleIndex } from '../../../server/search/bundle-index.ts'
import type { SearchEngine } from '../../../server/search/engine.ts'
import {
  bundleChanged, createSearchEngine, ensureIndex, followChanges, mend, reindexAll, searchHandlers, searchHealth, type SearchContext,
} from '../../../server/search/index.ts'
import { day } from '../../support/booking.ts'
import { createTestDatabase } from '../../support/database.ts'
import { buildBundle, buildCity, type World } from '../../support/world.ts'

const { db, url } = await createTestDatabase()
const log = createLog({ LINLI_LOG_LEVEL: 'silent' })
const jobs = await startJobs({ databaseUrl: url, log, handlers: searchHandlers(() => ctx), supervise: false, max: 2 })
const engine = createSearchEngine({}, db)
const ctx: SearchContext = { db, jobs, log, search: engine }
let nursing: World
let cleaning: World
let class_: World

beforeAll(async () => {
  // Claims of bookings that nobody made: what counts here is only whose time is taken.
  await db.execute(sql`alter table claim drop constraint claim_booking_leg_id_fkey; alter table session_seat drop constraint session_seat_booking_leg_id_fkey`)
  await buildCity(db)
  nursing = await buildBundle(db, [{ skill: 'nursing' }])
  cleaning = await buildBundle(db, [{ skill: 'cleaning' }])
  class_ = await buildBundle(db, [{ skill: 'taiji', seats: 1 }])
  await ensureIndex(ctx)
  return async () => await jobs.stop()
})

beforeEach(async () => {
  await followChanges(ctx)
  await jobs.drain()
})

/** What follows a change until nothing is left to do; answers which bundles were asked for. */
async function follow(): Promise<string[]> {
  await followChanges(ctx)
  const { rows } = await db.execute<{ id: string }>(sql`
    select data ->> 'bundleId' as id from pgboss.job where name = 'search.index-bundle' and state = 'created' order by 1`)
  await jobs.drain()
  return rows.map(row => row.id)
}

async function documentOf(world: World): Promise<Record<string, unknown>> {
  const { hits } = await engine.search(bundleIndex, { limit: 100 })
  return hits.find(hit => hit.id === world.bundleId)?.document ?? {}
}

const wholeDay = (world: World, offset: number) => ({
  bookingLegId: newId(), resourceIds: world.legs[0]!.workerIds, from: new Date(`${day(offset)}T00:00:00Z`), to: new Date(`${day(offset + 1)}T00:00:00Z`),
  districtId: 'near', sessionId: null, seats: 0,
})

/** The same engine, some of whose methods do otherwise until the test ends. */
function replace(change: Partial<SearchEngine>): void {
  ctx.search = { ...engine, ...change }
  onTestFinished(() => {
    ctx.search = engine
  })
}

test('time that is taken closes the day in search, time given back opens it, and no other bundle is computed anew', async () => {
  const claim = wholeDay(nursing, 3)
  expect((await documentOf(nursing)).free_days).toContain(day(3))
  await withTransaction(db, async tx => await insertClaims(tx, [claim], { expiresAt: null }))
  expect(await follow()).toEqual([nursing.bundleId])
  expect((await documentOf(nursing)).free_days).not.toContain(day(3))
  await withTransaction(db, async tx => await releaseClaims(tx, [claim.bookingLegId]))
  expect(await follow()).toEqual([nursing.bundleId])
  expect((await documentOf(nursing)).free_days).toContain(day(3))
})

test('the last place in a class closes its day', async () => {
  const sessionId = class_.legs[0]!.sessionIds[3]!
  const before = await documentOf(class_)
  await withTransaction(db, async tx => await insertClaims(tx, [{ ...wholeDay(class_, 4), sessionId, seats: 1 }], { expiresAt: null }))
  expect(await follow()).toEqual([class_.bundleId])
  expect(before.free_days).toContain(day(4))
  expect((await documentOf(class_)).free_days).not.toContain(day(4))
})

test('rules, days off, skills and credentials count too', async () => {
  const workerId = cleaning.legs[0]!.workerIds[0]!
  await db.execute(sql`insert into availability_override (id, resource_id, during, kind)
    values (${newId()}, ${workerId}, tstzrange(${`${day(5)}T00:00:00Z`}, ${`${day(6)}T00:00:00Z`}), 'off')`)
  expect(await follow()).toEqual([cleaning.bundleId])
  expect((await documentOf(cleaning)).free_days).not.toContain(day(5))
  await db.execute(sql`delete from resource_skill where resource_id = ${workerId}`)
  expect(await follow()).toEqual([cleaning.bundleId])
  expect((await documentOf(cleaning)).free_days).toEqual([])
  await db.execute(sql`insert into resource_skill (resource_id, skill) values (${workerId}, 'cleaning')`)
  expect(await follow()).toEqual([cleaning.bundleId])
})

test('a filling follows up all changes from before it, and none that come while it runs', async () => {
  await withTransaction(db, async tx => await insertClaims(tx, [wholeDay(nursing, 7)], { expiresAt: null }))
  replace({
    async replaceAll(index, documents) {
      const count = await engine.replaceAll(index, documents)
      await withTransaction(db, async tx => await insertClaims(tx, [wholeDay(cleaning, 7)], { expiresAt: null }))
      return count
    },
  })
  await reindexAll(ctx)
  expect((await documentOf(nursing)).free_days).not.toContain(day(7))
  expect(await follow()).toEqual([cleaning.bundleId])
})

test('what is rolled back is not followed', async () => {
  const broken = withTransaction(db, async (tx) => {
    await insertClaims(tx, [wholeDay(nursing, 9)], { expiresAt: null })
    throw new Error('changed my mind')
  })
  await expect(broken).rejects.toThrow('changed my mind')
  expect(await follow()).toEqual([])
})

test('a document whose time is over is made anew, others are not', async () => {
  expect(await follow()).toEqual([])
  await engine.merge(bundleIndex, [{ id: nursing.bundleId, due_at: Math.floor(Date.now() / 1000) - 1 }])
  expect(await follow()).toEqual([nursing.bundleId])
  expect(await follow()).toEqual([])
})

test('a poison document stands aside and is shown, the rest goes on, and it comes back when it is well', async () => {
  replace({
    upsert: async (index, documents) => {
      if (documents.some(document => document.id === nursing.bundleId)) throw new Error('not this one')
      await engine.upsert(index, documents)
    },
  })
  await db.execute(sql`update bundle set title_en = 'Other title'`)
  expect(await mend(ctx)).toBe(3)
  expect((await searchHealth(ctx)).aside).toMatchObject({ count: 1, newest: [{ bundleId: nursing.bundleId }] })
  expect((await documentOf(cleaning)).title_en).toBe('Other title')
  expect((await documentOf(nursing)).title_en).not.toBe('Other title')
  expect(await follow()).toEqual([])

  ctx.search = engine
  await db.execute(sql`update search_aside set retry_at = linli_now()`)
  expect(await follow()).toEqual([nursing.bundleId])
  expect((await documentOf(nursing)).title_en).toBe('Other title')
  expect((await searchHealth(ctx)).aside.count).toBe(0)
})

test('an engine that is away during a burst catches up afterwards: nothing is lost, the backlog is seen', async () => {
  const away = async () => await Promise.reject(new Error('connect ECONNREFUSED'))
  replace({ upsert: away, delete: away, search: away, health: async () => ({ ok: false, engine: 'meilisearch', backlog: 0, failed: 0 }) })
  for (let i = 0; i < 20; i++) {
    await withTransaction(db, async (tx) => {
      await tx.execute(sql`update bundle set title_en = ${`Burst ${i}`}`)
      await bundleChanged(tx, jobs, [nursing.bundleId, cleaning.bundleId, class_.bundleId])
    })
  }
  await withTransaction(db, async tx => await insertClaims(tx, [wholeDay(nursing, 11)], { expiresAt: null }))
  expect(await searchHealth(ctx)).toMatchObject({ ok: false, backlog: 3 + 1 })
  await follow()
  expect((await searchHealth(ctx)).aside.count).toBe(3)

  ctx.search = engine
  await db.execute(sql`update search_aside set retry_at = linli_now()`)
  await follow()
  expect((await documentOf(nursing)).free_days).not.toContain(day(11))
  for (const world of [nursing, cleaning, class_]) expect((await documentOf(world)).title_en).toBe('Burst 19')
  expect(await searchHealth(ctx)).toMatchObject({ ok: true, backlog: 0, aside: { count: 0 } })
})

test('two app servers that follow and index at once lose nothing and leave the newest text', async () => {
  const other: SearchContext = { ...ctx, search: createSearchEngine({}, db) }
  const otherJobs = await startJobs({ databaseUrl: url, log, handlers: searchHandlers(() => other), supervise: false, max: 2 })
  onTestFinished(async () => await otherJobs.stop())
  other.jobs = otherJobs
  for (let round = 0; round < 8; round++) {
    await withTransaction(db, async (tx) => {
      await tx.execute(sql`update bundle set title_en = ${`Round ${round}`}`)
      await bundleChanged(tx, jobs, [nursing.bundleId, cleaning.bundleId, class_.bundleId])
    })
    await Promise.all([followChanges(ctx), followChanges(other), jobs.drain(), otherJobs.drain(), round === 4 ? reindexAll(other) : undefined])
  }
  await follow()
  await mend(ctx)
  for (const world of [nursing, cleaning, class_]) expect((await documentOf(world)).title_en).toBe('Round 7')
})
