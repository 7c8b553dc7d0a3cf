import { setRefunded, type BookingLeg } from '../booking/index.ts'
import {
  canRefund, findPaymentOfBooking, listRefunds, lockPayment, requestRefund, type Payment, type PaymentContext, type RefundChange,
} from '../payment/index.ts'
import type { Tx } from '../platform/database.ts'

/** The payment of a booking under its lock, which comes after the booking's and before any resource's. Undefined: it cost nothing. */
export async function lockPaymentOf(tx: Tx, bookingId: string): Promise<Payment | undefined> {
  const found = await findPaymentOfBooking(tx, bookingId)
  return found && await lockPayment(tx, found.id)
}

export interface LegRefund {
  leg: BookingLeg
  /** Minor units; nothing is asked for where it is 0. */
  amount: number
  reason: string
  /** A person waits for the answer: what cannot be given back now stops them. Without one the leg must go on, and an operator is told. */
  asked: boolean
}

/**
 * Promises a part of a leg's share back, and says so on the leg. The caller holds the booking's lock.
 * @returns how much of the leg is given back now.
 * @throws {DomainError} `payment_disputed`, `payment_not_refundable` where a person asked.
 */
export async function refundLeg(context: PaymentContext, tx: Tx, { leg, amount, reason, asked }: LegRefund): Promise<number> {
  if (amount === 0) return leg.refundedAmount
  const payment = await lockPaymentOf(tx, leg.bookingId)
  if (!asked && (!payment || !canRefund(payment))) {
    context.log.error({ leg: leg.id, amount, payment: payment?.state }, 'checkout: a refund could not be asked for')
    return leg.refundedAmount
  }
  if (!payment) throw new Error(`booking leg ${leg.id} was never paid`)
  await requestRefund(context, tx, { paymentId: payment.id, bookingLegId: leg.id, amount, reason })
  const refunded = leg.refundedAmount + amount
  await setRefunded(tx, leg.id, refunded)
  return refunded
}

/** A refund changed: what its leg says is given back is what its refunds add up to, those that failed left out. */
export async function keepRefunded(tx: Tx, { refund }: Pick<RefundChange, 'refund'>): Promise<void> {
  const { bookingLegId, paymentId } = refund
  if (bookingLegId === null) return
  const live = (await listRefunds(tx, paymentId)).filter(row => row.bookingLegId === bookingLegId && row.state !== 'failed')
  await setRefunded(tx, bookingLegId, live.reduce((sum, { amount }) => sum + amount, 0))
}
