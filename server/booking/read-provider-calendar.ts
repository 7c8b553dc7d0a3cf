import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { LocalText } from '#shared/locale.ts'
import type { LegState } from '#shared/schemas/booking.ts'
import type { providerCalendar } from '#shared/schemas/provider-bookings.ts'
import { dayAfter, instantOf, weekdayOf } from '#shared/wall-time.ts'
import { workingStretches } from '../availability/index.ts'
import { now } from '../platform/clock.ts'
import type { Queryable } from '../platform/database.ts'
import { storedTimes, whatNow, type StoredTimes } from './leg-times.ts'
import { deskOf } from './read-provider-bookings.ts'

interface Row {
  id: string
  bookingReference: string
  state: LegState
  title: LocalText
  start: string
  end: string
  zone: string
  recipient: string
  resourceIds: string[]
  times: StoredTimes
}

export interface CalendarWish {
  personId: string
  providerId?: string | undefined
  from?: string | undefined
  days: number
}

/** What takes somebody's time, or took it. */
const onCalendar: LegState[] = [
  'requested', 'reserved', 'confirmed', 'substituting', 'in_service', 'delivered', 'settled', 'disputed', 'no_show_resident',
]

/**
 * A provider's days: when everybody works, is off or busy elsewhere, and what is booked, with what the provider may do with it now.
 * @throws {DomainError} `not_found`
 */
export async function readProviderCalendar(
  db: Queryable, { days, from, ...asked }: CalendarWish,
): Promise<z.input<typeof providerCalendar>> {
  const { providerId, zone, today } = await deskOf(db, asked)
  const first = from ?? dayAfter(today, 1 - weekdayOf(today))
  const until = dayAfter(first, days)
  const at = await now(db)
  const midnight = (day: string): string => instantOf({ day, minute: 0 }, zone).toISOString()
  const legs = await legsOf(db, { providerId, begin: midnight(first), end: midnight(until) })
  const serving = new Set(legs.flatMap(({ resourceIds }) => resourceIds))
  const resources = await workingStretches(db, { providerId, zone, from: first, until })
  return {
    from: first, days, today, zone,
    resources: resources.filter(({ id, active }) => active || serving.has(id)).map(({ stretches, ...resource }) => ({
      ...resource, stretches: stretches.map(({ kind, start, end }) => ({ kind, start: start.toISOString(), end: end.toISOString() })),
    })),
    legs: legs.map(({ times, ...leg }) => ({
      ...leg,
      start: new Date(leg.start).toISOString(),
      end: new Date(leg.end).toISOString(),
      actions: whatNow({ state: leg.state, times, actors: ['provider'], at }).actions,
    })),
  }
}

async function legsOf(db: Queryable, { providerId, begin, end }: { providerId: string, begin: string, end: string }): Promise<Row[]> {
  const { rows } = await db.execute<{ leg: Row }>(sql`
    select jsonb_build_object(
      'id', l.id, 'bookingReference', b.reference, 'state', l.state, 'title', jsonb_build_object('zh', l.title_zh, 'en', l.title_en),
      'start', l.starts_at, 'end', l.ends_at, 'zone', l.zone, 'recipient', b.recipient_name,
      'resourceIds', (select coalesce(jsonb_agg(lr.resource_id order by lr.resource_id), '[]') from booking_leg_resource lr where lr.booking_leg_id = l.id),
      'times', ${storedTimes}) as leg
      from booking_leg l
      join booking b on b.id = l.booking_id
     where l.provider_id = ${providerId} and l.starts_at < ${end} and l.ends_at > ${begin} and l.state = any(${sql.param(onCalendar)}::text[])
     order by l.starts_at, l.id`)
  return rows.map(({ leg }) => leg)
}
