import { and, eq, sql } from 'drizzle-orm'
import { reassign, swapClaims } from '../availability/index.ts'
import { loadSubstitutes, priceAlternative, type PricedAlternative } from '../catalog/index.ts'
import { now } from '../platform/clock.ts'
import type { Tx } from '../platform/database.ts'
import { DomainError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { BookingLeg, LockedBooking } from './change-legs.ts'
import { courseOf, dropExpiredOf, minutesOf } from './course.ts'
import { substitution } from './schema.ts'
import { claimOf } from './take-slot.ts'
import { openTasks } from './tasks.ts'
import { answerDeadline } from './timers.ts'

export type Substitution = typeof substitution.$inferSelect

/**
 * Looks for somebody who can serve a leg at the same time for the same share or less, and claims their time in place of what the leg held:
 * so the resident's yes cannot come too late. The caller holds the booking's lock, and moves the leg.
 *
 * @returns undefined where there is nobody; nothing is written then.
 */
export async function proposeSubstitute(
  tx: Tx, locked: LockedBooking, leg: BookingLeg,
): Promise<{ proposal: Substitution, answerBy: Date } | undefined> {
  const candidates = await candidatesFor(tx, locked, leg)
  if (candidates.length === 0) return undefined
  const course = await courseOf(tx, locked, [leg.id])
  const legs = course.legs.map(own => (own.moves ? { ...own, alternatives: candidates, wish: { wishes: own.wish?.wishes } } : own))
  const [assigned] = await reassign(tx, { course: { ...course, legs }, dropExpired: dropExpiredOf }).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'slot_taken') return []
    throw error
  })
  if (!assigned) return undefined
  const { alternative, shareAmount } = candidates.find(candidate => candidate.alternative.id === assigned.alternativeId)!
  const { offering, provider, terms } = alternative
  await swapClaims(tx, [claimOf(leg.id, assigned)])
  const [proposal] = await tx.insert(substitution).values({
    id: newId(), bookingLegId: leg.id, providerId: provider.id, shareAmount,
    terms: {
      alternativeId: alternative.id, offeringId: offering.id, offeringVersion: offering.version, agreementId: terms.agreementId,
      agreementVersion: terms.agreementVersion, tax: offering.tax, sessionId: assigned.sessionId,
      resourceIds: assigned.resourceIds, districtId: assigned.districtId, zone: provider.zone, bufferBefore: offering.bufferBefore,
      bufferAfter: offering.bufferAfter, instant: offering.instant, commissionBps: provider.commissionBps, tasks: openTasks(offering.tasks),
    },
  }).returning()
  const noticeMinutes = Math.max(offering.noticeMinutes, terms.noticeMinutes)
  return { proposal: proposal!, answerBy: answerDeadline({ at: await now(tx), startsAt: leg.startsAt, noticeMinutes }) }
}

/** Nobody who gave the leg up is asked again, and nobody who wants more than was paid. */
async function candidatesFor(tx: Tx, { booking }: LockedBooking, leg: BookingLeg): Promise<PricedAlternative[]> {
  const asked = await tx.select({ id: substitution.providerId }).from(substitution).where(eq(substitution.bookingLegId, leg.id))
  const alternatives = await loadSubstitutes(tx, {
    legId: leg.bundleLegId, offeringId: leg.offeringId, districtId: booking.districtId,
    exceptProviderIds: [leg.providerId, ...asked.map(({ id }) => id)],
  })
  return alternatives.flatMap((alternative) => {
    const minutes = alternative.offering.mode === 'session' ? undefined : minutesOf(leg)
    const priced = priceAlternative(alternative, { minutes, persons: booking.persons })
    return priced && priced.shareAmount <= leg.shareAmount - leg.refundedAmount ? [priced] : []
  })
}

/** The proposal that a leg waits with, if it does. */
export async function findProposal(tx: Tx, legId: string): Promise<Substitution | undefined> {
  const [row] = await tx.select().from(substitution).where(and(eq(substitution.bookingLegId, legId), eq(substitution.state, 'proposed')))
  return row
}

/** Ends the proposal of a leg, if it has one. */
export async function closeProposal(tx: Tx, legId: string, state: 'accepted' | 'refused' | 'lapsed'): Promise<void> {
  await tx.update(substitution).set({ state, decidedAt: sql`linli_now()` })
    .where(and(eq(substitution.bookingLegId, legId), eq(substitution.state, 'proposed')))
}
