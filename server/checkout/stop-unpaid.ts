import { expireHoldNow, extendPlan, isStranded, lockBooking, lockPlanOf, planAgain, type LockedBooking } from '../booking/index.ts'
import { chargeStateOf, closeCheckout, findPaymentOfBooking, type PaymentContext } from '../payment/index.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { applySnapshot } from './apply-payment-event.ts'
import { endLegs } from './end-legs.ts'

const reason = 'provider_suspended'

/**
 * Ends what is held or reserved and not paid, where a suspended provider would serve a part of it: a hold is over, a visit is planned anew.
 * The payment page is closed first, so that nothing can be paid for what is gone; where it was paid a moment before, or a payment is on its
 * way, that counts, and the sweeper looks for somebody else as it does for all that is paid.
 * @returns whether anything changed
 */
export async function stopUnpaid(context: PaymentContext, bookingId: string): Promise<boolean> {
  const payment = await findPaymentOfBooking(context.db, bookingId)
  const snapshot = payment?.state === 'awaiting_payment' ? await closeCheckout(context, payment.id) : undefined
  const done = await withTransaction(context.db, async (tx) => {
    const plan = await lockPlanOf(tx, bookingId)
    const locked = await lockBooking(tx, bookingId)
    if (!locked || !await isStranded(tx, bookingId)) return { changed: false }
    const isPaid = snapshot?.state === 'paid' || snapshot?.state === 'processing'
    if (!isPaid && !snapshot && (await chargeStateOf(tx, bookingId)).state === 'waits') return { changed: false }
    if (!isPaid) await end(context, tx, locked)
    if (payment && snapshot) {
      await applySnapshot(context, tx, { locked: (await lockBooking(tx, bookingId))!, paymentId: payment.id, snapshot })
    }
    if (isPaid || !plan || plan.endedAt !== null) return { changed: true }
    await planAgain(tx, bookingId)
    return { changed: true, planId: plan.id }
  })
  // Whose visit it was is asked at once, where nobody else comes at that time.
  if (done.planId) await extendPlan(context, done.planId)
  return done.changed
}

async function end(context: PaymentContext, tx: Tx, locked: LockedBooking): Promise<void> {
  const reserved = locked.legs.filter(({ state }) => state === 'reserved')
  if (reserved.length === 0) return await expireHoldNow(tx, locked, { reason })
  await endLegs(context, tx, locked, reserved.map(leg => ({ leg, cause: { event: 'cancel', actor: 'system', reason }, refundAmount: 0, reason })))
}
