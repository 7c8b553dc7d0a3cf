import { expect, test } from 'vitest'
import { explainDays } from '../../../server/availability/explain.ts'
import type { ClosedDay } from '../../../server/availability/explain.ts'
import { offeredDays, solverOf } from '../../../server/availability/slots.ts'
import { problemOf, TICK, type Spec, type SpecAlternative, type SpecResource, type SpecRule } from './spec.ts'

// What of a closed day is nobody's own fault, but that of two legs together. The reasons of single legs stand in
// tests/integration/availability/explain.test.ts.

const from = Date.parse('2026-06-01T16:00:00Z')
const sameDay: SpecRule = { gap: { min: 0, max: Infinity }, days: { min: 0, max: 0, window: { from: 540, to: 660 } } }
const none: SpecRule = { gap: { min: 0, max: Infinity }, days: null }

const worker = (opens: number, closes: number): SpecResource => ({
  mobile: true,
  calendar: { zone: 'Asia/Shanghai', rules: [1, 2, 3, 4, 5, 6, 7].map(weekday => ({ weekday, from: opens * 60, to: closes * 60 })), overrides: [] },
  claims: [],
})
const served = (by: number): SpecAlternative => ({
  place: null, price: 100, minutes: 60, bufferBefore: 0, bufferAfter: 0, noticeMinutes: 0, horizonDays: 90, closed: [],
  requirements: [{ count: 1, eligible: [by] }], sessions: null, seats: 1,
})

/** The first day of a bundle of two legs, a and b, served by these two. */
function firstDay(resources: SpecResource[], stages: Spec['stages'], more: Partial<Spec> = {}): ClosedDay | undefined {
  const problem = problemOf({
    zone: 'Asia/Shanghai', from, ticks: 192, now: from, window: { from: 0, to: 24 }, travel: [[0]], resources, stages, left: [], pins: {}, ...more,
  })
  const solver = solverOf(problem)
  const [day] = problem.zone.days.filter(({ end }) => end > problem.window.start)
  return offeredDays(solver).some(open => open.day === day) ? undefined : explainDays(solver, [day!])[0]
}
const told = (day: ClosedDay | undefined) => day && { set: day.legIds, why: day.reasons.map(({ code, legIds }) => [code, ...legIds]) }

const apart = [{ rule: none, legs: [{ id: 'a', alternatives: [served(0)] }] }, { rule: sameDay, legs: [{ id: 'b', alternatives: [served(1)] }] }]
const together = (of: number) => [{ rule: none, legs: [{ id: 'a', alternatives: [served(0)] }, { id: 'b', alternatives: [served(of)] }] }]

test('the window of the day is over before the leg before it ends', () => {
  expect(firstDay([worker(7, 8), worker(9, 10)], apart)).toBeUndefined()
  expect(told(firstDay([worker(9.5, 12), worker(9, 10)], apart))).toEqual({ set: ['a'], why: [['window', 'a', 'b']] })
})

test('legs that start together have no hour in common', () => {
  expect(firstDay([worker(9, 12), worker(11, 15)], together(1))).toBeUndefined()
  expect(told(firstDay([worker(9, 10), worker(14, 15)], together(1)))).toEqual({ set: ['a'], why: [['together', 'a', 'b']] })
})

test('both legs need the same person at the same time', () => {
  expect(told(firstDay([worker(9, 17)], together(0)))).toEqual({ set: ['a'], why: [['shared', 'a', 'b']] })
})

test('the hour that was wished is the only thing in the way', () => {
  const at = (clock: number) => ({ pins: { b: from + clock * 4 * TICK } })
  expect(firstDay([worker(7, 8), worker(9, 11)], apart, at(9))).toBeUndefined()
  expect(told(firstDay([worker(7, 8), worker(9, 11)], apart, at(12)))).toEqual({ set: ['b'], why: [['rule', 'b']] })
  // The bundle would allow it: what is told is what is in the way just then.
  expect(told(firstDay([worker(7, 8), worker(9, 11)], apart, at(10.5)))).toEqual({ set: ['b'], why: [['off', 'b']] })
  const taken = { ...worker(9, 12), claims: [{ start: from + 10 * 4 * TICK, end: from + 11 * 4 * TICK, place: null }] }
  expect(told(firstDay([worker(7, 8), taken], apart, at(10)))).toEqual({ set: ['b'], why: [['busy', 'b']] })
})
