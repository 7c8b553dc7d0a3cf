import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { explainDays, summed } from '../../../server/availability/explain.ts'
import { offeredDays, solverOf } from '../../../server/availability/slots.ts'
import type { LocalDay } from '../../../server/availability/zone.ts'
import { problemOf, TICK } from './spec.ts'
import type { Spec } from './spec.ts'
import { specs } from './problems.ts'
import { referenceSlots } from './reference.ts'

const RUNS = Number(process.env.LINLI_SLOT_RUNS ?? 1_000) / 5

function closedDays(spec: Spec) {
  const problem = problemOf(spec)
  const solver = solverOf(problem)
  const open = new Set(offeredDays(solver).map(({ day }) => day))
  const closed = problem.zone.days.filter(day => day.end > problem.window.start && day.start < problem.window.end && !open.has(day))
  return { problem, solver, closed }
}

/** The size of the smallest set of legs without which the slow reference finds a start on the day. */
function smallestSize(spec: Spec, { start, end }: LocalDay): number {
  const ids = spec.stages.flatMap(({ legs }) => legs).map(({ id }) => id).filter(id => !spec.left.includes(id))
  const sets = Array.from({ length: 2 ** ids.length }, (_, bits) => ids.filter((_, i) => (bits >> i) & 1))
  for (const set of sets.sort((a, b) => a.length - b.length)) if (opensWithout(spec, set, { start, end })) return set.length
  throw new Error('a bundle without legs can start at any time')
}

function opensWithout(spec: Spec, set: readonly string[], { start, end }: Pick<LocalDay, 'start' | 'end'>): boolean {
  return referenceSlots({ ...spec, left: [...spec.left, ...set] }).some(slot => {
    return slot.start >= spec.from + start * TICK && slot.start < spec.from + end * TICK
  })
}

test('names for each closed day a smallest set of legs without which the slow reference finds a start', () => {
  const sizes = new Map<number, number>()
  fc.assert(fc.property(specs, (spec) => {
    const { solver, closed } = closedDays(spec)
    const explained = explainDays(solver, closed)
    // Of a month without a start, the summary names the smallest of its days' sets, and every reason of the days that have it.
    const told = summed(explained)
    expect(told?.legIds.length).toBe(closed.length === 0 ? undefined : Math.min(...explained.map(({ legIds }) => legIds.length)))
    const same = explained.filter(({ legIds }) => legIds.join() === told?.legIds.join())
    expect(told?.reasons.reduce((sum, { days }) => sum + days, 0) ?? 0).toBe(same.reduce((sum, { reasons }) => sum + reasons.length, 0))
    for (const { day, legIds } of explained) {
      expect(opensWithout(spec, legIds, day)).toBe(true)
      expect(legIds).toHaveLength(smallestSize(spec, day))
      sizes.set(legIds.length, (sizes.get(legIds.length) ?? 0) + 1)
    }
  }), { numRuns: RUNS })
  // Otherwise the property would say little.
  expect(sizes.get(1)).toBeGreaterThan(RUNS / 10)
  expect((sizes.get(2) ?? 0) + (sizes.get(3) ?? 0)).toBeGreaterThan(RUNS / 50)
}, 180_000)
