import { sql } from 'drizzle-orm'
import type { LocalText } from '#shared/locale.ts'
import type { Queryable } from '../platform/database.ts'
import type { Override, WeeklyRule } from './calendar.ts'

export interface ResourceCalendar extends Record<string, unknown> {
  resourceId: string
  kind: 'worker' | 'vehicle' | 'venue'
  name: LocalText
  /** False: takes no new bookings. */
  active: boolean
  rules: WeeklyRule[]
  /** Those that touch the period; one without an end reaches to the period's. */
  overrides: Override[]
}

/** The calendars of all that a provider has, people first, for a period in epoch milliseconds. */
export async function readCalendars(
  db: Queryable, { providerId, from, to }: { providerId: string, from: number, to: number },
): Promise<ResourceCalendar[]> {
  const { rows } = await db.execute<ResourceCalendar>(sql`
    select r.id as "resourceId", r.kind, json_build_object('zh', r.name_zh, 'en', r.name_en) as name, r.active,
           (select coalesce(json_agg(json_build_object('weekday', a.weekday, 'from', a.from_minute, 'to', a.to_minute,
              'validFrom', a.valid_from, 'validUntil', a.valid_until)), '[]') from availability_rule a where a.resource_id = r.id) as rules,
           (select coalesce(json_agg(json_build_object('kind', o.kind,
              'start', coalesce(extract(epoch from lower(o.during)) * 1000, ${from}::float8),
              'end', coalesce(extract(epoch from upper(o.during)) * 1000, ${to}::float8)) order by lower(o.during)), '[]')
              from availability_override o
             where o.resource_id = r.id and o.during && tstzrange(to_timestamp(${from / 1000}::float8), to_timestamp(${to / 1000}::float8))) as overrides
      from resource r
     where r.provider_id = ${providerId}
     order by r.kind = 'worker' desc, r.name_en, r.id`)
  return rows
}
