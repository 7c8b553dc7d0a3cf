import { and, eq, inArray, sql, type SQL } from 'drizzle-orm'
import type { Locale, LocalText } from '#shared/locale.ts'
import type { LegState } from '#shared/schemas/booking.ts'
import { soldOffering } from '../catalog/index.ts'
import type { Queryable } from '../platform/database.ts'
import { bookingEvent } from './schema.ts'
import type { Actor } from './state.ts'

// Bookings as others are told of them, by mail and in calendars: who, what, when and where. No needs and no notes.

export interface ToldLeg {
  id: string
  providerId: string
  provider: LocalText
  state: LegState
  revision: number
  title: LocalText
  start: Date
  end: Date
  zone: string
  address: LocalText
  /** What the leg takes up that people know by name. `personId`: a worker with an account. */
  resources: { name: LocalText, kind: 'worker' | 'vehicle' | 'venue', personId: string | null }[]
  /** When anything last happened to it. */
  changedAt: Date
}

export interface ToldBooking {
  id: string
  reference: string
  bookerId: string | null
  title: LocalText
  /** The language in which it was booked: the payer's. */
  locale: Locale
  recipientName: string
  contact: { name: string, phone: string }
  payer: { name: string, email: string }
  /** In order. */
  legs: ToldLeg[]
}

interface LegRow extends Omit<ToldLeg, 'start' | 'end' | 'changedAt' | 'address'> {
  start: string
  end: string
  changedAt: string
  venue: LocalText | null
}

interface Row extends Omit<ToldBooking, 'legs'> {
  street: string
  legs: LegRow[]
}

async function read(db: Queryable, bookings: SQL, legs: SQL = sql`true`): Promise<ToldBooking[]> {
  const { rows } = await db.execute<{ told: Row }>(sql`
    select jsonb_build_object(
      'id', b.id, 'reference', b.reference, 'bookerId', b.booker_id, 'title', jsonb_build_object('zh', b.title_zh, 'en', b.title_en),
      'locale', b.locale, 'recipientName', b.recipient_name, 'street', b.street,
      'contact', jsonb_build_object('name', b.contact_name, 'phone', b.contact_phone),
      'payer', jsonb_build_object('name', b.payer_name, 'email', b.payer_email),
      'legs', jsonb_agg(jsonb_build_object(
        'id', l.id, 'providerId', l.provider_id, 'provider', jsonb_build_object('zh', p.name_zh, 'en', p.name_en), 'state', l.state,
        'revision', l.revision, 'title', jsonb_build_object('zh', l.title_zh, 'en', l.title_en), 'start', l.starts_at, 'end', l.ends_at,
        'zone', l.zone,
        'venue', case when l.place = 'venue' then jsonb_build_object('zh', o.venue_address_zh, 'en', o.venue_address_en) end,
        'changedAt', coalesce((select max(e.at) from booking_event e where e.booking_id = b.id and e.booking_leg_id = l.id), b.created_at),
        'resources', (select coalesce(jsonb_agg(jsonb_build_object('name', jsonb_build_object('zh', r.name_zh, 'en', r.name_en), 'kind', r.kind,
                               'personId', r.person_id) order by r.kind desc, r.id), '[]')
                        from booking_leg_resource lr join resource r on r.id = lr.resource_id where lr.booking_leg_id = l.id)
      ) order by l.position)) as told
      from booking b
      join booking_leg l on l.booking_id = b.id
      join provider p on p.id = l.provider_id
      ${soldOffering}
     where ${bookings} and ${legs}
     group by b.id
     order by min(l.starts_at) desc, b.id
     limit 2000`)
  return rows.map(({ told: { street, legs, ...booking } }) => ({
    ...booking,
    legs: legs.map(({ venue, ...leg }) => ({
      ...leg,
      start: new Date(leg.start),
      end: new Date(leg.end),
      changedAt: new Date(leg.changedAt),
      address: venue ?? { zh: street, en: street },
    })),
  }))
}

export async function findToldBooking(db: Queryable, id: string): Promise<ToldBooking | undefined> {
  return (await read(db, sql`b.id = ${id}`))[0]
}

/** Whose legs: those one booked, those one serves, those of a provider. */
export type LegsOf = { bookerId: string } | { workerId: string } | { providerId: string }

/**
 * Paid or reserved legs that end after `since`, cancelled ones too, by booking; each booking with these legs alone. The latest first,
 * at most 2000.
 */
export async function listToldBookings(db: Queryable, of: LegsOf, since: Date): Promise<ToldBooking[]> {
  // An unpaid hold is in nobody's calendar; what was cancelled while it was one never was.
  const wasReal = sql`l.ends_at > ${since.toISOString()}::timestamptz and (l.state not in ('held', 'expired', 'cancelled')
    or (l.state = 'cancelled' and exists (select 1 from booking_event e
          where e.booking_id = b.id and e.booking_leg_id = l.id and e.to_state = 'cancelled' and e.from_state <> 'held')))`
  if ('bookerId' in of) return await read(db, sql`b.booker_id = ${of.bookerId}`, wasReal)
  if ('providerId' in of) return await read(db, sql`l.provider_id = ${of.providerId}`, wasReal)
  return await read(db, sql`exists (select 1 from booking_leg_resource lr join resource r on r.id = lr.resource_id
    where lr.booking_leg_id = l.id and r.person_id = ${of.workerId})`, wasReal)
}

interface ToldEvent {
  id: number
  legId: string | null
  actor: Actor
  event: string
  from: string | null
  to: string | null
}

/** Rows of a booking's log, in order. */
export async function listToldEvents(
  db: Queryable, { bookingId, ids }: { bookingId: string, ids: readonly number[] },
): Promise<ToldEvent[]> {
  const rows = await db.select().from(bookingEvent)
    .where(and(eq(bookingEvent.bookingId, bookingId), inArray(bookingEvent.id, [...ids]))).orderBy(bookingEvent.id)
  return rows.map(({ id, bookingLegId, actor, event, fromState, toState }) => ({
    id, legId: bookingLegId, actor, event, from: fromState, to: toState,
  }))
}

interface UpcomingLeg {
  id: string
  bookingId: string
  revision: number
  start: Date
  /** When it was last confirmed, or moved. */
  confirmedAt: Date
}

/** Confirmed legs that start within the next `hours`. */
export async function listUpcomingLegs(db: Queryable, hours: number): Promise<UpcomingLeg[]> {
  const { rows } = await db.execute<{ id: string, booking_id: string, revision: number, starts_at: string, confirmed_at: string }>(sql`
    select l.id, l.booking_id, l.revision, l.starts_at::text,
           coalesce((select max(e.at) from booking_event e where e.booking_id = l.booking_id and e.booking_leg_id = l.id and e.to_state = 'confirmed'),
                    b.created_at)::text as confirmed_at
      from booking_leg l join booking b on b.id = l.booking_id
     where l.state = 'confirmed' and l.starts_at > linli_now() and l.starts_at <= linli_now() + make_interval(hours => ${hours})
     order by l.starts_at, l.id`)
  return rows.map(row => ({
    id: row.id, bookingId: row.booking_id, revision: row.revision, start: new Date(row.starts_at), confirmedAt: new Date(row.confirmed_at),
  }))
}
