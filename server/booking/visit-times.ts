import type { PlanPattern } from '#shared/schemas/plan.ts'
import { daysOf } from '#shared/recurrence.ts'
import { dayAfter, daysBetween, instantOf, wallTimeOf } from '#shared/wall-time.ts'

/** When the legs of one visit of a plan start. */
export interface VisitTimes {
  /** Of the place of service. */
  day: string
  /** By leg of the bundle, ISO 8601 in UTC. */
  starts: Record<string, string>
  /** Of the first leg. */
  startsAt: string
}

interface LegOffset {
  legId: string
  /** After the day of the visit. */
  days: number
  minute: number
}

export const firstOf = (starts: Readonly<Record<string, string>>): string => Object.values(starts).sort()[0]!

/** The day of a visit on the clock of its place. */
export const dayOfVisit = (starts: Readonly<Record<string, string>>, zone: string): string =>
  wallTimeOf(new Date(firstOf(starts)), zone).day

function offsetsOf(starts: Readonly<Record<string, string>>, zone: string): LegOffset[] {
  const first = dayOfVisit(starts, zone)
  return Object.entries(starts).map(([legId, start]) => {
    const { day, minute } = wallTimeOf(new Date(start), zone)
    return { legId, days: daysBetween(first, day), minute }
  })
}

function timesOn(day: string, offsets: readonly LegOffset[], zone: string): VisitTimes {
  const starts = Object.fromEntries(offsets.map(({ legId, days, minute }) =>
    [legId, instantOf({ day: dayAfter(day, days), minute }, zone).toISOString()]))
  return { day, starts, startsAt: firstOf(starts) }
}

/** Every visit of a plan whose first one has these starts: at the same time on the clock, whatever the clocks do meanwhile. */
export function visitTimes({ starts, pattern, zone }: {
  starts: Readonly<Record<string, string>>
  pattern: PlanPattern
  zone: string
}): VisitTimes[] {
  const offsets = offsetsOf(starts, zone)
  return daysOf(pattern, dayOfVisit(starts, zone)).map(day => timesOn(day, offsets, zone))
}

/** Where visits go when the first of them moves to these starts: as many days on, at its new time. */
export function followingTimes(days: readonly string[], starts: Readonly<Record<string, string>>, zone: string): VisitTimes[] {
  const offsets = offsetsOf(starts, zone)
  const shift = daysBetween(days[0]!, dayOfVisit(starts, zone))
  return days.map(day => timesOn(dayAfter(day, shift), offsets, zone))
}
