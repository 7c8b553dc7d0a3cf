import { sql } from 'drizzle-orm'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { acceptLeg, checkIn, expireHold, previewCancellation } from '../../../server/booking/index.ts'
import { answerSubstitute, applyPaymentEvent, cancelLegs, giveUpLeg, openCheckout, reschedule, runTimers, wakeBooking } from '../../../server/checkout/index.ts'
import { findPaymentOfBooking } from '../../../server/payment/index.ts'
import { warmPool } from '../../../server/platform/database.ts'
import { day } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'
import { buildBundle, buildResidents, type WorldLeg } from '../../support/world.ts'

// Two who want the opposite at the same moment, on real PostgreSQL and warm connections: one wins, the other is told why.

const life = await startLife({ pool: 32 })
const { app, db } = life
const rounds = 12

beforeAll(async () => await warmPool(db, 30))
afterEach(async () => await life.resetClock())

const outcomeOf = (result: PromiseSettledResult<unknown>): string =>
  result.status === 'fulfilled' ? 'done' : String((result.reason as { code?: unknown }).code ?? result.reason)
/** Lets all start at once; which comes first changes from round to round. */
const race = async (round: number, ...runs: (() => Promise<unknown>)[]): Promise<string[]> => {
  const order = round % 2 ? runs.map((_, i) => runs.length - 1 - i) : runs.map((_, i) => i)
  const started: Promise<unknown>[] = []
  for (const i of order) started[i] = runs[i]!()
  return (await Promise.allSettled(started)).map(outcomeOf)
}
const lastEvents = async (id: string) => (await db.execute<{ event: string }>(sql`
  select event from booking_event where booking_id = ${id} order by id`)).rows.map(row => row.event)
const book = async (legs: WorldLeg[], where?: { at?: string, offset?: number }) => await life.booked(await buildBundle(db, legs), where)

test('accept against time-out: the leg is confirmed or given back, never both', async () => {
  for (let round = 0; round < rounds; round++) {
    const booking = await book([{ skill: 'a', price: 50, instant: false }])
    const manager = await life.managerOf(booking.leg)
    await life.before((await booking.read()).legs[0]!.responseDueAt!, 0.002)
    const [accepted] = await race(
      round, async () => await acceptLeg(app, { who: manager, legId: booking.leg }),
      async () => {
        while (!await wakeBooking(app, booking.id) && (await booking.read()).legs[0]!.state === 'requested');
      },
    )
    const leg = (await booking.read()).legs[0]!
    if (accepted === 'done') expect([leg.state, leg.refundedAmount, await life.claims(leg.id)]).toEqual(['confirmed', 0, 1])
    else {
      expect(['transition_illegal', 'too_late']).toContain(accepted)
      expect([leg.state, leg.refundedAmount, await life.claims(leg.id)]).toEqual(['cancelled', 50, 0])
    }
    await life.resetClock()
  }
})

test('cancel against check-in: the visit begins or is given up', async () => {
  const seen = new Set<string>()
  for (let round = 0; round < rounds; round++) {
    const booking = await book([{ skill: 'a', price: 1_000 }])
    const worker = await life.staff.worker(booking.leg)
    await life.before((await booking.read()).legs[0]!.start, 30)
    const { token } = await previewCancellation(app, { personId: booking.resident.id, bookingId: booking.id, wish: { rest: 'keep' } })
    const outcome = await race(
      round, async () => await cancelLegs(app, { who: booking.resident, bookingId: booking.id, token }),
      async () => await checkIn(app, { who: worker, legId: booking.leg }),
    )
    const { state } = (await booking.read()).legs[0]!
    expect([['done', 'transition_illegal', 'cancelled'], ['transition_illegal', 'done', 'in_service']]).toContainEqual([...outcome, state])
    seen.add(state)
    await life.resetClock()
  }
  expect(seen.size).toBeGreaterThan(0)
})

test('two moves into one time: one has it, the other keeps what it had', async () => {
  for (let round = 0; round < rounds; round++) {
    const world = await buildBundle(db, [{ skill: 'a' }])
    const bookings = await Promise.all(['08:00', '12:00', '16:00'].map(async at => await life.booked(world, { at })))
    const before = await Promise.all(bookings.map(async booking => (await booking.read()).legs[0]!.start))
    const target = `${day(5)}T10:00:00.000Z`
    const outcome = await race(round, ...bookings.map(({ id, resident, leg }) => async () =>
      await reschedule(app, { who: resident, target: { bookingId: id }, starts: [{ legId: leg, start: target }] })))
    expect([...outcome].sort()).toEqual(['done', 'slot_taken', 'slot_taken'])
    const after = await Promise.all(bookings.map(async booking => (await booking.read()).legs[0]!.start))
    expect(after).toEqual(outcome.map((one, i) => (one === 'done' ? target : before[i])))
    expect(await Promise.all(bookings.map(async ({ leg }) => await life.claims(leg)))).toEqual([1, 1, 1])
  }
})

test('two who change places at once do not wait for each other for ever', async () => {
  for (let round = 0; round < rounds; round++) {
    const world = await buildBundle(db, [{ skill: 'a' }, { skill: 'b' }])
    const bookings = [await life.booked(world, { at: '08:00' }), await life.booked(world, { at: '14:00' })]
    const starts = await Promise.all(bookings.map(async booking => (await booking.read()).legs.map(leg => leg.start)))
    const outcome = await race(round, ...bookings.map(({ id, resident, legIds }, i) => async () => await reschedule(app, {
      who: resident, target: { bookingId: id }, starts: legIds.map((legId, k) => ({ legId, start: starts[1 - i]![k]! })),
    })))
    expect(outcome).toEqual(['slot_taken', 'slot_taken'])
  }
})

test('a substitute is taken, or the leg is cancelled: the money and the time fit what won', async () => {
  for (let round = 0; round < rounds; round++) {
    await buildBundle(db, [{ skill: 'c' }, { skill: 'd', price: 5_000 }])
    const booking = await book([{ skill: 'a', price: 6_000 }])
    await giveUpLeg(app, { who: await life.managerOf(booking.leg), legId: booking.leg, event: 'withdraw', reason: '' })
    expect((await booking.read()).legs[0]!.state).toBe('substituting')
    const { token } = await previewCancellation(app, { personId: booking.resident.id, bookingId: booking.id, wish: { rest: 'keep' } })
    const outcome = await race(
      round, async () => await answerSubstitute(app, { who: booking.resident, bookingId: booking.id, legId: booking.leg, accept: true }),
      async () => await cancelLegs(app, { who: booking.resident, bookingId: booking.id, token }),
    )
    const leg = (await booking.read()).legs[0]!
    expect([
      ['done', 'preview_expired', 'confirmed', 1_000, 1], ['transition_illegal', 'done', 'cancelled', 6_000, 0],
    ]).toContainEqual([...outcome, leg.state, leg.refundedAmount, await life.claims(leg.id)])
  }
})

test('expiry against payment: what is paid is served or given back', async () => {
  for (let round = 0; round < rounds; round++) {
    const world = await buildBundle(db, [{ skill: 'a', price: 700 }, { skill: 'b', price: 800 }])
    const [resident] = await buildResidents(db, 1)
    const id = await life.hold(resident!, { world, at: '09:00', offset: 3 })
    await openCheckout(app, { personId: resident!.personId, bookingId: id })
    const payment = (await findPaymentOfBooking(db, id))!
    life.memory.pay(payment.gatewaySessionId!)
    await life.before(new Date(Date.now() + 36 * 60_000).toISOString(), 0)
    const event = { eventId: null, paymentId: payment.id, sessionId: payment.gatewaySessionId, gatewayPaymentId: null }
    const outcome = await race(
      round, async () => await applyPaymentEvent(app, event), async () => await expireHold(app, id),
      async () => await runTimers(app), async () => await applyPaymentEvent(app, event),
    )
    expect(outcome).toEqual(['done', 'done', 'done', 'done'])
    const { rows } = await db.execute(sql`
      select l.state, (select count(*)::int from claim c where c.booking_leg_id = l.id) as claims from booking_leg l where l.booking_id = ${id}`)
    // Expired first, it is claimed again: nobody else wanted the time.
    expect(rows).toEqual([{ state: 'confirmed', claims: 1 }, { state: 'confirmed', claims: 1 }])
    expect((await lastEvents(id)).filter(name => name === 'pay' || name === 'pay_late')).toHaveLength(2)
    await life.resetClock()
  }
})
