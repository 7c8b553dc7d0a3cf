import { sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'

/** Whose times or places changed: resources, and offerings whose class sessions did. */
export interface AvailabilityChanges {
  resourceIds: string[]
  offeringIds: string[]
}

/**
 * Takes what changed since it was last asked; the triggers of `migrations.ts` noted it. Who takes it does with it what must be done in the
 * same transaction. Rows that another app server is just taking are left to it.
 */
export async function takeAvailabilityChanges(tx: Tx, { limit = 2_000 }: { limit?: number } = {}): Promise<AvailabilityChanges> {
  const { rows } = await tx.execute<{ resource_id: string | null, offering_id: string | null }>(sql`
    delete from availability_change where id in (select id from availability_change order by id limit ${limit} for update skip locked)
    returning resource_id, offering_id`)
  return {
    resourceIds: [...new Set(rows.flatMap(row => row.resource_id ?? []))],
    offeringIds: [...new Set(rows.flatMap(row => row.offering_id ?? []))],
  }
}

/** How many changes nobody has taken. */
export async function countAvailabilityChanges(db: Queryable): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(sql`select count(*)::int as count from availability_change`)
  return rows[0]!.count
}

/** The changes that can be seen now: for who looks at everything anyhow, and then forgets them. */
export async function seenAvailabilityChanges(db: Queryable): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`select id from availability_change`)
  return rows.map(row => row.id)
}

export async function forgetAvailabilityChanges(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.execute(sql`delete from availability_change where id = any(${sql.param([...ids])}::bigint[])`)
}
