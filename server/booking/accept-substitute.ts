import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/database.ts'
import { moveLegs, type BookingLeg } from './change-legs.ts'
import { fail } from './errors.ts'
import { closeProposal, findProposal } from './propose-substitute.ts'
import { replaceResources } from './move-legs.ts'

/**
 * The resident takes the substitute: the leg is the new provider's, whose time was claimed with the proposal. What the substitute asks less
 * than was paid is for the caller to give back.
 *
 * @throws {DomainError} `transition_illegal` where nothing is proposed.
 */
export async function acceptProposal(
  context: Pick<Context, 'jobs'>, tx: Tx, leg: BookingLeg, { actorId }: { actorId: string },
): Promise<{ leg: BookingLeg, less: number }> {
  const proposal = await findProposal(tx, leg.id)
  if (!proposal) throw fail('transition_illegal', { event: 'substitute', state: leg.state })
  const { providerId, shareAmount, terms } = proposal
  const { alternativeId, offeringId, offeringVersion = 1, agreementId, agreementVersion = null, sessionId, resourceIds } = terms
  const { districtId, zone, instant, commissionBps, tax = leg.tax, tasks } = terms
  const cause = {
    event: 'substitute', actor: 'resident', actorId,
    data: { from: { providerId: leg.providerId }, to: { providerId }, shareAmount },
  } as const
  const [changed] = await moveLegs(context, tx, [leg], cause, {
    set: {
      alternativeId, offeringId, offeringVersion, agreementId, sessionId, districtId, zone, instant, commissionBps, tasks, providerId,
      agreementVersion, tax,
      bufferBeforeMinutes: terms.bufferBefore, bufferAfterMinutes: terms.bufferAfter, revision: leg.revision + 1,
    },
  })
  await replaceResources(tx, leg.id, resourceIds)
  await closeProposal(tx, leg.id, 'accepted')
  return { leg: changed!, less: leg.shareAmount - leg.refundedAmount - shareAmount }
}
