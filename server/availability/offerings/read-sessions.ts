import { asc, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { sessions as sessionsSchema } from '#shared/schemas/offerings.ts'
import { findOffering } from '../../catalog/index.ts'
import type { Queryable } from '../../platform/database.ts'
import { resource } from '../schema.ts'

type View = z.input<typeof sessionsSchema>

/**
 * The next 300 class sessions, for who runs the provider (later ones move up): of each, who has booked it, so that it is known what calling
 * it off would break.
 * @throws {DomainError} `not_found`
 */
export async function readSessions(db: Queryable, { id, personId }: { id: string, personId: string }): Promise<View> {
  const { row: { providerId } } = await findOffering(db, { id, personId })
  const { rows } = await db.execute<{ row: View['rows'][number] }>(sql`
    select jsonb_build_object('id', s.id, 'start', s.starts_at, 'end', s.ends_at, 'capacity', s.capacity,
      'teacher', (select jsonb_build_object('zh', r.name_zh, 'en', r.name_en) from resource r where r.id = s.teacher_resource_id),
      'room', (select jsonb_build_object('zh', r.name_zh, 'en', r.name_en) from resource r where r.id = s.venue_resource_id),
      'taken', (select count(*) from session_seat t where t.session_id = s.id and (t.expires_at is null or t.expires_at > linli_now())),
      'bookings', (select coalesce(jsonb_agg(jsonb_build_object('reference', b.reference, 'state', l.state, 'seats', seats) order by b.reference), '[]')
                     from (select booking_leg_id, count(*) as seats from session_seat where session_id = s.id group by 1) taken
                     join booking_leg l on l.id = taken.booking_leg_id and l.state in ('held', 'reserved', 'requested', 'confirmed')
                     join booking b on b.id = l.booking_id)) as row
      from class_session s
     where s.offering_id = ${id} and s.cancelled_at is null and s.starts_at > linli_now()
     order by s.starts_at, s.id limit 300`)
  const known = await db.select({ id: resource.id, kind: resource.kind, zh: resource.nameZh, en: resource.nameEn }).from(resource)
    .where(sql`${resource.providerId} = ${providerId} and ${resource.active}`).orderBy(asc(resource.nameZh), asc(resource.id))
  const ofKind = (kind: 'worker' | 'venue') => known.filter(own => own.kind === kind).map(own => ({ id: own.id, name: { zh: own.zh, en: own.en } }))
  const iso = (time: string) => new Date(time).toISOString()
  return {
    rows: rows.map(({ row }) => ({ ...row, start: iso(row.start), end: iso(row.end) })),
    teachers: ofKind('worker'),
    rooms: ofKind('venue'),
  }
}
