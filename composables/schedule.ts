import type { LegAction } from '#shared/schemas/booking.ts'
import type { Answer } from './api.ts'
import { dayIn } from './formats.ts'

type ProviderLeg = Answer<'GET /api/provider/legs'>['legs'][number]

export interface ScheduleDay {
  /** `YYYY-MM-DD` where the leg happens. */
  date: string
  legs: ProviderLeg[]
}

/** Legs by the day on which they start, each on the clock of its place, in order. */
export function byDay(legs: readonly ProviderLeg[]): ScheduleDay[] {
  const days = new Map<string, ProviderLeg[]>()
  for (const leg of legs.toSorted((a, b) => a.start.localeCompare(b.start))) {
    const date = dayIn(leg.zone, new Date(leg.start))
    days.set(date, [...(days.get(date) ?? []), leg])
  }
  return [...days].map(([date, dayLegs]) => ({ date, legs: dayLegs })).toSorted((a, b) => a.date.localeCompare(b.date))
}

/** What a manager is asked about before it is done. */
export type ProviderAsk = 'decline' | 'move' | 'withdraw'
export const providerAsks = [
  { kind: 'decline', action: 'decline' },
  { kind: 'move', action: 'reschedule' },
  { kind: 'withdraw', action: 'withdraw' },
] as const satisfies { kind: ProviderAsk, action: LegAction }[]
