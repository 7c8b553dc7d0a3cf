import { and, count, eq, exists, inArray, isNull, sql } from 'drizzle-orm'
import type { PlanBody } from '#shared/schemas/plan.ts'
import { lockBooker } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { DomainError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { sendJob } from '../platform/jobs.ts'
import { fail } from './errors.ts'
import { planChangedJob } from './jobs.ts'
import { amountOf, foreseePlan, toPreview, type ForeseenPlan, type ForeseenVisit } from './preview-plan.ts'
import { reserveVisit } from './reserve-visit.ts'
import { carePlan, planVisit } from './schema.ts'

/** Plans that one person may have under way: each holds people's time for six weeks before it is paid. */
const plansPerPerson = 5

/**
 * Makes a plan as it was shown: every visit of the next weeks is reserved, or nothing at all.
 *
 * @returns the plan's id.
 * @throws {DomainError} `plan_changed` with the new `preview` where a visit waits for a decision, was taken meanwhile or costs another sum;
 * `too_many_plans`, `district_differs`, `not_found`, `choice_invalid`.
 */
export async function makePlan(context: Context, { personId, body }: { personId: string, body: PlanBody }): Promise<string> {
  const plan = await foreseePlan(context, body)
  if (plan.visits.some(({ state }) => state === 'conflict') || amountOf(plan) !== body.amount) {
    throw fail('plan_changed', { preview: toPreview(plan) })
  }
  if (plan.visits.every(({ state }) => state === 'skipped')) throw fail('choice_invalid', { why: 'no_visits' })
  try {
    return await withTransaction(context.db, async tx => await makeInside(tx, { personId, body, plan }))
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'slot_taken') throw error
    throw fail('plan_changed', { preview: toPreview(await foreseePlan(context, body)) })
  }
}

async function makeInside(tx: Tx, { personId, body, plan }: { personId: string, body: PlanBody, plan: ForeseenPlan }): Promise<string> {
  const { bundle, wishes, workers, visits } = plan
  const { recipientId, addressId, contact, payer, locale } = body
  const { at, address, recipientName } = await lockBooker(tx, { personId, recipientId, addressId })
  if (address.districtId !== wishes.districtId) throw fail('district_differs', { districtId: wishes.districtId })
  await refuseTooMany(tx, personId)
  const planId = newId()
  const people = { recipientId, addressId, contact, payer, locale }
  await tx.insert(carePlan).values({
    id: planId, bookerId: personId, bundleId: bundle.id, wishes, pattern: body.pattern, workers, people,
    zone: bundle.publisher.zone, titleZh: bundle.title.zh, titleEn: bundle.title.en, recipientName, currency: bundle.currency,
    amount: visits.find(({ slot }) => slot)?.slot?.amount ?? 0, createdAt: at,
  })
  const rows: typeof planVisit.$inferInsert[] = []
  // In the order of time, as everybody who reserves a plan does.
  for (const [position, visit] of visits.entries()) {
    const bookingId = visit.state === 'free'
      ? await reserveVisit(tx, {
          planId, personId, bundle, wishes, starts: visit.starts, workers: visit.freely ? {} : workers,
          people: { ...people, address, recipientName }, at, cause: { actor: 'resident', actorId: personId },
        })
      : null
    rows.push({ ...rowOf(visit), id: newId(), planId, position, bookingId, changedAt: at })
  }
  await tx.insert(planVisit).values(rows)
  const reserved = rows.filter(({ state }) => state === 'reserved').map(({ id }) => id)
  if (reserved.length > 0) await sendJob(tx, planChangedJob, { planId, change: 'made', visitIds: reserved, at: at.toISOString() })
  return planId
}

const rowOf = ({ day, starts, startsAt, state, special, freely, decision }: ForeseenVisit) => ({
  day, starts, startsAt: new Date(startsAt), freely, decided: decision !== null,
  state: state === 'free' ? 'reserved' as const : state === 'skipped' ? 'skipped' as const : 'planned' as const,
  why: state !== 'skipped' ? null : special?.kind === 'holiday' ? 'holiday' as const : 'chosen' as const,
})

async function refuseTooMany(tx: Tx, personId: string): Promise<void> {
  const ahead = tx.select({ one: sql`1` }).from(planVisit).where(and(
    eq(planVisit.planId, carePlan.id), inArray(planVisit.state, ['planned', 'reserved', 'conflict']), sql`${planVisit.startsAt} > linli_now()`,
  ))
  const [open] = await tx.select({ count: count() }).from(carePlan)
    .where(and(eq(carePlan.bookerId, personId), isNull(carePlan.endedAt), exists(ahead)))
  if (open!.count >= plansPerPerson) throw fail('too_many_plans', { max: plansPerPerson })
}
