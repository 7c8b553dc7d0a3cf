/** A small bundle problem in minutes, dates and epoch milliseconds: what the solver and the slow reference are both given. */
import type { Calendar } from '../../../server/availability/calendar.ts'
import { workingTime } from '../../../server/availability/calendar.ts'
import type { Alternative, Place, Problem, Rule } from '../../../server/availability/model.ts'
import { withoutLegs } from '../../../server/availability/model.ts'
import { travelTable } from '../../../server/availability/travel.ts'
import { bookableRange, tickAt, tickFrom, ticksIn, zoneTable } from '../../../server/availability/zone.ts'

export const TICK = 15 * 60_000

export interface SpecResource {
  mobile: boolean
  calendar: Calendar
  claims: { start: number, end: number, place: Place | null }[]
}

export interface SpecAlternative {
  place: Place | null
  price: number
  minutes: number
  bufferBefore: number
  bufferAfter: number
  noticeMinutes: number
  horizonDays: number
  closed: { start: number, end: number }[]
  /** `until`: how long each may serve, in ticks after `from`. */
  requirements: { count: number, eligible: number[], until?: number[] }[]
  sessions: { id: string, start: number, minutes: number, freeSeats: number }[] | null
  seats: number
}

/** As the model's, with the gap in minutes. */
export type SpecRule = Rule

export interface Spec {
  zone: string
  from: number
  ticks: number
  now: number
  /** Hours after `from` between which the bundle may start. */
  window: { from: number, to: number }
  /** Minutes from district to district. */
  travel: number[][]
  resources: SpecResource[]
  stages: { rule: SpecRule, legs: { id: string, alternatives: SpecAlternative[] }[] }[]
  left: string[]
  pins: Record<string, number>
}

export function problemOf(spec: Spec): Problem {
  const horizon = { origin: spec.from / TICK, ticks: spec.ticks }
  const ways = spec.travel.flatMap((row, from) => row.map((minutes, to) => ({ from, to, minutes })))
  const toAlternative = (alternative: SpecAlternative, rank: number): Alternative => ({
    id: String(rank),
    place: alternative.place,
    price: alternative.price,
    duration: ticksIn(alternative.minutes),
    bufferBefore: ticksIn(alternative.bufferBefore),
    bufferAfter: ticksIn(alternative.bufferAfter),
    ...bookableRange(horizon, { ...alternative, now: spec.now }),
    closed: alternative.closed.map(({ start, end }) => ({ start: tickAt(horizon, start), end: tickFrom(horizon, end) })),
    requirements: alternative.requirements,
    sessions: alternative.sessions?.map(({ id, start, minutes, freeSeats }) => {
      return { id, start: tickAt(horizon, start), end: tickAt(horizon, start) + ticksIn(minutes), freeSeats }
    }) ?? null,
    seats: alternative.seats,
  })
  const toRule = ({ gap, days }: SpecRule): Rule => ({ gap: { min: ticksIn(gap.min), max: ticksIn(gap.max) }, days })
  const stages = spec.stages.map(({ rule, legs }) => ({
    rule: toRule(rule),
    legs: legs.map(({ id, alternatives }) => ({ id, alternatives: alternatives.map(toAlternative) })),
  }))
  return {
    horizon,
    zone: zoneTable(spec.zone, horizon),
    travel: travelTable(spec.travel.length, ways),
    resources: spec.resources.map(({ mobile, calendar, claims }, index) => ({
      id: String(index),
      mobile,
      free: workingTime(calendar, horizon),
      claims: claims.map(({ start, end, place }) => ({ start: tickAt(horizon, start), end: tickFrom(horizon, end), place })),
    })),
    stages: withoutLegs(stages, new Set(spec.left)),
    window: { start: spec.window.from * 4, end: spec.window.to * 4 },
    pins: new Map(Object.entries(spec.pins).map(([leg, ms]) => [leg, tickAt(horizon, ms)])),
  }
}
