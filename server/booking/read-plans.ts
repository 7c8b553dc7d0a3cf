import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { specialDay } from '#shared/holidays.ts'
import type { CancellationPolicy } from '#shared/policy.ts'
import type { LegState } from '#shared/schemas/booking.ts'
import type { plan as planSchema, planCard } from '#shared/schemas/plan.ts'
import { wallTimeOf } from '#shared/wall-time.ts'
import { now } from '../platform/clock.ts'
import type { Queryable } from '../platform/database.ts'
import { capAfterMove } from './cancellation.ts'
import { fail } from './errors.ts'
import type { PlanVisit } from './plan-rows.ts'
import { bookingState } from './state.ts'
import { visitDeadlines } from './visit-payments.ts'

type Card = z.input<typeof planCard>
/** A plan as its booker sees it, but for the saved card, which another slice keeps. */
export type PlanView = Omit<z.input<typeof planSchema>, 'card'>

/** Of a leg, what a move makes of its cancellation. */
interface CapRow {
  state: LegState
  policy: CancellationPolicy
  startsAt: string
  refundCapBps: number
}

interface VisitRow {
  id: string
  day: string
  startsAt: string
  starts: Record<string, string>
  state: PlanVisit['state']
  why: string | null
  booking: { id: string, reference: string, states: LegState[], start: string, amount: number, asked: boolean, legs: CapRow[] } | null
}

interface PlanRow extends Omit<Card, 'state' | 'next' | 'conflicts' | 'createdAt'> {
  createdAt: string
  endedAt: string | null
  pausedFrom: string | null
  pausedUntil: string | null
  visits: VisitRow[]
}

const fields = sql`
  'id', p.id, 'slug', b.slug, 'title', jsonb_build_object('zh', p.title_zh, 'en', p.title_en), 'recipientName', p.recipient_name, 'zone', p.zone,
  'pattern', p.pattern, 'currency', p.currency, 'amount', p.amount, 'createdAt', p.created_at, 'endedAt', p.ended_at,
  'pausedFrom', p.paused_from, 'pausedUntil', p.paused_until,
  'visits', (select jsonb_agg(jsonb_build_object('id', v.id, 'day', v.day, 'startsAt', v.starts_at, 'starts', v.starts, 'state', v.state, 'why', v.why,
    'booking', (select jsonb_build_object('id', k.id, 'reference', k.reference, 'amount', k.amount, 'asked', k.payment_asked_at is not null,
      'states', (select jsonb_agg(l.state order by l.position) from booking_leg l where l.booking_id = k.id),
      'legs', (select jsonb_agg(jsonb_build_object('state', l.state, 'policy', l.policy, 'startsAt', l.starts_at, 'refundCapBps', l.refund_cap_bps))
                 from booking_leg l where l.booking_id = k.id),
      'start', (select min(l.starts_at) from booking_leg l where l.booking_id = k.id)) from booking k where k.id = v.booking_id))
    order by v.position) from plan_visit v where v.plan_id = p.id)`

const iso = (time: string): string => new Date(time).toISOString()

function visitViews({ visits, zone }: PlanRow, at: Date): PlanView['visits'] {
  let before: number | undefined
  return visits.map(({ id, day, startsAt, starts, state, why, booking }) => {
    const start = iso(booking?.start ?? startsAt)
    const priceChanged = booking !== null && before !== undefined && booking.amount !== before
    before = booking?.amount ?? before
    const reached = booking && bookingState(booking.states)
    const over = reached !== null && !['reserved', 'requested', 'confirmed', 'substituting'].includes(reached)
    return {
      id, day, start, state, why, priceChanged, starts: Object.entries(starts).map(([legId, time]) => ({ legId, start: time })),
      special: specialDay(wallTimeOf(new Date(start), zone).day, zone) ?? null,
      booking: booking && {
        id: booking.id, reference: booking.reference, amount: booking.amount, state: reached!, paymentAsked: booking.asked,
        paymentDueAt: visitDeadlines(new Date(start)).dueAt.toISOString(),
        moveCapBps: Math.min(...booking.legs.map(leg => capAfterMove({ ...leg, startsAt: new Date(leg.startsAt) }, at))),
      },
      open: state !== 'skipped' && new Date(start) > at && !over,
    }
  })
}

function toView(row: PlanRow, at: Date): PlanView {
  const { endedAt, pausedFrom, pausedUntil, createdAt, ...plan } = row
  const visits = visitViews(row, at)
  const today = wallTimeOf(at, row.zone).day
  const isPaused = pausedFrom !== null && pausedUntil !== null && pausedFrom <= today && today <= pausedUntil
  const hasAhead = visits.some(({ open }) => open)
  const state = endedAt !== null ? 'ended' : isPaused ? 'paused' : hasAhead ? 'active' : 'finished'
  return {
    ...plan, state, createdAt: iso(createdAt), pausedFrom, pausedUntil, visits,
    next: visits.find(({ open, state: kind }) => open && kind !== 'conflict')?.start ?? null,
    conflicts: visits.filter(({ state: kind, open }) => kind === 'conflict' && open).length,
  }
}

/**
 * One's plan with all its visits.
 * @throws {DomainError} `not_found`, also for a plan of somebody else.
 */
export async function getPlan(db: Queryable, { personId, id }: { personId: string, id: string }): Promise<PlanView> {
  const { rows } = await db.execute<{ plan: PlanRow }>(sql`
    select jsonb_build_object(${fields}) as plan from care_plan p join bundle b on b.id = p.bundle_id
     where p.id = ${id} and p.booker_id = ${personId}`)
  if (!rows[0]) throw fail('not_found')
  return toView(rows[0].plan, await now(db))
}

/** One's plans, newest first. */
export async function listPlans(db: Queryable, personId: string): Promise<Card[]> {
  const { rows } = await db.execute<{ plan: PlanRow }>(sql`
    select jsonb_build_object(${fields}) as plan from care_plan p join bundle b on b.id = p.bundle_id
     where p.booker_id = ${personId} order by p.created_at desc limit 100`)
  const at = await now(db)
  return rows.map(({ plan }) => toView(plan, at))
}
