import { sql } from 'drizzle-orm'
import type { LocalText } from '#shared/locale.ts'
import type { LegState } from '#shared/schemas/booking.ts'
import { legGroups, legGroupNames, mostInFile, type LegGroup, type ProviderBoard, type ProviderBookings } from '#shared/schemas/provider-bookings.ts'
import { dayAfter, instantOf, wallTimeOf } from '#shared/wall-time.ts'
import { openDesk } from '../identity/index.ts'
import { now } from '../platform/clock.ts'
import type { Queryable } from '../platform/database.ts'
import { readPage, type PagePart } from '../platform/paging.ts'
import { fail } from './errors.ts'

export interface ProviderBookingFilter {
  personId: string
  providerId?: string | undefined
  from?: string | undefined
  until?: string | undefined
  group?: readonly LegGroup[] | undefined
  q?: string | undefined
}

interface Row {
  id: string
  bookingReference: string
  state: LegState
  title: LocalText
  start: string
  end: string
  zone: string
  districtId: string
  recipient: string
  workers: { id: string, name: LocalText }[]
  shareAmount: number
  refundedAmount: number
  currency: string
  responseDueAt: string | null
  startedAt: string | null
  endedAt: string | null
}

const wholeFile = { limit: mostInFile, offset: 0 }
const allStates = Object.values(legGroups).flat()

export interface ProviderDesk {
  providerId: string
  zone: string
  /** Today there, `YYYY-MM-DD`. */
  today: string
}

/**
 * The provider at whose desk a person sits, with its clock.
 * @throws {DomainError} `not_found`
 */
export async function deskOf(
  db: Queryable, { personId, providerId }: { personId: string, providerId?: string | undefined },
): Promise<ProviderDesk> {
  const desk = await openDesk(db, { personId, providerId })
  const { rows: [row] } = await db.execute<{ zone: string }>(sql`select zone from provider where id = ${desk.providerId}`)
  return { providerId: desk.providerId, zone: row!.zone, today: wallTimeOf(await now(db), row!.zone).day }
}

/**
 * Parts that were booked of a provider, by when they start: of what was never paid for it is told nothing.
 * @throws {DomainError} `not_found`; `choice_invalid` where the days are the wrong way round.
 */
export async function readProviderBookings(
  db: Queryable, { page, ...filter }: ProviderBookingFilter & { page: number },
): Promise<ProviderBookings> {
  const { desk, span } = await spanOf(db, filter)
  const { rows, ...shown } = await readPage({ page, perPage: 50 }, async part => await find(db, { ...filter, ...span, desk }, part))
  return { ...shown, ...span, zone: desk.zone, rows: rows.map(({ leg }) => leg) }
}

/**
 * A day on a provider's calendar, today unless another is asked for: what was asked, is to come, goes on and is done.
 * @throws {DomainError} `not_found`
 */
export async function readProviderBoard(
  db: Queryable, { day, ...asked }: { personId: string, providerId?: string | undefined, day?: string | undefined },
): Promise<ProviderBoard> {
  const desk = await deskOf(db, asked)
  const on = day ?? desk.today
  const group = legGroupNames.filter(name => name !== 'lost')
  const rows = await find(db, { from: on, until: on, group, desk }, wholeFile)
  return { day: on, today: desk.today, zone: desk.zone, now: (await now(db)).toISOString(), rows: rows.map(({ leg }) => leg) }
}

/** All parts that the filter finds, for a file: `mostInFile` of them, and the page says where there are more. */
export async function listProviderBookings(db: Queryable, filter: ProviderBookingFilter) {
  const { desk, span } = await spanOf(db, filter)
  const rows = await find(db, { ...filter, ...span, desk }, wholeFile)
  return { ...span, rows: rows.map(({ leg }) => leg) }
}

interface Span {
  from: string
  until: string
}

async function spanOf(db: Queryable, filter: ProviderBookingFilter): Promise<{ desk: ProviderDesk, span: Span }> {
  const desk = await deskOf(db, filter)
  const span = {
    from: filter.from ?? dayAfter(filter.until ?? desk.today, -30),
    until: filter.until ?? dayAfter(filter.from ?? desk.today, 60),
  }
  if (span.from > span.until) throw fail('choice_invalid', { why: 'days' })
  return { desk, span }
}

interface Wanted extends Span, Pick<ProviderBookingFilter, 'group' | 'q'> {
  desk: ProviderDesk
}

async function find(db: Queryable, { desk, from, until, group, q }: Wanted, { limit, offset }: PagePart) {
  const [begin, end] = [from, dayAfter(until, 1)].map(day => instantOf({ day, minute: 0 }, desk.zone).toISOString())
  const states = group?.length ? group.flatMap(name => [...legGroups[name]]) : allStates
  // What is typed is looked for as it is: `%` and `_` mean themselves.
  const words = `%${(q ?? '').replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  const { rows } = await db.execute<{ leg: Row, total: number }>(sql`
    select count(*) over ()::int as total, jsonb_build_object(
      'id', l.id, 'bookingReference', b.reference, 'state', l.state, 'title', jsonb_build_object('zh', l.title_zh, 'en', l.title_en),
      'start', l.starts_at, 'end', l.ends_at, 'zone', l.zone, 'districtId', l.district_id, 'recipient', b.recipient_name,
      'workers', served.workers, 'shareAmount', l.share_amount, 'refundedAmount', l.refunded_amount, 'currency', b.currency,
      'responseDueAt', case when l.state = 'requested' then l.response_due_at end,
      'startedAt', (select max(e.at) from booking_event e where e.booking_leg_id = l.id and e.event = 'check_in'),
      'endedAt', (select max(e.at) from booking_event e where e.booking_leg_id = l.id and e.event = 'check_out')) as leg
      from booking_leg l
      join booking b on b.id = l.booking_id
     cross join lateral (
       select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'name', jsonb_build_object('zh', r.name_zh, 'en', r.name_en)) order by r.id), '[]') as workers,
              coalesce(string_agg(concat(r.name_zh, ' ', r.name_en), ' '), '') as names
         from booking_leg_resource lr join resource r on r.id = lr.resource_id where lr.booking_leg_id = l.id) served
     where l.provider_id = ${desk.providerId} and l.starts_at >= ${begin} and l.starts_at < ${end}
       and l.state = any(${sql.param(states)}::text[])
       and (l.state <> 'cancelled' or exists (select from booking_event e where e.booking_leg_id = l.id and e.from_state in ('requested', 'confirmed', 'substituting')))
       and concat_ws(' ', b.reference, l.title_zh, l.title_en, b.recipient_name, served.names) ilike ${words}
     order by l.starts_at, l.id limit ${limit} offset ${offset}`)
  const iso = (time: string) => new Date(time).toISOString()
  const isoOrNull = (time: string | null) => time && iso(time)
  return rows.map(({ leg, total }) => ({
    total,
    leg: {
      ...leg,
      start: iso(leg.start),
      end: iso(leg.end),
      responseDueAt: isoOrNull(leg.responseDueAt),
      startedAt: isoOrNull(leg.startedAt),
      endedAt: isoOrNull(leg.endedAt),
    },
  }))
}
