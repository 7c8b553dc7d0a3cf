import { legsOf, type Draft } from '#shared/draft.ts'
import type { Preview } from '#shared/schemas/composer.ts'
import { bookableDays } from '../availability/index.ts'
import { districtsOf, findPublisher, findScenario, loadOffered, openBundle, toDetail, type Bundle, type BundleRow } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { Queryable } from '../platform/database.ts'
import { takeFromLimit } from '../platform/rate-limit.ts'
import { bundleOf, priceOf, type DraftParts } from './assemble.ts'
import { draftChecks } from './draft-checks.ts'

/** How far ahead a bundle is looked at. */
const days = 30

/**
 * What a draft would be if it were public now: on how many of the next 30 days it could be booked, in which district, which leg limits it
 * and why; what it costs; what it still lacks; what residents would see. Nothing is saved.
 * @throws {DomainError} `not_found`, `too_many_requests`
 */
export async function previewDraft(
  { db }: Pick<Context, 'db'>, { personId, id, draft }: { personId: string, id: string, draft: Draft },
): Promise<Preview> {
  const row = await openBundle(db, { personId, id })
  await takeFromLimit(db, { bucket: `preview:${personId}`, max: 300, windowSeconds: 600 })
  const { bundle, ...judged } = await judge(db, row, draft)
  return { ...judged, page: await pageOf(db, { row, draft, bundle }) }
}

/** The draft as the page of a bundle. */
async function pageOf(db: Queryable, { row, draft, bundle }: { row: BundleRow, draft: Draft, bundle: Bundle }): Promise<Preview['page']> {
  if (!bundle.legs.some(({ required }) => required)) return null
  const chosen = draft.scenario === null ? undefined : await findScenario(db, draft.scenario)
  const { scenario, ...page } = toDetail({ ...bundle, slug: row.slug })
  return { ...page, scenario: chosen ?? scenario }
}

/** What a draft of a bundle at hand is and lacks, also inside a transaction. */
export async function judge(db: Queryable, row: BundleRow, draft: Draft): Promise<Omit<Preview, 'page'> & { bundle: Bundle }> {
  const ids = [...new Set(legsOf(draft.stages).flatMap(({ alternatives }) => alternatives).map(({ offeringId }) => offeringId))]
  const { isVerified: publisherVerified, ...publisher } = await findPublisher(db, row.providerId)
  // Whoever makes ids up learns nothing of what others have and do not open to them.
  const offered = (await loadOffered(db, { ids, bundleId: row.id, publisherId: row.providerId })).filter(({ mayUse }) => mayUse)
  const parts: DraftParts = { id: row.id, currency: row.currency, publisher, offered }
  const bundle = bundleOf(draft, parts)
  const { unserved, limits, ...bookable } = await bookableDays(db, bundle, { days })
  return {
    checks: draftChecks(draft, {
      publisherVerified,
      currency: row.currency,
      offerings: new Map(offered.map(({ offering, isPublished, isVerified, own, agreed, currency }) => (
        [offering.id, { isPublished, isVerified, isAgreed: own || agreed !== null, currency }]))),
      districts: districtsOf(bundle),
      unserved,
      bookableDays: bookable.days.filter(({ districts }) => districts > 0).length,
    }),
    bookable: { ...bookable, limits: limits.map(({ legIds, ...limit }) => ({ keys: legIds, ...limit })) },
    price: priceOf(draft, parts),
    bundle,
  }
}
