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

/** Which of a task's free resources of one rank to try first. Ties must be broken, so that the answer is the same each time. */
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
  /** Those of the candidates whose rank is the best. */
  best: readonly number[]
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
/** How many people are tried for several tasks at once, and for how long each. */
const FACES = 24
const BUDGET_OF_A_FACE = 500

/**
 * Finds resources for all tasks together: different ones within a leg, and no two claims of one resource too close, its own way between
 * the places included. Depth-first, the choice with the fewest eligible first. Null where there is none (or none was found within the
 * budget).
 */
export function assign(tasks: readonly Task[], options: AssignOptions): Given[] | null {
  const choices = choicesOf(tasks, options.prefer)
  return choices && decideAll(tasks, choices, options)
}

/**
 * The same, with one person for as many of the tasks as can be: first whoever could serve the most of them, among those of the best rank
 * for each (a wish counts for more than a familiar face).
 */
export function assignTogether(tasks: readonly Task[], options: AssignOptions): Given[] | null {
  const choices = choicesOf(tasks, options.prefer)
  if (!choices) return null
  for (const resource of familiarFaces(tasks, choices, options.problem)) {
    const narrowed = choices.map(choice => (couldBeAlone(choice, resource) ? { ...choice, candidates: [resource] } : choice))
    const given = decideAll(tasks, narrowed, { ...options, budget: BUDGET_OF_A_FACE })
    if (given) return given
  }
  return decideAll(tasks, choices, options)
}

const couldBeAlone = ({ count, best }: Choice, resource: number): boolean => count === 1 && best.includes(resource)

/** Mobile resources that could serve several tasks, those of the most first, then in the order of preference. */
function familiarFaces(tasks: readonly Task[], choices: readonly Choice[], problem: Problem): number[] {
  if (tasks.length < 2) return []
  const served = new Map<number, Set<number>>()
  for (const { task, count, best } of choices) {
    if (count !== 1) continue
    for (const resource of best) {
      if (problem.resources[resource]?.mobile) served.set(resource, (served.get(resource) ?? new Set<number>()).add(task))
    }
  }
  return [...served]
    .filter(([, own]) => own.size > 1)
    .sort(([, a], [, b]) => b.size - a.size)
    .slice(0, FACES)
    .map(([resource]) => resource)
}

function decideAll(
  tasks: readonly Task[],
  unordered: readonly Choice[],
  { problem, budget = DEFAULT_BUDGET }: AssignOptions,
): Given[] | null {
  const choices = unordered.toSorted((a, b) => (a.candidates.length - a.count) - (b.candidates.length - b.count))
  const given = tasks.map(({ variant }): Given => ({ resources: variant.requirements.map(() => []), sessionId: null }))
  const commitments: Commitment[] = []
  const seatsLeft = new Map<string, number>()
  let tries = budget

  function decide(at: number, taken: number, from: number): boolean {
    const choice = choices[at]
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
    for (const [requirement, { count, eligible, starts, rank }] of variant.requirements.entries()) {
      const free = eligible.filter((_, i) => hasBit(starts[i]!, start))
      if (free.length < count) return null
      const ranks = prefer && rank && new Map(eligible.map((resource, i) => [resource, rank[i]!]))
      choices.push({ task: index, requirement, count, ...ordered(prefer ? prefer(task, free) : free, ranks) })
    }
    const sessions = variant.sessions?.get(start)
    if (sessions) choices.push({ task: index, requirement: SESSION, count: 1, candidates: sessions.map((_, i) => i), best: [] })
  }
  return choices
}

/** By rank; those of one rank stay in their order. */
function ordered(candidates: readonly number[], ranks: ReadonlyMap<number, number> | undefined): Pick<Choice, 'candidates' | 'best'> {
  if (!ranks) return { candidates, best: candidates }
  const sorted = candidates.toSorted((a, b) => ranks.get(a)! - ranks.get(b)!)
  return { candidates: sorted, best: sorted.filter(resource => ranks.get(resource) === ranks.get(sorted[0]!)) }
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
