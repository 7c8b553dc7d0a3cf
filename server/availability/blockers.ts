import type { Problem } from './model.ts'
import { withoutLegs } from './model.ts'
import { firstStartIn, solverOf } from './slots.ts'
import type { Solver } from './slots.ts'
import type { LocalDay } from './zone.ts'

/**
 * How much is looked at: sets of legs that are left out (all of a bundle of six, and what is left of a larger one is made minimal, not
 * smallest), and steps of timelines for one set.
 */
const SETS = 64
const STEPS_OF_A_SET = 2_000

/**
 * For each closed day a smallest set of legs without which the bundle could start on it; of several as small, the first in the order of the
 * bundle. All sets are tried on all days at once, the smallest first.
 */
export function smallestSets(solver: Solver, closed: readonly LocalDay[]): Map<LocalDay, readonly string[]> {
  const legIds = solver.problem.stages.flatMap(({ legs }) => legs).map(({ id }) => id)
  const open = new Set(closed)
  const found = new Map<LocalDay, readonly string[]>()
  let tried = 0

  function tryOn(days: Iterable<LocalDay>, set: readonly string[]): void {
    const rest = solverWithout(solver, set)
    for (const day of days) {
      if (set.length < legIds.length && !opens(rest, day)) continue
      found.set(day, set)
      open.delete(day)
    }
  }

  for (let size = 1; size <= legIds.length && open.size > 0; size++) {
    for (const set of subsets(legIds, size)) {
      if (open.size === 0 || tried++ >= SETS) break
      tryOn(open, set)
    }
  }
  for (const day of open) found.set(day, shrunk(solver, day, legIds))
  return found
}

/** Takes legs back in, one by one, while the day stays open: no leg of what is left can be missed. */
function shrunk(solver: Solver, day: LocalDay, legIds: readonly string[]): string[] {
  let set = [...legIds]
  for (const id of legIds) {
    const smaller = set.filter(other => other !== id)
    if (opens(solverWithout(solver, smaller), day)) set = smaller
  }
  return set
}

export function opens(solver: Solver, { start, end }: Pick<LocalDay, 'start' | 'end'>): boolean {
  const { window } = solver.problem
  return firstStartIn(solver, { start: Math.max(start, window.start), end: Math.min(end, window.end) }, STEPS_OF_A_SET) !== null
}

/** The same bundle without some of its legs; what is known of the others is used again. */
export function solverWithout({ problem, domainOf }: Solver, left: Iterable<string>, window: Problem['window'] = problem.window): Solver {
  return solverOf({ ...problem, window, stages: withoutLegs(problem.stages, new Set(left)) }, domainOf)
}

function* subsets(items: readonly string[], size: number): Generator<string[]> {
  if (size === 0) return yield []
  for (const [i, item] of items.entries()) {
    for (const rest of subsets(items.slice(i + 1), size - 1)) yield [item, ...rest]
  }
}
