import type { MoveTimes } from '#shared/schemas/booking.ts'
import type { ProviderCalendar } from '#shared/schemas/provider-bookings.ts'
import { dayAfter, instantOf, wallTimeOf } from '#shared/wall-time.ts'

type Resource = ProviderCalendar['resources'][number]
type Leg = ProviderCalendar['legs'][number]
type Choice = MoveTimes['days'][number]['times'][number]

/** The hours that a calendar shows of each day, in minutes after midnight. */
export interface Frame {
  from: number
  to: number
}

interface Span {
  start: string
  end: string
}

export interface Bar {
  kind: Resource['stretches'][number]['kind'] | 'booked'
  /** Of the frame, in percent. */
  left: number
  width: number
}

const minutesOfDay = 1440
/** Legs fall to a drop at these steps. */
const step = 15

/** What of a span is on a day, in minutes after its midnight; null: nothing. */
export function partOn({ start, end }: Span, day: string, zone: string): Frame | null {
  const [first, last] = [wallTimeOf(new Date(start), zone), wallTimeOf(new Date(end), zone)]
  if (first.day > day || last.day < day || (last.day === day && last.minute === 0)) return null
  return { from: first.day < day ? 0 : first.minute, to: last.day > day ? minutesOfDay : last.minute }
}

export const daysOf = ({ from, days }: { from: string, days: number }): string[] =>
  Array.from({ length: days }, (_, index) => dayAfter(from, index))

/** Whole hours in which anybody works or is booked; office hours where nobody does. */
export function frameOf(calendar: ProviderCalendar): Frame {
  const spans: Span[] = [...calendar.resources.flatMap(({ stretches }) => stretches.filter(({ kind }) => kind === 'work')), ...calendar.legs]
  const parts = daysOf(calendar).flatMap(day => spans.flatMap(span => partOn(span, day, calendar.zone) ?? []))
  if (parts.length === 0) return { from: 9 * 60, to: 18 * 60 }
  return {
    from: Math.floor(Math.min(...parts.map(({ from }) => from)) / 60) * 60,
    to: Math.ceil(Math.max(...parts.map(({ to }) => to)) / 60) * 60,
  }
}

/** A resource's day as bars, later ones above earlier ones: work, what is taken away, what is booked. */
export function barsOf(
  { stretches, legs }: { stretches: Resource['stretches'], legs: readonly Leg[] }, { day, zone, frame }: { day: string, zone: string, frame: Frame },
): Bar[] {
  const spans = [...stretches, ...legs.map(({ start, end }) => ({ kind: 'booked' as const, start, end }))]
  const share = (minutes: number): number => Math.round((minutes / (frame.to - frame.from)) * 10_000) / 100
  return spans.flatMap(({ kind, ...span }) => {
    const part = partOn(span, day, zone)
    if (!part) return []
    const [from, to] = [Math.max(part.from, frame.from), Math.min(part.to, frame.to)]
    return from < to ? [{ kind, left: share(from - frame.from), width: share(to - from) }] : []
  })
}

/** Who works on a day, is off or is busy elsewhere, for a part of it at least. */
export const whoOn = (
  resources: readonly Resource[], kind: Resource['stretches'][number]['kind'], { day, zone }: { day: string, zone: string },
): Resource[] => resources.filter(({ stretches }) => stretches.some(stretch => stretch.kind === kind && partOn(stretch, day, zone)))

/** What stands on a calendar: first what waits for somebody. */
const shownStates: readonly Leg['state'][] = [
  'requested', 'substituting', 'disputed', 'reserved', 'confirmed', 'in_service', 'delivered', 'settled', 'no_show_resident',
]

/** How many legs are in each state. */
export function countStates(legs: readonly Leg[]): { state: Leg['state'], count: number }[] {
  const counts = Map.groupBy(legs, ({ state }) => state)
  return shownStates.flatMap(state => (counts.has(state) ? [{ state, count: counts.get(state)!.length }] : []))
}

/** Legs that begin on a day, of one resource; null: of nobody in particular; absent: all. */
export const legsOn = (legs: readonly Leg[], day: string, resourceId?: string | null): Leg[] => legs.filter(leg =>
  wallTimeOf(new Date(leg.start), leg.zone).day === day
  && (resourceId === undefined || (resourceId === null ? leg.resourceIds.length === 0 : leg.resourceIds.includes(resourceId))))

/** The moment at a part (0 to 1) of a day's frame, to a quarter of an hour. */
export function momentAt(part: number, { day, zone, frame }: { day: string, zone: string, frame: Frame }): string {
  const minute = frame.from + Math.min(Math.max(part, 0), 1) * (frame.to - frame.from)
  return instantOf({ day, minute: Math.min(Math.round(minute / step) * step, minutesOfDay - step) }, zone).toISOString()
}

/** Of the times that are offered the one nearest to a moment: on its own day if there is any. */
export function nearestChoice(
  days: readonly { date: string, times: readonly Choice[] }[], moment: string, day: string,
): { date: string, choice: Choice } | null {
  const all = days.flatMap(({ date, times }) => times.map(choice => ({ date, choice })))
  const own = all.filter(({ date }) => date === day)
  const distance = ({ choice }: { choice: Choice }): number => Math.abs(Date.parse(choice.legs[0]!.start) - Date.parse(moment))
  return (own.length > 0 ? own : all).toSorted((a, b) => distance(a) - distance(b))[0] ?? null
}
