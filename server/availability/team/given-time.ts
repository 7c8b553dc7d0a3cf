import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { GivenTime, givenTime } from '#shared/schemas/crew.ts'
import { dayAfter, instantOf } from '#shared/wall-time.ts'
import type { Queryable } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { ownResource } from './own-resource.ts'

/** Two years off at once are a leaving. */
const mostDays = 731

export interface Days {
  /** The first and the last. */
  from: string
  to: string
}

/**
 * From the first midnight to the one after the last day.
 * @throws {DomainError} `choice_invalid` where the days are turned round or too many
 */
export function spanOf({ from, to }: Days, zone: string): { start: Date, end: Date } {
  if (to < from || dayAfter(from, mostDays) < to) throw fail('choice_invalid', { path: 'to' })
  return { start: instantOf({ day: from, minute: 0 }, zone), end: instantOf({ day: dayAfter(to, 1), minute: 0 }, zone) }
}

/**
 * What a resource has given its time to, ways and buffers included, and that is not over: bookings, and class sessions with or without
 * anybody in them. A hold whose time is up is none.
 * @param span absent: all that is ahead
 */
export async function readGivenTime(db: Queryable, { id, span }: { id: string, span?: { start: Date, end: Date } }): Promise<GivenTime[]> {
  const { rows } = await db.execute<{ row: GivenTime }>(sql`
    select jsonb_build_object(
             'kind', case when l.id is null then 'session' else 'booking' end, 'reference', b.reference,
             'title', jsonb_build_object('zh', coalesce(l.title_zh, o.title_zh), 'en', coalesce(l.title_en, o.title_en)),
             'start', coalesce(l.starts_at, s.starts_at), 'end', coalesce(l.ends_at, s.ends_at)) as row
      from claim c
      left join booking_leg l on l.id = c.booking_leg_id
      left join booking b on b.id = l.booking_id
      left join class_session s on s.id = c.session_id
      left join offering o on o.id = s.offering_id
     where c.resource_id = ${id} and upper(c.during) > linli_now() and (c.expires_at is null or c.expires_at > linli_now())
       and c.during && tstzrange(${span?.start.toISOString() ?? null}::timestamptz, ${span?.end.toISOString() ?? null}::timestamptz)
     order by lower(c.during)`)
  const iso = (time: string) => new Date(time).toISOString()
  return rows.map(({ row }) => ({ ...row, start: iso(row.start), end: iso(row.end) }))
}

/** What days off of one or several would break, before they are given; nobody twice. @throws {DomainError} `not_found`, `choice_invalid` */
export async function previewDaysOff(
  db: Queryable, { personId, ids, ...days }: Days & { personId: string, ids: readonly string[] },
): Promise<z.input<typeof givenTime>> {
  const people = []
  for (const id of new Set(ids)) {
    const { zone } = await ownResource(db, { personId, id })
    people.push({ id, rows: await readGivenTime(db, { id, span: spanOf(days, zone) }) })
  }
  return { people }
}
