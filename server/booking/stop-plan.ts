import { eq, inArray } from 'drizzle-orm'
import type { StopScope } from '#shared/schemas/plan.ts'
import { wallTimeOf } from '#shared/wall-time.ts'
import { now } from '../platform/clock.ts'
import type { Queryable, Tx } from '../platform/database.ts'
import { fail } from './errors.ts'
import { isAhead, visitsOf, type CarePlan, type PlanVisit } from './plan-rows.ts'
import { carePlan, planVisit } from './schema.ts'

/**
 * The visits that a stop takes away: one, those on some days, or all that are to come.
 * @throws {DomainError} `not_found` for a visit that is none of the plan's, or is over.
 */
export async function visitsToStop(db: Queryable, plan: CarePlan, scope: StopScope): Promise<PlanVisit[]> {
  const at = await now(db)
  const ahead = (await visitsOf(db, plan.id)).filter(visit => isAhead(visit, at))
  if (scope.kind === 'end') return ahead
  if (scope.kind === 'skip') {
    const visit = ahead.find(({ id }) => id === scope.visitId)
    if (!visit) throw fail('not_found')
    return [visit]
  }
  const dayOf = ({ startsAt }: PlanVisit) => wallTimeOf(startsAt, plan.zone).day
  return ahead.filter(visit => dayOf(visit) >= scope.from && dayOf(visit) <= scope.until)
}

const whyOf = { skip: 'chosen', pause: 'paused', end: 'ended' } as const satisfies Record<StopScope['kind'], PlanVisit['why']>

/** Writes that these visits do not take place, and what becomes of the plan. The caller has its lock, and cancels what was booked. */
export async function markStopped(
  tx: Tx, plan: CarePlan, { scope, visits }: { scope: StopScope, visits: readonly PlanVisit[] },
): Promise<void> {
  const at = await now(tx)
  if (visits.length > 0) {
    await tx.update(planVisit).set({ state: 'skipped', why: whyOf[scope.kind], decided: true, changedAt: at })
      .where(inArray(planVisit.id, visits.map(({ id }) => id)))
  }
  if (scope.kind === 'pause') {
    await tx.update(carePlan).set({ pausedFrom: scope.from, pausedUntil: scope.until }).where(eq(carePlan.id, plan.id))
  }
  if (scope.kind === 'end') await tx.update(carePlan).set({ endedAt: at }).where(eq(carePlan.id, plan.id))
}
