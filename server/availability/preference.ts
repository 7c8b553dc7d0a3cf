import type { Preference, Task } from './assign.ts'
import type { Problem } from './model.ts'
import { wayBetween } from './travel.ts'

/** A neighbouring claim counts as travel if no night lies between: within twelve hours. */
const NEIGHBOUR_TICKS = 48

/** A resource that could serve, and what it would cost the city. */
export interface Candidate {
  resource: number
  /** Ticks of way from the claim before and to the claim after. */
  travel: number
  /** Ticks that it has given away over the horizon already. */
  load: number
}

/** Least travel, then even load, then the order of the problem: the same answer each time. */
export function byTravelThenLoad(a: Candidate, b: Candidate): number {
  return a.travel - b.travel || a.load - b.load || a.resource - b.resource
}

/** Makes a preference from a comparator; a comparator that leaves a tie falls back on the problem's order. */
export function preferenceBy(problem: Problem, compare: (a: Candidate, b: Candidate) => number = byTravelThenLoad): Preference {
  const loads = new Map<number, number>()

  function loadOf(resource: number): number {
    const known = loads.get(resource)
    if (known !== undefined) return known
    const load = problem.resources[resource]!.claims.reduce((sum, { start, end }) => sum + end - start, 0)
    loads.set(resource, load)
    return load
  }

  return (task, candidates) => candidates
    .map((resource): Candidate => ({ resource, travel: travelOf(problem, resource, task), load: loadOf(resource) }))
    .sort((a, b) => compare(a, b) || a.resource - b.resource)
    .map(({ resource }) => resource)
}

function travelOf(problem: Problem, resource: number, { variant, start }: Task): number {
  const { mobile, claims } = problem.resources[resource]!
  if (!mobile) return 0
  const { place } = variant.alternative
  const end = start + variant.duration
  let [before, after] = [start - NEIGHBOUR_TICKS, end + NEIGHBOUR_TICKS]
  let [way, wayOn] = [0, 0]
  for (const claim of claims) {
    if (claim.end <= start && claim.end > before) {
      before = claim.end
      way = wayBetween(problem.travel, claim.place, place)
    }
    if (claim.start >= end && claim.start < after) {
      after = claim.start
      wayOn = wayBetween(problem.travel, place, claim.place)
    }
  }
  return way + wayOn
}
