import { moveLegs, proposeSubstitute, type BookingLeg, type Cause, type LockedBooking } from '../booking/index.ts'
import type { PaymentContext } from '../payment/index.ts'
import { now } from '../platform/clock.ts'
import type { Tx } from '../platform/database.ts'
import { loseLeg } from './end-legs.ts'
import { lockPaymentOf } from './refund-leg.ts'
import { refundableUntil } from './refundable-until.ts'

/**
 * A provider does not serve a leg after all: somebody else is proposed to the resident, at the same time and for no more; where there is
 * nobody, the leg is cancelled and given back in full. The caller holds the booking's lock.
 */
export async function replaceLeg(
  context: PaymentContext, tx: Tx, locked: LockedBooking, { leg, cause }: { leg: BookingLeg, cause: Cause },
): Promise<void> {
  const until = refundableUntil(await lockPaymentOf(tx, locked.booking.id))
  const found = until !== null && await now(tx) >= until ? undefined : await proposeSubstitute(tx, locked, leg)
  if (!found) return await loseLeg(context, tx, locked, { leg, cause, reason: cause.event === 'decline' ? 'declined' : 'withdrawn' })
  const data = { ...cause.data, proposed: { providerId: found.proposal.providerId, shareAmount: found.proposal.shareAmount } }
  await moveLegs(context, tx, [leg], { ...cause, data }, { replaceable: true, set: { responseDueAt: found.answerBy } })
}
