import { hasBit } from './bitmap.ts'
import type { Variant } from './domain.ts'
import type { Place, Problem } from './model.ts'
import { wayBetween } from './travel.ts'

/** A leg that has its alternative and its start, and still needs people. */
export interface Task {
  variant: Variant
  start: number
}

/** What a task was given: positions of resources per requirement, and the session where it is a class. */
export interface Given {
  resources: number[][]
  sessionId: string | null
}

/** Which of a task's free resources to try first. Ties must be broken, so that the answer is the same each time. */
export type Preference = (task: Task, candidates: readonly number[]) => readonly number[]

interface AssignOptions {
  problem: Problem
  prefer?: Preference
  /** Candidates to try before giving up: a start without a witness in time is not offered. */
  budget?: number
}

/** One thing to be decided: `count` resources for a requirement, or one session. */
interface Choice {
  task: number
  requirement: number
  count: number
  candidates: readonly number[]
}

interface Commitment {
  resource: number
  task: number
  start: number
  end: number
  place: Place | null
}

const SESSION = -1
const DEFAULT_BUDGET = 20_000

/**
 * Finds resources for all tasks together: different ones within a leg, and no two claims of one resource too close, its own way between
 * the places included. Depth-first, the choice with the fewest eligible first. Null where there is none (or none was found within the
 * budget).
 */
export function assign(tasks: readonly Task[], { problem, prefer, budget = DEFAULT_BUDGET }: AssignOptions): Given[] | null {
  const choices = choicesOf(tasks, prefer)
  if (!choices) return null
  const given = tasks.map(({ variant }): Given => ({ resources: variant.requirements.map(() => []), sessionId: null }))
  const commitments: Commitment[] = []
  const seatsLeft = new Map<string, number>()
  let tries = budget

  function decide(at: number, taken: number, from: number): boolean {
    const choice = choices![at]
    if (!choice) return true
    if (choice.requirement === SESSION) return decideSession(at, choice)
    if (taken === choice.count) return decide(at + 1, 0, 0)
    const chosen = given[choice.task]!.resources[choice.requirement]!
    // Combinations, not permutations: the next of the same requirement comes later in the list.
    for (let i = from; i <= choice.candidates.length - (choice.count - taken); i++) {
      if (tries-- <= 0) return false
      const commitment = commitmentOf(choice.candidates[i]!, choice.task, tasks[choice.task]!)
      if (commitments.some((other) => collide(problem, commitment, other))) continue
      commitments.push(commitment)
      chosen.push(commitment.resource)
      if (decide(at, taken + 1, i + 1)) return true
      commitments.pop()
      chosen.pop()
    }
    return false
  }

  function decideSession(at: number, choice: Choice): boolean {
    const { variant, start } = tasks[choice.task]!
    const { seats } = variant.alternative
    for (const session of variant.sessions?.get(start) ?? []) {
      const left = seatsLeft.get(session.id) ?? session.freeSeats
      if (left < seats || tries-- <= 0) continue
      seatsLeft.set(session.id, left - seats)
      given[choice.task]!.sessionId = session.id
      if (decide(at + 1, 0, 0)) return true
      seatsLeft.set(session.id, left)
    }
    return false
  }

  return decide(0, 0, 0) ? given : null
}

function choicesOf(tasks: readonly Task[], prefer: Preference | undefined): Choice[] | null {
  const choices: Choice[] = []
  for (const [index, task] of tasks.entries()) {
    const { variant, start } = task
    for (const [requirement, { count, eligible, starts }] of variant.requirements.entries()) {
      const free = eligible.filter((_, i) => hasBit(starts[i]!, start))
      if (free.length < count) return null
      choices.push({ task: index, requirement, count, candidates: prefer ? prefer(task, free) : free })
    }
    const sessions = variant.sessions?.get(start)
    if (sessions) choices.push({ task: index, requirement: SESSION, count: 1, candidates: sessions.map((_, i) => i) })
  }
  return choices.sort((a, b) => (a.candidates.length - a.count) - (b.candidates.length - b.count))
}

function commitmentOf(resource: number, task: number, { variant, start }: Task): Commitment {
  const { bufferBefore, bufferAfter, place } = variant.alternative
  return { resource, task, start: start - bufferBefore, end: start + variant.duration + bufferAfter, place }
}

function collide(problem: Problem, a: Commitment, b: Commitment): boolean {
  if (a.resource !== b.resource) return false
  const [first, second] = a.start <= b.start ? [a, b] : [b, a]
  const way = problem.resources[a.resource]!.mobile ? wayBetween(problem.travel, first.place, second.place) : 0
  return first.end + way > second.start
}

/**
 * Which legs compete: legs of one group share an eligible resource or a session, or are one leg whose own requirements do. A leg that is
 * not in the map competes with nobody, and its own filter is exact.
 */
export function contentionOf(legs: readonly (readonly Variant[])[]): Map<string, number> {
  const group = new Map<string, number>(legs.map((variants, index) => [variants[0]?.leg.id ?? '', index]))
  const contended = new Set<string>()
  const owners = new Map<number | string, string>()

  function join(one: string, other: string): void {
    contended.add(one).add(other)
    const [from, to] = [group.get(one)!, group.get(other)!]
    for (const [leg, at] of group) if (at === from) group.set(leg, to)
  }

  for (const { leg, requirements, sessions } of legs.flat()) {
    const own = new Set<number>()
    for (const resource of requirements.flatMap(({ eligible }) => eligible)) {
      if (own.has(resource)) contended.add(leg.id)
      own.add(resource)
    }
    for (const thing of [...own, ...[...(sessions?.values() ?? [])].flat().map(({ id }) => id)]) {
      const owner = owners.get(thing)
      if (owner === undefined) owners.set(thing, leg.id)
      else if (owner !== leg.id) join(owner, leg.id)
    }
  }
  return new Map([...group].filter(([leg]) => contended.has(leg)))
}
