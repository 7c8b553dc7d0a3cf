import { smallestSets } from './blockers.ts'
import type { Reason } from './reasons.ts'
import { reasonsOf } from './reasons.ts'
import type { Solver } from './slots.ts'
import type { LocalDay } from './zone.ts'

/** A closed day: a smallest set of legs without which it would open, and why each of them closes it. */
export interface ClosedDay {
  day: LocalDay
  legIds: readonly string[]
  reasons: readonly Reason[]
}

/** A whole answer without a start: the smallest of its days' sets, and its reasons, those of the most days first. */
export interface Explanation {
  legIds: readonly string[]
  reasons: readonly (Reason & { days: number })[]
}

/** Why the bundle cannot start on these days, all of which lie in its window and have no start. */
export function explainDays(solver: Solver, closed: readonly LocalDay[]): ClosedDay[] {
  const sets = smallestSets(solver, closed)
  const reasonOf = reasonsOf(solver)
  return closed.map((day) => {
    const legIds = sets.get(day)!
    const told = legIds.map(legId => reasonOf({ legId, others: legIds.filter(id => id !== legId), day }))
    return { day, legIds, reasons: [...new Map(told.map(reason => [keyOf(reason), reason])).values()] }
  })
}

/** Sums the days of an empty answer up. Null where there are none. */
export function summed(days: readonly Pick<ClosedDay, 'legIds' | 'reasons'>[]): Explanation | null {
  const smallest = days.toSorted((a, b) => a.legIds.length - b.legIds.length)[0]
  if (!smallest) return null
  const legIds = smallest.legIds
  const counted = new Map<string, Reason & { days: number }>()
  for (const { reasons } of days.filter(day => day.legIds.join() === legIds.join())) {
    for (const reason of reasons) {
      const known = counted.get(keyOf(reason))
      if (known) known.days++
      else counted.set(keyOf(reason), { ...reason, days: 1 })
    }
  }
  return { legIds, reasons: [...counted.values()].sort((a, b) => b.days - a.days) }
}

const keyOf = ({ code, legIds }: Reason): string => `${code} ${legIds.join()}`
