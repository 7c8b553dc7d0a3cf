import type { LegChoice } from '#shared/slot.ts'
import { ticksOf } from './bitmap.ts'
import type { Bundle, BundleLeg, PricedAlternative } from '../catalog/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/database.ts'
import { assign } from './assign.ts'
import { buildProblem, horizonFor, spanOfDays, supplyQueryOf, zoneOf } from './build-problem.ts'
import type { BuiltProblem, Request } from './build-problem.ts'
import { fail } from './errors.ts'
import { datesFrom } from './find-slots.ts'
import { loadSupply } from './queries.ts'
import { solverOf, witnessAt, type Solver } from './slots.ts'
import { assignRequest, type AssignAtOptions, type AssignedLeg } from './take-slot.ts'
import { msOf, tickFrom } from './zone.ts'

/** One leg of a booking that goes on: as it stands, or about to move. */
export interface CourseLeg {
  bookingLegId: string
  leg: BundleLeg
  /** What may serve it, in the order of preference; of a leg that stands, what does. */
  alternatives: readonly PricedAlternative[]
  start: Date
  end: Date
  /** Who comes now: they come again where they can. */
  resourceIds: readonly string[]
  /** What the resident wished of who comes. */
  wish?: Pick<LegChoice, 'resourceId' | 'wishes'>
  /** Its claims do not count, and it needs new ones. The others stay as they are, with those who serve them. */
  moves: boolean
}

/** A booking as the solver sees it. */
export interface Course {
  /** For its stages and its zone. */
  bundle: Bundle
  districtId: string
  persons: number
  legs: readonly CourseLeg[]
}

export interface ReassignOptions extends Pick<AssignAtOptions, 'dropExpired'> {
  course: Course
  /** New starts of legs that move, by leg of the bundle; one that is not named keeps its start. */
  starts?: ReadonlyMap<string, Date>
}

/**
 * Assigns the moving legs of a booking at their new starts, under the locks of all who could serve them; the rules between all legs hold.
 * For `swapClaims` in the same transaction.
 *
 * @throws {DomainError} `slot_taken`
 */
export async function reassign(tx: Tx, { course, starts = new Map<string, Date>(), dropExpired }: ReassignOptions): Promise<AssignedLeg[]> {
  const pins = new Map(course.legs.map(({ leg, start }) => [leg.id, (starts.get(leg.id) ?? start).getTime()]))
  for (const [legId, ms] of pins) if (ms % 900_000 !== 0) throw fail('choice_invalid', { legId, why: 'start_off_grid' })
  const from = startOfFirst(course, pins)
  const request = { ...requestOfCourse(course, pins, (await now(tx)).getTime()), from, to: from + 1 }
  return await assignRequest(tx, { request, dropExpired, ignoreLegIds: movingIds(course) })
}

export interface MoveTime {
  legs: { bookingLegId: string, start: string, end: string }[]
}

export interface MoveTimesQuery {
  course: Course
  /** Days of the place of service. */
  from: string
  days: number
  /** Nothing may end later. */
  until: Date | null
}

/** When the moving legs could be instead, day by day: each time is proved by who could come. Nothing is promised: the move decides. */
export async function findMoveTimes({ db }: Pick<Context, 'db'>, query: MoveTimesQuery): Promise<{ date: string, times: MoveTime[] }[]> {
  const { course, from, days, until } = query
  const at = (await now(db)).getTime()
  const span = spanOfDays(zoneOf(course.bundle), { from, days, now: at })
  const dates = datesFrom(from, days)
  const pins = new Map(course.legs.filter(({ moves }) => !moves).map(({ leg, start }) => [leg.id, start.getTime()]))
  const base = requestOfCourse(course, pins, at)
  const first = firstStage(course)
  const standing = first.find(({ moves }) => !moves)
  const request = standing ? { ...base, from: standing.start.getTime(), to: standing.start.getTime() + 1 } : { ...base, ...span }
  if (request.to <= request.from || span.to <= span.from) return dates.map(date => ({ date, times: [] }))
  // Of a course whose beginning stands, the days asked for may lie long after it.
  const horizon = horizonFor({ ...request, to: Math.max(request.to, span.to) })
  const moving = course.legs.filter(({ moves }) => moves)
  const open = moving.map(({ leg, alternatives }) => ({ leg, alternatives: [...alternatives] }))
  const supply = await loadSupply(db, { ...supplyQueryOf(open, horizon, course.districtId), ignoreLegIds: movingIds(course) })
  const built = buildProblem(request, supply, horizon)
  const inTime = ({ legs }: MoveTime) => until === null || legs.every(({ end }) => Date.parse(end) <= until.getTime())
  const times = timesOf(course, built, span).filter(inTime)
  const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: zoneOf(course.bundle) })
  const byDate = Map.groupBy(times, ({ legs }) => dayOf.format(new Date(legs[0]!.start)))
  return dates.map(date => ({ date, times: byDate.get(date) ?? [] }))
}

function timesOf(course: Course, built: BuiltProblem, span: { from: number, to: number }): MoveTime[] {
  const { problem } = built
  const [lead, ...others] = course.legs.filter(({ moves }) => moves)
  if (!lead) return []
  const solver = solverOf(problem)
  const [from, to] = [tickFrom(problem.horizon, span.from), tickFrom(problem.horizon, span.to)]
  const candidates = startsOf(solver, lead.leg.id).filter(({ start }) => start >= from && start < to)
  const iso = (tick: number) => new Date(msOf(problem.horizon, tick)).toISOString()
  if (others.length === 0) {
    return candidates.map(({ start, end }) => ({ legs: [{ bookingLegId: lead.bookingLegId, start: iso(start), end: iso(end) }] }))
  }
  const opening = firstStage(course).some(({ leg }) => leg.id === lead.leg.id)
  return candidates.flatMap(({ start }) => {
    const pins = new Map([...problem.pins ?? [], [lead.leg.id, start]])
    const pinned = { ...problem, pins, ...(opening && { window: { start, end: start + 1 } }) }
    const witness = witnessAt(solverOf(pinned), pinned.window.start)
    if (!witness) return []
    return [{ legs: course.legs.filter(({ moves }) => moves).map(({ bookingLegId, leg }) => {
      const found = witness.legs.find(({ legId }) => legId === leg.id)!
      return { bookingLegId, start: iso(found.start), end: iso(found.end) }
    }) }]
  })
}

/** The starts that a leg has for itself, with those of the others as they are; each with somebody who could serve it then. */
function startsOf({ stages, problem }: Solver, legId: string): { start: number, end: number }[] {
  const found = new Map<number, number>()
  for (const { combos } of stages) {
    for (const { variants, live } of combos) {
      const variant = variants.find(({ leg }) => leg.id === legId)
      if (!variant) continue
      for (const start of ticksOf(live)) {
        if (!found.has(start) && assign([{ variant, start }], { problem })) found.set(start, start + variant.duration)
      }
    }
  }
  return [...found].map(([start, end]) => ({ start, end })).sort((a, b) => a.start - b.start)
}

function requestOfCourse(
  { bundle, districtId, persons, legs }: Course, pins: ReadonlyMap<string, number>, at: number,
): Omit<Request, 'from' | 'to'> {
  const standing = legs.filter(({ moves }) => !moves)
  return {
    bundle, districtId, persons, pins,
    legs: legs.map(({ leg, alternatives }) => ({ leg, alternatives: [...alternatives] })),
    choices: legs.flatMap(({ leg, wish, moves }) => (moves && wish ? [{ ...wish, legId: leg.id, include: true }] : [])),
    kept: new Map(legs.map(({ leg, resourceIds }) => [leg.id, resourceIds])),
    fixed: new Map(standing.map(({ leg, start, end }) => [leg.id, (end.getTime() - start.getTime()) / 60_000])),
    now: at,
  }
}

const movingIds = ({ legs }: Course): string[] => legs.filter(({ moves }) => moves).map(({ bookingLegId }) => bookingLegId)

function firstStage({ legs }: Course): CourseLeg[] {
  const stage = Math.min(...legs.map(({ leg }) => leg.stage))
  return legs.filter(({ leg }) => leg.stage === stage)
}

const startOfFirst = (course: Course, pins: ReadonlyMap<string, number>): number => pins.get(firstStage(course)[0]!.leg.id)!
