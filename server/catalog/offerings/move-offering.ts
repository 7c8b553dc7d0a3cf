import { eq } from 'drizzle-orm'
import { nextOfferingStatus, type OfferingEvent } from '#shared/offering.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction, type Tx } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { offering } from '../schema.ts'
import { assertSeen, changed } from './change-offering.ts'
import { showPhotos } from './photos.ts'
import { lockOffering, type KeptOffering } from './read-offerings.ts'

export interface OfferingMove {
  personId: string
  id: string
  /** The one that was seen. */
  revision: number
}

/**
 * Takes an offering out of sale for a while. What is booked goes on as it was; bundles that cannot do without it are not sold meanwhile.
 * @throws {DomainError} `not_found`, `changed_meanwhile`, `transition_illegal`
 */
export async function pauseOffering(context: Pick<Context, 'db'>, move: OfferingMove): Promise<void> {
  await withTransaction(context.db, async tx => await moveOffering(tx, { ...move, event: 'pause' }))
}

/** Takes an offering out of sale for good. @throws {DomainError} as `pauseOffering` */
export async function archiveOffering(context: Pick<Context, 'db'>, move: OfferingMove): Promise<void> {
  await withTransaction(context.db, async tx => await moveOffering(tx, { ...move, event: 'archive' }))
}

/**
 * Moves an offering by one event. `check` looks at it, under its lock, before.
 * @throws {DomainError} `not_found`, `changed_meanwhile`, `transition_illegal`
 */
export async function moveOffering(
  tx: Tx,
  { personId, id, revision, event, check }: OfferingMove & { event: OfferingEvent, check?: (kept: KeptOffering) => Promise<void> },
): Promise<void> {
  const kept = await lockOffering(tx, { id, personId })
  assertSeen(kept.row, revision)
  const status = nextOfferingStatus(kept.row.status, event)
  if (!status) throw fail('transition_illegal', { event, state: kept.row.status })
  await check?.(kept)
  await tx.update(offering).set({ status, ...changed }).where(eq(offering.id, id))
  await showPhotos(tx, { status, photos: kept.content.photos })
}
