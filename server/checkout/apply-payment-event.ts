import {
  cancelHold, claimAgain, expireHoldNow, extendHold, lastNotice, lockBooking, paidLegsOf, waitsForPayment, type LockedBooking,
} from '../booking/index.ts'
import {
  acceptLatePayment, applyPaymentSnapshot, fetchForEvent, keepSavedCard, markEventApplied, queueRefund, refundBlockOf, requestRefund,
  type ApplyPaymentEvent, type Payment, type PaymentChange, type PaymentContext, type PaymentSnapshot,
} from '../payment/index.ts'
import { now } from '../platform/clock.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { confirm, redeem } from './confirm.ts'
import { keepRefunded } from './refund-leg.ts'

/** An asynchronous payment holds the time for at most a day. */
const processingHours = 24

/**
 * The job of a payment event: asks the gateway how the payment stands, then changes payment and booking in one transaction, so that nothing
 * is ever paid and unconfirmed. The event itself is only the reason to look.
 */
export async function applyPaymentEvent(context: PaymentContext, event: ApplyPaymentEvent): Promise<void> {
  const fetched = await fetchForEvent(context, event)
  if (!fetched) {
    await markEventApplied(context.db, event.eventId, 'not_ours')
    return
  }
  const { payment, snapshot } = fetched
  await withTransaction(context.db, async (tx) => {
    const locked = await lockBooking(tx, payment.bookingId)
    if (!locked) throw new Error(`payment ${payment.id} has no booking`)
    const change = await applySnapshot(context, tx, { locked, paymentId: payment.id, snapshot })
    await markEventApplied(tx, event.eventId, change.from === change.to ? 'unchanged' : change.to)
  })
}

export interface ApplySnapshotInput {
  locked: LockedBooking
  paymentId: string
  snapshot: PaymentSnapshot
}

/** Writes what is known of a payment, and carries it into its booking. The caller holds the booking's lock. */
export async function applySnapshot(
  context: PaymentContext,
  tx: Tx,
  { locked, paymentId, snapshot }: ApplySnapshotInput,
): Promise<PaymentChange> {
  const late = locked.legs.every(leg => leg.state === 'expired' || leg.state === 'cancelled')
  const change = await applyPaymentSnapshot(tx, { paymentId, snapshot, late, legs: await cashOf(tx, locked) })
  for (const { refund } of change.refunds) await keepRefunded(tx, refund)
  if (change.from !== change.to) await carryOver(context, tx, locked, change)
  const { planId } = locked.booking
  if (change.to === 'paid' && planId !== null && snapshot.savedCard) await keepSavedCard(tx, planId, snapshot.savedCard)
  return change
}

/** What of each leg is paid in money, not by a voucher. A leg of a visit that ended before the others were paid has no part in it. */
export async function cashOf(tx: Tx, locked: LockedBooking): Promise<{ id: string, cashAmount: number }[]> {
  const isEnded = ({ state }: { state: string }) => state === 'cancelled'
  const paid = locked.legs.some(isEnded) ? await paidLegsOf(tx, locked) : []
  return locked.legs.filter(leg => !isEnded(leg) || paid.includes(leg))
    .map(({ id, shareAmount, voucherAmount }) => ({ id, cashAmount: shareAmount - voucherAmount }))
}

async function carryOver(context: PaymentContext, tx: Tx, locked: LockedBooking, { payment, to }: PaymentChange): Promise<void> {
  if (to === 'paid' && locked.legs.some(waitsForPayment)) return await confirm(context, tx, locked)
  if (to === 'late_paid') {
    if (await claimAgain(context, tx, locked)) {
      await redeem(tx, locked)
      return await acceptLatePayment(tx, payment.id)
    }
    return await giveBackLate(context, tx, payment)
  }
  // A visit under a plan waits on: whoever could not pay can try again until a day before it.
  if (locked.legs.every(leg => leg.state !== 'held')) return
  if (to === 'processing') return await extendHold(tx, locked, await endOfProcessing(tx, locked))
  if (to === 'payment_failed') return await cancelHold(tx, locked, { event: 'fail_payment' })
  if (to === 'expired') await expireHoldNow(tx, locked)
}

/** Nothing of it can be served any more. A bank may have been quicker than we. */
export async function giveBackLate(context: PaymentContext, tx: Tx, payment: Payment): Promise<void> {
  const cause = refundBlockOf(payment, await now(tx))
  const amount = payment.capturedAmount - payment.refundedAmount
  if (cause === null) await requestRefund(context, tx, { paymentId: payment.id, bookingLegId: null, reason: 'paid_late' })
  else if (amount > 0) await queueRefund(tx, { paid: payment, bookingLegId: null, amount, cause, reason: 'paid_late' })
}

/** A day, but never past the moment from which a leg's provider could not be told in time. */
async function endOfProcessing(tx: Tx, { booking }: LockedBooking): Promise<Date> {
  const day = (await now(tx)).getTime() + processingHours * 3_600_000
  return new Date(Math.min(day, (await lastNotice(tx, booking.id)).getTime()))
}
