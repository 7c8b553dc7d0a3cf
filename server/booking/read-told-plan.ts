import { eq } from 'drizzle-orm'
import type { Queryable } from '../platform/database.ts'
import { bookingLeg, carePlan, planVisit } from './schema.ts'
import type { ToldBooking } from './read-told.ts'

/** One visit of a plan, as others are told of it. */
export interface ToldVisit {
  id: string
  start: Date
  zone: string
  state: (typeof planVisit.$inferSelect)['state']
  /** Whoever serves it, where it is reserved. */
  providerIds: string[]
}

/** A care plan, told like a booking that has visits in place of legs. */
export interface ToldPlan extends ToldBooking {
  visits: ToldVisit[]
}

export async function findToldPlan(db: Queryable, id: string): Promise<ToldPlan | undefined> {
  const [plan] = await db.select().from(carePlan).where(eq(carePlan.id, id))
  if (!plan) return undefined
  const rows = await db.select({ visit: planVisit, providerId: bookingLeg.providerId }).from(planVisit)
    .leftJoin(bookingLeg, eq(bookingLeg.bookingId, planVisit.bookingId))
    .where(eq(planVisit.planId, id)).orderBy(planVisit.position)
  const visits = new Map<string, ToldVisit>()
  for (const { visit, providerId } of rows) {
    const told = visits.get(visit.id) ?? { id: visit.id, start: visit.startsAt, zone: plan.zone, state: visit.state, providerIds: [] }
    if (providerId !== null && !told.providerIds.includes(providerId)) told.providerIds.push(providerId)
    visits.set(visit.id, told)
  }
  const nobody = { name: '', phone: '', email: '' }
  return {
    id, reference: '', bookerId: plan.bookerId, title: { zh: plan.titleZh, en: plan.titleEn }, locale: plan.people?.locale ?? 'zh-CN',
    recipientName: plan.recipientName, contact: plan.people?.contact ?? nobody, payer: plan.people?.payer ?? nobody,
    legs: [], visits: [...visits.values()],
  }
}
