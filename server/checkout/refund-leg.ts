import { splitRefund } from '#shared/voucher.ts'
import { setRefunded, type BookingLeg } from '../booking/index.ts'
import { returnedOfLeg, returnVoucher } from '../catalog/index.ts'
import {
  findPaymentOfBooking, lockPayment, lossesOf, queueRefund, recordVoucher, refundBlockOf, refundsOfLeg, requestRefund,
  takeFromPlatform, type Payment, type PaymentContext,
} from '../payment/index.ts'
import { now } from '../platform/clock.ts'
import type { Queryable, Tx } from '../platform/database.ts'

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
  /**
   * A person waits for the answer: what cannot be given back now stops them. Without one the leg must go on, and an operator gives it
   * back.
   */
  asked: boolean
}

/** What was given back of a leg, in all. */
export type Given = Pick<BookingLeg, 'refundedAmount' | 'refundedVoucherAmount'>

/**
 * Promises a part of a leg's share back, and says so on the leg: what the payer paid to the payer, what a voucher paid to its budget. The
 * caller holds the booking's lock.
 *
 * @returns how much of the leg is promised back now, also what waits for an operator.
 * @throws {DomainError} `payment_disputed`, `payment_not_refundable` where a person asked.
 */
export async function refundLeg(context: PaymentContext, tx: Tx, { leg, amount, reason, asked }: LegRefund): Promise<Given> {
  const { gone } = await givenBack(tx, leg.id)
  // What waits for an operator is not on the leg yet, and is not promised twice; nor is what a bank has given back.
  const wanted = Math.min(amount, leg.shareAmount - gone.refundedAmount)
  if (wanted > 0) {
    const { cash, voucher } = splitRefund({ ...leg, ...gone }, wanted)
    if (cash > 0) await refundCash(context, tx, { leg, amount: cash, reason, asked })
    if (voucher > 0) await refundVoucher(tx, leg, { amount: voucher, reason })
  }
  return (await keepGivenBack(tx, leg.id)).promised
}

/**
 * Where nobody asked, or it is too late for the method, what cannot be given back now waits for an operator. What the payer was given
 * before, and the platform bore, is not given twice.
 */
async function refundCash(context: PaymentContext, tx: Tx, { leg, amount: wanted, reason, asked }: LegRefund): Promise<void> {
  const paid = await lockPaymentOf(tx, leg.bookingId)
  if (!paid) throw new Error(`booking leg ${leg.id} was never paid`)
  const left = paid.capturedAmount - paid.refundedAmount
  const amount = wanted <= left ? wanted : wanted - await takeFromPlatform(tx, paid, { bookingLegId: leg.id, amount: wanted - left })
  if (amount === 0) return
  const cause = amount > left ? 'not_refundable' : refundBlockOf(paid, await now(tx))
  if (cause === null || (cause !== 'past_window' && asked && amount <= left)) {
    await requestRefund(context, tx, { paymentId: paid.id, bookingLegId: leg.id, amount, reason })
  } else {
    await queueRefund(tx, { paid, bookingLegId: leg.id, amount, cause, reason })
  }
}

async function refundVoucher(tx: Tx, { id: bookingLegId, bookingId }: BookingLeg, { amount, reason }: { amount: number, reason: string }) {
  const { id: causeId, campaignId, currency } = await returnVoucher(tx, { bookingId, bookingLegId, amount, reason })
  await recordVoucher(tx, 'voucher_return', { campaignId, causeId, bookingId, amount, currency })
}

export interface GivenBack {
  /** On its way or arrived, those refunds left out that failed. */
  given: Given
  /** All that was decided to be given back, also what still waits for an operator. What a provider earned is without it. */
  promised: Given
  /** The same, and what the payer's bank took back for good: the rest of a leg's share can still be given back. */
  gone: Given
}

/** What was given back of a leg: to the payer, and to its voucher's budget. */
export async function givenBack(db: Queryable, legId: string): Promise<GivenBack> {
  const { given, promised } = await refundsOfLeg(db, legId)
  const refundedVoucherAmount = await returnedOfLeg(db, legId)
  const withVoucher = (cash: number): Given => ({ refundedAmount: cash + refundedVoucherAmount, refundedVoucherAmount })
  const lost = (await lossesOf(db, [legId])).get(legId) ?? 0
  return { given: withVoucher(given), promised: withVoucher(promised), gone: withVoucher(promised + lost) }
}

async function keepGivenBack(tx: Tx, legId: string): Promise<GivenBack> {
  const refunds = await givenBack(tx, legId)
  await setRefunded(tx, legId, refunds.given)
  return refunds
}

/** A refund changed, or was made another way: its leg says so. */
export async function keepRefunded(tx: Tx, { bookingLegId }: { bookingLegId: string | null }): Promise<void> {
  if (bookingLegId !== null) await keepGivenBack(tx, bookingLegId)
}
