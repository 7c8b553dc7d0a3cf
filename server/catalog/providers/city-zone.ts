import { sql } from 'drizzle-orm'
import type { Queryable } from '../../platform/database.ts'

/** By which clocks the city lives: those of most providers that are public. Undefined while there is none. */
export async function cityZone(db: Queryable): Promise<string | undefined> {
  const { rows } = await db.execute<{ zone: string }>(
    sql`select zone from provider where status = 'verified' group by zone order by count(*) desc, zone limit 1`)
  return rows[0]?.zone
}
