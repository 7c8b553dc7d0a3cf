import { eq, sql } from 'drizzle-orm'
import { isDeepStrictEqual } from 'node:util'
import { mayChange } from '#shared/offering.ts'
import type { OfferingContent } from '#shared/schemas/offerings.ts'
import { violatedConstraint, type Tx } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { offering, offeringRequirement } from '../schema.ts'
import { assertKnown } from './assert-known.ts'
import { columnsOf, type OfferingRow, type Requirement } from './content.ts'
import { writePhotos } from './photos.ts'
import { lockOffering, type KeptOffering } from './read-offerings.ts'

export interface OfferingChange {
  personId: string
  id: string
  /** The one that was seen. */
  revision: number
  content: OfferingContent
}

/**
 * Changes what an offering says. Of a draft nothing else follows; of what was published the database makes a new version, and who has
 * booked keeps the old one. `check` looks at it as it would be, under its lock, before.
 * @throws {DomainError} `not_found`, `changed_meanwhile`, `transition_illegal` for an archived one, `choice_invalid`, `offering_incomplete`
 */
export async function writeOffering(
  tx: Tx,
  { personId, id, revision, content, check }: OfferingChange & { check: (after: KeptOffering, before: KeptOffering) => Promise<void> },
): Promise<void> {
  const kept = await lockOffering(tx, { id, personId })
  const { row, content: before } = kept
  assertSeen(row, revision)
  if (!mayChange(row.status)) throw fail('transition_illegal', { event: 'change', state: row.status })
  await assertKnown(tx, { providerId: row.providerId, content })
  await check({ row, content }, kept)
  await tx.update(offering).set({ ...columnsOf(content), ...changed }).where(eq(offering.id, id)).catch((error: unknown) => {
    throw violatedConstraint(error) === 'offering_complete' ? fail('offering_incomplete') : error
  })
  if (!isDeepStrictEqual(before.requirements, content.requirements)) await writeRequirements(tx, id, content.requirements)
  if (!isDeepStrictEqual(before.photos, content.photos)) await writePhotos(tx, { row, before: before.photos, photos: content.photos })
}

/** What every change writes. */
export const changed = { revision: sql`${offering.revision} + 1`, changedAt: sql`linli_now()` }

/** @throws {DomainError} `changed_meanwhile` where somebody else was faster. */
export function assertSeen(row: OfferingRow, revision: number): void {
  if (row.revision !== revision) throw fail('changed_meanwhile', { revision: row.revision, changedAt: row.changedAt.toISOString() })
}

export async function writeRequirements(tx: Tx, offeringId: string, requirements: readonly Requirement[]): Promise<void> {
  await tx.delete(offeringRequirement).where(eq(offeringRequirement.offeringId, offeringId))
  if (requirements.length === 0) return
  await tx.insert(offeringRequirement).values(requirements.map((requirement, position) => ({ ...requirement, offeringId, position })))
}
