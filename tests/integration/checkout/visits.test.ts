import { sql } from 'drizzle-orm'
import { afterEach, expect, test } from 'vitest'
import { checkIn, checkOut, readVisits } from '../../../server/booking/index.ts'
import { disputeLeg, reportNoShow, resolveDispute, runTimers } from '../../../server/checkout/index.ts'
import { day } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'
import { buildBundle } from '../../support/world.ts'

const life = await startLife()
const { app, db } = life
afterEach(async () => await life.resetClock())

/** Nobody else in the city serves for so little: what is lost cannot be replaced. */
const cheap = (skill: string, more: object = {}) => ({ skill, price: 100, ...more })

/** One who is about to ring the bell. */
const atTheDoor = async (more: object = {}) => {
  const world = await buildBundle(db, [cheap('a', { price: 10_000, ...more })])
  await db.execute(sql`update offering set tasks = '[{"zh":"擦窗","en":"Windows"},{"zh":"地板","en":"Floor"}]' where id = ${world.legs[0]!.offeringId}`)
  const booking = await life.booked(world)
  const { start, end } = (await booking.read()).legs[0]!
  const worker = await life.staff.worker(booking.leg)
  return { booking, start, end, worker, legId: booking.leg, who: worker }
}
const answers = [{ done: true, note: '' }, { done: false, note: 'locked' }]

test('a visit is begun by who comes, ended with its tasks answered, and its time left over is free', async () => {
  const { booking, start, who, legId } = await atTheDoor()
  await expect(checkIn(app, { who, legId })).rejects.toMatchObject({ code: 'too_early' })
  await life.before(start, 10)
  const [visit] = await readVisits(app, { personId: who.id, day: day(3) })
  expect(visit).toMatchObject({ id: legId, actions: ['check_in'], tasks: [{ en: 'Windows', done: null }, { en: 'Floor', done: null }] })
  await checkIn(app, { who, legId })
  await expect(checkOut(app, { who, legId, answers: answers.slice(1) })).rejects.toMatchObject({ code: 'tasks_unanswered' })
  await life.before(start, -20)
  await checkOut(app, { who, legId, answers })
  const leg = (await booking.read()).legs[0]!
  expect(leg).toMatchObject({ state: 'delivered', flagged: false, actions: ['dispute'], tasks: [{ done: true }, { done: false, note: 'locked' }] })
  expect(await life.claims(legId)).toBe(0)
})

test('a visit is settled 72 hours later, and its provider has earned the share less commission', async () => {
  const { booking, start, who, legId } = await atTheDoor({ price: 12_345 })
  await life.before(start, 0)
  await checkIn(app, { who, legId })
  await checkOut(app, { who, legId, answers })
  await life.before(start, -72 * 60 + 2)
  await runTimers(app)
  expect((await booking.read()).state).toBe('delivered')
  await life.before(start, -72 * 60 - 2)
  await expect(disputeLeg(app, { who: booking.resident, bookingId: booking.id, legId, reason: 'late' })).rejects.toMatchObject({ code: 'too_late' })
  await runTimers(app)
  await runTimers(app)
  expect((await booking.read()).state).toBe('settled')
  expect(await life.earnings(booking.id)).toMatchObject([{ amount: 11_110, commission: 1_235 }])
})

test('a visit that is disputed in time stays frozen until an operator decides', async () => {
  const { booking, start, who, legId } = await atTheDoor()
  await life.before(start, 0)
  await checkIn(app, { who, legId })
  await checkOut(app, { who, legId, answers })
  await disputeLeg(app, { who: booking.resident, bookingId: booking.id, legId, reason: 'half of it' })
  await life.before(start, -99 * 60)
  await runTimers(app)
  expect((await booking.read()).state).toBe('disputed')
  await expect(resolveDispute(app, { who: booking.resident, legId, refundAmount: 1, reason: '' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(resolveDispute(app, { who: life.operator, legId, refundAmount: 10_001, reason: '' })).rejects.toMatchObject({ code: 'refund_exceeds_payment' })
  await resolveDispute(app, { who: life.operator, legId, refundAmount: 3_000, reason: '' })
  expect((await booking.read()).legs[0]).toMatchObject({ state: 'settled', refundedAmount: 3_000 })
  expect(await life.earnings(booking.id)).toMatchObject([{ amount: 6_300, commission: 700 }])
})

test('a visit without a check-out is delivered twelve hours after its end, and flagged', async () => {
  const { booking, start, end, who, legId } = await atTheDoor()
  await life.before(start, 0)
  await checkIn(app, { who, legId })
  await life.before(end, -12 * 60)
  await runTimers(app)
  expect((await booking.read()).legs[0]).toMatchObject({ state: 'delivered', flagged: true })
  expect(await life.claims(legId)).toBe(0)
})

test('a visit that nobody began is asked about once; where nobody answers in three days it is given back', async () => {
  const { booking, end } = await atTheDoor()
  await life.before(end, -60)
  await runTimers(app)
  await runTimers(app)
  const asked = await booking.read()
  expect(asked.events.filter(({ event }) => event === 'ask')).toHaveLength(1)
  expect(asked.legs[0]).toMatchObject({ state: 'confirmed', actions: ['miss_provider'] })
  await life.before(end, -62 - 72 * 60)
  await runTimers(app)
  expect((await booking.read()).legs[0]).toMatchObject({ state: 'no_show_provider', refundedAmount: 10_000 })
})

test('a visit to which nobody came is given back in full, also what depends on it', async () => {
  const booking = await life.booked(await buildBundle(db, [cheap('a'), cheap('b', { dependsOn: 0 })]))
  const { start } = (await booking.read()).legs[0]!
  const say = async () => await reportNoShow(app, { who: booking.resident, bookingId: booking.id, legId: booking.leg, as: 'resident', reason: '' })
  await life.before(start, 0)
  await expect(say()).rejects.toMatchObject({ code: 'too_early' })
  await life.before(start, -15)
  await say()
  expect((await booking.read()).legs.map(leg => [leg.state, leg.refundedAmount])).toEqual([['no_show_provider', 100], ['cancelled', 100]])
})

test('a visit at which nobody was there is settled by policy, unless disputed', async () => {
  const { booking, start, who, legId } = await atTheDoor()
  await life.before(start, -30)
  await reportNoShow(app, { who, legId, as: 'provider', reason: 'nobody opened' })
  expect((await booking.read()).legs[0]).toMatchObject({ state: 'no_show_resident', actions: ['dispute'] })
  await life.before(start, -30 - 72 * 60)
  await runTimers(app)
  expect((await booking.read()).legs[0]).toMatchObject({ state: 'settled', refundedAmount: 0 })
  expect(await life.earnings(booking.id)).toMatchObject([{ amount: 9_000, commission: 1_000 }])
  await life.resetClock()
  const other = await atTheDoor()
  await life.before(other.start, -30)
  await reportNoShow(app, { who: other.who, legId: other.legId, as: 'provider', reason: '' })
  await disputeLeg(app, { who: other.booking.resident, bookingId: other.booking.id, legId: other.legId, reason: 'I was there' })
  expect((await other.booking.read()).state).toBe('disputed')
})
