import { and, asc, eq, isNull, lte, or, sql } from 'drizzle-orm'
import type { Queryable } from '../platform/database.ts'
import { bookingLeg } from './schema.ts'
import { timers } from './timers.ts'

/** Bookings of which a leg's timer is due, the longest waiting first. */
export async function listDueBookings(db: Queryable, limit = 500): Promise<string[]> {
  const due = timers.map(({ state, from, minutes, unless }) => and(
    eq(bookingLeg.state, state),
    lte(bookingLeg[from], sql`linli_now() - make_interval(mins => ${minutes})`),
    unless && isNull(bookingLeg[unless]),
  ))
  const rows = await db.select({ id: bookingLeg.bookingId }).from(bookingLeg).where(or(...due))
    .groupBy(bookingLeg.bookingId).orderBy(asc(sql`min(${bookingLeg.stateSince})`), bookingLeg.bookingId).limit(limit)
  return rows.map(({ id }) => id)
}

/** Confirmed legs whose worker will not hold a needed credential on the day of service any more. */
export async function listLapsedLegs(db: Queryable, limit = 100): Promise<{ legId: string, bookingId: string }[]> {
  const { rows } = await db.execute<{ legId: string, bookingId: string }>(sql`
    select distinct l.id as "legId", l.booking_id as "bookingId"
      from booking_leg l
      join offering_version sold on sold.offering_id = l.offering_id and sold.version = l.offering_version
      join booking_leg_resource lr on lr.booking_leg_id = l.id
      join resource r on r.id = lr.resource_id and r.kind = 'worker'
      cross join jsonb_array_elements_text(sold.content->'required_credentials') k (kind)
     where l.state = 'confirmed' and l.starts_at > linli_now() and l.ends_at > linli_now()
       and not exists (select from credential c where c.resource_id = r.id and c.kind = k.kind
                          and c.expires_on >= ((l.ends_at - interval '1 microsecond') at time zone l.zone)::date)
     order by 1 limit ${limit}`)
  return rows
}

/** Legs of providers that are suspended, whose bookings are to be served by somebody else. */
export async function listStrandedLegs(db: Queryable, limit = 100): Promise<{ legId: string, bookingId: string }[]> {
  const { rows } = await db.execute<{ legId: string, bookingId: string }>(sql`
    select l.id as "legId", l.booking_id as "bookingId"
      from booking_leg l join provider p on p.id = l.provider_id
     where p.status = 'suspended' and p.suspended_bookings = 'substitute' and l.state in ('requested', 'confirmed') and l.starts_at > linli_now()
     order by l.starts_at, l.id limit ${limit}`)
  return rows
}

/** Bookings that wait to be paid, and of which somebody else than a suspended provider would have to serve a part: one, or all. */
export async function listStrandedHolds(db: Queryable, { bookingId }: { bookingId?: string } = {}): Promise<{ bookingId: string }[]> {
  const { rows } = await db.execute<{ bookingId: string }>(sql`
    select distinct l.booking_id as "bookingId"
      from booking_leg l join provider p on p.id = l.provider_id
     where l.state in ('held', 'reserved') and p.status = 'suspended' and p.suspended_bookings = 'substitute'
       and ${bookingId === undefined ? sql`true` : sql`l.booking_id = ${bookingId}`}
     order by 1 limit 500`)
  return rows
}

/** Whether a booking cannot be paid for any more: somebody else would have to serve a part of it. */
export const isStranded = async (db: Queryable, bookingId: string): Promise<boolean> =>
  (await listStrandedHolds(db, { bookingId })).length > 0

/** Paid legs whose class session was called off: of one session or booking, or of all. */
export async function listCalledOffLegs(
  db: Queryable, { sessionId, bookingId }: { sessionId?: string, bookingId?: string } = {},
): Promise<{ legId: string, bookingId: string }[]> {
  const { rows } = await db.execute<{ legId: string, bookingId: string }>(sql`
    select l.id as "legId", l.booking_id as "bookingId"
      from booking_leg l join class_session s on s.id = l.session_id and s.cancelled_at is not null
     where l.state in ('requested', 'confirmed') and l.starts_at > linli_now()
       and ${sessionId === undefined ? sql`true` : sql`s.id = ${sessionId}`} and ${bookingId === undefined ? sql`true` : sql`l.booking_id = ${bookingId}`}
     order by 1 limit 500`)
  return rows
}
