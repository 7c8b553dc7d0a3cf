import { lockBooking, type BookingLeg, type Who } from '../booking/index.ts'
import { assertOperator, recordAct } from '../identity/index.ts'
import {
  endMismatch, fetchForEvent, findForeignRefund, GatewayError, hasEarning, lockPayment, spreadLossesAgain, takeForeignRefund,
  type PaymentContext, type PaymentSnapshot,
} from '../payment/index.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { applySnapshot, cashOf } from './apply-payment-event.ts'
import { earn } from './end-legs.ts'
import { fail } from './errors.ts'
import { givenBack } from './refund-leg.ts'

export interface AllotRefund {
  who: Who
  /** The payment service's id. */
  refundId: string
  /** Minor units of each leg, and what the platform bears; together the refund. */
  parts: readonly { legId: string, amount: number }[]
  platformAmount: number
  reason: string
}

/**
 * An operator says of which legs a refund was that somebody made at the payment service, past us. From then on it is a refund like any
 * other: in the books, on its legs, and taken from what their providers earned; but for what the platform bears, which is its loss. The
 * payment is released when nothing else holds it.
 *
 * @throws {DomainError} `not_found`, also where it was allotted before, or a leg is not of its booking; `refund_not_spread` where the parts
 * are not the refund; `refund_exceeds_payment` where a leg has not that much left; `checkout_unavailable`
 */
export async function allotRefund(context: PaymentContext, { who, refundId, parts, platformAmount, reason }: AllotRefund): Promise<void> {
  assertOperator(who)
  const { paymentId, snapshot, bookingId } = await look(context, refundId)
  await withTransaction(context.db, async (tx) => {
    const locked = await lockBooking(tx, bookingId)
    if (!locked) throw fail('not_found')
    await lockPayment(tx, paymentId)
    const legs = parts.map(({ legId, amount }) => ({ leg: locked.legs.find(({ id }) => id === legId), amount }))
    for (const { leg, amount } of legs) await assertLeft(tx, leg, amount)
    await takeForeignRefund(tx, { bookingId, refundId, parts, platformAmount })
    await applySnapshot(context, tx, { locked, paymentId, snapshot })
    await spreadLossesAgain(tx, { paymentId, legs: await cashOf(tx, locked) })
    for (const leg of locked.legs) {
      if (await hasEarning(tx, leg.id)) await earn(tx, locked.booking.currency, { ...leg, ...(await givenBack(tx, leg.id)).promised })
    }
    await endMismatch(tx, { kind: 'movement_unknown', subject: refundId })
    await recordAct(tx, {
      personId: who.id, action: 'refund.allot', subject: { kind: 'payment', id: paymentId }, reason,
      data: { refundId, parts, platformAmount, currency: locked.booking.currency },
    })
  })
}

/** How the payment stands now, with the refund in it. */
async function look(
  context: PaymentContext, refundId: string,
): Promise<{ paymentId: string, bookingId: string, snapshot: PaymentSnapshot }> {
  const found = await findForeignRefund(context.db, refundId)
  if (!found) throw fail('not_found')
  const { paymentId } = found
  const unheard = { eventId: null, paymentId, sessionId: null, gatewayPaymentId: null }
  const fetched = await fetchForEvent(context, unheard).catch((error: unknown) => {
    throw error instanceof GatewayError ? fail('checkout_unavailable', { code: error.code }) : error
  })
  const told = fetched?.snapshot.refunds.find(each => each.refundId === refundId)
  // It failed meanwhile, or the answer is not about it: what there is to do is seen when the payment is looked at next.
  if (!fetched || told?.amount !== found.amount || told.state === 'failed') throw fail('checkout_unavailable')
  return { paymentId, bookingId: fetched.payment.bookingId, snapshot: fetched.snapshot }
}

/** A refund at the payment service is of money alone: no more than a leg's own, without what a voucher paid or is promised already. */
async function assertLeft(tx: Tx, leg: BookingLeg | undefined, amount: number): Promise<void> {
  if (!leg) throw fail('not_found')
  const { promised } = await givenBack(tx, leg.id)
  const left = leg.shareAmount - leg.voucherAmount - (promised.refundedAmount - promised.refundedVoucherAmount)
  if (amount > left) throw fail('refund_exceeds_payment', { left: Math.max(0, left) })
}
