import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import type { moveTimes } from '#shared/schemas/booking.ts'
import { findMoveTimes, reassign, swapClaims } from '../availability/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/database.ts'
import { assertOpen } from './access.ts'
import { capAfterMove } from './cancellation.ts'
import { moveLegs, type BookingLeg, type LockedBooking } from './change-legs.ts'
import { courseOf, dropExpiredOf } from './course.ts'
import { fail } from './errors.ts'
import { bookingLegResource } from './schema.ts'
import { claimOf } from './take-slot.ts'

interface Mover {
  actor: 'resident' | 'provider'
  actorId: string
}

export interface MoveInput extends Mover {
  /** New starts, by booking leg. */
  starts: ReadonlyMap<string, Date>
  /** Nothing may end later; null: no such bound. */
  until: Date | null
}

/**
 * Moves legs of a booking to new starts as one swap of claims: all of them, or none. The others stand, and the rules between all hold. The
 * caller holds the booking's lock.
 *
 * @throws {DomainError} `transition_illegal`, `too_late`, `slot_taken`; nothing is written then.
 */
export async function moveBookedLegs(
  context: Pick<Context, 'jobs'>, tx: Tx, locked: LockedBooking, { starts, until, actor, actorId }: MoveInput,
): Promise<BookingLeg[]> {
  const at = await now(tx)
  const legs = [...starts.keys()].map(id => locked.legs.find(leg => leg.id === id) ?? notFound())
  for (const leg of legs) assertOpen(leg, 'reschedule', { actor, at })
  const course = await courseOf(tx, locked, legs.map(({ id }) => id))
  const byBundleLeg = new Map(legs.map(leg => [leg.bundleLegId, starts.get(leg.id)!]))
  const assigned = await reassign(tx, { course, starts: byBundleLeg, dropExpired: dropExpiredOf })
  const moves = legs.map(leg => ({ leg, to: assigned.find(({ legId }) => legId === leg.bundleLegId)! }))
  if (until !== null && moves.some(({ to }) => to.end > until)) throw fail('too_late', { event: 'reschedule', until: until.toISOString() })
  await swapClaims(tx, moves.map(({ leg, to }) => claimOf(leg.id, to)))
  const moved: BookingLeg[] = []
  for (const { leg, to } of moves) {
    const data = { from: { start: leg.startsAt, end: leg.endsAt }, to: { start: to.start, end: to.end } }
    const set = {
      startsAt: to.start, endsAt: to.end, sessionId: to.sessionId, districtId: to.districtId, revision: leg.revision + 1,
      ...(actor === 'resident' && { refundCapBps: capAfterMove(leg, at) }),
    }
    moved.push(...await moveLegs(context, tx, [leg], { event: 'reschedule', actor, actorId, data }, { set }))
    await replaceResources(tx, leg.id, to.resourceIds)
  }
  return moved
}

/** Who serves a leg from now on. */
export async function replaceResources(tx: Tx, bookingLegId: string, resourceIds: readonly string[]): Promise<void> {
  await tx.delete(bookingLegResource).where(eq(bookingLegResource.bookingLegId, bookingLegId))
  if (resourceIds.length > 0) await tx.insert(bookingLegResource).values(resourceIds.map(resourceId => ({ bookingLegId, resourceId })))
}

export interface MoveTimesInput {
  locked: LockedBooking
  /** Absent: all that can move, together. */
  legId?: string | undefined
  actor: Mover['actor']
  from: string
  days: number
  until: Date | null
}

/**
 * When a leg, or all, could be instead.
 * @throws {DomainError} `not_found`, `transition_illegal`, `too_late` where nothing can move any more.
 */
export async function readMoveTimes(
  { db }: Pick<Context, 'db'>, { locked, legId, actor, from, days, until }: MoveTimesInput,
): Promise<z.input<typeof moveTimes>> {
  const at = await now(db)
  const asked = locked.legs.filter(({ id, state }) => (legId === undefined ? state === 'confirmed' || state === 'reserved' : id === legId))
  if (asked.length === 0) throw fail(legId === undefined ? 'transition_illegal' : 'not_found', { event: 'reschedule' })
  for (const leg of asked) assertOpen(leg, 'reschedule', { actor, at })
  const course = await courseOf(db, locked, asked.map(({ id }) => id))
  const found = await findMoveTimes({ db }, { course, from, days, until })
  return {
    zone: locked.booking.zone,
    caps: actor === 'resident' ? asked.map(leg => ({ legId: leg.id, refundBps: capAfterMove(leg, at) })) : [],
    days: found.map(({ date, times }) => ({
      date, times: times.map(({ legs }) => ({ legs: legs.map(({ bookingLegId, start, end }) => ({ legId: bookingLegId, start, end })) })),
    })),
  }
}

function notFound(): never {
  throw fail('not_found')
}
