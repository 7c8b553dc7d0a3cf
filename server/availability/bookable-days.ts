import type { WhyCode } from '#shared/slot.ts'
import { chooseLegs, districtsOf, type Bundle } from '../catalog/index.ts'
import { now } from '../platform/clock.ts'
import type { Queryable } from '../platform/database.ts'
import { buildProblem, horizonFor, legsInDistrict, spanOfDays, supplyQueryOf, timetableOf, zoneOf, type Request } from './build-problem.ts'
import { explainDays } from './explain.ts'
import { datesFrom } from './find-slots.ts'
import { loadSupply } from './queries.ts'
import { firstStartIn, solverOf, type Solver } from './slots.ts'
import type { LocalDay } from './zone.ts'

/** How well a bundle can be booked over the coming days, for one person and its required legs. */
export interface Bookable {
  /** From today on; in how many of the districts it could be booked. */
  days: { date: string, districts: number }[]
  districts: { id: string, days: number }[]
  /** Which legs close days in the district that has the most of them open, and why; the most days first. */
  limits: { legIds: string[], code: WhyCode, days: number }[]
  /** Legs that nobody has the people, the papers, the room or the classes for, in whatever district. */
  unserved: string[]
}

/**
 * How many of the coming days a bundle could be booked, district by district, and what stands in the way. `given` need not be stored, nor
 * be complete: legs without alternatives are not asked for. One load serves all districts.
 */
export async function bookableDays(db: Queryable, given: Bundle, { days }: { days: number }): Promise<Bookable> {
  // One that has nothing but optional legs is asked for as a whole.
  const isBound = given.legs.some(({ required }) => required)
  const bundle = isBound ? given : { ...given, legs: given.legs.map(leg => ({ ...leg, required: true })) }
  const at = (await now(db)).getTime()
  const zone = zoneOf(bundle)
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at)
  const dates = datesFrom(today, days)
  const every = chooseLegs(bundle, { persons: 1, legs: [] })
  const none: Bookable = { days: dates.map(date => ({ date, districts: 0 })), districts: [], limits: [], unserved: [] }
  if (every.length === 0) return none
  const base = {
    bundle, districtId: null, persons: 1, choices: [], pins: new Map<string, number>(), now: at,
    ...spanOfDays(zone, { from: today, days, now: at }),
  }
  const horizon = horizonFor({ ...base, legs: every })
  const supply = await loadSupply(db, supplyQueryOf(every, horizon, null))
  const timetable = timetableOf(supply, horizon)
  const build = (request: Request) => buildProblem(request, supply, horizon, timetable)

  const left = bundle.legs.filter(({ required }) => !required).map(({ id }) => ({ legId: id, include: false }))
  const required = chooseLegs(bundle, { persons: 1, legs: left })
  const solved = districtsOf(bundle).map((id) => {
    const { problem } = build({ ...base, legs: legsInDistrict(required, id), districtId: id })
    const solver = solverOf(problem)
    const { window } = problem
    const asked = problem.zone.days.filter(day => dates.includes(day.date) && day.end > window.start && day.start < window.end)
    const open = new Set(asked.filter(day => opensOn(solver, day)).map(({ date }) => date))
    return { id, solver, open, closed: asked.filter(({ date }) => !open.has(date)) }
  })
  const best = solved.toSorted((a, b) => b.open.size - a.open.size)[0]
  return {
    days: dates.map(date => ({ date, districts: solved.filter(({ open }) => open.has(date)).length })),
    districts: solved.map(({ id, open }) => ({ id, days: open.size })),
    limits: best ? limitsOf(best.solver, best.closed) : [],
    unserved: unservedOf(build({ ...base, legs: every }).problem.stages),
  }
}

function opensOn(solver: Solver, { start, end }: LocalDay): boolean {
  const { window } = solver.problem
  return firstStartIn(solver, { start: Math.max(start, window.start), end: Math.min(end, window.end) }) !== null
}

function limitsOf(solver: Solver, closed: readonly LocalDay[]): Bookable['limits'] {
  const counted = new Map<string, Bookable['limits'][number]>()
  for (const { reasons } of closed.length > 0 ? explainDays(solver, closed) : []) {
    for (const { code, legIds } of reasons) {
      const key = `${code} ${legIds.join()}`
      counted.set(key, { legIds: [...legIds], code, days: (counted.get(key)?.days ?? 0) + 1 })
    }
  }
  return [...counted.values()].sort((a, b) => b.days - a.days)
}

function unservedOf(stages: Solver['problem']['stages']): string[] {
  const canBeServed = ({ requirements, sessions }: typeof stages[number]['legs'][number]['alternatives'][number]) =>
    (sessions ? sessions.length > 0 : requirements.every(({ count, eligible }) => eligible.length >= count))
  return stages.flatMap(({ legs }) => legs).filter(({ alternatives }) => !alternatives.some(canBeServed)).map(({ id }) => id)
}
