import { eq } from 'drizzle-orm'
import type { Context } from '../platform/context.ts'
import { now } from '../platform/clock.ts'
import type { Tx } from '../platform/database.ts'
import { DomainError } from '../platform/errors.ts'
import { lockBooking, type LockedBooking } from './change-legs.ts'
import { fail } from './errors.ts'
import { moveBookedLegs } from './move-legs.ts'
import { isAhead, visitsOf, type CarePlan } from './plan-rows.ts'
import { carePlan, planVisit } from './schema.ts'
import { dayOfVisit, followingTimes } from './visit-times.ts'
import { daysBetween } from '#shared/wall-time.ts'

export interface MoveFollowing {
  personId: string
  plan: CarePlan
  fromVisitId: string
  /** New starts of that visit, by leg of the bundle; the others move as far. */
  starts: Record<string, string>
  /** The moment until which a booking's legs may be moved; null: no such bound. Asked under the booking's lock. */
  until: (tx: Tx, bookingId: string) => Promise<Date | null>
}

/**
 * Moves a visit and all that follow it, those that are paid too: all, or none. The caller has the plan's lock.
 * @throws {DomainError} `not_found`; `slot_taken` with the `day` that cannot be; `transition_illegal`, `too_late`
 */
export async function moveFollowing(
  context: Pick<Context, 'jobs'>, tx: Tx, { personId, plan, fromVisitId, starts, until }: MoveFollowing,
): Promise<void> {
  const at = await now(tx)
  if (plan.endedAt !== null) throw fail('transition_illegal', { event: 'reschedule' })
  const all = await visitsOf(tx, plan.id)
  const first = all.find(({ id }) => id === fromVisitId)
  if (!first || !isAhead(first, at)) throw fail('not_found')
  const moving = all.filter(visit => visit.position >= first.position && isAhead(visit, at))
  const times = followingTimes(moving.map(({ day }) => day), starts, plan.zone)
  if (new Date(times[0]!.startsAt) <= at) throw fail('too_late', { event: 'reschedule' })
  const moves = moving.map((visit, index) => ({ visit, to: times[index]! }))
  const locked = new Map<string, LockedBooking>()
  for (const id of moving.flatMap(({ bookingId }) => bookingId ?? []).sort()) locked.set(id, (await lockBooking(tx, id))!)
  const shift = daysBetween(first.day, dayOfVisit(starts, plan.zone))
  // Visits may go where the next one was: whoever is in the way goes first.
  for (const { visit, to } of times[0]!.startsAt > first.startsAt.toISOString() ? moves.toReversed() : moves) {
    const found = visit.bookingId === null ? undefined : locked.get(visit.bookingId)
    if (found && visit.state === 'reserved') {
      const open = found.legs.filter(({ state }) => state !== 'cancelled' && state !== 'expired')
      const byLeg = new Map(open.map(leg => [leg.id, new Date(to.starts[leg.bundleLegId] ?? leg.startsAt)]))
      const move = { starts: byLeg, until: await until(tx, found.booking.id), actor: 'resident', actorId: personId } as const
      if (open.length > 0) await moveBookedLegs(context, tx, found, move).catch((error: unknown) => {
        throw error instanceof DomainError && error.code === 'slot_taken' ? fail('slot_taken', { day: to.day }) : error
      })
    }
    await tx.update(planVisit).set({
      day: to.day, starts: to.starts, startsAt: new Date(to.startsAt), changedAt: at,
      ...(visit.state === 'conflict' && { state: 'planned', why: null, decided: false }),
    }).where(eq(planVisit.id, visit.id))
  }
  const weekdays = plan.pattern.weekdays.map(weekday => ((weekday - 1 + shift) % 7 + 7) % 7 + 1).sort()
  await tx.update(carePlan).set({ pattern: { ...plan.pattern, weekdays } }).where(eq(carePlan.id, plan.id))
}
