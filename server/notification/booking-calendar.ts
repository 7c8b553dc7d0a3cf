import type { Locale } from '#shared/locale.ts'
import type { BookingView, ToldBooking, ToldLeg } from '../booking/index.ts'
import { calendarFile, type CalendarEntry } from './ics-file.ts'
import { textIn } from './local-text.ts'

export interface BookingCalendarOptions {
  booking: BookingView
  locale: Locale
  siteUrl: string
  now: Date
}

/** A booking, as its booker sees it, as an iCalendar file. */
export function bookingCalendar({ booking, locale, siteUrl, now }: BookingCalendarOptions): string {
  const entries = booking.legs.map((leg): CalendarEntry => ({
    legId: leg.id,
    revision: leg.revision,
    state: leg.state,
    start: new Date(leg.start),
    end: new Date(leg.end),
    changedAt: now,
    title: leg.title,
    address: leg.address,
    provider: leg.provider,
    people: leg.resources.map(({ name }) => name),
    recipientName: booking.recipientName,
    reference: booking.reference,
    path: `/bookings/${booking.id}`,
  }))
  const title = textIn(locale)(booking.title)
  return calendarFile({ title, entries, locale, siteUrl, method: 'publish' })
}

/** A leg as an entry for who booked it, or (`work`) for who serves it. */
export function entryOf(booking: ToldBooking, leg: ToldLeg, { work = false } = {}): CalendarEntry {
  return {
    legId: leg.id,
    revision: leg.revision,
    state: leg.state,
    start: leg.start,
    end: leg.end,
    changedAt: leg.changedAt,
    title: leg.title,
    address: leg.address,
    provider: leg.provider,
    people: leg.resources.map(({ name }) => name),
    recipientName: booking.recipientName,
    reference: booking.reference,
    ...(work ? { contact: booking.contact } : { path: `/bookings/${booking.id}` }),
  }
}
