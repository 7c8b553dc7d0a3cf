import type { DayPart, Slot, SlotCalendar, SlotDay, SlotQuery } from '#shared/slot.ts'
import { chooseLegs, getBundle, loadBundles, type Bundle } from '../catalog/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { buildProblem, horizonFor, legsInDistrict, spanOfDays, supplyQueryOf, zoneOf } from './build-problem.ts'
import type { BuiltProblem, Request } from './build-problem.ts'
import { fail } from './errors.ts'
import { preferenceBy } from './preference.ts'
import { loadSupply } from './queries.ts'
import { offeredDays, offeredStarts, solverOf, witnessAt, type DayOfStarts, type Solver } from './slots.ts'
import { partAt, toSlot } from './to-slot.ts'
import { msOf } from './zone.ts'

/** Up to this many days are answered time by time, each with who would come when. */
export const DAYS_IN_DETAIL = 7

/** A bundle by its name or its id, or one that is at hand already. */
export type BundleRef = { slug: string } | { bundleId: string } | { bundle: Bundle }

/**
 * The joint slots of a bundle, day by day: how many starts each day has and in which parts of it, and the times themselves where at most
 * `DAYS_IN_DETAIL` days were asked for. Nothing is promised: the hold decides.
 *
 * @throws {DomainError} `not_found`, `choice_invalid`, `district_not_served`
 */
export async function findSlots(context: Pick<Context, 'db'>, query: SlotQuery & BundleRef): Promise<SlotCalendar> {
  return calendarOf(await prepareSlots(context, query), query)
}

export function calendarOf({ request, built, solver }: Prepared, query: Pick<SlotQuery, 'from' | 'days'>): SlotCalendar {
  const days = solver ? offeredDays(solver) : []
  const found = new Map(days.map(own => [own.day.date, own]))
  const detailed = query.days <= DAYS_IN_DETAIL
  return {
    zone: zoneOf(request.bundle),
    currency: request.bundle.currency,
    days: datesFrom(query.from, query.days).map((date): SlotDay => {
      const own = found.get(date)
      const day: SlotDay = { date, count: own?.starts.length ?? 0, parts: own && built ? partsOf(own, built) : [] }
      return detailed ? { ...day, times: own && built && solver ? timesOf(own, request, built, solver) : [] } : day
    }),
  }
}

/**
 * The starts nearest to a wished one that can be carried out, nearest first; of two equally near the earlier. For the answer to a hold that
 * came too late: `starts` of the query are left aside.
 */
export async function nearestStarts(context: Pick<Context, 'db'>, query: Omit<SlotQuery, 'from' | 'days' | 'starts'> & BundleRef & {
  start: string
  limit?: number
}): Promise<string[]> {
  const wished = Date.parse(query.start)
  const from = new Date(wished - 3 * 86_400_000).toISOString().slice(0, 10)
  const { built, solver } = await prepareSlots(context, { ...query, from, days: 8, starts: {} })
  if (!built || !solver) return []
  return offeredStarts(solver)
    .map(tick => msOf(built.problem.horizon, tick))
    .sort((a, b) => Math.abs(a - wished) - Math.abs(b - wished) || a - b)
    .slice(0, query.limit ?? 3)
    .map(ms => new Date(ms).toISOString())
}

export interface Prepared {
  request: Request
  /** Absent where the span asked for is over, or has not come near enough. */
  built?: BuiltProblem
  solver?: Solver
}

/** @param options.everyDistrict whether to load people, too, who do not come to the district: they serve nobody there, but say why */
export async function prepareSlots(
  { db }: Pick<Context, 'db'>,
  query: SlotQuery & BundleRef,
  { everyDistrict = false }: { everyDistrict?: boolean } = {},
): Promise<Prepared> {
  const [bundle, at] = await Promise.all([bundleOf({ db }, query), now(db)])
  const request = requestOf(bundle, query, at.getTime())
  const offered = request.legs.flatMap(({ alternatives }) => alternatives)
  const lastStart = Math.max(...offered.map(({ alternative }) => alternative.offering.horizonDays))
  if (request.to <= request.from || request.from > request.now + (lastStart + 1) * 86_400_000) return { request }
  const horizon = horizonFor(request)
  const supply = await loadSupply(db, supplyQueryOf(request.legs, horizon, everyDistrict ? null : request.districtId))
  const built = buildProblem(request, supply, horizon)
  return { request, built, solver: solverOf(built.problem) }
}

async function bundleOf({ db }: Pick<Context, 'db'>, ref: BundleRef): Promise<Bundle> {
  if ('bundle' in ref) return ref.bundle
  const bundle = 'slug' in ref ? await getBundle(db, ref.slug) : (await loadBundles(db, { ids: [ref.bundleId] }))[0]
  if (!bundle) throw fail('not_found')
  return bundle
}

/** Checks the wishes against the bundle. @throws {DomainError} `choice_invalid`, `district_not_served` */
export function requestOf(bundle: Bundle, query: Omit<SlotQuery, 'from' | 'days'> & { from: string, days: number }, at: number): Request {
  const { districtId, persons, choices, starts = {} } = query
  const legs = legsInDistrict(chooseLegs(bundle, { persons, legs: choices }), districtId)
  const pins = pinsOf(starts, legs.map(({ leg }) => leg.id))
  const span = spanOfDays(zoneOf(bundle), { from: query.from, days: query.days, now: at })
  return { bundle, legs, districtId, persons, choices, pins, now: at, ...span }
}

/** Starts of legs in epoch milliseconds. A start that is no quarter of an hour cannot be had: it is refused, not moved. */
export function pinsOf(starts: Readonly<Record<string, string>>, legIds: readonly string[]): Map<string, number> {
  return new Map(Object.entries(starts).map(([legId, start]) => {
    const ms = Date.parse(start)
    if (!legIds.includes(legId)) throw fail('choice_invalid', { legId, why: 'leg_unknown' })
    if (Number.isNaN(ms) || ms % 900_000 !== 0) throw fail('choice_invalid', { legId, why: 'start_off_grid' })
    return [legId, ms]
  }))
}

function partsOf({ starts }: DayOfStarts, built: BuiltProblem): DayPart[] {
  return [...new Set(starts.map(start => partAt(built, start)))]
}

function timesOf({ starts }: DayOfStarts, request: Request, built: BuiltProblem, solver: Solver): Slot[] {
  const prefer = preferenceBy(built.problem)
  return starts.flatMap((start) => {
    const witness = witnessAt(solver, start, prefer)
    return witness ? [toSlot(witness, request, built)] : []
  })
}

export function datesFrom(from: string, days: number): string[] {
  const first = Date.parse(`${from}T00:00:00Z`)
  return Array.from({ length: days }, (_, i) => new Date(first + i * 86_400_000).toISOString().slice(0, 10))
}
