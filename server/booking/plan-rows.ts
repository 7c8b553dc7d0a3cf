import { and, eq } from 'drizzle-orm'
import { loadBundles } from '../catalog/index.ts'
import type { Bundle } from '../catalog/index.ts'
import { lockBooker } from '../identity/index.ts'
import { now } from '../platform/clock.ts'
import type { Queryable, Tx } from '../platform/database.ts'
import { fail } from './errors.ts'
import { reserveVisit } from './reserve-visit.ts'
import { booking, carePlan, planVisit } from './schema.ts'
import type { Cause } from './change-legs.ts'

export type CarePlan = typeof carePlan.$inferSelect
export type PlanVisit = typeof planVisit.$inferSelect

/** One's plan under its lock, which comes before those of its bookings. @throws {DomainError} `not_found` */
export async function lockPlan(tx: Tx, { planId, personId }: { planId: string, personId: string }): Promise<CarePlan> {
  const [plan] = await tx.select().from(carePlan).where(and(eq(carePlan.id, planId), eq(carePlan.bookerId, personId))).for('update')
  if (!plan) throw fail('not_found')
  return plan
}

/** The plan of a booking under its lock, where there is one. Before the booking's own. */
export async function lockPlanOf(tx: Tx, bookingId: string): Promise<CarePlan | undefined> {
  const [found] = await tx.select({ plan: carePlan }).from(carePlan).innerJoin(booking, eq(booking.planId, carePlan.id))
    .where(eq(booking.id, bookingId)).for('update', { of: carePlan })
  return found?.plan
}

/** The booking of a visit came to nothing: it is planned as it was before. The caller has the plan's lock. */
export async function planAgain(tx: Tx, bookingId: string): Promise<void> {
  await tx.update(planVisit).set({ state: 'planned', why: null, bookingId: null, changedAt: await now(tx) })
    .where(and(eq(planVisit.bookingId, bookingId), eq(planVisit.state, 'reserved')))
}

export async function visitsOf(db: Queryable, planId: string): Promise<PlanVisit[]> {
  return await db.select().from(planVisit).where(eq(planVisit.planId, planId)).orderBy(planVisit.position)
}

/** Still to come, and not given up. */
export const isAhead = ({ state, startsAt }: PlanVisit, at: Date): boolean => state !== 'skipped' && startsAt > at

/** The plan's bundle in the edition that it was made of, at today's terms; undefined where it is sold no more. */
export async function bundleOfPlan(db: Queryable, { bundleId, wishes }: CarePlan): Promise<Bundle | undefined> {
  const [bundle] = await loadBundles(db, { ids: [bundleId], withLeg: Object.keys(wishes.starts)[0] })
  return bundle
}

/**
 * Reserves a visit of a plan that the caller has locked.
 * @throws {DomainError} `not_found` where recipient or address are gone; as `reserveVisit`
 */
export async function reserveOf(
  tx: Tx, { plan, visit, bundle, cause }: { plan: CarePlan, visit: PlanVisit, bundle: Bundle, cause: Pick<Cause, 'actor' | 'actorId'> },
): Promise<void> {
  const { bookerId, people, wishes } = plan
  if (bookerId === null || people === null) throw fail('not_found')
  const { at, address, recipientName } = await lockBooker(tx, { personId: bookerId, ...people })
  if (address.districtId !== wishes.districtId) throw fail('not_found')
  const bookingId = await reserveVisit(tx, {
    planId: plan.id, personId: bookerId, bundle, wishes, starts: visit.starts, workers: visit.freely ? {} : plan.workers,
    people: { ...people, address, recipientName }, at, cause,
  })
  await tx.update(planVisit).set({ state: 'reserved', why: null, bookingId, changedAt: at }).where(eq(planVisit.id, visit.id))
}
