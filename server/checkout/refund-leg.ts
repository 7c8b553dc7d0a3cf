import { splitRefund } from '#shared/voucher.ts'
import { setRefunded, type BookingLeg } from '../booking/index.ts'
import { returnedOfLeg, returnVoucher } from '../catalog/index.ts'
import {
  canRefund, findPaymentOfBooking, listRefunds, lockPayment, recordVoucher, requestRefund, type Payment, type PaymentContext,
  type RefundChange,
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

/** What was given back of a leg, in all. */
export type Given = Pick<BookingLeg, 'refundedAmount' | 'refundedVoucherAmount'>

/**
 * Promises a part of a leg's share back, and says so on the leg: what the payer paid to the payer, what a voucher paid to its budget. The
 * caller holds the booking's lock.
 *
 * @returns how much of the leg is given back now.
 * @throws {DomainError} `payment_disputed`, `payment_not_refundable` where a person asked.
 */
export async function refundLeg(context: PaymentContext, tx: Tx, { leg, amount, reason, asked }: LegRefund): Promise<Given> {
  const before = { refundedAmount: leg.refundedAmount, refundedVoucherAmount: leg.refundedVoucherAmount }
  if (amount === 0) return before
  const { cash, voucher } = splitRefund(leg, amount)
  const isPromised = cash === 0 || await refundCash(context, tx, { leg, amount: cash, reason, asked })
  if (!isPromised) return before
  if (voucher > 0) await refundVoucher(tx, leg, { amount: voucher, reason })
  const given = { refundedAmount: leg.refundedAmount + amount, refundedVoucherAmount: leg.refundedVoucherAmount + voucher }
  await setRefunded(tx, leg.id, given)
  return given
}

/** Answers false where nobody asked, and nothing can be given back. */
async function refundCash(context: PaymentContext, tx: Tx, { leg, amount, reason, asked }: LegRefund): Promise<boolean> {
  const payment = await lockPaymentOf(tx, leg.bookingId)
  if (!asked && (!payment || !canRefund(payment))) {
    context.log.error({ leg: leg.id, amount, payment: payment?.state }, 'checkout: a refund could not be asked for')
    return false
  }
  if (!payment) throw new Error(`booking leg ${leg.id} was never paid`)
  await requestRefund(context, tx, { paymentId: payment.id, bookingLegId: leg.id, amount, reason })
  return true
}

async function refundVoucher(tx: Tx, { id: bookingLegId, bookingId }: BookingLeg, { amount, reason }: { amount: number, reason: string }) {
  const { id: causeId, campaignId, currency } = await returnVoucher(tx, { bookingId, bookingLegId, amount, reason })
  await recordVoucher(tx, 'voucher_return', { campaignId, causeId, bookingId, amount, currency })
}

/** A refund changed: what its leg says is given back is what its refunds add up to, those that failed left out, and its voucher's part. */
export async function keepRefunded(tx: Tx, { refund }: Pick<RefundChange, 'refund'>): Promise<void> {
  const { bookingLegId, paymentId } = refund
  if (bookingLegId === null) return
  const live = (await listRefunds(tx, paymentId)).filter(row => row.bookingLegId === bookingLegId && row.state !== 'failed')
  const refundedVoucherAmount = await returnedOfLeg(tx, bookingLegId)
  const refundedAmount = live.reduce((sum, { amount }) => sum + amount, refundedVoucherAmount)
  await setRefunded(tx, bookingLegId, { refundedAmount, refundedVoucherAmount })
}
