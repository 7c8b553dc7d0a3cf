import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import type { Locale, LocalText } from '#shared/locale.ts'
import type { LegState } from '#shared/schemas/booking.ts'
import { nameIn, textIn } from './local-text.ts'
import { calendarWording } from './wording.ts'

/** A leg as an entry of somebody's calendar. */
export interface CalendarEntry {
  legId: string
  revision: number
  state: LegState
  start: Date
  end: Date
  /** When it last changed: equal entries give equal files. */
  changedAt: Date
  title: LocalText
  address: LocalText
  provider: LocalText
  people: readonly LocalText[]
  recipientName: string
  /** For who goes there. */
  contact?: { name: string, phone: string }
  reference: string
  /** The page to look at, below the site's address. */
  path?: string
}

export interface CalendarFileOptions {
  title: string
  entries: readonly CalendarEntry[]
  locale: Locale
  /** Address of the site: entries link to it. */
  siteUrl: string
  /** A file that is sent and taken in once; a feed that is fetched again and again has no method. */
  method?: 'publish'
}

const over = new Set<LegState>(['cancelled', 'expired', 'no_show_provider'])
const unsure = new Set<LegState>(['held', 'reserved', 'requested', 'substituting'])

function statusOf(state: LegState): ICalEventStatus {
  if (over.has(state)) return ICalEventStatus.CANCELLED
  return unsure.has(state) ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED
}

/**
 * An iCalendar file (RFC 5545): one entry for each leg. The leg's id is the UID; the sequence number grows with each move, and once more
 * where the leg is cancelled, so that people's calendars follow.
 */
export function calendarFile({ title, entries, locale, siteUrl, method }: CalendarFileOptions): string {
  const words = calendarWording[locale]
  const text = textIn(locale)
  const calendar = ical({
    name: `${words.site} · ${title}`,
    prodId: { company: 'Linli', product: 'bookings', language: locale },
    ...(method ? { method: ICalCalendarMethod.PUBLISH } : { ttl: 3600 }),
  })
  for (const entry of entries) {
    const people = entry.people.map(text).join(words.comma)
    const description = [
      `${words.provider}${nameIn(locale)(entry.provider)}`,
      people && `${words.who}${people}`,
      `${words.recipient}${entry.recipientName}`,
      entry.contact && `${words.contact}${entry.contact.name} ${entry.contact.phone}`,
      `${words.reference}${entry.reference}`,
    ]
    calendar.createEvent({
      id: `${entry.legId}@linli`,
      sequence: entry.revision + (over.has(entry.state) ? 1 : 0),
      start: entry.start,
      end: entry.end,
      stamp: entry.changedAt,
      summary: text(entry.title),
      location: text(entry.address),
      description: description.filter(line => line).join('\n'),
      status: statusOf(entry.state),
      ...(entry.path && { url: `${siteUrl}${locale === 'en' ? '/en' : ''}${entry.path}` }),
    })
  }
  return calendar.toString()
}
