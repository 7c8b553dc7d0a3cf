import { and, eq, sql } from 'drizzle-orm'
import type { Context } from '../platform/context.ts'
import { withTransaction } from '../platform/database.ts'
import { fail } from './errors.ts'
import { extendPlan } from './extend-plans.ts'
import { lockPlan } from './plan-rows.ts'
import { carePlan, planVisit } from './schema.ts'

/**
 * Ends a pause before its time: its visits that are still to come take place again, each as soon as its time can be had.
 * @throws {DomainError} `not_found`, `transition_illegal` where the plan is not paused.
 */
export async function resumePlan(context: Pick<Context, 'db'>, asked: { personId: string, planId: string }): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const plan = await lockPlan(tx, asked)
    if (plan.endedAt !== null || plan.pausedFrom === null) throw fail('transition_illegal', { event: 'resume' })
    await tx.update(planVisit).set({ state: 'planned', why: null, decided: false, bookingId: null, changedAt: sql`linli_now()` })
      .where(and(eq(planVisit.planId, plan.id), eq(planVisit.state, 'skipped'), eq(planVisit.why, 'paused'), sql`${planVisit.startsAt} > linli_now()`))
    await tx.update(carePlan).set({ pausedFrom: null, pausedUntil: null }).where(eq(carePlan.id, plan.id))
  })
  await extendPlan(context, asked.planId)
}
