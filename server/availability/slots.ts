import { copyOf, emptyBitmap, hasBit, nextBit, orInto, ticksOf } from './bitmap.ts'
import type { Bitmap } from './bitmap.ts'
import { assign, assignTogether, contentionOf } from './assign.ts'
import type { Given, Preference, Task } from './assign.ts'
import { domainsOf } from './domain.ts'
import type { Domains } from './domain.ts'
import type { Problem, Range, Witness, WitnessLeg } from './model.ts'
import { filteredStages, rangesAfter, wayOf } from './passes.ts'
import type { Combo, StageDomain } from './passes.ts'
import type { LocalDay } from './zone.ts'

/** A problem after its passes, ready to answer for any start. */
export interface Solver {
  problem: Problem
  domainOf: Domains
  stages: readonly StageDomain[]
  /** The starts of the first stage that the passes leave. */
  live: Bitmap
  /** Groups of legs that compete for resources; see `contentionOf`. Worked out when it is first asked for: most closed days never are. */
  readonly contention: ReadonlyMap<string, number>
}

/** One day of the place of service, and the starts of the bundle on it that have a witness. */
export interface DayOfStarts {
  day: LocalDay
  starts: number[]
}

/**
 * How much is looked at before a start is given up: steps of a timeline for one start; for all starts of a question together, after which
 * each gets only a few; and resources tried for one step. A start that is given up is not offered, so that a hard question costs some
 * starts, not the machine. Whoever asks for a single start gets the most, so that what is offered is always found again.
 */
const STEPS_OF_A_START = 1_000
const STEPS_OF_A_QUESTION = 20_000
const STEPS_AT_LEAST = 8
const TRIES_OF_A_STEP = 2_000

/** @param domainOf of a problem with the same horizon, resources and pins, as when only legs were left out or the window moved */
export function solverOf(problem: Problem, domainOf: Domains = domainsOf(problem)): Solver {
  const stages = filteredStages(problem, domainOf)
  let contention: ReadonlyMap<string, number> | undefined
  return {
    problem,
    domainOf,
    stages,
    live: liveStarts(stages, problem.horizon.ticks),
    get contention() {
      return contention ??= contentionOf(stages.flatMap(({ combos }) => variantsByLeg(combos)))
    },
  }
}

function variantsByLeg(combos: readonly Combo[]) {
  const width = combos[0]?.variants.length ?? 0
  return Array.from({ length: width }, (_, leg) => [...new Set(combos.map(({ variants }) => variants[leg]!))])
}

/** Every start of the bundle in its window that can be carried out, ascending. */
export function offeredStarts(solver: Solver): number[] {
  const candidates = ticksOf(solver.live, solver.problem.window.start, solver.problem.window.end)
  if (solver.contention.size === 0) return candidates
  let left = STEPS_OF_A_QUESTION
  return candidates.filter((start) => {
    const budget = { steps: Math.max(STEPS_AT_LEAST, Math.min(STEPS_OF_A_START, left)) }
    left -= budget.steps
    const found = timelineAt(solver, start, budget) !== null
    left += budget.steps
    return found
  })
}

/** The first start in the range that can be carried out, or null where none was found within `steps` of timelines. */
export function firstStartIn(solver: Solver, { start, end }: Range, steps: number = STEPS_OF_A_QUESTION): number | null {
  const { live } = solver
  let left = steps
  for (let tick = nextBit(live, start, end); tick >= 0 && left > 0; tick = nextBit(live, tick + 1, end)) {
    if (solver.contention.size === 0) return tick
    const budget = { steps: Math.max(STEPS_AT_LEAST, Math.min(STEPS_OF_A_START, left)) }
    left -= budget.steps
    if (timelineAt(solver, tick, budget)) return tick
    left += budget.steps
  }
  return null
}

/** The same by day; days without a start are left out. */
export function offeredDays(solver: Solver): DayOfStarts[] {
  const starts = offeredStarts(solver)
  let at = 0
  return solver.problem.zone.days.flatMap((day) => {
    const from = at
    while (at < starts.length && starts[at]! < day.end) at++
    return at > from ? [{ day, starts: starts.slice(from, at) }] : []
  })
}

function liveStarts(stages: readonly StageDomain[], ticks: number): Bitmap {
  const [first, ...rest] = stages[0]?.combos ?? []
  if (!first) return emptyBitmap(ticks)
  return rest.length === 0 ? first.live : rest.reduce((live, combo) => orInto(live, combo.live, combo.span), copyOf(first.live))
}

/**
 * The canonical completion of a start, with who would come: each stage in turn as early as it can be, then as short as it can be, then
 * with the alternatives that the bundle names first. Null where the start cannot be offered.
 */
export function witnessAt(solver: Solver, start: number, prefer?: Preference): Witness | null {
  const timeline = timelineAt(solver, start, { steps: STEPS_OF_A_START })
  if (!timeline) return null
  const legs: WitnessLeg[] = []
  for (const group of groupsOf(timeline, solver.contention)) {
    const given = (prefer && assignTogether(group, { problem: solver.problem, prefer })) ?? assign(group, { problem: solver.problem })
    if (!given) return null
    for (const [index, task] of group.entries()) legs.push(witnessLeg(task, given[index]!))
  }
  const order = new Map(solver.problem.stages.flatMap(({ legs: own }) => own).map(({ id }, index) => [id, index]))
  legs.sort((a, b) => order.get(a.legId)! - order.get(b.legId)!)
  const price = legs.reduce((sum, leg) => sum + leg.price, 0)
  return { start, end: Math.max(...legs.map(({ end }) => end)), price, legs }
}

function witnessLeg({ variant, start }: Task, { resources, sessionId }: Given): WitnessLeg {
  const { id, price, place, bufferBefore, bufferAfter, seats } = variant.alternative
  const end = start + variant.duration
  return {
    legId: variant.leg.id,
    alternativeId: id,
    start,
    end,
    price,
    place,
    claim: { start: start - bufferBefore, end: end + bufferAfter },
    resources,
    sessionId,
    seats: variant.sessions ? seats : 0,
  }
}

/** The tasks of the first timeline, in the canonical order, for which resources exist. Takes what it looks at from the budget. */
function timelineAt(solver: Solver, start: number, budget: { steps: number }): Task[] | null {
  const { stages, problem, contention } = solver
  const path: Task[] = []

  function enter(stage: number, combo: Combo, at: number): boolean {
    if (budget.steps <= 0) return false
    budget.steps--
    const depth = path.length
    for (const variant of combo.variants) path.push({ variant, start: at })
    if (canBeServed(path, depth) && leave(stage, combo, at)) return true
    path.length = depth
    return false
  }

  /** Tries the starts of the next stage, the earliest first; those of one tick from the shortest combo on. */
  function leave(stage: number, combo: Combo, at: number): boolean {
    const next = stages[stage + 1]
    if (!next) return true
    const open = next.combos.map((candidate) => {
      const options = { way: wayOf(problem, combo, candidate), days: problem.zone.days }
      const ranges = rangesAfter(next, at + combo.duration, options)
      return { candidate, ranges, tick: nextIn(candidate.live, ranges, 0) }
    })
    while (budget.steps > 0) {
      let first: (typeof open)[number] | null = null
      for (const entry of open) if (entry.tick >= 0 && (!first || entry.tick < first.tick)) first = entry
      if (!first) return false
      if (enter(stage + 1, first.candidate, first.tick)) return true
      first.tick = nextIn(first.candidate.live, first.ranges, first.tick + 1)
    }
    return false
  }

  /** Whether people exist for all legs so far that compete with those just added. */
  function canBeServed(tasks: readonly Task[], added: number): boolean {
    if (contention.size === 0) return true
    const touched = new Set(tasks.slice(added).map(({ variant }) => contention.get(variant.leg.id)))
    for (const group of touched) {
      if (group === undefined) continue
      const rivals = tasks.filter(({ variant }) => contention.get(variant.leg.id) === group)
      if (!assign(rivals, { problem, budget: TRIES_OF_A_STEP })) return false
    }
    return true
  }

  const entered = stages[0]?.combos.some((combo) => hasBit(combo.live, start) && enter(0, combo, start))
  return entered ? path : null
}

/** The first tick of the set, from `from` on, that lies in one of the ascending ranges; or -1. */
function nextIn(bitmap: Bitmap, ranges: readonly Range[], from: number): number {
  for (const { start, end } of ranges) {
    const tick = nextBit(bitmap, Math.max(start, from), end)
    if (tick >= 0) return tick
  }
  return -1
}

function groupsOf(tasks: readonly Task[], contention: ReadonlyMap<string, number>): Task[][] {
  const groups = new Map<number | string, Task[]>()
  for (const task of tasks) {
    const key = contention.get(task.variant.leg.id) ?? task.variant.leg.id
    groups.set(key, [...(groups.get(key) ?? []), task])
  }
  return [...groups.values()]
}
