import { eq } from 'drizzle-orm'
import { lapsedCredentials } from '../availability/index.ts'
import { loadSold } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { assertOpen, openLeg, type Who } from './access.ts'
import { moveLegs, type BookingLeg } from './change-legs.ts'
import { fail } from './errors.ts'
import { bookingLegResource } from './schema.ts'

/**
 * A provider takes a leg that was asked of it.
 * @throws {DomainError} `not_found`, `transition_illegal`, `too_late`, `credential_lapsed`
 */
export async function acceptLeg(context: Pick<Context, 'db' | 'jobs'>, { who, legId }: { who: Who, legId: string }): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const { leg, actor, at } = await openLeg(tx, { who, legId, as: ['provider'] })
    assertOpen(leg, 'accept', { actor, at })
    await assertQualified(tx, leg)
    await moveLegs(context, tx, [leg], { event: 'accept', actor, actorId: who.id })
  })
}

/** @throws {DomainError} `credential_lapsed` where who comes may not do it on the day of service. */
export async function assertQualified(tx: Tx, leg: BookingLeg): Promise<void> {
  const { bookingLegId, resourceId } = bookingLegResource
  const served = await tx.select({ id: resourceId }).from(bookingLegResource).where(eq(bookingLegId, leg.id))
  const [sold] = await loadSold(tx, [leg])
  const { endsAt, zone } = leg
  const required = sold?.alternative.offering.requiredCredentials ?? []
  const [lapsed] = await lapsedCredentials(tx, { resourceIds: served.map(({ id }) => id), required, endsAt, zone })
  if (lapsed !== undefined) throw fail('credential_lapsed', { credential: lapsed })
}
