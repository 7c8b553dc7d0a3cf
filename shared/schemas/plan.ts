import { z } from 'zod'
import { visitsPerPlan } from '../recurrence.ts'
import { bookingState, holdBody } from './booking.ts'
import { quoteBody } from './catalog.ts'
import { amount, currency, day, districtId, id, instant, localText, nearDay, nearInstant, slug } from './common.ts'

export const planPattern = z.strictObject({
  /** Every so many weeks. */
  every: z.int().min(1).max(8),
  /** 1 Monday … 7 Sunday. */
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
  end: z.union([z.strictObject({ until: nearDay }), z.strictObject({ visits: z.int().min(1).max(visitsPerPlan) })]),
})
export type PlanPattern = z.output<typeof planPattern>

const starts = z.array(z.strictObject({ legId: id, start: nearInstant })).min(1).max(20)

/** What to do with a visit that cannot be as the pattern has it. */
export const visitDecision = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('skip') }),
  /** It is a holiday, and they may come all the same. */
  z.strictObject({ kind: z.literal('keep') }),
  /** Whoever is free may come. */
  z.strictObject({ kind: z.literal('anybody') }),
  z.strictObject({ kind: z.literal('move'), starts }),
])
export type VisitDecision = z.output<typeof visitDecision>

const planWish = z.strictObject({
  slug,
  districtId,
  persons: quoteBody.shape.persons,
  legs: quoteBody.shape.legs,
  /** Start of each leg of the first visit; the others are at the same time on the clock. */
  starts,
  pattern: planPattern,
  /** The people of the first visit come each time. */
  sameWorker: z.boolean().default(true),
  decisions: z.array(z.strictObject({ day: nearDay, decision: visitDecision })).max(visitsPerPlan).default([]),
})
export const planPreviewBody = planWish
export type PlanWish = z.output<typeof planWish>
export const planBody = planWish.extend({
  ...holdBody.omit({ quoteId: true, voucher: true }).shape,
  /** What the visits that are reserved at once cost together, as it was shown. */
  amount,
})
export type PlanBody = z.output<typeof planBody>

/** Something that a resident can choose for a visit. */
export const visitOption = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('skip') }),
  z.object({ kind: z.literal('keep') }),
  z.object({ kind: z.literal('anybody'), workers: z.array(localText) }),
  z.object({ kind: z.literal('move'), start: instant, end: instant, starts }),
])
export type VisitOption = z.infer<typeof visitOption>

const special = z.object({ kind: z.enum(['holiday', 'worked']), name: localText, provisional: z.boolean() }).nullable()
export const planPreview = z.object({
  zone: z.string(),
  currency,
  /** What the visits that would be reserved now cost together. */
  amount,
  conflicts: z.int(),
  visits: z.array(z.object({
    day,
    start: instant,
    end: instant.nullable(),
    /** `free`: reserved as soon as the plan is made; `later`: reserved six weeks before. */
    state: z.enum(['free', 'later', 'conflict', 'skipped']),
    conflict: z.enum(['holiday', 'taken', 'worker']).nullable(),
    special,
    amount: amount.nullable(),
    workers: z.array(localText),
    decision: visitDecision.nullable(),
    options: z.array(visitOption),
  })),
})
export type PlanPreview = z.infer<typeof planPreview>

export const planCard = z.object({
  id,
  slug,
  title: localText,
  recipientName: z.string(),
  zone: z.string(),
  state: z.enum(['active', 'paused', 'ended', 'finished']),
  pattern: planPattern,
  /** Of the next visit. */
  next: instant.nullable(),
  /** Visits that wait for a decision. */
  conflicts: z.int(),
  currency,
  amount,
  createdAt: instant,
})
export type PlanCard = z.infer<typeof planCard>
export const plans = z.array(planCard)
export const planVisit = z.object({
  id,
  day,
  start: instant,
  /** Of each leg, as planned. */
  starts,
  state: z.enum(['planned', 'reserved', 'conflict', 'skipped']),
  why: z.string().nullable(),
  special,
  booking: z.object({
    id, reference: z.string(), state: bookingState, amount, paymentDueAt: instant, paymentAsked: z.boolean(),
    /** What part of its paid legs cancelling gives back at most, once it is moved now. */
    moveCapBps: z.int(),
  }).nullable(),
  /** It costs another sum than the visit before it. */
  priceChanged: z.boolean(),
  /** It can be skipped or moved. */
  open: z.boolean(),
})
export const plan = planCard.extend({
  pausedFrom: day.nullable(),
  pausedUntil: day.nullable(),
  card: z.object({ brand: z.string(), last4: z.string() }).nullable(),
  visits: z.array(planVisit),
})
export type Plan = z.infer<typeof plan>

export const visitOptions = z.array(visitOption)
export const visitDecisionBody = z.strictObject({ decision: visitDecision })
export const followingMoveBody = z.strictObject({ fromVisitId: id, starts })

/** One visit, those of some days, or all that are to come. */
export const stopScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('skip'), visitId: id }),
  z.strictObject({ kind: z.literal('pause'), from: nearDay, until: nearDay }),
  z.strictObject({ kind: z.literal('end') }),
])
export type StopScope = z.output<typeof stopScope>
export const stopPreview = z.object({
  currency,
  refundAmount: amount,
  expiresAt: instant.nullable(),
  visits: z.array(z.object({
    visitId: id, start: instant, paidAmount: amount, refundAmount: amount,
    /** The preview that the cancellation of a paid visit is held to. */
    token: id.nullable(),
  })),
})
export type StopPreview = z.infer<typeof stopPreview>
export const stopBody = z.strictObject({
  scope: stopScope,
  /** All that the preview showed. */
  visitIds: z.array(id).max(visitsPerPlan),
  tokens: z.array(z.strictObject({ visitId: id, token: id })).max(visitsPerPlan).default([]),
})
export type StopBody = z.output<typeof stopBody>
