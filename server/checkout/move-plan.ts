import { extendPlan, lockPlan, moveFollowing } from '../booking/index.ts'
import type { PaymentContext } from '../payment/index.ts'
import { withTransaction } from '../platform/database.ts'
import { lockPaymentOf } from './refund-leg.ts'
import { refundableUntil } from './refundable-until.ts'
import type { PlanRequest } from './stop-plan.ts'

/**
 * Moves a visit and all that follow it, all or none; what comes into the next six weeks by it is reserved.
 * @throws {DomainError} `not_found`, `slot_taken` with the `day` that cannot be, `transition_illegal`, `too_late`
 */
export async function movePlan(
  context: PaymentContext,
  { who, planId, body }: PlanRequest & { body: { fromVisitId: string, starts: { legId: string, start: string }[] } },
): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const plan = await lockPlan(tx, { planId, personId: who.id })
    const starts = Object.fromEntries(body.starts.map(({ legId, start }) => [legId, new Date(start).toISOString()]))
    await moveFollowing(context, tx, {
      personId: who.id, plan, fromVisitId: body.fromVisitId, starts,
      until: async (inside, bookingId) => refundableUntil(await lockPaymentOf(inside, bookingId)),
    })
  })
  await extendPlan(context, planId)
}
