import { eq, sql } from 'drizzle-orm'
import { openDesk } from '../../identity/index.ts'
import type { Queryable, Tx } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { bundle } from '../schema.ts'

export type BundleRow = typeof bundle.$inferSelect

/** A bundle of a provider that a person runs. @throws {DomainError} `not_found`, also for one of a provider that is none of theirs */
export async function openBundle(db: Queryable, { id, personId }: { id: string, personId: string }): Promise<BundleRow> {
  const [row] = await db.select().from(bundle).where(eq(bundle.id, id))
  return await openRow(db, row, personId)
}

/**
 * The same under its lock, as it was seen.
 * @throws {DomainError} `not_found`; `changed_meanwhile` where somebody else was faster, or it is archived
 */
export async function lockBundle(
  tx: Tx, { id, personId, revision }: { id: string, personId: string, revision: number },
): Promise<BundleRow> {
  const [row] = await tx.select().from(bundle).where(eq(bundle.id, id)).for('update')
  const own = await openRow(tx, row, personId)
  if (own.revision !== revision || own.status === 'archived') throw fail('changed_meanwhile', { revision: own.revision })
  return own
}

async function openRow(db: Queryable, row: BundleRow | undefined, personId: string): Promise<BundleRow> {
  if (!row) throw fail('not_found')
  await openDesk(db, { personId, providerId: row.providerId })
  return row
}

/** What every change writes. */
export const changed = { revision: sql<number>`${bundle.revision} + 1`, changedAt: sql`linli_now()` }
