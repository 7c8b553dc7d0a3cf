import type { LegChoice, WorkerWish } from '#shared/slot.ts'
import type { StageRule } from '#shared/quote.ts'
import { homeDistrictsOf, type Bundle, type ChosenLeg, type PricedAlternative } from '../catalog/index.ts'
import { rangesOfDates, workingTime } from './calendar.ts'
import { fail } from './errors.ts'
import type { Alternative, Lack, Place, Problem, Requirement, Resource, Rule } from './model.ts'
import { WHOLE_DAY } from './model.ts'
import type { Supply, SupplyNeed, SupplyQuery, SupplyResource } from './queries.ts'
import type { Horizon } from './zone.ts'
import { bookableRange, horizonOf, startOfDate, tickAt, tickFrom, ticksIn, TICK_MS, zoneTable } from './zone.ts'

const DAY_MS = 86_400_000

/** What is asked of one bundle, in instants (epoch milliseconds). */
export interface Request {
  bundle: Bundle
  legs: readonly ChosenLeg[]
  districtId: string | null
  persons: number
  choices: readonly LegChoice[]
  pins: ReadonlyMap<string, number>
  /** Legs that stand as they are, with their claims: only their time and place bind the others. Their length in minutes. */
  fixed?: ReadonlyMap<string, number>
  now: number
  /** By leg, who was promised before: they come where they still can. */
  kept?: ReadonlyMap<string, readonly string[]> | undefined
  /** The bundle starts in this span. */
  from: number
  to: number
}

export interface BuiltProblem {
  problem: Problem
  /** In the order of `problem.resources`. */
  resources: SupplyResource[]
}

/** The place of service is where the bundle's publisher is: a bundle does not leave its city. */
export const zoneOf = (bundle: Bundle): string => bundle.publisher.zone

/**
 * Leaves the alternatives that are offered in the district. An optional leg that has none keeps them all: it closes every day, and an
 * explanation says so.
 * @throws {DomainError} `district_not_served` where a required leg has none left
 */
export function legsInDistrict(legs: readonly ChosenLeg[], districtId: string | null): ChosenLeg[] {
  if (districtId === null) return [...legs]
  return legs.map(({ leg, alternatives }) => {
    const left = alternatives.filter(({ alternative }) => isServed(alternative, districtId))
    if (left.length > 0) return { leg, alternatives: left }
    if (leg.required) throw fail('district_not_served', { legId: leg.id, districtId })
    return { leg, alternatives }
  })
}

function isServed(alternative: PricedAlternative['alternative'], districtId: string | null): boolean {
  return alternative.offering.place === 'venue' || districtId === null || homeDistrictsOf(alternative).includes(districtId)
}

/** The horizon of a request: from a day before the first start (for buffers and ways) to the end of the longest possible course. */
export function horizonFor({ bundle, legs, now, from, to }: Pick<Request, 'bundle' | 'legs' | 'now' | 'from' | 'to'>): Horizon {
  const offered = legs.flatMap(({ alternatives }) => alternatives)
  const lastStart = Math.max(...offered.map(({ alternative }) => now + alternative.offering.horizonDays * DAY_MS))
  const used = new Set(legs.map(({ leg }) => leg.stage))
  const course = bundle.stages.filter(({ position }) => used.has(position)).reduce((sum, { rule }) => sum + longest(rule), 0)
  const minutes = legs.reduce((sum, { alternatives }) => sum + Math.max(...alternatives.map(own => own.minutes)), 0)
  const end = Math.min(to + course, lastStart) + (minutes + 60) * 60_000 + DAY_MS
  return horizonOf(from - DAY_MS, Math.max(end, from + DAY_MS))
}

function longest(rule: StageRule | null): number {
  if (!rule) return 0
  if (rule.kind === 'days') return (rule.to + 2) * DAY_MS
  if (rule.sameDay) return DAY_MS
  // The way between two places is part of the gap.
  return rule.max === null ? Infinity : rule.max * 60_000 + DAY_MS / 4
}

/** What the shell must load for these requests, over their common horizon. */
export function supplyQueryOf(legs: readonly ChosenLeg[], horizon: Horizon, districtId: string | null): SupplyQuery {
  const offered = legs.flatMap(({ alternatives }) => alternatives).map(({ alternative }) => alternative)
  const timed = offered.filter(({ offering }) => offering.mode === 'time')
  const needs = timed.flatMap(({ offering, provider }) => offering.requirements.map(({ kind, skill }): SupplyNeed => ({
    providerId: provider.id,
    kind,
    skill,
    districtId: kind === 'venue' || offering.place === 'venue' ? null : districtId,
  })))
  return {
    needs: [...new Map(needs.map(need => [Object.values(need).join(' '), need])).values()],
    sessionOfferingIds: [...new Set(offered.filter(({ offering }) => offering.mode === 'session').map(({ offering }) => offering.id))],
    from: horizon.origin * TICK_MS,
    to: (horizon.origin + horizon.ticks) * TICK_MS,
  }
}

/** Turns rows into the solver's plain values. `timetable`: of the same supply and horizon, for who asks about them more than once. */
export function buildProblem(
  request: Request,
  supply: Supply,
  horizon: Horizon,
  timetable: Timetable = timetableOf(supply, horizon),
): BuiltProblem {
  const { bundle, legs, districtId, pins } = request
  const used: SupplyResource[] = []
  const positions = new Map<string, number>()

  function positionOf(resource: SupplyResource): number {
    const known = positions.get(resource.id)
    if (known !== undefined) return known
    positions.set(resource.id, used.length)
    return used.push(resource) - 1
  }

  const placeOf = ({ offering }: PricedAlternative['alternative']): Place | null => {
    if (offering.place !== 'venue') return districtId === null ? null : { key: 'home', district: districtNumber(supply, districtId) }
    if (!offering.venue) return null
    return { key: `${offering.venue.districtId} ${offering.venue.address.zh}`, district: districtNumber(supply, offering.venue.districtId) }
  }

  const stages = bundle.stages.flatMap(({ position, rule }) => {
    const own = legs.filter(({ leg }) => leg.stage === position)
    if (own.length === 0) return []
    return [{
      rule: ruleOf(rule),
      legs: own.map(({ leg, alternatives }) => ({
        id: leg.id,
        alternatives: alternatives.map((priced) => {
          const place = placeOf(priced.alternative)
          const standing = request.fixed?.get(leg.id)
          if (standing !== undefined) return standingAlternative(priced, { place, minutes: standing, horizon })
          return alternativeOf(priced, { request, supply, horizon, legId: leg.id, place, positionOf })
        }),
      })),
    }]
  })

  const problem: Problem = {
    horizon,
    zone: zoneTable(zoneOf(bundle), horizon),
    travel: supply.ways.table,
    resources: used.map(timetable),
    stages,
    window: { start: tickFrom(horizon, request.from), end: tickFrom(horizon, request.to) },
    pins: new Map([...pins].map(([legId, ms]) => [legId, tickFrom(horizon, ms)])),
  }
  return { problem, resources: used }
}

function ruleOf(rule: StageRule | null): Rule {
  if (!rule) return { gap: { min: 0, max: Infinity }, days: null }
  if (rule.kind === 'days') {
    return { gap: { min: 0, max: Infinity }, days: { min: rule.from, max: rule.to, window: rule.window ?? WHOLE_DAY } }
  }
  return {
    gap: { min: ticksIn(rule.min), max: rule.max === null ? Infinity : ticksIn(rule.max) },
    days: rule.sameDay ? { min: 0, max: 0, window: WHOLE_DAY } : null,
  }
}

interface AlternativeContext {
  request: Request
  supply: Supply
  horizon: Horizon
  legId: string
  place: Place | null
  positionOf: (resource: SupplyResource) => number
}

function alternativeOf(priced: PricedAlternative, context: AlternativeContext): Alternative {
  const { request: { now, persons }, supply, horizon, place } = context
  const { alternative: { id, offering, provider, terms }, minutes, shareAmount } = priced
  const isClass = offering.mode === 'session'
  const noticeMinutes = Math.max(offering.noticeMinutes, terms.noticeMinutes)
  return {
    id,
    place,
    price: shareAmount,
    duration: ticksIn(minutes),
    bufferBefore: ticksIn(offering.bufferBefore),
    bufferAfter: ticksIn(offering.bufferAfter),
    ...bookableRange(horizon, { now, noticeMinutes, horizonDays: offering.horizonDays }),
    closed: [
      ...rangesOfDates(zoneTable(provider.zone, horizon), terms.blackoutDates),
      ...(terms.endsAt === null ? [] : [{ start: tickAt(horizon, terms.endsAt), end: horizon.ticks }]),
    ],
    requirements: requirementsOf(priced, context),
    sessions: isClass
      ? supply.sessions.filter(({ offeringId }) => offeringId === offering.id)
          .map(session => ({ ...session, start: tickAt(horizon, session.start), end: tickFrom(horizon, session.end) }))
      : null,
    seats: persons,
  }
}

/** A leg that nobody moves: it needs nobody any more, and no rule of its offering holds for it again. */
function standingAlternative(
  { alternative: { id }, shareAmount }: PricedAlternative,
  { place, minutes, horizon }: { place: Place | null, minutes: number, horizon: Horizon },
): Alternative {
  return {
    id, place, price: shareAmount, duration: ticksIn(minutes), bufferBefore: 0, bufferAfter: 0,
    earliest: 0, latest: horizon.ticks, closed: [], requirements: [], sessions: null, seats: 0,
  }
}

function requirementsOf({ alternative }: PricedAlternative, context: AlternativeContext): Requirement[] {
  const { offering, provider } = alternative
  const { request, supply, horizon, legId, positionOf } = context
  if (!isServed(alternative, request.districtId)) return [{ count: 1, eligible: [], lack: 'area' }]
  // A class has claimed its room and its teacher itself.
  if (offering.mode === 'session') return []
  const { resourceId: wanted, wishes = [] } = request.choices.find(choice => choice.legId === legId) ?? {}
  const kept = request.kept?.get(legId) ?? []
  const needs = offering.requirements.map(({ kind, skill, count }) => {
    const sieves: [Lack, (resource: SupplyResource) => boolean][] = [
      ['skill', own => own.providerId === provider.id && own.kind === kind && own.skills.includes(skill)],
      ['area', own => kind === 'venue' || offering.place === 'venue' || request.districtId === null
        || (own.districts.includes(request.districtId)
          && reaches(own, { districtId: request.districtId, minutes: offering.reachMinutes, supply }))],
      ['credential', own => kind !== 'worker' || offering.requiredCredentials.every(credential => own.credentials[credential] !== undefined)],
      ['wish', resource => kind !== 'worker' || wishes.every(wish => !wish.must || meets(resource, wish))],
    ]
    return { kind, count, ...sift(supply.resources, sieves, count) }
  })
  const needOf = ({ kind, count, eligible, lack }: typeof needs[number]): Requirement => ({
    count,
    eligible: eligible.map(positionOf),
    until: eligible.map(resource => (kind === 'worker' ? qualifiedUntil(resource, offering.requiredCredentials, horizon) : Infinity)),
    rank: eligible.map(resource => rankOf(resource, { kind, wishes, kept })),
    lack,
  })
  if (wanted === undefined) return needs.map(needOf)
  const asked = needs.findIndex(({ eligible }) => eligible.some(({ id }) => id === wanted))
  // An alternative in which the person who was asked for does not work cannot be had.
  if (asked < 0) return [{ count: 1, eligible: [], lack: 'person' }]
  return needs.flatMap((need, index) => {
    if (index !== asked) return [needOf(need)]
    const chosen = needOf({ ...need, count: 1, eligible: need.eligible.filter(({ id }) => id === wanted), lack: 'person' })
    if (need.count === 1) return [chosen]
    return [chosen, needOf({ ...need, count: need.count - 1, eligible: need.eligible.filter(({ id }) => id !== wanted) })]
  })
}

/** Whether it is not too far from where a resource is at home. A reach is whole ticks, to which ways are rounded up: nothing is lost. */
function reaches(
  { homeDistrictId }: SupplyResource, { districtId, minutes, supply }: { districtId: string, minutes: number | null, supply: Supply },
): boolean {
  if (minutes === null) return true
  const { size, ticks } = supply.ways.table
  return ticks[districtNumber(supply, homeDistrictId) * size + districtNumber(supply, districtId)]! <= ticksIn(minutes)
}

/** Who passes all sieves; where these are too few, the first sieve that left too few. */
function sift(
  resources: readonly SupplyResource[],
  sieves: readonly [Lack, (resource: SupplyResource) => boolean][],
  count: number,
): { eligible: SupplyResource[], lack?: Lack | undefined } {
  let eligible = [...resources]
  let lack: Lack | undefined
  for (const [name, passes] of sieves) {
    eligible = eligible.filter(passes)
    if (eligible.length < count) lack ??= name
  }
  return { eligible, lack }
}

function meets({ gender, languages }: SupplyResource, wish: WorkerWish): boolean {
  return wish.kind === 'gender' ? gender === wish.value : languages.includes(wish.value)
}

/** Who was promised before comes first, then who leaves the fewest wishes open. */
function rankOf(resource: SupplyResource, { kind, wishes, kept }: {
  kind: SupplyResource['kind']
  wishes: readonly WorkerWish[]
  kept: readonly string[]
}): number {
  if (kept.includes(resource.id)) return 0
  return 1 + (kind === 'worker' ? wishes.filter(wish => !meets(resource, wish)).length : 0)
}

/** The tick at which the first of the credentials has run out: the end of its last day. */
function qualifiedUntil({ credentials, zone }: SupplyResource, required: readonly string[], horizon: Horizon): number {
  const { days } = zoneTable(zone, horizon)
  return Math.min(...required.map((kind) => {
    const after = days.find(({ date }) => date > credentials[kind]!)
    return after ? after.start : Infinity
  }))
}

export type Timetable = (resource: SupplyResource) => Resource

/** The working time of resources, worked out once for each. */
export function timetableOf(supply: Supply, horizon: Horizon): Timetable {
  const known = new Map<string, Resource>()
  return (resource) => {
    const found = known.get(resource.id) ?? resourceOf(resource, supply, horizon)
    known.set(resource.id, found)
    return found
  }
}

function resourceOf({ id, kind, zone, rules, overrides, claims }: SupplyResource, supply: Supply, horizon: Horizon): Resource {
  return {
    id,
    mobile: kind !== 'venue',
    free: workingTime({ zone, rules, overrides }, horizon),
    claims: claims.map(({ start, end, districtId }, index) => ({
      start: tickAt(horizon, start),
      end: tickFrom(horizon, end),
      // A claim knows its district only: no two of them are at the same door.
      place: districtId === null ? null : { key: `claim ${index}`, district: districtNumber(supply, districtId) },
    })),
  }
}

function districtNumber({ ways }: Supply, districtId: string): number {
  const number = ways.numbers.get(districtId)
  if (number === undefined) throw fail('district_not_served', { districtId })
  return number
}

/** The span of the days asked for, cut off at now. Dates are those of the zone. */
export function spanOfDays(zone: string, { from, days, now }: { from: string, days: number, now: number }): { from: number, to: number } {
  const last = new Date(Date.parse(`${from}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
  return { from: Math.max(startOfDate(zone, from), Math.floor(now / DAY_MS) * DAY_MS), to: startOfDate(zone, last) }
}
