import { cancelHold, lockBooking } from '../booking/index.ts'
import { closeCheckout, findPaymentOfBooking, type PaymentContext } from '../payment/index.ts'
import { withTransaction } from '../platform/database.ts'
import { applySnapshot } from './apply-payment-event.ts'
import { fail } from './errors.ts'

/**
 * Gives an unpaid hold up: the payment page is closed first, so that nothing can be paid for what is gone. Where it was paid a moment
 * before,
 * the payment counts and the booking is confirmed.
 *
 * @throws {DomainError} `not_found`, `already_paid`, `transition_illegal`, `checkout_unavailable`.
 */
export async function giveUpHold(context: PaymentContext, { personId, bookingId }: { personId: string, bookingId: string }): Promise<void> {
  const found = await withTransaction(context.db, async (tx) => {
    const locked = await lockBooking(tx, bookingId)
    if (!locked || locked.booking.bookerId !== personId) throw fail('not_found')
    if (locked.legs.some(leg => leg.state !== 'held')) throw fail('transition_illegal', { event: 'give_up' })
    return await findPaymentOfBooking(tx, bookingId)
  })
  const snapshot = found && await closeCheckout(context, found.id)
  const paid = await withTransaction(context.db, async (tx) => {
    const locked = await lockBooking(tx, bookingId)
    if (!locked) throw fail('not_found')
    const isOurs = snapshot && (snapshot.state === 'paid' || snapshot.state === 'processing')
    if (found && isOurs) await applySnapshot(context, tx, { locked, paymentId: found.id, snapshot })
    if (isOurs) return true
    if (locked.legs.every(leg => leg.state === 'held')) await cancelHold(tx, locked, { event: 'give_up', actorId: personId })
    if (found && snapshot) await applySnapshot(context, tx, { locked: (await lockBooking(tx, bookingId))!, paymentId: found.id, snapshot })
    return false
  })
  if (paid) throw fail('already_paid')
}
