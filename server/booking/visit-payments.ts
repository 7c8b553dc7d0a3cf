import { and, eq, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'
import { writeEvents, type Booking } from './change-legs.ts'
import { booking, bookingLeg } from './schema.ts'
import { timers } from './timers.ts'

const hours = (count: number) => count * 3_600_000
/** How long before a visit it is due to be paid. */
const dueHours = 72
/** How long before it whoever pays by themselves is asked to. */
const askHours = 7 * 24

/** When a visit under a plan is due to be paid, and until when it is kept unpaid: the timer of what is `reserved` says so. */
export function visitDeadlines(start: Date): { dueAt: Date, unpaidUntil: Date } {
  const { minutes } = timers.find(({ state }) => state === 'reserved')!
  return { dueAt: new Date(start.getTime() - hours(dueHours)), unpaidUntil: new Date(start.getTime() + minutes * 60_000) }
}

export interface UnpaidVisit {
  bookingId: string
  planId: string
  /** A saved card is charged now. */
  due: boolean
  asked: boolean
}

/** Visits under plans that are to be paid soon and are not, the soonest first. */
export async function listUnpaidVisits(db: Queryable, limit = 500): Promise<UnpaidVisit[]> {
  const start = sql<Date>`min(${bookingLeg.startsAt})`
  return await db.select({
    bookingId: booking.id,
    planId: sql<string>`${booking.planId}`,
    due: sql<boolean>`${start} <= linli_now() + make_interval(hours => ${dueHours})`,
    asked: sql<boolean>`${booking.paymentAskedAt} is not null`,
  }).from(booking).innerJoin(bookingLeg, eq(bookingLeg.bookingId, booking.id))
    .where(and(eq(bookingLeg.state, 'reserved'), sql`${booking.planId} is not null`))
    .groupBy(booking.id).having(sql`${start} <= linli_now() + make_interval(hours => ${askHours})`).orderBy(start).limit(limit)
}

/** Asks the booker to pay a visit themselves, once. The caller holds the booking's lock. */
export async function askForPayment(tx: Tx, { id, paymentAskedAt }: Booking, reason: string): Promise<boolean> {
  if (paymentAskedAt !== null) return false
  await tx.update(booking).set({ paymentAskedAt: sql`linli_now()` }).where(eq(booking.id, id))
  await writeEvents(tx, [{ bookingId: id, legId: null, providerId: null, from: 'reserved', to: 'reserved' }], { event: 'ask_payment', actor: 'system', reason })
  return true
}
