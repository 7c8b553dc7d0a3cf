import { and, asc, eq, isNull, lte, sql } from 'drizzle-orm'
import { specialDay } from '#shared/holidays.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { DomainError } from '../platform/errors.ts'
import { sendJob } from '../platform/jobs.ts'
import { findVisit, reserveUntil } from './find-visit.ts'
import { planChangedJob } from './jobs.ts'
import { bundleOfPlan, reserveOf, type CarePlan, type PlanVisit } from './plan-rows.ts'
import { carePlan, planVisit } from './schema.ts'
import { dayOfVisit } from './visit-times.ts'

/** A visit that is as far away as this may be due to be reserved. */
const soon = sql`linli_now() + interval '42 days'`

/**
 * Reserves every visit whose six weeks have begun. One that cannot be is not dropped in silence: it waits for the resident's decision.
 * Safe to run at any time, and twice at once. Answers how many visits changed.
 */
export async function extendPlans(context: Context): Promise<number> {
  const plans = await context.db.selectDistinct({ id: planVisit.planId }).from(planVisit)
    .innerJoin(carePlan, eq(carePlan.id, planVisit.planId))
    .where(and(eq(planVisit.state, 'planned'), lte(planVisit.startsAt, soon), isNull(carePlan.endedAt)))
  let changed = 0
  for (const { id } of plans) {
    try {
      changed += await extendPlan(context, id)
    } catch (error) {
      // One plan that cannot be dealt with must not keep the others waiting.
      context.log.error({ err: error, plan: id }, 'booking: a plan could not be extended')
    }
  }
  return changed
}

/** The same for one plan. */
export async function extendPlan(context: Pick<Context, 'db'>, planId: string): Promise<number> {
  const due = await context.db.select({ id: planVisit.id }).from(planVisit)
    .where(and(eq(planVisit.planId, planId), eq(planVisit.state, 'planned'), lte(planVisit.startsAt, soon))).orderBy(asc(planVisit.startsAt))
  let changed = 0
  for (const { id } of due) if (await extendVisit(context, { planId, visitId: id })) changed++
  return changed
}

async function extendVisit(context: Pick<Context, 'db'>, ids: { planId: string, visitId: string }): Promise<boolean> {
  try {
    return await withLockedVisit(context, ids, async (tx, { plan, visit, at }) => {
      if (visit.startsAt <= at) {
        await tx.update(planVisit).set({ state: 'skipped', why: 'passed', changedAt: at }).where(eq(planVisit.id, visit.id))
        return true
      }
      const bundle = await bundleOfPlan(tx, plan)
      if (!bundle) return await askToDecide(tx, visit, { why: 'taken', at })
      if (visit.startsAt > reserveUntil(bundle, at)) return false
      const isHoliday = specialDay(dayOfVisit(visit.starts, plan.zone), plan.zone)?.kind === 'holiday'
      if (isHoliday && !visit.decided) return await askToDecide(tx, visit, { why: 'holiday', at })
      await reserveOf(tx, { plan, visit, bundle, cause: { actor: 'system' } })
      return true
    })
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const gone = error.code === 'not_found'
    // What failed was rolled back: why it failed is written in a transaction of its own.
    return await withLockedVisit(context, ids, async (tx, { plan, visit, at }) => {
      const why = gone ? 'people' : await whyTaken(context, plan, visit)
      return await askToDecide(tx, visit, { why, at })
    })
  }
}

/** It waits for its resident, who is told. */
async function askToDecide(tx: Tx, { id, planId }: PlanVisit, { why, at }: { why: PlanVisit['why'], at: Date }): Promise<true> {
  await tx.update(planVisit).set({ state: 'conflict', why, changedAt: at }).where(eq(planVisit.id, id))
  await sendJob(tx, planChangedJob, { planId, change: 'conflict', visitIds: [id], at: at.toISOString() })
  return true
}

/** Whether only the plan's own people are not free then. */
async function whyTaken(context: Pick<Context, 'db'>, plan: CarePlan, { starts }: PlanVisit): Promise<'worker' | 'taken'> {
  const bundle = await bundleOfPlan(context.db, plan)
  if (!bundle || Object.keys(plan.workers).length === 0) return 'taken'
  const found = await findVisit(context, { bundle, wishes: plan.wishes, starts, workers: {} }).catch(() => undefined)
  return found ? 'worker' : 'taken'
}

/** Does something with a planned visit under its plan's lock; false where it is planned no more. */
async function withLockedVisit(
  { db }: Pick<Context, 'db'>,
  { planId, visitId }: { planId: string, visitId: string },
  work: (tx: Tx, locked: { plan: CarePlan, visit: PlanVisit, at: Date }) => Promise<boolean>,
): Promise<boolean> {
  return await withTransaction(db, async (tx) => {
    const [plan] = await tx.select().from(carePlan).where(and(eq(carePlan.id, planId), isNull(carePlan.endedAt))).for('update')
    const [visit] = await tx.select().from(planVisit).where(and(eq(planVisit.id, visitId), eq(planVisit.state, 'planned')))
    if (!plan || !visit) return false
    return await work(tx, { plan, visit, at: await now(tx) })
  })
}
