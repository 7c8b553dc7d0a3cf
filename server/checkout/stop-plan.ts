import type { z } from 'zod'
import type { StopBody, StopScope, stopPreview } from '#shared/schemas/plan.ts'
import {
  lockBooking, lockPlan, markStopped, previewCancellation, visitsToStop, type CarePlan, type LockedBooking, type PlanVisit, type Who,
} from '../booking/index.ts'
import { forgetSavedCard, type PaymentContext } from '../payment/index.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { DomainError } from '../platform/errors.ts'
import { cancelPreviewed } from './cancel-legs.ts'
import { endLegs } from './end-legs.ts'
import { fail } from './errors.ts'

export interface PlanRequest {
  who: Who
  planId: string
}

interface Stoppable {
  visit: PlanVisit
  /** Undefined: it is not reserved yet. */
  locked: LockedBooking | undefined
  isPaid: boolean
}

const paidAhead = new Set(['requested', 'confirmed', 'substituting'])

/** The visits of a scope of which something is left to stop, each with its booking's lock. */
async function stoppable(tx: Tx, plan: CarePlan, scope: StopScope): Promise<Stoppable[]> {
  const visits = await visitsToStop(tx, plan, scope)
  const bookings = new Map<string, LockedBooking | undefined>()
  for (const id of visits.flatMap(({ bookingId }) => bookingId ?? []).sort()) bookings.set(id, await lockBooking(tx, id))
  return visits.flatMap((visit): Stoppable[] => {
    const locked = visit.bookingId === null ? undefined : bookings.get(visit.bookingId)
    if (!locked) return [{ visit, locked: undefined, isPaid: false }]
    const isPaid = locked.legs.some(({ state }) => paidAhead.has(state))
    return isPaid || locked.legs.some(({ state }) => state === 'reserved') ? [{ visit, locked, isPaid }] : []
  })
}

/**
 * Says which visits a stop would take away, and what it would give back of those that are paid; honoured for ten minutes.
 * @throws {DomainError} `not_found`
 */
export async function previewStop(
  context: PaymentContext, { who, planId, scope }: PlanRequest & { scope: StopScope },
): Promise<z.input<typeof stopPreview>> {
  const { plan, found } = await withTransaction(context.db, async (tx) => {
    const locked = await lockPlan(tx, { planId, personId: who.id })
    return { plan: locked, found: await stoppable(tx, locked, scope) }
  })
  const visits: z.input<typeof stopPreview>['visits'] = []
  let expiresAt: string | null = null
  for (const { visit, locked, isPaid } of found) {
    const preview = isPaid && locked
      ? await previewCancellation(context, { personId: who.id, bookingId: locked.booking.id, wish: { rest: 'cancel' } })
      : undefined
    expiresAt ??= preview?.expiresAt ?? null
    const start = locked ? new Date(Math.min(...locked.legs.map(({ startsAt }) => startsAt.getTime()))) : visit.startsAt
    visits.push({
      visitId: visit.id, start: start.toISOString(), token: preview?.token ?? null, refundAmount: preview?.refundAmount ?? 0,
      paidAmount: preview?.legs.reduce((sum, { shareAmount }) => sum + shareAmount, 0) ?? 0,
    })
  }
  return { currency: plan.currency, refundAmount: visits.reduce((sum, { refundAmount }) => sum + refundAmount, 0), expiresAt, visits }
}

const reasons = { skip: 'visit_skipped', pause: 'plan_paused', end: 'plan_ended' } as const satisfies Record<StopScope['kind'], string>

/**
 * Skips a visit, pauses a plan or ends it, exactly as it was shown: every visit of it, or none.
 * @throws {DomainError} `not_found`; `plan_changed` where other visits would go now, or give back another sum; `transition_illegal` where
 * the plan has ended.
 */
export async function stopPlan(context: PaymentContext, { who, planId, body }: PlanRequest & { body: StopBody }): Promise<void> {
  const { scope, visitIds, tokens } = body
  await withTransaction(context.db, async (tx) => {
    const plan = await lockPlan(tx, { planId, personId: who.id })
    if (plan.endedAt !== null) throw fail('transition_illegal', { event: scope.kind })
    const found = await stoppable(tx, plan, scope)
    const shown = new Set(visitIds)
    if (found.length !== shown.size || found.some(({ visit }) => !shown.has(visit.id))) throw fail('plan_changed')
    for (const { visit, locked, isPaid } of found) {
      if (locked && isPaid) await cancelPaid(context, tx, locked, { who, token: tokens.find(({ visitId }) => visitId === visit.id)?.token })
      const unpaid = isPaid ? [] : locked?.legs.filter(({ state }) => state === 'reserved') ?? []
      if (!locked || unpaid.length === 0) continue
      const cause = { event: 'cancel', actor: 'resident', actorId: who.id, reason: reasons[scope.kind] } as const
      await endLegs(context, tx, locked, unpaid.map(leg => ({ leg, cause, refundAmount: 0, reason: cause.reason })))
    }
    await markStopped(tx, plan, { scope, visits: found.map(({ visit }) => visit) })
    if (scope.kind === 'end') await forgetSavedCard(tx, planId)
  })
}

async function cancelPaid(
  context: PaymentContext, tx: Tx, locked: LockedBooking, { who, token }: { who: Who, token: string | undefined },
): Promise<void> {
  if (token === undefined) throw fail('plan_changed')
  try {
    if (await cancelPreviewed(context, tx, locked, { who, token })) throw fail('plan_changed')
  } catch (error) {
    throw error instanceof DomainError && error.code === 'not_found' ? fail('plan_changed') : error
  }
}
