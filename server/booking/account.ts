import { and, eq, exists, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'
import type { BookingLeg } from './change-legs.ts'
import { booking, bookingLeg, carePlan, planVisit } from './schema.ts'
import { claimingStates } from './state.ts'

const unsettled: BookingLeg['state'][] = [...claimingStates, 'delivered', 'disputed', 'no_show_resident']

/** Whether a person has a booking of which something is still to happen. */
export async function hasOpenBookings(tx: Tx, personId: string): Promise<boolean> {
  const open = tx.select({ one: sql`1` }).from(bookingLeg)
    .where(and(eq(bookingLeg.bookingId, booking.id), inArray(bookingLeg.state, unsettled)))
  const rows = await tx.select({ id: booking.id }).from(booking).where(and(eq(booking.bookerId, personId), exists(open))).limit(1)
  if (rows.length > 0) return true
  const plans = await tx.select({ id: carePlan.id }).from(carePlan).innerJoin(planVisit, eq(planVisit.planId, carePlan.id)).where(and(
    eq(carePlan.bookerId, personId), isNull(carePlan.endedAt), ne(planVisit.state, 'skipped'), sql`${planVisit.startsAt} > linli_now()`,
  )).limit(1)
  return plans.length > 0
}

/** Takes a person out of their bookings. What was sold, when and for how much stays: the books must be kept. */
export async function forgetBooker(tx: Tx, personId: string): Promise<void> {
  await tx.update(booking).set({
    bookerId: null,
    recipientId: null,
    addressId: null,
    recipientName: '',
    street: '',
    lat: null,
    lng: null,
    contactName: '',
    contactPhone: '',
    payerName: '',
    payerEmail: '',
  }).where(eq(booking.bookerId, personId))
  await tx.update(carePlan).set({ bookerId: null, people: null, recipientName: '' }).where(eq(carePlan.bookerId, personId))
}

/** All that is kept about a person's bookings. */
export async function exportBookings(db: Queryable, personId: string): Promise<Record<string, unknown>[]> {
  const rows = await db.select().from(booking).where(eq(booking.bookerId, personId)).orderBy(booking.createdAt)
  const legs = await db.select().from(bookingLeg)
    .where(inArray(bookingLeg.bookingId, rows.map(({ id }) => id))).orderBy(bookingLeg.position)
  return rows.map(row => ({ ...row, legs: legs.filter(leg => leg.bookingId === row.id) }))
}

/** All that is kept about a person's plans. */
export async function exportPlans(db: Queryable, personId: string): Promise<Record<string, unknown>[]> {
  const rows = await db.select().from(carePlan).where(eq(carePlan.bookerId, personId)).orderBy(carePlan.createdAt)
  const visits = await db.select().from(planVisit)
    .where(inArray(planVisit.planId, rows.map(({ id }) => id))).orderBy(planVisit.position)
  return rows.map(row => ({ ...row, visits: visits.filter(visit => visit.planId === row.id) }))
}
