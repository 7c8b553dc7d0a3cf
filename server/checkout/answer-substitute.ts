import { acceptProposal, assertOpen, openLeg, type Who } from '../booking/index.ts'
import type { PaymentContext } from '../payment/index.ts'
import { withTransaction } from '../platform/database.ts'
import { loseLeg } from './end-legs.ts'
import { refundLeg } from './refund-leg.ts'

export interface AnswerInput {
  who: Who
  bookingId: string
  legId: string
  accept: boolean
}

/**
 * The resident takes the proposed substitute, for whom they never pay more (and get back what is less), or gets the leg back in full.
 * @throws {DomainError} `not_found`, `transition_illegal`, `too_late`, `payment_disputed`
 */
export async function answerSubstitute(context: PaymentContext, { who, bookingId, legId, accept }: AnswerInput): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const { locked, leg, actor, at } = await openLeg(tx, { who, legId, bookingId, as: ['resident'] })
    const event = accept ? 'substitute' : 'refuse_substitute'
    assertOpen(leg, event, { actor, at })
    if (event === 'refuse_substitute') {
      return await loseLeg(context, tx, locked, { leg, cause: { event, actor, actorId: who.id }, reason: 'substitute_refused' })
    }
    const taken = await acceptProposal(context, tx, leg, { actorId: who.id })
    await refundLeg(context, tx, { leg: taken.leg, amount: taken.less, reason: 'substitute_costs_less', asked: true })
  })
}
