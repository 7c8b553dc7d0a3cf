import { eq } from 'drizzle-orm'
import { releasePartners } from '../agreements/release-partners.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction, type Tx } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { agreement, bundle, bundleDraft } from '../schema.ts'
import type { BundleMove } from './move-bundle.ts'
import { changed, lockBundle } from './open-bundle.ts'

/**
 * Gives up what was drafted. One that has been on sale goes back to what is on sale; one that never was is gone, or, where partners were
 * asked, archived: what was said between two stays.
 * @returns the new revision; null: there is no such bundle any more.
 * @throws {DomainError} `not_found`, `changed_meanwhile`, also where there is no draft
 */
export async function discardDraft(context: Pick<Context, 'db' | 'jobs'>, move: BundleMove): Promise<number | null> {
  return await withTransaction(context.db, async (tx) => {
    const row = await lockBundle(tx, move)
    const given = await tx.delete(bundleDraft).where(eq(bundleDraft.bundleId, row.id)).returning({ id: bundleDraft.bundleId })
    if (given.length === 0) throw fail('changed_meanwhile', { revision: row.revision })
    if (row.edition > 0) return await write(tx, row.id, {})
    const [asked] = await tx.select({ id: agreement.id }).from(agreement).where(eq(agreement.bundleId, row.id)).limit(1)
    if (asked) {
      await releasePartners(context, tx, { bundleId: row.id, personId: move.personId })
      await write(tx, row.id, { status: 'archived' })
    } else {
      await tx.delete(bundle).where(eq(bundle.id, row.id))
    }
    return null
  })
}

async function write(tx: Tx, id: string, set: { status?: 'archived' }): Promise<number> {
  const [now] = await tx.update(bundle).set({ ...set, ...changed }).where(eq(bundle.id, id)).returning({ revision: bundle.revision })
  return now!.revision
}
