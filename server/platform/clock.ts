import { sql } from 'drizzle-orm'
import type { Queryable } from './database.ts'

/**
 * The time that the database goes by: `now()` plus the offset that only a sandbox or a test can set.
 * Inside a transaction it stands still at the transaction's start.
 */
export async function now(db: Queryable): Promise<Date> {
  const { rows } = await db.execute<{ now: string }>(sql`select linli_now()::text as now`)
  return new Date(rows[0]!.now)
}

/** Moves the clock by `seconds` from the real time (0 puts it right). For sandboxes and tests. */
export async function setClockOffset(db: Queryable, seconds: number): Promise<void> {
  await db.execute(sql`update linli_clock set shift = make_interval(secs => ${seconds})`)
}
