import { setRefunded, type BookingLeg } from '../booking/index.ts'
import {
  findPaymentOfBooking, lockPayment, queueRefund, refundBlockOf, refundsOfLeg, requestRefund, type Payment, type PaymentContext,
} from '../payment/index.ts'
import { now } from '../platform/clock.ts'
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
  /**
   * A person waits for the answer: what cannot be given back now stops them. Without one the leg must go on, and an operator gives it
   * back.
   */
  asked: boolean
}

/**
 * Promises a part of a leg's share back, and says so on the leg. The caller holds the booking's lock.
 * @returns how much of the leg is promised back now, also what waits for an operator.
 * @throws {DomainError} `payment_disputed`, `payment_not_refundable` where a person asked.
 */
export async function refundLeg(context: PaymentContext, tx: Tx, { leg, amount, reason, asked }: LegRefund): Promise<number> {
  if (amount > 0) {
    const payment = await lockPaymentOf(tx, leg.bookingId)
    if (!payment) throw new Error(`booking leg ${leg.id} was never paid`)
    const cause = refundBlockOf(payment, await now(tx))
    if (cause === 'past_window' || (cause !== null && !asked)) {
      await queueRefund(tx, { paid: payment, bookingLegId: leg.id, amount, cause, reason })
    } else {
      await requestRefund(context, tx, { paymentId: payment.id, bookingLegId: leg.id, amount, reason })
    }
  }
  return (await keepGivenBack(tx, leg.id)).promised
}

/** What a leg says is given back is what its refunds add up to, those that failed left out. */
async function keepGivenBack(tx: Tx, legId: string): Promise<Awaited<ReturnType<typeof refundsOfLeg>>> {
  const refunds = await refundsOfLeg(tx, legId)
  await setRefunded(tx, legId, refunds.given)
  return refunds
}

/** A refund changed, or was made another way: its leg says so. */
export async function keepRefunded(tx: Tx, { bookingLegId }: { bookingLegId: string | null }): Promise<void> {
  if (bookingLegId !== null) await keepGivenBack(tx, bookingLegId)
}
