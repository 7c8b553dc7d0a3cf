import { eq } from 'drizzle-orm'
import { legsOf, type Draft } from '#shared/draft.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { loadOffered } from '../load-offered.ts'
import { bundle, bundleDraft } from '../schema.ts'
import { changed, lockBundle } from './open-bundle.ts'

export interface DraftChange {
  personId: string
  id: string
  /** The one that was seen. */
  revision: number
  draft: Draft
}

/**
 * Keeps what somebody works on. What is on sale stays as it is until the draft is published.
 * @returns the new revision.
 * @throws {DomainError} `not_found`, `changed_meanwhile`; `offering_closed` for an offering of others that is not open to one
 */
export async function saveDraft({ db }: Pick<Context, 'db'>, { personId, id, revision, draft }: DraftChange): Promise<number> {
  return await withTransaction(db, async (tx) => {
    const row = await lockBundle(tx, { id, personId, revision })
    const ids = [...new Set(legsOf(draft.stages).flatMap(({ alternatives }) => alternatives).map(({ offeringId }) => offeringId))]
    const offered = await loadOffered(tx, { ids, bundleId: id, publisherId: row.providerId })
    const closed = ids.find(offeringId => !offered.some(own => own.offering.id === offeringId && own.mayUse))
    if (closed !== undefined) throw fail('offering_closed', { offeringId: closed })
    await tx.insert(bundleDraft).values({ bundleId: id, content: draft, savedBy: personId })
      .onConflictDoUpdate({ target: bundleDraft.bundleId, set: { content: draft, savedBy: personId } })
    // One that was never public is known to partners by its title.
    const named = row.edition === 0 ? { titleZh: draft.title.zh, titleEn: draft.title.en } : {}
    const [now] = await tx.update(bundle).set({ ...named, ...changed }).where(eq(bundle.id, id)).returning({ revision: bundle.revision })
    return now!.revision
  })
}
