import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import type { Locale, LocalText } from '#shared/locale.ts'
import type { BookingView } from '../booking/index.ts'
import { calendarWording } from './wording.ts'

export interface BookingCalendarOptions {
  booking: BookingView
  locale: Locale
  /** Address of the site: entries link to the booking. */
  siteUrl: string
  now: Date
}

type Leg = BookingView['legs'][number]

const over = new Set<Leg['state']>(['cancelled', 'expired', 'no_show_provider'])
const unsure = new Set<Leg['state']>(['held', 'reserved', 'requested', 'substituting'])

function statusOf(state: Leg['state']): ICalEventStatus {
  if (over.has(state)) return ICalEventStatus.CANCELLED
  return unsure.has(state) ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED
}

/**
 * A booking as an iCalendar file (RFC 5545): one entry for each leg. The leg's id is the UID and its revision the sequence number, so that
 * a
 * leg that moves does so in people's calendars too.
 */
export function bookingCalendar({ booking, locale, siteUrl, now }: BookingCalendarOptions): string {
  const words = calendarWording[locale]
  const text = ({ zh, en }: LocalText) => (locale === 'en' ? en : zh)
  const calendar = ical({
    name: `${words.site} · ${text(booking.title)}`,
    prodId: { company: 'Linli', product: 'bookings', language: locale },
  })
  calendar.method(ICalCalendarMethod.PUBLISH)
  for (const leg of booking.legs) {
    const people = leg.resources.map(resource => text(resource.name)).join(words.comma)
    const description = [
      `${words.provider}${text(leg.provider)}`,
      people && `${words.who}${people}`,
      `${words.recipient}${booking.recipientName}`,
      `${words.reference}${booking.reference}`,
    ]
    calendar.createEvent({
      id: `${leg.id}@linli`,
      sequence: leg.revision,
      start: new Date(leg.start),
      end: new Date(leg.end),
      stamp: now,
      summary: text(leg.title),
      location: text(leg.address),
      description: description.filter(line => line !== '').join('\n'),
      url: `${siteUrl}${locale === 'en' ? '/en' : ''}/bookings/${booking.id}`,
      status: statusOf(leg.state),
    })
  }
  return calendar.toString()
}
