import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { expireHold, placeHold, sweepHolds } from '../../../server/booking/index.ts'
import { setClockOffset } from '../../../server/platform/clock.ts'
import { warmPool } from '../../../server/platform/database.ts'
import { createTestApp } from '../../support/app.ts'
import { holdBodyOf, quoteAt } from '../../support/booking.ts'
import { buildBundle, buildCity, buildResidents, type Household, type World } from '../../support/world.ts'

const { app } = await createTestApp({ env: { LINLI_DATABASE_POOL: '64' } })
const { db } = app

const hold = async (quoteId: string, resident: Household) => await placeHold(app, { personId: resident.personId, body: holdBodyOf(quoteId, resident) })
const count = async (from: string) => Number((await db.execute(sql`select count(*)::int as n from ${sql.raw(from)}`)).rows[0]!.n)
const outcomesOf = (results: PromiseSettledResult<unknown>[]) => {
  const outcomes: Record<string, number> = {}
  for (const result of results) {
    const code = result.status === 'fulfilled' ? 'held' : String((result.reason as { code?: unknown }).code ?? result.reason)
    outcomes[code] = (outcomes[code] ?? 0) + 1
  }
  return outcomes
}

beforeAll(async () => await buildCity(db))

test('64 buyers for 3 places, four legs each in mixed order: exactly 3 bookings, no partial hold, no deadlock', async () => {
  const legs = ['clean', 'nurse', 'cook', 'drive'].map(skill => ({ skill, workers: 3 }))
  const forward = await buildBundle(db, legs, { parallel: true })
  const backward = await sameProvidersBackward(forward, legs)
  const residents = await buildResidents(db, 64)
  const quotes = []
  const began = performance.now()
  for (const [i] of residents.entries()) quotes.push(await quoteAt(app, { world: i % 2 ? backward : forward, at: '10:00' }))
  await warmPool(db, 60)
  const started = performance.now()
  const results = await Promise.allSettled(quotes.map(async (quote, i) => await hold(quote.id, residents[i]!)))
  const ended = performance.now()
  // Each deadlock would cost a second at least. The quotes, one after another, took as long as the holds do: so does a busy machine's time stretch the limit.
  expect(ended - started).toBeLessThan(5_000 + 8 * (started - began))
  expect(outcomesOf(results)).toEqual({ held: 3, slot_taken: 61 })
  for (const [table, rows] of [['booking', 3], ['booking_leg', 12], ['claim', 12], ['booking_leg_resource', 12]] as const) expect(await count(table)).toBe(rows)
  const refused = results.find(result => result.status === 'rejected')!.reason as { details: { nearest: string[] } }
  expect(refused.details.nearest.length).toBeGreaterThan(0)
  expect(refused.details.nearest).not.toContain(quotes[0]!.legs[0]!.start)
})

/** A second bundle of the same providers with its legs in the opposite order, so that two buyers ask for the same people the other way round. */
async function sameProvidersBackward(forward: World, legs: { skill: string, workers: number }[]): Promise<World> {
  const backward = await buildBundle(db, legs.map(leg => ({ ...leg, workers: 0 })).reverse(), { parallel: true })
  const publisher = forward.legs[0]!.providerId
  await db.execute(sql`update bundle set provider_id = ${publisher} where id = ${backward.bundleId}`)
  for (const [i, leg] of forward.legs.entries()) {
    const other = backward.legs[3 - i]!
    await db.execute(sql`update offering set provider_id = ${leg.providerId} where id = ${other.offeringId}`)
    await db.execute(sql`delete from agreement where offering_id = ${other.offeringId}`)
    await db.execute(sql`insert into agreement (id, bundle_id, offering_id, provider_id, status)
      values (gen_random_uuid(), ${backward.bundleId}, ${other.offeringId}, ${leg.providerId}, 'accepted')`)
  }
  return backward
}

test('a class with 5 places takes 5 of 20, and each has a seat of its own', async () => {
  const world = await buildBundle(db, [{ skill: 'tai-chi', seats: 5 }])
  const residents = await buildResidents(db, 20)
  const quotes = []
  for (const _ of residents) quotes.push(await quoteAt(app, { world }))
  const results = await Promise.allSettled(quotes.map(async (quote, i) => await hold(quote.id, residents[i]!)))
  expect(outcomesOf(results)).toEqual({ held: 5, slot_taken: 15 })
  const { rows } = await db.execute(sql`select seat from session_seat order by seat`)
  expect(rows.map(row => row.seat)).toEqual([1, 2, 3, 4, 5])
})

test('a quote that is sent twice at once makes one booking', async () => {
  const world = await buildBundle(db, [{ skill: 'a', workers: 2 }, { skill: 'b', workers: 2 }])
  const [resident] = await buildResidents(db, 1)
  const quote = await quoteAt(app, { world })
  const results = await Promise.allSettled([hold(quote.id, resident!), hold(quote.id, resident!), hold(quote.id, resident!)])
  expect(outcomesOf(results)).toEqual({ held: 1, quote_bound: 2 })
  expect(await count(`booking where quote_id = '${quote.id}'`)).toBe(1)
})

test('a person has at most three unpaid holds, also from many tabs at once', async () => {
  const world = await buildBundle(db, [{ skill: 'a', workers: 9 }])
  const [resident] = await buildResidents(db, 1)
  const quotes = []
  for (let i = 0; i < 6; i++) quotes.push(await quoteAt(app, { world }))
  const results = await Promise.allSettled(quotes.map(async quote => await hold(quote.id, resident!)))
  expect(outcomesOf(results)).toEqual({ held: 3, too_many_holds: 3 })
})

test('an expired hold is dropped by the next who needs its time, and by the sweeper', async () => {
  const world = await buildBundle(db, [{ skill: 'a' }, { skill: 'b' }])
  const [first, second, third] = await buildResidents(db, 3)
  const quote = await quoteAt(app, { world, at: '09:00' })
  const held = await hold(quote.id, first!)
  const elsewhere = await buildBundle(db, [{ skill: 'c' }])
  const swept = await hold((await quoteAt(app, { world: elsewhere })).id, third!)
  expect(await expireHold(app, held)).toBe(false)
  await setClockOffset(db, 11 * 60)
  try {
    const taken = await hold((await quoteAt(app, { world, at: '09:00' })).id, second!)
    const states = async (id: string) => (await db.execute(sql`select state from booking_leg where booking_id = ${id}`)).rows.map(row => row.state)
    expect(await states(held)).toEqual(['expired', 'expired'])
    expect(await states(taken)).toEqual(['held', 'held'])
    expect(await states(swept)).toEqual(['held'])
    expect(await sweepHolds(app)).toBeGreaterThanOrEqual(1)
    expect(await states(swept)).toEqual(['expired'])
    expect(await count(`claim c join booking_leg l on l.id = c.booking_leg_id where l.booking_id = '${swept}'`)).toBe(0)
    const { rows } = await db.execute(sql`select event, from_state, to_state from booking_event where booking_id = ${held} order by id`)
    expect(rows).toEqual([
      ...Array<unknown>(2).fill({ event: 'hold', from_state: null, to_state: 'held' }),
      ...Array<unknown>(2).fill({ event: 'expire', from_state: 'held', to_state: 'expired' }),
    ])
  } finally {
    await setClockOffset(db, 0)
  }
})

test('a quote that ran out answers with the new price, and the frozen one never changes', async () => {
  const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
  const [resident] = await buildResidents(db, 1)
  const quote = await quoteAt(app, { world })
  await db.execute(sql`update offering set price_amount = 12000 where id = ${world.legs[0]!.offeringId}`)
  const other = await quoteAt(app, { world, nth: 40 })
  expect([quote.amount, other.amount]).toEqual([10_000, 12_000])
  await setClockOffset(db, 31 * 60)
  try {
    const refused = await hold(quote.id, resident!).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'quote_expired', details: { quote: { amount: 12_000, legs: [{ start: quote.legs[0]!.start }] } } })
  } finally {
    await setClockOffset(db, 0)
  }
  const id = await hold(quote.id, resident!)
  expect((await db.execute(sql`select amount::int from booking where id = ${id}`)).rows).toEqual([{ amount: 10_000 }])
})

test('what belongs to somebody else, or lies elsewhere, cannot be used', async () => {
  const world = await buildBundle(db, [{ skill: 'a' }])
  const [one, other] = await buildResidents(db, 2)
  const quote = await quoteAt(app, { world })
  await expect(hold(quote.id, { ...one!, recipientId: other!.recipientId })).rejects.toMatchObject({ code: 'not_found' })
  await expect(hold(quote.id, { ...one!, addressId: other!.addressId })).rejects.toMatchObject({ code: 'not_found' })
  await db.execute(sql`update address set district_id = 'far' where id = ${one!.addressId}`)
  await expect(hold(quote.id, one!)).rejects.toMatchObject({ code: 'district_differs' })
  expect(await count(`booking where quote_id = '${quote.id}'`)).toBe(0)
})

test('the database itself refuses two claims on one resource', async () => {
  const world = await buildBundle(db, [{ skill: 'a' }])
  const [resident] = await buildResidents(db, 1)
  const id = await hold((await quoteAt(app, { world })).id, resident!)
  await expect(db.execute(sql`
    insert into claim (id, resource_id, during, booking_leg_id)
    select gen_random_uuid(), resource_id, during, booking_leg_id from claim where booking_leg_id in (select id from booking_leg where booking_id = ${id})`))
    .rejects.toMatchObject({ cause: { constraint: 'claim_no_overlap' } })
})
