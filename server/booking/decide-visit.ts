import { and, eq, inArray } from 'drizzle-orm'
import { specialDay } from '#shared/holidays.ts'
import type { VisitDecision, VisitOption } from '#shared/schemas/plan.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction } from '../platform/database.ts'
import { fail } from './errors.ts'
import { findOptions, findVisit, namesOf, reserveUntil } from './find-visit.ts'
import { bundleOfPlan, lockPlan, reserveOf, visitsOf } from './plan-rows.ts'
import { planVisit } from './schema.ts'
import { firstOf } from './visit-times.ts'

interface Asked {
  personId: string
  planId: string
  visitId: string
}

/**
 * What a resident can choose for a visit that waits for a decision.
 * @throws {DomainError} `not_found`
 */
export async function listVisitOptions(context: Pick<Context, 'db'>, { visitId, ...asked }: Asked): Promise<VisitOption[]> {
  const plan = await withTransaction(context.db, async tx => await lockPlan(tx, asked))
  const visits = await visitsOf(context.db, plan.id)
  const visit = visits.find(({ id }) => id === visitId)
  if (!visit || visit.state !== 'conflict') throw fail('not_found')
  const bundle = await bundleOfPlan(context.db, plan)
  if (!bundle) return [{ kind: 'skip' }]
  const { wishes, zone } = plan
  const { starts } = visit
  const own = await findVisit(context, { bundle, wishes, starts, workers: plan.workers })
  const any = own ?? await findVisit(context, { bundle, wishes, starts, workers: {} })
  const isHoliday = specialDay(visit.day, zone)?.kind === 'holiday'
  const keep: VisitOption[] = isHoliday && own ? [{ kind: 'keep' }] : []
  const anybody: VisitOption[] = !own && any ? [{ kind: 'anybody', workers: namesOf(any) }] : []
  const taken = new Set(visits.filter(({ id, state }) => id !== visitId && state !== 'skipped').map(({ day }) => day))
  return [{ kind: 'skip' }, ...keep, ...anybody, ...await findOptions(context, { bundle, wishes, starts, workers: plan.workers, taken })]
}

/**
 * Decides about a visit that could not be reserved as planned; what is chosen is reserved at once.
 * @throws {DomainError} `not_found`, `slot_taken`, `choice_invalid`, `transition_illegal` where the plan has ended.
 */
export async function decideVisit(
  context: Pick<Context, 'db'>, { visitId, decision, ...asked }: Asked & { decision: VisitDecision },
): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const plan = await lockPlan(tx, asked)
    if (plan.endedAt !== null) throw fail('transition_illegal', { event: 'decide' })
    const [visit] = await tx.select().from(planVisit)
      .where(and(eq(planVisit.id, visitId), eq(planVisit.planId, plan.id), inArray(planVisit.state, ['conflict', 'planned'])))
    if (!visit) throw fail('not_found')
    const at = await now(tx)
    const write = async (set: Partial<typeof visit>) => {
      const [row] = await tx.update(planVisit).set({ ...set, decided: true, changedAt: at }).where(eq(planVisit.id, visit.id)).returning()
      return row!
    }
    if (decision.kind === 'skip') return void await write({ state: 'skipped', why: visit.why === 'holiday' ? 'holiday' : 'chosen' })
    const starts = decision.kind === 'move'
      ? Object.fromEntries(decision.starts.map(({ legId, start }) => [legId, new Date(start).toISOString()]))
      : visit.starts
    const freely = visit.freely || decision.kind === 'anybody' || decision.kind === 'move'
    const decided = await write({ starts, startsAt: new Date(firstOf(starts)), freely, state: 'planned', why: null })
    const bundle = await bundleOfPlan(tx, plan)
    if (!bundle || decided.startsAt <= at) throw fail('slot_taken')
    if (decided.startsAt > reserveUntil(bundle, at)) return
    await reserveOf(tx, { plan, visit: decided, bundle, cause: { actor: 'resident', actorId: asked.personId } })
  })
}
