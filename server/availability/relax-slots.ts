import type { LegChoice, Relaxation, RelaxationKind, Slot, SlotQuery } from '#shared/slot.ts'
import { chooseLegs } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { DomainError } from '../platform/errors.ts'
import { buildProblem, horizonFor, legsInDistrict, supplyQueryOf, timetableOf, zoneOf, type BuiltProblem, type Request } from './build-problem.ts'
import { requestOf, type Prepared } from './find-slots.ts'
import type { Range } from './model.ts'
import { preferenceBy } from './preference.ts'
import { loadSupply } from './queries.ts'
import { changesOf, cheapest, type Change, type Opening } from './relax.ts'
import { firstStartIn, offeredStarts, solverOf, witnessAt, type Solver } from './slots.ts'
import { partAt, toSlot } from './to-slot.ts'
import { msOf, tickFrom } from './zone.ts'

const DAY_MS = 86_400_000
/** How far before and after the days asked for another day is looked for. */
const DAYS_BEFORE = 7
const DAYS_AFTER = 28

type Found = Relaxation & Opening

interface RelaxOptions {
  query: SlotQuery
  blockers: ReadonlySet<string>
}

/** What could be changed in a question without an answer so that a time opens: each change is tried before it is offered. */
export async function relaxSlots({ db }: Pick<Context, 'db'>, { request }: Prepared, { query, blockers }: RelaxOptions): Promise<Relaxation[]> {
  const { bundle, districtId, persons } = request
  const span = spanAround(query, zoneOf(bundle), request.now)
  const wide = requestOf(bundle, { ...query, ...span, starts: {} }, request.now)
  const everyLeg = legsInDistrict(chooseLegs(bundle, { persons, legs: query.choices.map(({ legId, include }) => ({ legId, include })) }), districtId)
  const horizon = horizonFor({ ...wide, legs: everyLeg })
  const supply = await loadSupply(db, supplyQueryOf(everyLeg, horizon, districtId))
  const timetable = timetableOf(supply, horizon)
  const base = request.legs.reduce((sum, { alternatives }) => sum + alternatives[0]!.shareAmount, 0)
  const wished = Math.min(...request.pins.values())

  function ask(own: Request): { built: BuiltProblem, solver: Solver } {
    const built = buildProblem(own, supply, horizon, timetable)
    return { built, solver: solverOf(built.problem) }
  }

  function found(kind: RelaxationKind, { legIds, choices, own, built, solver, start }: {
    legIds: string[]
    choices: readonly LegChoice[]
    own: Request
    built: BuiltProblem
    solver: Solver
    start: number
  }): Found[] {
    const witness = witnessAt(solver, start, preferenceBy(built.problem))
    if (!witness) return []
    const first = toSlot(witness, own, built)
    return [{
      kind,
      legIds,
      from: dateIn(zoneOf(bundle), first),
      choices: [...choices],
      starts: Object.fromEntries(first.legs.map(leg => [leg.legId, leg.start])),
      first,
      amountDifference: first.amount - base,
      distance: distanceOf(first, query, request.pins, wished === Infinity ? request.from : wished),
    }]
  }

  function tried(change: Change): Found[] {
    const own = requestOrNull(() => requestOf(bundle, { ...query, ...(change.kind === 'leg' ? span : {}), choices: change.choices, starts: change.starts }, request.now))
    if (!own) return []
    const { built, solver } = ask(own)
    const start = nearest(solver, wished === Infinity ? null : tickFrom(horizon, wished))
    return start === null ? [] : found(change.kind, { ...change, own, built, solver, start })
  }

  const { built, solver } = ask(wide)
  const moves = movesOf(solver, built, { wished: wished === Infinity ? null : tickFrom(horizon, wished), asked: { start: tickFrom(horizon, request.from), end: tickFrom(horizon, request.to) } })
  const moved = moves.flatMap(({ kind, start }) => found(kind, { legIds: [], choices: query.choices, own: wide, built, solver, start }))
  const changed = changesOf({ bundle, legs: request.legs, wishes: { choices: query.choices, starts: query.starts ?? {} }, blockers }).flatMap(tried)
  return cheapest([...moved, ...changed]).map(({ distance: _, ...relaxation }) => relaxation)
}

function requestOrNull(make: () => Request): Request | null {
  try {
    return make()
  } catch (error) {
    // Another duration may not be for so many persons: then the change is none.
    if (error instanceof DomainError) return null
    throw error
  }
}

function spanAround({ from, days }: SlotQuery, zone: string, at: number): { from: string, days: number } {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at)
  const earlier = new Date(Date.parse(from) - DAYS_BEFORE * DAY_MS).toISOString().slice(0, 10)
  const first = earlier < today ? today : earlier
  const end = Date.parse(from) + (days + DAYS_AFTER) * DAY_MS
  return { from: first, days: Math.max(Math.round((end - Date.parse(first)) / DAY_MS), 1) }
}

const dateIn = (zone: string, { start }: Slot): string => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(start))

/** The start of a solver that is nearest to a wished one; without a wish, the first. */
function nearest(solver: Solver, wished: number | null): number | null {
  if (wished === null) return firstStartIn(solver, solver.problem.window)
  return offeredStarts(solver).sort((a, b) => Math.abs(a - wished) - Math.abs(b - wished) || a - b)[0] ?? null
}

/**
 * Other times for the whole bundle as it is: near the wished one on its day, in the other parts of that day, and on the nearest days before
 * and after those that were asked for (all of which are closed where no time was wished).
 */
function movesOf(solver: Solver, built: BuiltProblem, { wished, asked }: { wished: number | null, asked: Range }): { kind: RelaxationKind, start: number }[] {
  const starts = offeredStarts(solver)
  const inDay = starts.filter(start => start >= asked.start && start < asked.end)
  const before = starts.findLast(start => start < asked.start)
  const after = starts.find(start => start >= asked.end)
  const days = [before, after].flatMap(start => start === undefined ? [] : [{ kind: 'day' as const, start: sameHour(solver, starts, start, wished) }])
  if (wished === null) return days
  const byNearness = inDay.sort((a, b) => Math.abs(a - wished) - Math.abs(b - wished) || a - b)
  const part = partAt(built, wished)
  const others = new Map(byNearness.filter(start => partAt(built, start) !== part).reverse().map(start => [partAt(built, start), start]))
  const near = byNearness.find(start => partAt(built, start) === part)
  return [
    ...near === undefined ? [] : [{ kind: 'time' as const, start: near }],
    ...[...others.values()].map(start => ({ kind: 'part' as const, start })),
    ...days,
  ]
}

/** Of the starts on the day of `start`, the one nearest to the wished time of day; without a wish the day's first. */
function sameHour({ problem }: Solver, starts: readonly number[], start: number, wished: number | null): number {
  const dayOf = (tick: number) => problem.zone.days.find(({ end }) => tick < end)
  const day = dayOf(start)!
  const own = starts.filter(tick => tick >= day.start && tick < day.end)
  if (wished === null) return own[0]!
  const hour = wished - (dayOf(wished)?.start ?? wished)
  return own.sort((a, b) => Math.abs(a - day.start - hour) - Math.abs(b - day.start - hour) || a - b)[0]!
}

/** How far the legs move from where they were wished; without a wish, how far the bundle is from the days that were asked for. */
function distanceOf(slot: Slot, { starts = {} }: SlotQuery, pins: ReadonlyMap<string, number>, from: number): number {
  if (pins.size === 0) return Math.abs(Date.parse(slot.start) - from)
  return slot.legs.reduce((sum, { legId, start }) => sum + Math.abs(Date.parse(start) - Date.parse(starts[legId] ?? start)), 0)
}
