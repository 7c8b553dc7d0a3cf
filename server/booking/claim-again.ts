import { eq } from 'drizzle-orm'
import { insertClaims } from '../availability/index.ts'
import { getQuote, loadBundles, reserveVoucherAgain } from '../catalog/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/database.ts'
import { DomainError } from '../platform/errors.ts'
import { moveLegs, type LockedBooking } from './change-legs.ts'
import { bookingLegResource } from './schema.ts'
import { claimOf, takeSlot } from './take-slot.ts'

/**
 * A payment came after the hold had expired: takes the same times once more, with whoever is free now, and confirms. The caller holds the
 * booking's lock.
 *
 * @returns false where the time, or the voucher, was given to others meanwhile; nothing is written then.
 */
export async function claimAgain(context: Pick<Context, 'jobs'>, tx: Tx, { booking, legs }: LockedBooking): Promise<boolean> {
  if (legs.some(leg => leg.state !== 'expired')) return false
  const quote = await getQuote(tx, booking.quoteId)
  const [bundle] = await loadBundles(tx, { ids: [booking.bundleId], withLeg: quote.legs[0]!.legId })
  if (!bundle) return false
  const assigned = await takeSlot(tx, { quote, bundle, at: await now(tx) }).catch((error: unknown) => {
    if (error instanceof DomainError) return undefined
    throw error
  })
  if (!assigned || !await reserveVoucherAgain(tx, booking.id)) return false
  const claims = legs.map(leg => claimOf(leg.id, assigned.find(({ legId }) => legId === leg.bundleLegId)!))
  await insertClaims(tx, claims, { expiresAt: null })
  for (const { bookingLegId, resourceIds } of claims) {
    await tx.delete(bookingLegResource).where(eq(bookingLegResource.bookingLegId, bookingLegId))
    if (resourceIds.length > 0) await tx.insert(bookingLegResource).values(resourceIds.map(resourceId => ({ bookingLegId, resourceId })))
  }
  await moveLegs(context, tx, legs, { event: 'pay_late', actor: 'payment' })
  return true
}
