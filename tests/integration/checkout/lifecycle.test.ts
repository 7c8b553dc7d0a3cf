import { sql } from 'drizzle-orm'
import { afterEach, describe, expect, test } from 'vitest'
import { standardPolicies } from '../../../shared/policy.ts'
import { acceptLeg, placeHold, previewCancellation } from '../../../server/booking/index.ts'
import {
  answerSubstitute, cancelByOperator, cancelLegs, giveUpLeg, listMoveTimes, reschedule, runTimers,
} from '../../../server/checkout/index.ts'
import { day, holdBodyOf, quoteAt } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'
import { buildBundle, buildResidents } from '../../support/world.ts'

const life = await startLife()
const { app, db } = life
afterEach(async () => await life.resetClock())

/** Nobody else in the city serves for so little: what is lost cannot be replaced. */
const cheap = (skill: string, more: object = {}) => ({ skill, price: 100, ...more })
const keep = { rest: 'keep' as const }

const cancel = async (booking: { id: string, resident: { id: string, operator: boolean } }, legIds: string[] | undefined, rest: 'keep' | 'cancel' = 'keep') => {
  const preview = await previewCancellation(app, { personId: booking.resident.id, bookingId: booking.id, wish: { legIds, rest } })
  await cancelLegs(app, { who: booking.resident, bookingId: booking.id, token: preview.token })
  return preview
}

describe('a request', () => {
  test('is accepted by a manager of its provider, and by nobody else', async () => {
    const booking = await life.booked(await buildBundle(db, [{ skill: 'a', instant: false }]))
    expect((await booking.read()).legs[0]).toMatchObject({ state: 'requested', actions: ['cancel'] })
    expect((await booking.read()).legs[0]!.responseDueAt).not.toBeNull()
    await expect(acceptLeg(app, { who: booking.resident, legId: booking.leg })).rejects.toMatchObject({ code: 'not_found' })
    const manager = await life.managerOf(booking.leg)
    await acceptLeg(app, { who: manager, legId: booking.leg })
    expect((await booking.read()).legs[0]).toMatchObject({ state: 'confirmed', responseDueAt: null, actions: ['cancel', 'reschedule'] })
    await expect(acceptLeg(app, { who: manager, legId: booking.leg })).rejects.toMatchObject({ code: 'transition_illegal' })
  })

  test('needs credentials that hold on the day of service', async () => {
    const world = await buildBundle(db, [{ skill: 'a', instant: false }])
    const worker = world.legs[0]!.workerIds[0]!
    await db.execute(sql`update offering set required_credentials = '{nurse_licence}' where id = ${world.legs[0]!.offeringId}`)
    await db.execute(sql`insert into credential (id, resource_id, kind, number, issuer_zh, issuer_en, expires_on)
      values (gen_random_uuid(), ${worker}, 'nurse_licence', '1', '市', 'City', ${day(9)}::date)`)
    const booking = await life.booked(world)
    await db.execute(sql`update credential set expires_on = ${day(2)}::date where resource_id = ${worker}`)
    const asked = acceptLeg(app, { who: await life.managerOf(booking.leg), legId: booking.leg })
    await expect(asked).rejects.toMatchObject({ code: 'credential_lapsed', details: { credential: 'nurse_licence' } })
    await db.execute(sql`update credential set expires_on = ${day(3)}::date where resource_id = ${worker}`)
    await acceptLeg(app, { who: await life.managerOf(booking.leg), legId: booking.leg })
    // It lapses after all: the sweeper looks for somebody else.
    await db.execute(sql`update credential set expires_on = ${day(1)}::date where resource_id = ${worker}`)
    await runTimers(app)
    expect((await booking.read()).events.at(-1)).toMatchObject({ event: 'withdraw', actor: 'system', reason: 'credential_lapsed' })
  })

  test('that nobody answers in a day is given back in full, with what depends on it, and the rest goes on', async () => {
    const booking = await life.booked(await buildBundle(db, [cheap('a', { instant: false }), { skill: 'b', price: 200, dependsOn: 0 }, { skill: 'c', price: 300 }]))
    const [due] = (await booking.read()).legs.map(leg => leg.responseDueAt)
    await life.before(due!, 1)
    await runTimers(app)
    expect((await booking.read()).legs.map(leg => leg.state)).toEqual(['requested', 'confirmed', 'confirmed'])
    await life.before(due!, 0)
    await expect(acceptLeg(app, { who: await life.managerOf(booking.leg), legId: booking.leg })).rejects.toMatchObject({ code: 'too_late' })
    await runTimers(app)
    const after = await booking.read()
    expect(after.legs.map(leg => [leg.state, leg.refundedAmount])).toEqual([['cancelled', 100], ['cancelled', 200], ['confirmed', 0]])
    expect(after.state).toBe('confirmed')
    expect(after.payment).toMatchObject({ refundedAmount: 300 })
    expect(await Promise.all(booking.legIds.map(life.claims))).toEqual([0, 0, 1])
  })
})

describe('a substitute', () => {
  /** A leg for 20 000 whose provider gives it up, and a partner elsewhere who would do it for `price`. */
  async function withdrawn(price: number) {
    await db.execute(sql`update agreement set status = 'ended'`)
    const world = await buildBundle(db, [{ skill: 'a', price: 20_000, workers: 1 }, { skill: 'b', price: 30_000 }])
    const other = await buildBundle(db, [{ skill: 'c', price: 90_000 }, { skill: 'd', price }])
    const booking = await life.booked(world)
    const from = await life.providerOf(booking.leg)
    await giveUpLeg(app, { who: await life.managerOf(booking.leg), legId: booking.leg, event: 'withdraw', reason: 'ill' })
    return { world, other: other.legs[1]!, booking, from }
  }

  test('is proposed at the same time for no more, its time is claimed at once, and a yes moves the share', async () => {
    const { other, booking, from } = await withdrawn(18_000)
    const proposed = (await booking.read()).legs[0]!
    expect(proposed).toMatchObject({ state: 'substituting', substitute: { shareAmount: 18_000, resources: [{ id: other.workerIds[0] }] } })
    expect(proposed.actions).toEqual(['cancel', 'substitute', 'refuse_substitute'])
    const { rows } = await db.execute(sql`select resource_id from claim where booking_leg_id = ${booking.leg}`)
    expect(rows).toEqual([{ resource_id: other.workerIds[0] }])
    await answerSubstitute(app, { who: booking.resident, bookingId: booking.id, legId: booking.leg, accept: true })
    const leg = (await booking.read()).legs[0]!
    expect(leg).toMatchObject({ state: 'confirmed', revision: 1, start: proposed.start, shareAmount: 20_000, refundedAmount: 2_000, substitute: null })
    expect(leg.resources.map(({ id }) => id)).toEqual(other.workerIds)
    expect(await life.providerOf(booking.leg)).toBe(other.providerId)
    await expect(giveUpLeg(app, { who: await life.staff.manager(from), legId: booking.leg, event: 'withdraw', reason: '' }))
      .rejects.toMatchObject({ code: 'not_found' })
  })

  test('that costs more is not proposed: the leg is given back in full', async () => {
    const { booking } = await withdrawn(20_001)
    expect((await booking.read()).legs[0]).toMatchObject({ state: 'cancelled', refundedAmount: 20_000, substitute: null })
  })

  test('can be refused, or left unanswered, for a full refund, and its time is free again', async () => {
    const { booking, other } = await withdrawn(18_000)
    await answerSubstitute(app, { who: booking.resident, bookingId: booking.id, legId: booking.leg, accept: false })
    expect((await booking.read()).legs[0]).toMatchObject({ state: 'cancelled', refundedAmount: 20_000 })
    const again = await withdrawn(18_000)
    await life.before((await again.booking.read()).legs[0]!.responseDueAt!, 0)
    await expect(answerSubstitute(app, { who: again.booking.resident, bookingId: again.booking.id, legId: again.booking.leg, accept: true }))
      .rejects.toMatchObject({ code: 'too_late' })
    await runTimers(app)
    expect((await again.booking.read()).legs[0]).toMatchObject({ state: 'cancelled', refundedAmount: 20_000 })
    const { rows } = await db.execute(sql`select 1 from claim where resource_id in (${other.workerIds[0]}, ${again.other.workerIds[0]})`)
    expect(rows).toEqual([])
  })

  test('of the leg\'s own alternatives comes before anybody else', async () => {
    const { world, other } = await withdrawn(18_000)
    const own = await buildBundle(db, [{ skill: 'e', price: 19_000 }])
    await db.execute(sql`insert into leg_alternative (id, leg_id, position, offering_id) values (${own.bundleId}, ${world.legs[1]!.id}, 1, ${own.legs[0]!.offeringId})`)
    await db.execute(sql`insert into agreement (id, bundle_id, offering_id, provider_id, status)
      values (gen_random_uuid(), ${world.bundleId}, ${own.legs[0]!.offeringId}, ${own.legs[0]!.providerId}, 'accepted')`)
    // The second leg, taken by its first alternative.
    await db.execute(sql`update agreement set status = 'accepted' where offering_id = ${world.legs[1]!.offeringId}`)
    const [resident] = await buildResidents(db, 1)
    const quote = await quoteAt(app, { world, at: '15:00', offset: 4 })
    const id = await placeHold(app, { personId: resident!.personId, body: holdBodyOf(quote.id, resident!) })
    const { rows: [leg] } = await db.execute<{ id: string }>(sql`
      update booking_leg set state = 'confirmed' where booking_id = ${id} and bundle_leg_id = ${world.legs[1]!.id} returning id`)
    await giveUpLeg(app, { who: await life.managerOf(leg!.id), legId: leg!.id, event: 'withdraw', reason: '' })
    const { rows } = await db.execute(sql`select provider_id from substitution where booking_leg_id = ${leg!.id}`)
    expect(rows).toEqual([{ provider_id: own.legs[0]!.providerId }])
    expect(other.providerId).not.toBe(own.legs[0]!.providerId)
  })
})

describe('a move', () => {
  test('of one leg offers exactly the times that fit between the others, its own claim aside', async () => {
    const world = await buildBundle(db, [{ skill: 'a' }, { skill: 'b', workers: 4 }])
    const booking = await life.booked(world, { at: '09:00' })
    const [first, second] = (await booking.read()).legs
    expect(second!.start).toBe(`${day(3)}T10:00:00.000Z`)
    const asked = await listMoveTimes(app, { who: booking.resident, target: { bookingId: booking.id }, legId: second!.id, from: day(2), days: 3 })
    const starts = asked.days.flatMap(({ times }) => times).map(({ legs }) => legs[0]!.start)
    // The second leg starts within two hours after the end of the first.
    expect(starts).toEqual(Array.from({ length: 9 }, (_, i) => new Date(Date.parse(first!.end) + i * 900_000).toISOString()))
    await reschedule(app, { who: booking.resident, target: { bookingId: booking.id }, starts: [{ legId: second!.id, start: starts[2]! }] })
    const moved = (await booking.read()).legs
    expect(moved[1]!.resources, 'the same people come').toEqual(second!.resources)
    expect(moved.map(({ id, revision, start }) => ({ id, revision, start }))).toEqual([
      { id: first!.id, revision: 0, start: first!.start }, { id: second!.id, revision: 1, start: starts[2] },
    ])
    expect(await Promise.all(booking.legIds.map(life.claims))).toEqual([1, 1])
    const before = reschedule(app, { who: booking.resident, target: { bookingId: booking.id }, starts: [{ legId: second!.id, start: first!.start }] })
    await expect(before).rejects.toMatchObject({ code: 'slot_taken' })
  })

  test('of all goes to another day as one, or not at all', async () => {
    const world = await buildBundle(db, [{ skill: 'a' }, { skill: 'b' }])
    const booking = await life.booked(world, { at: '09:00' })
    const { days } = await listMoveTimes(app, { who: booking.resident, target: { bookingId: booking.id }, from: day(6), days: 1 })
    const target = days[0]!.times.find(({ legs }) => legs[0]!.start === `${day(6)}T14:00:00.000Z`)!
    expect(target.legs.map(({ legId }) => legId)).toEqual(booking.legIds)
    const blocker = await life.booked(world, { at: '14:00', offset: 6 })
    const starts = target.legs.map(({ legId, start }) => ({ legId, start }))
    await expect(reschedule(app, { who: booking.resident, target: { bookingId: booking.id }, starts })).rejects.toMatchObject({ code: 'slot_taken' })
    expect((await booking.read()).legs.map(leg => leg.revision)).toEqual([0, 0])
    await cancel(blocker, undefined)
    await reschedule(app, { who: booking.resident, target: { bookingId: booking.id }, starts })
    expect((await booking.read()).legs.map(leg => leg.start)).toEqual(starts.map(({ start }) => start))
  })

  test('late takes its late cancellation along, however far it goes; a provider\'s move costs the resident nothing', async () => {
    const world = await buildBundle(db, [{ skill: 'a', policy: standardPolicies.moderate }])
    const [late, moved] = [await life.booked(world, { at: '09:00' }), await life.booked(world, { at: '13:00' })]
    await life.before(`${day(3)}T09:00:00.000Z`, 7 * 60)
    const target = { bookingId: late.id }
    const { caps, days } = await listMoveTimes(app, { who: late.resident, target, from: day(9), days: 1 })
    expect(caps).toEqual([{ legId: late.leg, refundBps: 5_000 }])
    const starts = days[0]!.times[0]!.legs.map(({ legId, start }) => ({ legId, start }))
    await reschedule(app, { who: late.resident, target, starts })
    const share = (await late.read()).legs[0]!.shareAmount
    expect((await late.read()).legs[0]!.refunds.map(({ refundBps }) => refundBps)).toEqual([5_000, 0])
    const preview = await previewCancellation(app, { personId: late.resident.id, bookingId: late.id, wish: { rest: 'keep' } })
    expect(preview.legs).toMatchObject([{ refundAmount: share / 2, capBps: 5_000 }])
    await cancelLegs(app, { who: late.resident, bookingId: late.id, token: preview.token })
    expect((await late.read()).legs[0]).toMatchObject({ state: 'cancelled', refundedAmount: share / 2 })
    await expect(db.execute(sql`update booking_leg set refund_cap_bps = 10000 where id = ${late.leg}`)).rejects.toThrow()

    const manager = await life.managerOf(moved.leg)
    expect((await listMoveTimes(app, { who: manager, target: { legId: moved.leg }, from: day(9), days: 1 })).caps).toEqual([])
    await reschedule(app, { who: manager, target: { legId: moved.leg }, starts: [{ legId: moved.leg, start: `${day(9)}T13:00:00.000Z` }] })
    const whole = await previewCancellation(app, { personId: moved.resident.id, bookingId: moved.id, wish: { rest: 'keep' } })
    expect(whole.legs).toMatchObject([{ refundAmount: whole.legs[0]!.shareAmount, capBps: null }])
  })

  test('of a class goes to another of its sessions, and gives its place to the next', async () => {
    const world = await buildBundle(db, [{ skill: 'tai-chi', seats: 1 }])
    const booking = await life.booked(world, { at: '06:00', offset: 3 })
    const asked = { who: booking.resident, target: { bookingId: booking.id }, from: day(3), days: 3 }
    const starts = (await listMoveTimes(app, asked)).days.flatMap(({ times }) => times).map(({ legs }) => legs[0]!.start)
    expect(starts).toEqual([3, 4, 5].map(offset => `${day(offset)}T06:00:00.000Z`))
    await reschedule(app, { ...asked, starts: [{ legId: booking.leg, start: starts[1]! }] })
    const seats = async () => (await db.execute(sql`select session_id from session_seat where booking_leg_id = ${booking.leg}`)).rows
    expect(await seats()).toEqual([{ session_id: world.legs[0]!.sessionIds[3] }])
    const next = await life.booked(world, { at: '06:00', offset: 3 })
    const back = reschedule(app, { ...asked, starts: [{ legId: booking.leg, start: starts[0]! }] })
    await expect(back).rejects.toMatchObject({ code: 'slot_taken' })
    expect([await life.claims(next.leg), await life.claims(booking.leg)]).toEqual([1, 1])
  })

  test('is the provider\'s too, of its own leg alone, and not past 85 days after a charge that Alipay took', async () => {
    const world = await buildBundle(db, [{ skill: 'a' }, { skill: 'b' }])
    const booking = await life.booked(world, { at: '09:00' })
    const [first, second] = booking.legIds
    const manager = await life.managerOf(first!)
    const to = `${day(3)}T08:00:00.000Z`
    await expect(reschedule(app, { who: manager, target: { legId: second! }, starts: [{ legId: second!, start: to }] })).rejects.toMatchObject({ code: 'not_found' })
    await expect(reschedule(app, { who: manager, target: { legId: first! }, starts: [{ legId: second!, start: to }] })).rejects.toMatchObject({ code: 'not_found' })
    await reschedule(app, { who: manager, target: { legId: first! }, starts: [{ legId: first!, start: to }] })
    expect((await booking.read()).events.at(-1)).toMatchObject({ event: 'reschedule', actor: 'provider' })
    await db.execute(sql`update payment set method = 'alipay', paid_at = ${`${day(3)}T09:00:00Z`}::timestamptz - interval '85 days' where booking_id = ${booking.id}`)
    const back = reschedule(app, { who: manager, target: { legId: first! }, starts: [{ legId: first!, start: `${day(3)}T08:15:00.000Z` }] })
    await expect(back).rejects.toMatchObject({ code: 'too_late' })
  })
})

describe('a cancellation', () => {
  test('says what each leg gives back at this moment, what goes along, and offers the rest', async () => {
    const world = await buildBundle(db, [
      { skill: 'a', price: 10_001, policy: standardPolicies.moderate },
      { skill: 'b', price: 20_000, policy: standardPolicies.strict, dependsOn: 0, required: false },
      { skill: 'c', price: 30_000, policy: standardPolicies.flexible, required: false },
    ])
    const booking = await life.booked(world)
    const [first] = (await booking.read()).legs
    await life.before(first!.start, 23 * 60 + 30)
    const ask = async (rest: 'keep' | 'cancel') =>
      await previewCancellation(app, { personId: booking.resident.id, bookingId: booking.id, wish: { legIds: [first!.id], rest } })
    const one = await ask('keep')
    expect(one.legs.map(({ why, refundAmount }) => [why, refundAmount])).toEqual([['chosen', 5_001], ['depends', 10_000]])
    expect(one).toMatchObject({ refundAmount: 15_001, offersRest: true, keptLegIds: [booking.legIds[2]] })
    expect((await ask('cancel')).legs.map(({ why, refundAmount }) => [why, refundAmount])).toEqual([['chosen', 5_001], ['depends', 10_000], ['rest', 30_000]])
  })

  test('is honoured to the fen within its ten minutes though a tier of the policy passes, once; after them it is shown anew', async () => {
    const booking = await life.booked(await buildBundle(db, [{ skill: 'a', price: 10_000, policy: standardPolicies.moderate }]))
    const { start } = (await booking.read()).legs[0]!
    const ask = async () => await previewCancellation(app, { personId: booking.resident.id, bookingId: booking.id, wish: keep })
    await life.before(start, 24 * 60 + 1)
    const old = await ask()
    expect(old.refundAmount).toBe(10_000)
    await life.before(start, 24 * 60 - 10)
    const refused = cancelLegs(app, { who: booking.resident, bookingId: booking.id, token: old.token })
    await expect(refused).rejects.toMatchObject({ code: 'preview_expired', details: { preview: { refundAmount: 5_000 } } })
    await life.before(start, 24 * 60 + 1)
    const fresh = await ask()
    await life.before(start, 24 * 60 - 8)
    await cancelLegs(app, { who: booking.resident, bookingId: booking.id, token: fresh.token })
    expect((await booking.read()).legs[0]).toMatchObject({ state: 'cancelled', refundedAmount: 10_000 })
    await expect(cancelLegs(app, { who: booking.resident, bookingId: booking.id, token: fresh.token })).rejects.toMatchObject({ code: 'not_found' })
    expect(await life.earnings(booking.id)).toEqual([])
  })

  test('of a leg that was moved since it was shown is shown anew', async () => {
    const booking = await life.booked(await buildBundle(db, [{ skill: 'a' }]))
    const { token } = await previewCancellation(app, { personId: booking.resident.id, bookingId: booking.id, wish: keep })
    await reschedule(app, { who: booking.resident, target: { bookingId: booking.id }, starts: [{ legId: booking.leg, start: `${day(3)}T09:15:00.000Z` }] })
    await expect(cancelLegs(app, { who: booking.resident, bookingId: booking.id, token })).rejects.toMatchObject({ code: 'preview_expired' })
  })

  test('by somebody else, or with somebody else\'s preview, finds nothing', async () => {
    const booking = await life.booked(await buildBundle(db, [{ skill: 'a' }]))
    const other = await life.booked(await buildBundle(db, [{ skill: 'a' }]))
    const { token } = await previewCancellation(app, { personId: booking.resident.id, bookingId: booking.id, wish: keep })
    await expect(cancelLegs(app, { who: other.resident, bookingId: booking.id, token })).rejects.toMatchObject({ code: 'not_found' })
    await expect(cancelLegs(app, { who: other.resident, bookingId: other.id, token })).rejects.toMatchObject({ code: 'not_found' })
    await expect(cancelByOperator(app, { who: booking.resident, legId: booking.leg, reason: '' })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('late keeps a part, which its provider has earned less commission; an operator\'s gives all back', async () => {
    const late = await life.booked(await buildBundle(db, [{ skill: 'a', price: 9_999, policy: standardPolicies.moderate }]))
    await life.before((await late.read()).legs[0]!.start, 5 * 60)
    await cancel(late, undefined)
    // Half of 9 999 is given back, rounded half up; of the 4 999 left a tenth is commission.
    expect((await late.read()).legs[0]).toMatchObject({ refundedAmount: 5_000 })
    expect(await life.earnings(late.id)).toMatchObject([{ amount: 4_499, commission: 500 }])
    await life.resetClock()
    const other = await life.booked(await buildBundle(db, [{ skill: 'a', price: 9_999 }]))
    await cancelByOperator(app, { who: life.operator, legId: other.leg, reason: 'flood' })
    expect((await other.read()).legs[0]).toMatchObject({ state: 'cancelled', refundedAmount: 9_999 })
    expect(await life.earnings(other.id)).toEqual([])
  })
})
