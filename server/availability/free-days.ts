import type { DayPart } from '#shared/slot.ts'
import { chooseLegs, type Bundle } from '../catalog/index.ts'
import { now } from '../platform/clock.ts'
import type { Queryable } from '../platform/database.ts'
import { buildProblem, horizonFor, spanOfDays, supplyQueryOf, zoneOf, type Request } from './build-problem.ts'
import { loadSupply } from './queries.ts'
import { offeredDays, solverOf } from './slots.ts'
import { partAt } from './to-slot.ts'
import { msOf, type Horizon } from './zone.ts'

/** A day on which a whole bundle can be booked, and in which parts of it. */
export interface FreeDay {
  date: string
  parts: DayPart[]
  /** The last start of the part whose last start is the earliest; epoch milliseconds. */
  partEnds: number
}

/**
 * For search: the days on which each bundle's required legs can be had, for one person, in some district and without ways. An upper bound:
 * a day that is not listed is closed, a listed one may turn out to be. One load for all bundles, so give them in batches.
 *
 * @param days from today on, at the place of service. Default 60
 * @returns by bundle id; a bundle that cannot be had by one person has no days
 */
export async function freeDays(
  db: Queryable,
  bundles: readonly Bundle[],
  { days = 60 }: { days?: number } = {},
): Promise<Map<string, FreeDay[]>> {
  const at = (await now(db)).getTime()
  const requests = bundles.map(bundle => requiredLegsOf(bundle, { at, days }))
  const horizon = requests.map(horizonFor).reduce(covering, { origin: 0, ticks: 0 })
  const supply = await loadSupply(db, supplyQueryOf(requests.flatMap(({ legs }) => legs), horizon, null))
  return new Map(requests.map((request) => {
    const built = buildProblem(request, supply, horizon)
    const found = offeredDays(solverOf(built.problem)).map(({ day, starts }): FreeDay => {
      // Starts come in order, so the last of each part stays.
      const lastOf = new Map(starts.map(start => [partAt(built, start), start]))
      return { date: day.date, parts: [...lastOf.keys()], partEnds: msOf(built.problem.horizon, Math.min(...lastOf.values())) }
    })
    return [request.bundle.id, found]
  }))
}

function requiredLegsOf(bundle: Bundle, { at, days }: { at: number, days: number }): Request {
  const left = bundle.legs.filter(({ required }) => !required).map(({ id }) => ({ legId: id, include: false }))
  const zone = zoneOf(bundle)
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at)
  return {
    bundle,
    legs: chooseLegs(bundle, { persons: 1, legs: left }),
    districtId: null,
    persons: 1,
    choices: [],
    pins: new Map(),
    now: at,
    ...spanOfDays(zone, { from: today, days, now: at }),
  }
}

function covering(one: Horizon, other: Horizon): Horizon {
  if (one.ticks === 0) return other
  const origin = Math.min(one.origin, other.origin)
  const end = Math.max(one.origin + one.ticks, other.origin + other.ticks)
  return { origin, ticks: Math.ceil((end - origin) / 32) * 32 }
}
