import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { standardPolicies } from '../../../shared/policy.ts'
import { legState } from '../../../shared/schemas/booking.ts'
import { actionsOf } from '../../../server/booking/actions.ts'
import { capAfterMove, dependentsOf, planCancellation, refundOf, type CancellableLeg } from '../../../server/booking/cancellation.ts'
import { nextState, type Actor } from '../../../server/booking/state.ts'
import { answerDeadline, timerOf, timers } from '../../../server/booking/timers.ts'

const start = Date.parse('2027-03-01T09:00:00Z')
const hour = 3_600_000
const at = (hours: number) => new Date(start + hours * hour)
const actors: Actor[] = ['resident', 'provider', 'worker', 'operator', 'system', 'payment']

const legOf = (over: Partial<CancellableLeg> = {}): CancellableLeg => ({
  id: 'a', bundleLegId: 'A', dependsOnBundleLegId: null, required: true, shareAmount: 10_000, refundedAmount: 0, refundCapBps: 10_000, policy: standardPolicies.moderate,
  state: 'confirmed', startsAt: at(0), endsAt: at(1), stateSince: at(-100), responseDueAt: null, askedAt: null, ...over,
})

test('every timer causes what the table lets the system do', () => {
  for (const { state, event } of timers) {
    expect(nextState(state, event, 'system', { instant: false, replaceable: false }), `${event} of ${state}`).toBeDefined()
  }
})

test('a state that waits for somebody has a timer, so that nothing waits for ever but an operator', () => {
  for (const state of ['requested', 'substituting', 'confirmed', 'in_service', 'delivered', 'no_show_resident'] as const) {
    expect(timerOf(legOf({ state, responseDueAt: at(-2), askedAt: at(3) })), state).toBeDefined()
    expect(timerOf(legOf({ state, responseDueAt: at(-2) })), state).toBeDefined()
  }
})

test('whoever is asked has a day, or until the notice; half an hour at least; never past the start', () => {
  const ask = (hours: number, noticeMinutes: number) => answerDeadline({ at: at(hours), startsAt: at(0), noticeMinutes }).getTime() / hour - start / hour
  expect(ask(-100, 120)).toBe(-76)
  expect(ask(-10, 120)).toBe(-2)
  expect(ask(-2, 120)).toBe(-1.5)
  expect(ask(-0.25, 0)).toBe(0)
})

test('nobody is offered what the table does not let them do', () => {
  const times = fc.record({ state: fc.constantFrom(...legState.options), hours: fc.integer({ min: -200, max: 200 }), actor: fc.constantFrom(...actors) })
  fc.assert(fc.property(times, ({ state, hours, actor }) => {
    for (const action of actionsOf(legOf({ state, responseDueAt: at(-2) }), [actor], at(hours))) {
      expect(nextState(state, action, actor, { instant: true, replaceable: false })).toBeDefined()
    }
  }))
})

test('what can be done depends on the hour', () => {
  const resident = (hours: number) => actionsOf(legOf(), ['resident'], at(hours))
  expect(resident(-1)).toEqual(['cancel', 'reschedule'])
  expect(resident(0)).toEqual([])
  expect(resident(0.25)).toEqual(['miss_provider'])
  expect(actionsOf(legOf(), ['worker'], at(-1.01))).toEqual([])
  expect(actionsOf(legOf(), ['worker'], at(-1))).toEqual(['check_in'])
  const delivered = (hours: number) => actionsOf(legOf({ state: 'delivered', stateSince: at(0) }), ['resident'], at(hours))
  expect([delivered(71.9), delivered(72)]).toEqual([['dispute'], []])
})

test('what depends on a leg goes with it, link by link, in whatever order they stand', () => {
  const chain = [['d', 'c'], ['b', 'a'], ['c', 'b'], ['x', null]].map(([id, on]) => legOf({ id: id!, bundleLegId: id!, dependsOnBundleLegId: on! }))
  expect(dependentsOf(chain, [{ bundleLegId: 'a' }]).map(({ id }) => id).sort()).toEqual(['b', 'c', 'd'])
  const ring = [legOf({ id: 'b', bundleLegId: 'b', dependsOnBundleLegId: 'c' }), legOf({ id: 'c', bundleLegId: 'c', dependsOnBundleLegId: 'b' })]
  expect(dependentsOf(ring, [{ bundleLegId: 'c' }])).toHaveLength(1)
})

const legs = fc.array(fc.record({
  state: fc.constantFrom(...legState.options), hours: fc.integer({ min: -5, max: 90 }), share: fc.nat(20_000), part: fc.nat(100), required: fc.boolean(),
  on: fc.option(fc.nat(4)), policy: fc.constantFrom(...Object.values(standardPolicies)),
}), { minLength: 1, maxLength: 5 }).map(rows => rows.map(({ state, hours, share, part, required, on, policy }, i) => legOf({
  id: `leg ${i}`, bundleLegId: `${i}`, dependsOnBundleLegId: on === null ? null : `${on}`, state, required, policy,
  startsAt: at(hours), endsAt: at(hours + 1), shareAmount: share, refundedAmount: Math.floor(share * part / 100),
})))

test('a cancellation ends or keeps each leg that is ahead once, touches no other, and never gives back more than is left', () => {
  fc.assert(fc.property(legs, fc.constantFrom('keep', 'cancel'), fc.option(fc.nat(4), { nil: undefined }), (own, rest, nth) => {
    const chosen = nth === undefined ? undefined : [`leg ${nth}`]
    const plan = planCancellation(own, { legIds: chosen, rest }, at(0))
    const ahead = own.filter(({ state, startsAt }) => ['requested', 'reserved', 'substituting', 'confirmed'].includes(state) && startsAt > at(0))
    if (!plan) {
      expect(ahead.filter(({ id }) => chosen?.includes(id) ?? true)).toEqual([])
      return
    }
    const touched = [...plan.ends.map(({ leg }) => leg.id), ...plan.kept.map(({ id }) => id)]
    expect(touched.sort()).toEqual(ahead.map(({ id }) => id).sort())
    for (const { leg, refundAmount } of plan.ends) {
      expect(refundAmount).toBeLessThanOrEqual(leg.shareAmount - leg.refundedAmount)
      if (leg.state === 'reserved') expect(refundAmount).toBe(0)
      else if (leg.state !== 'confirmed') expect(refundAmount).toBe(leg.shareAmount - leg.refundedAmount)
    }
    const gone = new Set(plan.ends.map(({ leg }) => leg.bundleLegId))
    for (const leg of plan.kept) expect(leg.dependsOnBundleLegId !== null && gone.has(leg.dependsOnBundleLegId)).toBe(false)
    if (plan.offersRest && rest === 'cancel') expect(plan.kept).toEqual([])
  }))
})

test('nobody moves a leg out of a late cancellation: however often it is moved, no cancellation gives back more than at any move before', () => {
  const policy = fc.constantFrom(...Object.values(standardPolicies))
  const moves = fc.array(fc.record({ before: fc.double({ min: 0, max: 100, noNaN: true }), to: fc.integer({ min: 1, max: 1_000 }) }), { minLength: 1, maxLength: 5 })
  const share = fc.integer({ min: 0, max: 100_000 })
  fc.assert(fc.property(policy, share, moves, fc.double({ min: 0, max: 1_000, noNaN: true }), (sold, shareAmount, own, last) => {
    let leg = legOf({ policy: sold, shareAmount })
    let least = shareAmount
    for (const { before, to } of own) {
      const moment = new Date(leg.startsAt.getTime() - before * hour)
      least = Math.min(least, refundOf(leg, moment))
      leg = { ...leg, refundCapBps: capAfterMove(leg, moment), startsAt: new Date(moment.getTime() + to * hour) }
      expect(refundOf(leg, moment)).toBeLessThanOrEqual(least)
    }
    const refund = refundOf(leg, new Date(leg.startsAt.getTime() - last * hour))
    expect(refund).toBeLessThanOrEqual(least)
    // And no less than what was sold, where it was never moved late.
    if (least === shareAmount) expect(refund).toBe(refundOf({ ...leg, refundCapBps: 10_000 }, new Date(leg.startsAt.getTime() - last * hour)))
  }))
})

test('what is not paid yet has nothing to lose by a move', () => {
  expect(capAfterMove(legOf({ state: 'reserved' }), at(-1))).toBe(10_000)
  expect([-25, -24, -5, -1].map(hours => capAfterMove(legOf(), at(hours)))).toEqual([10_000, 10_000, 5_000, 0])
  expect(capAfterMove(legOf({ refundCapBps: 5_000 }), at(-100))).toBe(5_000)
})
