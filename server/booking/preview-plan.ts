import type { z } from 'zod'
import { specialDay, type SpecialDay } from '#shared/holidays.ts'
import type { QuoteWishes } from '#shared/quote.ts'
import type { planPreview, PlanWish, VisitDecision, VisitOption } from '#shared/schemas/plan.ts'
import type { Slot } from '#shared/slot.ts'
import { getBundle, type Bundle } from '../catalog/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { fail } from './errors.ts'
import { findOptions, findVisit, namesOf, reserveUntil, workersOf, type Workers } from './find-visit.ts'
import { dayOfVisit, firstOf, visitTimes, type VisitTimes } from './visit-times.ts'

/** One visit as it would be under a plan. */
export interface ForeseenVisit extends VisitTimes {
  state: 'free' | 'later' | 'conflict' | 'skipped'
  conflict: 'holiday' | 'taken' | 'worker' | null
  special: SpecialDay | undefined
  /** How it would be carried out, as far as that is known. */
  slot: Slot | undefined
  /** Whoever is free may come. */
  freely: boolean
  decision: VisitDecision | null
  options: VisitOption[]
}

export interface ForeseenPlan {
  bundle: Bundle
  wishes: QuoteWishes
  workers: Workers
  visits: ForeseenVisit[]
}

/**
 * Looks at every visit of a plan: those of the next weeks are proved by the solver, of the later ones only holidays are known.
 * @throws {DomainError} `not_found`, `choice_invalid`, `district_not_served`
 */
export async function foreseePlan(context: Pick<Context, 'db'>, wish: PlanWish): Promise<ForeseenPlan> {
  const bundle = await getBundle(context.db, wish.slug)
  const at = await now(context.db)
  const zone = bundle.publisher.zone
  const wishes = wishesOf(wish)
  const times = visitTimes({ starts: wishes.starts, pattern: wish.pattern, zone })
  if (times.length === 0) throw fail('choice_invalid', { why: 'no_visits' })
  const decisions = new Map(wish.decisions.map(({ day, decision }) => [day, decision]))
  const first = await findVisit(context, { bundle, wishes, starts: wishes.starts, workers: {} })
  const workers = wish.sameWorker && first ? workersOf(first) : {}
  const days = new Set(times.map(({ day }) => day))
  const visits: ForeseenVisit[] = []
  for (const planned of times) {
    const decision = decisions.get(planned.day) ?? null
    visits.push(await foresee(context, { bundle, wishes, workers, planned, decision, days, until: reserveUntil(bundle, at) }))
  }
  return { bundle, wishes, workers, visits }
}

function wishesOf({ slug, districtId, persons, legs, starts }: PlanWish): QuoteWishes {
  return {
    slug, districtId, addressId: null, persons,
    legs: legs.map(({ alternativeId = null, minutes = null, ...leg }) => ({ ...leg, alternativeId, minutes })),
    starts: Object.fromEntries(starts.map(({ legId, start }) => [legId, new Date(start).toISOString()])),
  }
}

interface VisitToForesee {
  bundle: Bundle
  wishes: QuoteWishes
  workers: Workers
  planned: VisitTimes
  decision: VisitDecision | null
  /** All days of the plan. */
  days: ReadonlySet<string>
  until: Date
}

async function foresee(context: Pick<Context, 'db'>, asked: VisitToForesee): Promise<ForeseenVisit> {
  const { bundle, wishes, workers, planned, decision, days, until } = asked
  const zone = bundle.publisher.zone
  const starts = decision?.kind === 'move' ? startsOf(decision.starts) : planned.starts
  const startsAt = firstOf(starts)
  const special = specialDay(dayOfVisit(starts, zone), zone)
  const freely = decision?.kind === 'anybody'
  const seen = { day: planned.day, starts, startsAt, special, decision, freely, slot: undefined, options: [], conflict: null }
  if (decision?.kind === 'skip') return { ...seen, state: 'skipped' }
  const isLater = new Date(startsAt) > until
  const offDay = special?.kind === 'holiday' && decision?.kind !== 'keep'
  if (isLater && !offDay) return { ...seen, state: 'later' }
  if (isLater) return { ...seen, state: 'conflict', conflict: 'holiday', options: [{ kind: 'skip' }, { kind: 'keep' }] }

  const find = async (who: Workers) => await findVisit(context, { bundle, wishes, starts, workers: who })
  const own = await find(seen.freely ? {} : workers)
  const any = own ?? await find({})
  // Who moved a visit took its time whoever comes.
  const slot = own ?? (decision?.kind === 'move' ? any : undefined)
  if (slot && !offDay) return { ...seen, state: 'free', slot, freely: seen.freely || own === undefined }
  const taken = new Set([...days].filter(day => day !== planned.day))
  const others = await findOptions(context, { bundle, wishes, starts: planned.starts, workers, taken })
  const keep: VisitOption[] = offDay && own ? [{ kind: 'keep' }] : []
  const anybody: VisitOption[] = !own && any && !offDay ? [{ kind: 'anybody', workers: namesOf(any) }] : []
  const conflict = offDay ? 'holiday' : any ? 'worker' : 'taken'
  return { ...seen, state: 'conflict', conflict, options: [{ kind: 'skip' }, ...keep, ...anybody, ...others] }
}

const startsOf = (starts: readonly { legId: string, start: string }[]) =>
  Object.fromEntries(starts.map(({ legId, start }) => [legId, new Date(start).toISOString()]))

/** What the visits that would be reserved now cost together. */
export const amountOf = ({ visits }: ForeseenPlan): number => visits.reduce((sum, { slot }) => sum + (slot?.amount ?? 0), 0)

export const toPreview = (plan: ForeseenPlan): z.input<typeof planPreview> => ({
  zone: plan.bundle.publisher.zone,
  currency: plan.bundle.currency,
  amount: amountOf(plan),
  conflicts: plan.visits.filter(({ state }) => state === 'conflict').length,
  visits: plan.visits.map(({ day, startsAt, slot, state, conflict, special, decision, options }) => ({
    day, start: startsAt, end: slot?.end ?? null, state, conflict, special: special ?? null, amount: slot?.amount ?? null,
    workers: slot ? namesOf(slot) : [], decision, options,
  })),
})

/**
 * All visits of a plan before it is made, and what is to be decided about those that cannot be as wished.
 * @throws {DomainError} as `foreseePlan`
 */
export async function previewPlan(context: Pick<Context, 'db'>, wish: PlanWish): Promise<z.input<typeof planPreview>> {
  return toPreview(await foreseePlan(context, wish))
}
