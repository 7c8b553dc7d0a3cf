import type { CancellationWish } from '#shared/schemas/booking.ts'
import { assertOpen, lockBooking, openLeg, previewCancellation, takePreview, type LockedBooking, type Who } from '../booking/index.ts'
import { recordAct } from '../identity/index.ts'
import type { PaymentContext } from '../payment/index.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { endLegs, loseLeg, type LegEnd } from './end-legs.ts'
import { fail } from './errors.ts'

/**
 * Cancels what a preview showed, for exactly what it said.
 * @throws {DomainError} `not_found`; `preview_expired` with the new `preview` where its ten minutes are over, or a leg has changed;
 * `transition_illegal` where there is nothing left to cancel.
 */
export async function cancelLegs(
  context: PaymentContext, { who, bookingId, token }: { who: Who, bookingId: string, token: string },
): Promise<void> {
  const stale = await withTransaction(context.db, async (tx): Promise<CancellationWish | undefined> => {
    const locked = await lockBooking(tx, bookingId)
    if (!locked || locked.booking.bookerId !== who.id) throw fail('not_found')
    return await cancelPreviewed(context, tx, locked, { who, token })
  })
  if (stale) throw fail('preview_expired', { preview: await previewCancellation(context, { personId: who.id, bookingId, wish: stale }) })
}

/** The same for a booking that the caller has locked. Answers the wish of a preview that holds no more; nothing is written then. */
export async function cancelPreviewed(
  context: PaymentContext, tx: Tx, locked: LockedBooking, { who, token }: { who: Who, token: string },
): Promise<CancellationWish | undefined> {
  const taken = await takePreview(tx, locked, { personId: who.id, token })
  if (!taken.holds) return taken.wish
  await endLegs(context, tx, locked, taken.ends.map(({ leg, why, refundAmount }): LegEnd => ({
    leg, refundAmount, reason: 'cancelled_by_resident',
    cause: { event: 'cancel', actor: 'resident', actorId: who.id, reason: why, data: { preview: token } },
  })))
  return undefined
}

/**
 * An operator cancels a leg, at any time before it is served: given back in full, and what depends on it too.
 * @throws {DomainError} `not_found`, `transition_illegal`
 */
export async function cancelByOperator(
  context: PaymentContext, { who, legId, reason }: { who: Who, legId: string, reason: string },
): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const { locked, leg, actor, at } = await openLeg(tx, { who, legId, as: ['operator'] })
    assertOpen(leg, 'cancel', { actor, at })
    await loseLeg(context, tx, locked, { leg, cause: { event: 'cancel', actor, actorId: who.id, reason }, reason: 'cancelled_by_operator' })
    await recordAct(tx, { personId: who.id, action: 'leg.cancel', subject: { kind: 'booking_leg', id: legId }, reason })
  })
}
