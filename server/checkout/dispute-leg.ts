import { assertOpen, moveLegs, openLeg, type Who } from '../booking/index.ts'
import { recordAct } from '../identity/index.ts'
import type { PaymentContext } from '../payment/index.ts'
import { withTransaction } from '../platform/database.ts'
import { earn } from './end-legs.ts'
import { fail } from './errors.ts'
import { givenBack, lockPaymentOf, refundLeg } from './refund-leg.ts'
import { refundableUntil } from './refundable-until.ts'

export interface DisputeInput {
  who: Who
  bookingId: string
  legId: string
  reason: string
}

/**
 * The resident does not agree with how a leg was served, or that they were away: nothing is settled until an operator decides.
 * @throws {DomainError} `not_found`, `transition_illegal`, `too_late`
 */
export async function disputeLeg(context: PaymentContext, { who, bookingId, legId, reason }: DisputeInput): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const { leg, actor, at } = await openLeg(tx, { who, legId, bookingId, as: ['resident'] })
    assertOpen(leg, 'dispute', { actor, at })
    const until = refundableUntil(await lockPaymentOf(tx, leg.bookingId))
    if (until !== null && at >= until) throw fail('too_late', { event: 'dispute' })
    await moveLegs(context, tx, [leg], { event: 'dispute', actor, actorId: who.id, reason })
  })
}

export interface ResolveInput {
  who: Who
  legId: string
  /** Minor units of what was not given back before. */
  refundAmount: number
  reason: string
}

/**
 * An operator decides a dispute: a part is given back, or nothing; the rest is the provider's.
 * @throws {DomainError} `not_found`, `transition_illegal`, `refund_exceeds_payment`
 */
export async function resolveDispute(context: PaymentContext, { who, legId, refundAmount, reason }: ResolveInput): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const { locked, leg, actor, at } = await openLeg(tx, { who, legId, as: ['operator'] })
    assertOpen(leg, 'resolve', { actor, at })
    const left = leg.shareAmount - (await givenBack(tx, legId)).gone.refundedAmount
    if (refundAmount > left) throw fail('refund_exceeds_payment', { left })
    const [settled] = await moveLegs(context, tx, [leg], { event: 'resolve', actor, actorId: who.id, reason, data: { refundAmount } })
    const given = await refundLeg(context, tx, { leg: settled!, amount: refundAmount, reason: 'dispute_resolved', asked: false })
    await earn(tx, locked.booking.currency, { ...settled!, ...given })
    await recordAct(tx, { personId: who.id, action: 'dispute.resolve', subject: { kind: 'booking_leg', id: legId }, reason, data: { refundAmount, currency: locked.booking.currency } })
  })
}
