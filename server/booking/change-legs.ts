import { eq, inArray } from 'drizzle-orm'
import type { LegState } from '#shared/schemas/booking.ts'
import type { Tx } from '../platform/database.ts'
import { sendJob } from '../platform/jobs.ts'
import { fail } from './errors.ts'
import { bookingChangedJob } from './jobs.ts'
import { booking, bookingEvent, bookingLeg } from './schema.ts'
import { nextState, type Actor, type LegEvent } from './state.ts'

export type Booking = typeof booking.$inferSelect
export type BookingLeg = typeof bookingLeg.$inferSelect

export interface Cause {
  event: LegEvent
  actor: Actor
  /** The person, where the actor is one. */
  actorId?: string
  reason?: string
  data?: Record<string, unknown>
}

/**
 * Moves legs by one event and writes what happened, leg by leg. The caller holds the booking's lock.
 * @throws {DomainError} `transition_illegal` where the table has no such change; nothing is written then.
 */
export async function changeLegs(tx: Tx, legs: readonly BookingLeg[], cause: Cause): Promise<BookingLeg[]> {
  const changes = legs.map((leg) => {
    const to = nextState(leg.state, cause.event, cause.actor, { instant: leg.instant, replaceable: false })
    if (!to) throw fail('transition_illegal', { event: cause.event, state: leg.state })
    return { leg, to }
  })
  for (const state of new Set(changes.map(change => change.to))) {
    const ids = changes.filter(change => change.to === state).map(change => change.leg.id)
    await tx.update(bookingLeg).set({ state }).where(inArray(bookingLeg.id, ids))
  }
  await writeEvents(tx, changes.map(({ leg, to }) => ({ bookingId: leg.bookingId, legId: leg.id, from: leg.state, to })), cause)
  return changes.map(({ leg, to }) => ({ ...leg, state: to }))
}

export interface Change {
  bookingId: string
  legId: string | null
  from: LegState | null
  to: LegState | null
}

/** Rows of the log that is never changed: who, when, from, to, why. */
export function eventRows(changes: readonly Change[], { event, actor, actorId, reason, data }: Cause): typeof bookingEvent.$inferInsert[] {
  return changes.map(({ bookingId, legId, from, to }) => ({
    bookingId,
    bookingLegId: legId,
    actor,
    actorId: actorId ?? null,
    event,
    fromState: from,
    toState: to,
    reason: reason ?? null,
    data: data ?? {},
  }))
}

/** Adds to the log. Whoever listens hears of it by one job for each booking. */
export async function writeEvents(tx: Tx, changes: readonly Change[], cause: Cause): Promise<void> {
  if (changes.length === 0) return
  const rows = await tx.insert(bookingEvent).values(eventRows(changes, cause))
    .returning({ id: bookingEvent.id, bookingId: bookingEvent.bookingId })
  for (const [bookingId, events = []] of Object.entries(Object.groupBy(rows, row => row.bookingId))) {
    await sendJob(tx, bookingChangedJob, { bookingId, eventIds: events.map(({ id }) => id) }, { key: bookingId })
  }
}

export interface LockedBooking {
  booking: Booking
  legs: BookingLeg[]
}

/** The booking under its lock, with its legs in order; undefined where it does not exist, or (with `skipLocked`) is locked. */
export async function lockBooking(tx: Tx, id: string, { skipLocked = false } = {}): Promise<LockedBooking | undefined> {
  const [row] = await tx.select().from(booking).where(eq(booking.id, id)).for('update', skipLocked ? { skipLocked } : {})
  if (!row) return undefined
  return { booking: row, legs: await tx.select().from(bookingLeg).where(eq(bookingLeg.bookingId, id)).orderBy(bookingLeg.position) }
}
