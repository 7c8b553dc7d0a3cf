import { assertOpen, openLeg, type Who } from '../booking/index.ts'
import type { PaymentContext } from '../payment/index.ts'
import { withTransaction } from '../platform/database.ts'
import { replaceLeg } from './replace-leg.ts'

export interface GiveUpInput {
  who: Who
  legId: string
  /** `decline` a leg that was asked of the provider; `withdraw` from one that it has confirmed. */
  event: 'decline' | 'withdraw'
  reason: string
}

/**
 * A provider gives a leg up.
 * @throws {DomainError} `not_found`, `transition_illegal`, `too_late`
 */
export async function giveUpLeg(context: PaymentContext, { who, legId, event, reason }: GiveUpInput): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const { locked, leg, actor, at } = await openLeg(tx, { who, legId, as: ['provider'] })
    assertOpen(leg, event, { actor, at })
    await replaceLeg(context, tx, locked, { leg, cause: { event, actor, actorId: who.id, reason } })
  })
}
