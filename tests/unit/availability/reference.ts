/**
 * The slow reference: it walks instant by instant with plain dates, and enumerates assignments, not only starts. It shares no code with
 * the solver, and its only aim is to be obviously right.
 */
import type { Place } from '../../../server/availability/model.ts'
import type { Spec, SpecAlternative, SpecResource, SpecRule } from './spec.ts'
import { TICK } from './spec.ts'

/** One leg of a timeline, in epoch milliseconds. */
export interface ReferenceLeg {
  legId: string
  rank: number
  start: number
  end: number
  /** Combinations of resources per requirement, and a session. */
  options: { resources: number[][], sessionId: string | null }[]
  alternative: SpecAlternative
}

const DAY = 86_400_000
const roundUp = (minutes: number) => Math.ceil(minutes / 15) * TICK
const clocks = new Map<string, { date: number, weekday: number, minute: number }>()

/** What the wall clock of the zone shows: `date` in days since 1970. */
export function wallClock(zone: string, ms: number): { date: number, weekday: number, minute: number } {
  const key = `${zone} ${ms}`
  const known = clocks.get(key)
  if (known) return known
  const text = new Date(ms).toLocaleString('sv-SE', { timeZone: zone })
  const [date = '', time = ''] = text.split(' ')
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const clock = { date: midnight / DAY, weekday: new Date(midnight).getUTCDay() || 7, minute: hour * 60 + minute }
  clocks.set(key, clock)
  return clock
}

/** Every start of the bundle that can be carried out, with its canonical timeline. */
export function referenceSlots(spec: Spec): { start: number, legs: ReferenceLeg[] }[] {
  const stages = spec.stages
    .map(({ rule, legs }) => ({ rule, legs: legs.filter(({ id }) => !spec.left.includes(id)) }))
    .filter(({ legs }) => legs.length > 0)
  const all = instants(spec)
  const slots: { start: number, legs: ReferenceLeg[] }[] = []
  const worked = spec.resources.map((resource) => instants(spec).map((ms) => works(resource, ms)))
  const legOptions = new Map<string, ReferenceLeg[]>()

  /** All that a leg could do at a start, one entry per alternative and length. */
  function legsAt(legId: string, alternatives: SpecAlternative[], start: number): ReferenceLeg[] {
    const key = `${legId} ${start}`
    const known = legOptions.get(key)
    if (known) return known
    const found = alternatives.flatMap((alternative, rank) => lengthsAt(alternative, start).flatMap((length) => {
      const end = start + length
      if (!permitted(spec, legId, alternative, start, end)) return []
      const sessionIds = alternative.sessions
        ? alternative.sessions
            .filter((session) => session.start === start && roundUp(session.minutes) === length && session.freeSeats >= alternative.seats)
            .map(({ id }) => id)
        : [null]
      const teams = combinations(spec, worked, alternative, start, end)
      const options = sessionIds.flatMap((sessionId) => teams.map((resources) => ({ resources, sessionId })))
      return options.length > 0 ? [{ legId, rank, start, end, options, alternative }] : []
    }))
    legOptions.set(key, found)
    return found
  }

  /** The first timeline that goes on from here, in the canonical order, for which people exist. */
  function firstTimeline(at: number, done: ReferenceLeg[], before: ReferenceLeg[], starts: number[]): ReferenceLeg[] | null {
    const stage = stages[at]
    if (!stage) return done
    for (const start of starts) {
      const rows = product(stage.legs.map(({ id, alternatives }) => legsAt(id, alternatives, start)))
      rows.sort((a, b) => lastEnd(a) - lastEnd(b) || ranksOf(a, b))
      for (const row of rows) {
        if (before.length > 0 && !followsRule(spec, stage.rule, before, row)) continue
        if (!assignable(spec, [...done, ...row])) continue
        const found = firstTimeline(at + 1, [...done, ...row], row, all.filter((ms) => ms >= lastEnd(row)))
        if (found) return found
      }
    }
    return null
  }

  for (const start of all) {
    if (start < spec.from + spec.window.from * 4 * TICK || start >= spec.from + spec.window.to * 4 * TICK) continue
    const legs = firstTimeline(0, [], [], [start])
    if (legs) slots.push({ start, legs })
  }
  return slots
}

function instants(spec: Spec): number[] {
  return Array.from({ length: spec.ticks }, (_, i) => spec.from + i * TICK)
}

function lastEnd(legs: ReferenceLeg[]): number {
  return Math.max(...legs.map(({ end }) => end))
}

function ranksOf(a: ReferenceLeg[], b: ReferenceLeg[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]!.rank - b[i]!.rank || a[i]!.end - b[i]!.end
    if (difference !== 0) return difference
  }
  return 0
}

function lengthsAt(alternative: SpecAlternative, start: number): number[] {
  if (!alternative.sessions) return [roundUp(alternative.minutes)]
  return [...new Set(alternative.sessions.filter((session) => session.start === start).map(({ minutes }) => roundUp(minutes)))]
}

function permitted(spec: Spec, legId: string, alternative: SpecAlternative, start: number, end: number): boolean {
  if (end > spec.from + spec.ticks * TICK) return false
  if (start < spec.now + alternative.noticeMinutes * 60_000) return false
  if (start > spec.now + alternative.horizonDays * DAY) return false
  if (spec.pins[legId] !== undefined && spec.pins[legId] !== start) return false
  return alternative.closed.every((closed) => end <= closed.start || start >= closed.end)
}

function works({ calendar }: SpecResource, ms: number): boolean {
  const { date, weekday, minute } = wallClock(calendar.zone, ms)
  const ruled = calendar.rules.some((rule) => {
    // As a time of its own day, or as one past midnight of the day before.
    return [0, 1].some((back) => {
      if (rule.validFrom && date - back < Date.parse(rule.validFrom) / DAY) return false
      if (rule.validUntil && date - back > Date.parse(rule.validUntil) / DAY) return false
      const day = (weekday - back) || 7
      return rule.weekday === day && minute + back * 1440 >= rule.from && minute + back * 1440 < rule.to
    })
  })
  const added = calendar.overrides.some(({ kind, start, end }) => kind === 'extra' && start <= ms && ms + TICK <= end)
  const taken = calendar.overrides.some(({ kind, start, end }) => kind !== 'extra' && start < ms + TICK && ms < end)
  return (ruled || added) && !taken
}

function way(spec: Spec, from: Place | null, to: Place | null): number {
  if (!from || !to || from.key === to.key) return 0
  return roundUp(spec.travel[from.district]![to.district]!)
}

/** Whether two uses of one resource leave it time to get from the one to the other. */
function compatible(spec: Spec, mobile: boolean, a: Use, b: Use): boolean {
  const there = mobile ? way(spec, a.place, b.place) : 0
  const back = mobile ? way(spec, b.place, a.place) : 0
  return a.end + there <= b.start || b.end + back <= a.start
}

interface Use {
  start: number
  end: number
  place: Place | null
}

function useOf(alternative: SpecAlternative, start: number, end: number): Use {
  return { start: start - roundUp(alternative.bufferBefore), end: end + roundUp(alternative.bufferAfter), place: alternative.place }
}

/** All choices of resources for one leg, each requirement's in ascending order, none twice. */
function combinations(spec: Spec, worked: boolean[][], alternative: SpecAlternative, start: number, end: number): number[][][] {
  const use = useOf(alternative, start, end)
  const free = (index: number): boolean => {
    const { mobile, claims } = spec.resources[index]!
    for (let ms = use.start; ms < use.end; ms += TICK) if (!worked[index]![(ms - spec.from) / TICK]) return false
    return claims.every((claim) => compatible(spec, mobile, use, {
      start: Math.floor(claim.start / TICK) * TICK,
      end: Math.ceil(claim.end / TICK) * TICK,
      place: claim.place,
    }))
  }
  const qualified = (until: number | undefined): boolean => until === undefined || end <= spec.from + until * TICK
  const perRequirement = alternative.requirements.map(({ count, eligible, until }) => {
    return subsets(eligible.filter((resource, i) => qualified(until?.[i]) && free(resource)), count)
  })
  return product(perRequirement).filter((chosen) => new Set(chosen.flat()).size === chosen.flat().length)
}

function subsets(items: number[], count: number): number[][] {
  if (count === 0) return [[]]
  return items.flatMap((item, i) => subsets(items.slice(i + 1), count - 1).map((rest) => [item, ...rest]))
}

function product<T>(lists: T[][]): T[][] {
  return lists.reduce<T[][]>((rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])), [[]])
}

function followsRule(spec: Spec, rule: SpecRule, before: ReferenceLeg[], row: ReferenceLeg[]): boolean {
  const start = row[0]!.start
  const end = lastEnd(before)
  const ways = before.flatMap((from) => row.map((to) => way(spec, from.alternative.place, to.alternative.place)))
  const arrival = end + Math.max(...ways)
  if (start < arrival + roundUp(rule.gap.min) || start > arrival + roundUp(rule.gap.max)) return false
  if (!rule.days) return true
  const { min, max, window } = rule.days
  const { date, minute } = wallClock(spec.zone, start)
  const dayOfEnd = wallClock(spec.zone, end - TICK).date
  // As a time of its own day, or as one past midnight of the day before.
  return [0, 1].some((back) => {
    const days = date - back - dayOfEnd
    return days >= min && days <= max && minute + back * 1440 >= window.from && minute + back * 1440 < window.to
  })
}

/** Tries every way to give all legs their people and places. */
function assignable(spec: Spec, legs: ReferenceLeg[]): boolean {
  const tryLeg = (at: number, uses: (Use & { resource: number })[], seats: Record<string, number>): boolean => {
    const leg = legs[at]
    if (!leg) return true
    return leg.options.some(({ resources, sessionId }) => {
      const use = useOf(leg.alternative, leg.start, leg.end)
      const mine = resources.flat().map((resource) => ({ ...use, resource }))
      for (const one of mine) {
        const { mobile } = spec.resources[one.resource]!
        if (uses.some((other) => other.resource === one.resource && !compatible(spec, mobile, one, other))) return false
      }
      const taken = { ...seats }
      if (sessionId) {
        const session = legs.flatMap(({ alternative }) => alternative.sessions ?? []).find(({ id }) => id === sessionId)!
        taken[sessionId] = (taken[sessionId] ?? 0) + leg.alternative.seats
        if (taken[sessionId] > session.freeSeats) return false
      }
      return tryLeg(at + 1, [...uses, ...mine], taken)
    })
  }
  return tryLeg(0, [], {})
}

/** One leg of an answer to be checked, in epoch milliseconds. */
export interface ClaimedLeg {
  legId: string
  rank: number
  start: number
  end: number
  resources: readonly (readonly number[])[]
  sessionId: string | null
}

/** What is wrong with an answer that names its people; null where it can be carried out. */
export function witnessFault(spec: Spec, legs: readonly ClaimedLeg[]): string | null {
  const worked = spec.resources.map((resource) => instants(spec).map((ms) => works(resource, ms)))
  const uses: (Use & { resource: number })[] = []
  for (const { legId, rank, start, end, resources, sessionId } of legs) {
    const alternative = spec.stages.flatMap(({ legs: own }) => own).find(({ id }) => id === legId)!.alternatives[rank]!
    if (!permitted(spec, legId, alternative, start, end)) return `${legId} may not start then`
    if (alternative.sessions && !alternative.sessions.some(({ id, start: at }) => id === sessionId && at === start)) return `${legId} has no such class`
    const wanted = JSON.stringify(resources.map((list) => [...list].sort((a, b) => a - b)))
    if (!combinations(spec, worked, alternative, start, end).some((chosen) => JSON.stringify(chosen) === wanted)) return `${legId} cannot have ${wanted}`
    for (const resource of resources.flat()) {
      const use = { ...useOf(alternative, start, end), resource }
      const { mobile } = spec.resources[resource]!
      if (uses.some((other) => other.resource === resource && !compatible(spec, mobile, use, other))) return `${resource} is in two places`
      uses.push(use)
    }
  }
  return null
}
