import { releaseClaims } from '../availability/index.ts'
import { closeProposal, dependentsOf, leftOf, moveLegs, type BookingLeg, type Cause, type LockedBooking } from '../booking/index.ts'
import { recordEarning, type PaymentContext } from '../payment/index.ts'
import type { Tx } from '../platform/database.ts'
import { refundLeg } from './refund-leg.ts'

export interface LegEnd {
  leg: BookingLeg
  cause: Cause
  refundAmount: number
  /** Of the refund, for the record. */
  reason: string
}

/**
 * Ends legs before they were served: their time is free, what is to be given back is asked for, and what is kept is their provider's. The
 * caller holds the booking's lock.
 */
export async function endLegs(context: PaymentContext, tx: Tx, { booking }: LockedBooking, ends: readonly LegEnd[]): Promise<void> {
  for (const { leg, cause, refundAmount, reason } of ends) {
    const [ended] = await moveLegs(context, tx, [leg], { ...cause, data: { ...cause.data, refundAmount } })
    const asked = cause.actor === 'resident' || cause.actor === 'operator'
    await closeProposal(tx, leg.id, cause.event === 'refuse_substitute' && asked ? 'refused' : 'lapsed')
    // An operator's word stands also while a bank decides: what it gives back then waits in the operators' queue.
    const given = await refundLeg(context, tx, { leg: ended!, amount: refundAmount, reason, asked: cause.actor === 'resident' })
    if (refundAmount < leftOf(leg)) await earn(tx, booking.currency, { ...ended!, ...given })
  }
  await releaseClaims(tx, ends.map(({ leg }) => leg.id))
}

/** What the provider of a leg has earned, once nothing more can change it. */
export async function earn(tx: Tx, currency: string, leg: BookingLeg): Promise<void> {
  const { id: bookingLegId, bookingId, providerId, shareAmount, voucherAmount, refundedAmount, refundedVoucherAmount, commissionBps } = leg
  await recordEarning(tx, {
    bookingLegId, bookingId, providerId, currency, shareAmount, voucherAmount, refundedAmount, refundedVoucherAmount, commissionBps,
  })
}

const ahead: readonly BookingLeg['state'][] = ['requested', 'reserved', 'substituting', 'confirmed']

/**
 * A leg is lost, and not by the resident's doing: all of it is given back, and all of what makes no sense without it.
 */
export async function loseLeg(
  context: PaymentContext, tx: Tx, locked: LockedBooking, { leg, cause, reason }: Omit<LegEnd, 'refundAmount'>,
): Promise<void> {
  const others = locked.legs.filter(({ id, state }) => id !== leg.id && ahead.includes(state))
  await endLegs(context, tx, locked, [
    { leg, cause, reason, refundAmount: leftOf(leg) },
    ...dependentsOf(others, [leg]).map((other): LegEnd => ({
      leg: other, refundAmount: leftOf(other), reason: 'depends_on_lost', cause: { event: 'cancel', actor: 'system', reason: 'depends_on_lost' },
    })),
  ])
}
