import { z } from 'zod'
import { legAction, legState } from './booking.ts'
import { amount, currency, day, id, instant, list, localText, nearDay } from './common.ts'
import { page, pageFields } from './paging.ts'
import { resourceKind } from './crew.ts'

/** States in the groups in which a provider thinks of them. */
export const legGroups = {
  asked: ['requested'],
  ahead: ['confirmed', 'substituting'],
  running: ['in_service'],
  done: ['delivered', 'settled', 'no_show_resident'],
  disputed: ['disputed'],
  lost: ['cancelled', 'no_show_provider'],
} as const satisfies Record<string, readonly z.infer<typeof legState>[]>
export type LegGroup = keyof typeof legGroups
export const legGroupNames = Object.keys(legGroups) as [LegGroup, ...LegGroup[]]

const filters = z.object({
  providerId: id.optional(),
  /** Days on the provider's calendar, both included. Default: from 30 days ago to 60 days ahead. */
  from: nearDay.optional(),
  until: nearDay.optional(),
  group: list(z.enum(legGroupNames)).optional(),
  /** Reference, title, recipient or worker. */
  q: z.string().trim().max(80).optional(),
})
export const providerBookingsQuery = filters.extend({ page })
export const providerBookingsFileQuery = filters
/** As many as a spreadsheet opens without a sigh; a file has the first of more. */
export const mostInFile = 20_000

export const providerBooking = z.object({
  id,
  bookingReference: z.string(),
  state: legState,
  title: localText,
  start: instant,
  end: instant,
  zone: z.string(),
  districtId: z.string(),
  /** Gone where the person deleted their account. */
  recipient: z.string(),
  workers: z.array(z.object({ id, name: localText })),
  shareAmount: amount,
  refundedAmount: amount,
  currency,
  responseDueAt: instant.nullable(),
  /** When somebody checked in, and out. */
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
})
export const providerBookings = z.object({
  ...pageFields,
  from: day,
  until: day,
  zone: z.string(),
  rows: z.array(providerBooking),
})
export type ProviderBookings = z.output<typeof providerBookings>

export const providerBoardQuery = z.object({ providerId: id.optional(), day: nearDay.optional() })
/** A day of a provider: all that goes on in it. Without `day` it is today on the provider's calendar. */
export const providerBoard = z.object({ day, today: day, zone: z.string(), now: instant, rows: z.array(providerBooking) })
export type ProviderBoard = z.output<typeof providerBoard>

export const providerFiguresQuery = z.object({ providerId: id.optional(), weeks: z.coerce.number().int().min(4).max(26).default(12) })

/** Minutes of work that were booked and done, or are going to be, and minutes that the rules and days off left open for it. */
const load = { bookedMinutes: z.int(), openMinutes: z.int() }
export const providerFigures = z.object({
  zone: z.string(),
  currency,
  /** Weeks from Monday on the provider's calendar, the oldest first; the last one is this week. */
  weeks: z.array(z.object({
    from: day,
    ...load,
    /** Answers in that week: yes; no; no answer in time; a yes taken back. */
    accepted: z.int(),
    declined: z.int(),
    lapsed: z.int(),
    withdrawn: z.int(),
    /** Parts that were served in that week, and what they cost. */
    delivered: z.int(),
    deliveredAmount: amount,
  })),
  /** The same minutes over all these weeks, worker by worker. */
  workers: z.array(z.object({ id, name: localText, ...load })),
})
export type ProviderFigures = z.output<typeof providerFigures>

export const providerCalendarQuery = z.object({
  providerId: id.optional(),
  /** The first day on the provider's calendar. Default: this week's Monday. */
  from: nearDay.optional(),
  days: z.coerce.number().int().min(1).max(42).default(7),
})
const calendarLeg = z.object({
  id,
  bookingReference: z.string(),
  state: legState,
  title: localText,
  start: instant,
  end: instant,
  zone: z.string(),
  recipient: z.string(),
  /** Who and what serves it; nobody in particular for a class. */
  resourceIds: z.array(id),
  actions: z.array(legAction),
})
export const providerCalendar = z.object({
  from: day,
  days: z.int(),
  today: day,
  zone: z.string(),
  /** All that take bookings, and whoever still has some; people first. */
  resources: z.array(z.object({
    id,
    kind: resourceKind,
    name: localText,
    active: z.boolean(),
    /** `work`: what rules leave, before bookings; `off`: days off; `busy`: taken by a calendar elsewhere. */
    stretches: z.array(z.object({ kind: z.enum(['work', 'off', 'busy']), start: instant, end: instant })),
  })),
  /** Booked, by when they start. */
  legs: z.array(calendarLeg),
})
export type ProviderCalendar = z.output<typeof providerCalendar>
