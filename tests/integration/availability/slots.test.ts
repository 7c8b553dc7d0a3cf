import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { assignAt, findSlots, freeDays, insertClaims, keepClaims, nearestStarts, releaseClaims, type AssignAtOptions } from '../../../server/availability/index.ts'
import { getBundle, loadBundles } from '../../../server/catalog/index.ts'
import { now, setClockOffset } from '../../../server/platform/clock.ts'
import { warmPool, withTransaction, type Tx } from '../../../server/platform/database.ts'
import { DomainError } from '../../../server/platform/errors.ts'
import { newId } from '../../../server/platform/ids.ts'
import { createTestDatabase } from '../../support/database.ts'
import { buildCity, countTaken, goToPresent, type City } from './city.ts'

const { db } = await createTestDatabase({ max: 64 })
// Claims are written here for booking legs that nobody has made: booking is not what these tests are about.
await db.execute(sql`alter table claim drop constraint claim_booking_leg_id_fkey`)
await db.execute(sql`alter table session_seat drop constraint session_seat_booking_leg_id_fkey`)

beforeEach(async () => {
  await goToPresent(db)
  await db.execute(sql`truncate bundle, offering, resource, provider, category, scenario restart identity cascade`)
})

const inXuhui = (city: City, more: { from?: string, days?: number, without?: (keyof City['legs'])[], persons?: number } = {}) => ({
  slug: city.slug,
  from: more.from ?? '2026-06-01',
  days: more.days ?? 7,
  districtId: 'xuhui',
  persons: more.persons ?? 1,
  choices: (more.without ?? ['swim']).map(leg => ({ legId: city.legs[leg], include: false })),
})

/** Places a hold as booking does: assign, then claim. */
async function hold(city: City, starts: Record<string, string>, options: {
  expiresAt?: Date
  without?: 'swim'[]
  dropExpired?: AssignAtOptions['dropExpired']
} = {}) {
  const bundle = await getBundle(db, city.slug)
  return await withTransaction(db, async (tx) => {
    const assigned = await assignAt(tx, {
      bundle,
      at: await now(tx),
      districtId: 'xuhui',
      persons: 1,
      choices: (options.without ?? ['swim' as const]).map(leg => ({ legId: city.legs[leg], include: false })),
      starts,
      dropExpired: options.dropExpired ?? (async () => {}),
    })
    const legs = assigned.map(leg => ({
      ...leg.claim,
      bookingLegId: newId(),
      resourceIds: leg.resourceIds,
      districtId: leg.districtId,
      sessionId: leg.sessionId,
      seats: leg.seats,
    }))
    await insertClaims(tx, legs, { expiresAt: options.expiresAt ?? null })
    return legs
  })
}

test('answers a month by day and parts of the day, in the zone of the place of service', async () => {
  const city = await buildCity(db)
  const { zone, days } = await findSlots({ db }, inXuhui(city, { days: 31 }))
  expect(zone).toBe('Asia/Shanghai')
  expect(days).toHaveLength(31)
  // Two hours of cleaning from 09:00 (notice: two hours from 08:00), the nurse by 17:00; a buffer of 15 minutes after the cleaning.
  expect(days.slice(0, 4)).toEqual([
    { date: '2026-06-01', count: 17, parts: ['morning', 'afternoon'] },
    { date: '2026-06-02', count: 21, parts: ['morning', 'afternoon'] },
    { date: '2026-06-03', count: 21, parts: ['morning', 'afternoon'] },
    { date: '2026-06-04', count: 0, parts: [] },
  ])
  // The nurse's licence ends on the third.
  expect(days.slice(4).every(({ count }) => count === 0)).toBe(true)
})

test('shows who would come when, and what each leg costs', async () => {
  const city = await buildCity(db, { cleaners: 1 })
  const { days } = await findSlots({ db }, inXuhui(city, { from: '2026-06-02', days: 1 }))
  const first = days[0]!.times![0]!
  expect(first).toMatchObject({ start: '2026-06-02T01:00:00.000Z', end: '2026-06-02T04:00:00.000Z', amount: 40_000, part: 'morning' })
  expect(first.legs.map(leg => [leg.legId, leg.start, leg.resources.map(({ id }) => id)])).toEqual([
    [city.legs.clean, '2026-06-02T01:00:00.000Z', [city.cleaners[0]]],
    [city.legs.nurse, '2026-06-02T03:00:00.000Z', [city.nurses[0]]],
  ])
})

test('closes what a claim takes, its way included', async () => {
  const city = await buildCity(db, { cleaners: 1 })
  await hold(city, { [city.legs.clean]: '2026-06-02T05:00:00Z', [city.legs.nurse]: '2026-06-02T07:00:00Z' })
  const { days } = await findSlots({ db }, inXuhui(city, { from: '2026-06-02', days: 1 }))
  // Taken from 13:00 on, with 15 minutes of way: what comes before ends (with its buffer) by 12:45, so it starts by 10:30.
  expect(days[0]!.times!.map(({ start }) => start).at(-1)).toBe('2026-06-02T02:30:00.000Z')
  const far = await findSlots({ db }, { ...inXuhui(city, { from: '2026-06-02', days: 1 }), districtId: 'pudong' })
  expect(far.days[0]!.times!.map(({ start }) => start).at(-1)).toBe('2026-06-02T01:45:00.000Z')
})

test('takes places of a class, the lowest free numbers, until it is full', async () => {
  const city = await buildCity(db, { cleaners: 4, nurses: 4 })
  const starts = { [city.legs.clean]: '2026-06-02T01:00:00Z', [city.legs.nurse]: '2026-06-02T03:00:00Z', [city.legs.swim]: '2026-06-03T11:00:00Z' }
  await hold(city, starts, { without: [] })
  await hold(city, starts, { without: [] })
  const third = await hold(city, starts, { without: [] })
  await expect(hold(city, starts, { without: [] })).rejects.toMatchObject({ code: 'slot_taken' })
  expect(await countTaken(db)).toEqual({ claims: 6, seats: 3 })
  const closed = await findSlots({ db }, inXuhui(city, { without: [] }))
  expect(closed.days.every(({ count }) => count === 0)).toBe(true)
  await withTransaction(db, async tx => await releaseClaims(tx, third.map(leg => leg.bookingLegId)))
  expect(await countTaken(db)).toEqual({ claims: 4, seats: 2 })
  await hold(city, starts, { without: [] })
  const { rows } = await db.execute(sql`select array_agg(seat order by seat) as seats from session_seat`)
  expect(rows[0]).toEqual({ seats: [1, 2, 3] })
})

test('lets a reader take an expired hold for free time, and has it dropped before another is placed', async () => {
  const city = await buildCity(db, { cleaners: 1 })
  const starts = { [city.legs.clean]: '2026-06-02T05:00:00Z', [city.legs.nurse]: '2026-06-02T07:00:00Z' }
  const held = await hold(city, starts, { expiresAt: new Date('2026-06-01T00:10:00Z') })
  const countAt = async () => (await findSlots({ db }, { ...inXuhui(city, { from: '2026-06-02', days: 1 }), starts })).days[0]!.count
  expect(await countAt()).toBe(0)
  await setClockOffset(db, ((await now(db)).getTime() - Date.now()) / 1000 + 720)
  expect(await countAt()).toBe(1)

  // Its booking is locked by somebody who is just paying: the hold counts as live.
  await expect(hold(city, starts)).rejects.toMatchObject({ code: 'slot_taken' })
  const dropped: string[] = []
  await hold(city, starts, {
    dropExpired: async (tx: Tx, legIds: string[]) => {
      dropped.push(...legIds)
      await releaseClaims(tx, legIds)
    },
  })
  expect(dropped.sort()).toEqual(held.map(leg => leg.bookingLegId).sort())
  expect(await countTaken(db)).toEqual({ claims: 2, seats: 0 })
})

test('keeps a paid hold for good', async () => {
  const city = await buildCity(db, { cleaners: 1 })
  const starts = { [city.legs.clean]: '2026-06-02T05:00:00Z', [city.legs.nurse]: '2026-06-02T07:00:00Z' }
  const held = await hold(city, starts, { expiresAt: new Date('2026-06-01T00:10:00Z') })
  await withTransaction(db, async tx => await keepClaims(tx, held.map(leg => leg.bookingLegId)))
  const { rows } = await db.execute(sql`select count(*)::int as open from claim where expires_at is not null`)
  expect(rows).toEqual([{ open: 0 }])
})

test('offers the nearest starts that are left', async () => {
  const city = await buildCity(db, { cleaners: 1 })
  const query = inXuhui(city)
  expect(await nearestStarts({ db }, { ...query, start: '2026-06-02T00:30:00.000Z', limit: 2 })).toEqual(['2026-06-02T01:00:00.000Z', '2026-06-02T01:15:00.000Z'])
})

test('sells three places to three of sixty-four buyers, in any order of legs, without a deadlock', async () => {
  const city = await buildCity(db, { cleaners: 3, nurses: 3 })
  await warmPool(db, 64)
  const starts = [{ [city.legs.clean]: '2026-06-02T01:00:00Z', [city.legs.nurse]: '2026-06-02T03:00:00Z' }]
  starts.push(Object.fromEntries(Object.entries(starts[0]!).reverse()))
  const tried = await Promise.allSettled(Array.from({ length: 64 }, async (_, i) => await hold(city, starts[i % 2]!)))
  const refused = tried.filter(result => result.status === 'rejected').map(({ reason }) => reason instanceof DomainError && reason.code)
  expect(refused).toEqual(Array.from({ length: 61 }, () => 'slot_taken'))
  expect(await countTaken(db)).toEqual({ claims: 6, seats: 0 })
})

test('tells search on which days the required legs can be had', async () => {
  const city = await buildCity(db)
  const bundles = await loadBundles(db, { ids: [city.bundleId] })
  const free = (await freeDays(db, bundles)).get(city.bundleId)!
  expect(free.map(({ date, parts }) => ({ date, parts }))).toEqual([
    { date: '2026-06-01', parts: ['morning', 'afternoon'] },
    { date: '2026-06-02', parts: ['morning', 'afternoon'] },
    { date: '2026-06-03', parts: ['morning', 'afternoon'] },
  ])
  // The last start of the morning, in Shanghai.
  expect(new Date(free[1]!.partEnds).toISOString()).toBe('2026-06-02T03:45:00.000Z')
})

test('refuses a district, a leg and a start that cannot be', async () => {
  const city = await buildCity(db)
  const query = inXuhui(city)
  await expect(findSlots({ db }, { ...query, districtId: 'minhang' })).rejects.toMatchObject({ code: 'district_not_served' })
  await expect(findSlots({ db }, { ...query, starts: { [newId()]: '2026-06-02T01:00:00Z' } })).rejects.toMatchObject({ code: 'choice_invalid' })
  await expect(findSlots({ db }, { ...query, starts: { [city.legs.clean]: '2026-06-02T01:07:00Z' } })).rejects.toMatchObject({ code: 'choice_invalid' })
  await expect(findSlots({ db }, { ...query, slug: 'nothing-here' })).rejects.toMatchObject({ code: 'not_found' })
})
