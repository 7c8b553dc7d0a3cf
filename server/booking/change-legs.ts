import { eq, sql } from 'drizzle-orm'
import type { LegState } from '#shared/schemas/booking.ts'
import { soldOffering } from '../catalog/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/database.ts'
import { sendJob } from '../platform/jobs.ts'
import { fail } from './errors.ts'
import { bookingChangedJob, wakeBookingJob } from './jobs.ts'
import { booking, bookingEvent, bookingLeg } from './schema.ts'
import { nextState, type Actor, type LegEvent } from './state.ts'
import { answerDeadline, timerOf } from './timers.ts'

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

/** What else an event writes on the legs that it moves. */
export interface LegPatch {
  /** Another alternative stands ready: what is lost goes to `substituting`. */
  replaceable?: boolean
  set?: Partial<BookingLeg>
}

/**
 * Moves legs by one event and writes what happened, leg by leg. The caller holds the booking's lock.
 * @throws {DomainError} `transition_illegal` where the table has no such change; nothing is written then.
 */
export async function changeLegs(
  tx: Tx, legs: readonly BookingLeg[], cause: Cause, { replaceable = false, set = {} }: LegPatch = {},
): Promise<BookingLeg[]> {
  const changes = legs.map((leg) => {
    const to = nextState(leg.state, cause.event, cause.actor, { instant: leg.instant, replaceable })
    if (!to) throw fail('transition_illegal', { event: cause.event, state: leg.state })
    return { leg, to }
  })
  const at = await now(tx)
  const deadlines = await deadlinesOf(tx, changes.filter(({ to }) => to === 'requested').map(({ leg }) => leg), at)
  const changed: BookingLeg[] = []
  for (const { leg, to } of changes) {
    const stateSince = to === leg.state ? leg.stateSince : at
    const times = { stateSince, askedAt: null, responseDueAt: deadlines.get(leg.id) ?? null }
    const [row] = await tx.update(bookingLeg).set({ state: to, ...times, ...set }).where(eq(bookingLeg.id, leg.id)).returning()
    changed.push(row!)
  }
  await writeEvents(tx, changes.map(({ leg: { id: legId, bookingId, providerId, state: from }, to }) => ({
    bookingId, legId, providerId, from, to,
  })), cause)
  return changed
}

/** Until when the providers of these legs must have answered. */
async function deadlinesOf(tx: Tx, legs: readonly BookingLeg[], at: Date): Promise<Map<string, Date>> {
  if (legs.length === 0) return new Map()
  const { rows } = await tx.execute<{ id: string, minutes: number }>(sql`
    select l.id, greatest(o.notice_minutes, coalesce(g.notice_minutes, 0)) as minutes
      from booking_leg l ${soldOffering} left join agreement g on g.id = l.agreement_id
     where l.id = any(${sql.param(legs.map(({ id }) => id))}::uuid[])`)
  const minutes = new Map(rows.map(row => [row.id, row.minutes]))
  return new Map(legs.map(({ id, startsAt }) => [id, answerDeadline({ at, startsAt, noticeMinutes: minutes.get(id) ?? 0 })]))
}

/** The same, with wake-ups for the timers that run from now on. A wake-up is no promise: the sweeper finds what was missed. */
export async function moveLegs(
  { jobs }: Pick<Context, 'jobs'>, tx: Tx, legs: readonly BookingLeg[], cause: Cause, patch: LegPatch = {},
): Promise<BookingLeg[]> {
  const changed = await changeLegs(tx, legs, cause, patch)
  const at = (await now(tx)).getTime()
  for (const leg of changed) {
    const due = timerOf(leg)
    if (due) await jobs.send(tx, wakeBookingJob, { bookingId: leg.bookingId }, { afterMs: due.at.getTime() - at })
  }
  return changed
}

/** How much of a leg's share is given back, or promised to be, and what of that went back to a voucher's budget. */
export async function setRefunded(tx: Tx, legId: string, given: { refundedAmount: number, refundedVoucherAmount: number }): Promise<void> {
  await tx.update(bookingLeg).set(given).where(eq(bookingLeg.id, legId))
}

export interface Change {
  bookingId: string
  legId: string | null
  /** Whose leg it is then. */
  providerId: string | null
  from: LegState | null
  to: LegState | null
}

/** What the log tells: a transition, or that a booker was asked to pay. */
type Happened = Omit<Cause, 'event'> & { event: LegEvent | 'ask_payment' }

/** Rows of the log that is never changed: who, when, from, to, why. */
export function eventRows(
  changes: readonly Change[], { event, actor, actorId, reason, data }: Happened,
): typeof bookingEvent.$inferInsert[] {
  return changes.map(({ bookingId, legId, providerId, from, to }) => ({
    bookingId,
    bookingLegId: legId,
    providerId,
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
export async function writeEvents(tx: Tx, changes: readonly Change[], cause: Happened): Promise<void> {
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
