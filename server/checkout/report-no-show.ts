import { releaseClaims } from '../availability/index.ts'
import { assertOpen, moveLegs, openLeg, type Who } from '../booking/index.ts'
import type { PaymentContext } from '../payment/index.ts'
import { withTransaction } from '../platform/database.ts'
import { loseLeg } from './end-legs.ts'

export interface NoShowInput {
  who: Who
  legId: string
  /** The booking that the leg must be of. */
  bookingId?: string
  /** Who says it: the resident that nobody came, the provider or its worker that nobody was there. */
  as: 'resident' | 'provider'
  reason: string
}

/**
 * One side did not come. A provider's absence is given back in full; a resident's is settled by policy after 72 hours, unless disputed.
 * @throws {DomainError} `not_found`, `transition_illegal`, `too_early`
 */
export async function reportNoShow(context: PaymentContext, { who, legId, bookingId, as, reason }: NoShowInput): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const roles = as === 'resident' ? ['resident'] as const : ['worker', 'provider'] as const
    const { locked, leg, actor, at } = await openLeg(tx, { who, legId, bookingId, as: roles })
    const event = as === 'resident' ? 'miss_provider' : 'miss_resident'
    assertOpen(leg, event, { actor, at })
    const cause = { event, actor, actorId: who.id, reason } as const
    if (event === 'miss_provider') return await loseLeg(context, tx, locked, { leg, cause, reason: 'no_show_provider' })
    await moveLegs(context, tx, [leg], cause)
    await releaseClaims(tx, [leg.id])
  })
}
