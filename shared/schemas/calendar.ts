import { z } from 'zod'
import { id, instant, localText } from './common.ts'

export const calendarFeedBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('resident') }),
  z.strictObject({ kind: z.literal('worker') }),
  z.strictObject({ kind: z.literal('provider'), providerId: id }),
])
export const calendarFeed = z.object({
  id,
  kind: z.enum(['resident', 'worker', 'provider']),
  /** Of a provider's feed. */
  provider: localText.nullable(),
  createdAt: instant,
  /** When a calendar last fetched it, to the hour. */
  readAt: instant.nullable(),
})
/** The address is told once. */
export const calendarFeedCreated = calendarFeed.extend({ url: z.string() })
/** The token and `.ics`. */
export const calendarFile = z.string().max(100)

/** Why a worker's own calendar could not be taken in. */
export const busyProblem = z.enum(['address_refused', 'unreachable', 'not_a_calendar', 'too_large', 'not_understood'])
export type BusyProblem = z.infer<typeof busyProblem>
export const busyCalendarBody = z.strictObject({ url: z.url({ protocol: /^(https|webcal)$/ }).max(2000) })
export const busyCalendar = z.object({
  /** The worker's, as a resource. */
  id,
  name: localText,
  provider: localText,
  /** Where the calendar is; the address itself is a secret and not shown again. Null: none. */
  host: z.string().nullable(),
  /** When it was last taken in. */
  syncedAt: instant.nullable(),
  problem: busyProblem.nullable(),
  /** What could not be read, in the calendar's own words. */
  problemDetail: z.string().nullable(),
  /** Times of it that now count as busy. */
  busyCount: z.int(),
})
