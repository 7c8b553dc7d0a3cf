import { sql } from 'drizzle-orm'
import type { App } from '../../server/app.ts'
import { doorTokenOf } from '../../server/booking/door-link.ts'

/** A leg comes to noon of today, taken by its provider; gives what its worker's code at the door holds. */
export async function doorToday({ config, db }: App, legId: string): Promise<string> {
  const { rows: [row] } = await db.execute<{ worker: string, day: string }>(sql`
    with today as (select (linli_now() at time zone zone)::date as day, zone from booking_leg where id = ${legId}),
    moved as (update booking_leg l set state = 'confirmed', starts_at = (t.day + time '12:00') at time zone t.zone, ends_at = (t.day + time '13:00') at time zone t.zone
                from today t where l.id = ${legId} returning l.id)
    select r.id as worker, t.day::text as day from moved m join booking_leg_resource lr on lr.booking_leg_id = m.id
      join resource r on r.id = lr.resource_id and r.kind = 'worker' cross join today t order by r.id limit 1`)
  return doorTokenOf(config, { legId, workerId: row!.worker, day: row!.day })
}
