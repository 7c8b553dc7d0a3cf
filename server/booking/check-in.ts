import type { Context } from '../platform/context.ts'
import { withTransaction } from '../platform/database.ts'
import { assertQualified } from './accept-leg.ts'
import { assertOpen, openLeg, type Who } from './access.ts'
import { moveLegs } from './change-legs.ts'

/**
 * Who comes is there, and begins. A manager can say it for a worker who cannot.
 * @throws {DomainError} `not_found`, `transition_illegal`, `too_early`, `credential_lapsed`
 */
export async function checkIn(context: Pick<Context, 'db' | 'jobs'>, { who, legId }: { who: Who, legId: string }): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const { leg, actor, at } = await openLeg(tx, { who, legId, as: ['worker', 'provider'] })
    assertOpen(leg, 'check_in', { actor, at })
    await assertQualified(tx, leg)
    await moveLegs(context, tx, [leg], { event: 'check_in', actor, actorId: who.id })
  })
}
