import type { Relaxation, RelaxationKind, Slot, SlotQuery } from '#shared/slot.ts'
import { chooseLegs } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { DomainError } from '../platform/errors.ts'
import { buildProblem, horizonFor, legsInDistrict, supplyQueryOf, timetableOf, zoneOf } from './build-problem.ts'
import type { BuiltProblem, Request } from './build-problem.ts'
import { requestOf, type Prepared } from './find-slots.ts'
import type { Range } from './model.ts'
import { preferenceBy } from './preference.ts'
import { loadSupply } from './queries.ts'
import { changesOf, cheapest, type Change, type Opening } from './relax.ts'
import { firstStartIn, offeredStarts, solverOf, witnessAt, type Solver } from './slots.ts'
import { partAt, toSlot } from './to-slot.ts'
import { tickFrom } from './zone.ts'

const DAY_MS = 86_400_000
/** How far before and after the days asked for another day is looked for. */
const DAYS_BEFORE = 7
const DAYS_AFTER = 28

type Found = Relaxation & Opening

interface RelaxOptions {
  query: SlotQuery
  /** Legs that the explanation names. */
  blockers: ReadonlySet<string>
}

/** A changed question, solved. */
interface Asked {
  request: Request
  built: BuiltProblem
  solver: Solver
}

/** What could be changed in a question without an answer so that a time opens: each change is tried before it is offered. */
export async function findRelaxations(
  { db }: Pick<Context, 'db'>,
  { request }: Prepared,
  { query, blockers }: RelaxOptions,
): Promise<Relaxation[]> {
  const { bundle, districtId, persons, now } = request
  const span = spanAround(query, zoneOf(bundle), now)
  const wide = requestOf(bundle, { ...query, ...span, starts: {} }, now)
  const included = query.choices.map(({ legId, include }) => ({ legId, include }))
  const everyLeg = legsInDistrict(chooseLegs(bundle, { persons, legs: included }), districtId)
  const horizon = horizonFor({ ...wide, legs: everyLeg })
  const supply = await loadSupply(db, supplyQueryOf(everyLeg, horizon, districtId))
  const timetable = timetableOf(supply, horizon)
  const tickOf = (ms: number) => tickFrom(horizon, ms)
  const wished = request.pins.size > 0 ? tickOf(Math.min(...request.pins.values())) : null

  const ask = (own: Request): Asked => {
    const built = buildProblem(own, supply, horizon, timetable)
    return { request: own, built, solver: solverOf(built.problem) }
  }
  const tried = ({ kind, legIds, choices, starts }: Change): Found[] => {
    const own = requestOrNull(() => requestOf(bundle, { ...query, ...(kind === 'leg' ? span : {}), choices, starts }, now))
    if (!own) return []
    const asked = ask(own)
    const start = nearest(asked.solver, wished)
    return start === null ? [] : openingAt(start, asked, { kind, legIds, before: request })
  }

  const whole = ask(wide)
  const moves = movesOf(whole, { wished, asked: { start: tickOf(request.from), end: tickOf(request.to) } })
  const changes = changesOf({ legs: request.legs, wishes: { choices: query.choices, starts: query.starts ?? {} }, blockers })
  const openings = [
    ...moves.flatMap(({ kind, start }) => openingAt(start, whole, { kind, legIds: [], before: request })),
    ...changes.flatMap(tried),
  ]
  return cheapest(openings).map(({ distance: _, ...relaxation }) => relaxation)
}

/** The slot of a start, as something to offer in place of what was asked before. */
function openingAt(start: number, { request, built, solver }: Asked, { kind, legIds, before }: {
  kind: RelaxationKind
  legIds: string[]
  before: Request
}): Found[] {
  const witness = witnessAt(solver, start, preferenceBy(built.problem))
  if (!witness) return []
  const first = toSlot(witness, request, built)
  return [{
    kind,
    legIds,
    from: dateIn(zoneOf(request.bundle), first),
    choices: [...request.choices],
    starts: Object.fromEntries(first.legs.map(leg => [leg.legId, leg.start])),
    first,
    amountDifference: first.amount - before.legs.reduce((sum, { alternatives }) => sum + alternatives[0]!.shareAmount, 0),
    distance: distanceOf(first, before),
  }]
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
  return offeredStarts(solver).sort(byDistanceTo(wished))[0] ?? null
}

/**
 * Other times for the whole bundle as it is: near the wished one on its day, in the other parts of that day, and on the nearest days before
 * and after those that were asked for (all of which are closed where no time was wished).
 */
function movesOf({ solver, built }: Asked, { wished, asked }: { wished: number | null, asked: Range }): Move[] {
  const starts = offeredStarts(solver)
  const neighbours = [starts.findLast(start => start < asked.start), starts.find(start => start >= asked.end)]
  const days = neighbours.flatMap((start): Move[] => (start === undefined ? [] : [{ kind: 'day', start: sameHour(solver, starts, start, wished) }]))
  if (wished === null) return days
  const near = starts.filter(start => start >= asked.start && start < asked.end).sort(byDistanceTo(wished))
  const ofPart = Map.groupBy(near, start => partAt(built, start))
  const part = partAt(built, wished)
  return [...[...ofPart].map(([own, [start]]): Move => ({ kind: own === part ? 'time' : 'part', start: start! })), ...days]
}

interface Move {
  kind: RelaxationKind
  start: number
}

const byDistanceTo = (wished: number) => (a: number, b: number): number => Math.abs(a - wished) - Math.abs(b - wished) || a - b

/** Of the starts on the day of `start`, the one nearest to the wished time of day; without a wish the day's first. */
function sameHour({ problem }: Solver, starts: readonly number[], start: number, wished: number | null): number {
  const dayOf = (tick: number) => problem.zone.days.find(({ end }) => tick < end)
  const day = dayOf(start)!
  const own = starts.filter(tick => tick >= day.start && tick < day.end)
  if (wished === null) return own[0]!
  return own.sort(byDistanceTo(day.start + wished - (dayOf(wished)?.start ?? wished)))[0]!
}

/** How far the legs move from where they were wished; without a wish, how far the bundle is from the days that were asked for. */
function distanceOf(slot: Slot, { pins, from }: Request): number {
  if (pins.size === 0) return Math.abs(Date.parse(slot.start) - from)
  return slot.legs.reduce((sum, { legId, start }) => sum + Math.abs(Date.parse(start) - (pins.get(legId) ?? Date.parse(start))), 0)
}
