import { sql } from 'drizzle-orm'
import type { LocalText } from '#shared/locale.ts'
import type { Queryable } from '../platform/database.ts'
import { eachRun } from './bitmap.ts'
import { workingTime, type Override, type WeeklyRule } from './calendar.ts'
import { horizonOf, startOfDate, tickAt, TICK_MINUTES } from './zone.ts'

export interface OpenTime {
  resourceId: string
  name: LocalText
  /** Minutes of work that rules and days off leave in each of the periods, before any booking. */
  minutes: number[]
}

/** How long a provider's active workers could work, from each of these days of its zone (ascending) to the next; the last only ends. */
export async function openMinutes(
  db: Queryable, { providerId, zone, days }: { providerId: string, zone: string, days: readonly string[] },
): Promise<OpenTime[]> {
  const bounds = days.map(day => startOfDate(zone, day))
  const [from, to] = [bounds[0]!, bounds.at(-1)!]
  const { rows } = await db.execute<{ resourceId: string, name: LocalText, rules: WeeklyRule[], overrides: Override[] }>(sql`
    select r.id as "resourceId", json_build_object('zh', r.name_zh, 'en', r.name_en) as name,
           (select coalesce(json_agg(json_build_object('weekday', a.weekday, 'from', a.from_minute, 'to', a.to_minute,
              'validFrom', a.valid_from, 'validUntil', a.valid_until)), '[]') from availability_rule a where a.resource_id = r.id) as rules,
           (select coalesce(json_agg(json_build_object('kind', o.kind,
              'start', coalesce(extract(epoch from lower(o.during)) * 1000, ${from}::float8),
              'end', coalesce(extract(epoch from upper(o.during)) * 1000, ${to}::float8))), '[]')
              from availability_override o
             where o.resource_id = r.id and o.during && tstzrange(to_timestamp(${from / 1000}::float8), to_timestamp(${to / 1000}::float8))) as overrides
      from resource r
     where r.provider_id = ${providerId} and r.kind = 'worker' and r.active
     order by r.name_en, r.id`)
  const horizon = horizonOf(from, to)
  const ticks = bounds.map(bound => tickAt(horizon, bound))
  return rows.map(({ resourceId, name, rules, overrides }) => {
    const free = workingTime({ zone, rules, overrides }, horizon)
    const minutes = ticks.slice(1).map((end, index) => {
      let count = 0
      eachRun(free, ticks[index]!, end, (start, stop) => {
        count += stop - start
      })
      return count * TICK_MINUTES
    })
    return { resourceId, name, minutes }
  })
}
