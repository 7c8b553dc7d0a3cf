import { lockBooking, openLeg, paidLegsOf, type Who } from '../booking/index.ts'
import { assertOperator, recordAct } from '../identity/index.ts'
import { hasEarning, resolveManualRefund, type PaymentContext } from '../payment/index.ts'
import { withTransaction } from '../platform/database.ts'
import { earn } from './end-legs.ts'
import { fail } from './errors.ts'
import { givenBack, keepRefunded, lockPaymentOf, refundLeg } from './refund-leg.ts'

export interface RefundByHand {
  who: Who
  legId: string
  /** Minor units of what was not given back before, nor promised, nor taken back by a bank. */
  amount: number
  /** What of it was left when the operator looked. */
  leftAmount?: number
  reason: string
}

/**
 * An operator gives a part of a leg back, at any time after it was paid, and says why. What its provider earned falls with it: what was
 * sent already comes back, or is owed. Where the gateway cannot give it back now, it waits in the operators' queue.
 * @throws {DomainError} `not_found`, `payment_not_refundable` where nothing was paid, `refund_exceeds_payment`;
 * `refund_changed` where something was given back since they looked
 */
export async function refundByHand(context: PaymentContext, { who, legId, amount, leftAmount, reason }: RefundByHand): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const { locked, leg } = await openLeg(tx, { who, legId, as: ['operator'] })
    await lockPaymentOf(tx, leg.bookingId)
    if (!(await paidLegsOf(tx, locked)).some(({ id }) => id === legId)) throw fail('payment_not_refundable', { state: leg.state })
    const left = leg.shareAmount - (await givenBack(tx, legId)).gone.refundedAmount
    if (leftAmount !== undefined && leftAmount !== left) throw fail('refund_changed', { left })
    if (amount > left) throw fail('refund_exceeds_payment', { left })
    const given = await refundLeg(context, tx, { leg, amount, reason: 'by_hand', asked: false })
    if (await hasEarning(tx, legId)) await earn(tx, locked.booking.currency, { ...leg, ...given })
    await recordAct(tx, { personId: who.id, action: 'refund.by_hand', subject: { kind: 'booking_leg', id: legId }, reason, data: { amount, currency: locked.booking.currency } })
  })
}

export interface ResolveRefund {
  who: Who
  id: string
  how: 'retried' | 'paid_elsewhere' | 'dismissed'
  note: string
}

/**
 * An operator ends an entry of the queue of refunds that the gateway could not make: asks it again, or says how the money went, or why not.
 * @throws {DomainError} `not_found`, also where it was ended before; `payment_disputed`, `payment_not_refundable`, `refund_exceeds_payment`
 */
export async function resolveRefund(context: PaymentContext, { who, id, how, note }: ResolveRefund): Promise<void> {
  assertOperator(who)
  await resolveManualRefund(context, { id, operatorId: who.id, how, note }, {
    before: async (tx, bookingId) => void await lockBooking(tx, bookingId),
    after: async (tx, resolved) => {
      await keepRefunded(tx, resolved)
      await recordAct(tx, { personId: who.id, action: `refund.${how}`, subject: { kind: 'manual_refund', id }, reason: note, data: { amount: resolved.amount, currency: resolved.currency } })
    },
  })
}
