import { eq } from 'drizzle-orm'
import type { Tx } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { bundle } from '../schema.ts'
import { changed, lockBundle } from './open-bundle.ts'

export interface BundleMove {
  personId: string
  id: string
  /** The one that was seen. */
  revision: number
}

/**
 * Takes a bundle out of sale: for a while (`paused`), or for good. What was sold is served.
 * @returns the new revision.
 * @throws {DomainError} `not_found`, `changed_meanwhile`
 */
export async function stopBundle(tx: Tx, { to, ...move }: BundleMove & { to: 'paused' | 'archived' }): Promise<number> {
  const row = await lockBundle(tx, move)
  if (to === 'paused' && row.status !== 'published') throw fail('changed_meanwhile', { revision: row.revision })
  const [now] = await tx.update(bundle).set({ status: to, pausedWhy: to === 'paused' ? 'by_hand' : null, ...changed })
    .where(eq(bundle.id, row.id)).returning({ revision: bundle.revision })
  return now!.revision
}

/** Puts a paused bundle on sale again, as it was. @returns the new revision. */
export async function resumeBundle(tx: Tx, id: string): Promise<number> {
  const [now] = await tx.update(bundle).set({ status: 'published', pausedWhy: null, ...changed }).where(eq(bundle.id, id)).returning({ revision: bundle.revision })
  return now!.revision
}
