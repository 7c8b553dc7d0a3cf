import { z } from 'zod'
import { amount, currency, day, districtId, id, instant, line, lines, locale, localText, nearDay, nearInstant, phone, slug } from './common.ts'
import { doorToken } from './door.ts'
import { paymentMethods } from './money.ts'
import { page, pageFields, pageOf } from './paging.ts'
import { voucherCode } from './voucher.ts'

export const legState = z.enum(['held', 'expired', 'reserved', 'requested', 'confirmed', 'substituting', 'in_service', 'delivered', 'disputed', 'settled',
  'cancelled', 'no_show_resident', 'no_show_provider'])
export type LegState = z.infer<typeof legState>
/** Computed from the legs: see `bookingState` in server/booking/state.ts. */
export const bookingState = z.enum(['held', 'expired', 'reserved', 'requested', 'substituting', 'confirmed', 'in_service',
  'partly_delivered', 'delivered', 'disputed', 'settled', 'cancelled', 'closed'])
export const paymentState = z.enum(['awaiting_payment', 'processing', 'paid', 'late_paid', 'payment_failed', 'expired', 'review',
  'refund_pending', 'partly_refunded', 'refunded', 'disputed', 'lost'])

export const holdBody = z.strictObject({
  quoteId: id,
  recipientId: id,
  addressId: id,
  contact: z.strictObject({ name: line(80), phone }),
  payer: z.strictObject({ name: line(80), email: z.email().max(254) }),
  locale: locale.default('zh-CN'),
  /** One consumption voucher, of those that `GET /api/quotes/:id/vouchers` offers; its code where it has one. */
  voucher: z.strictObject({ id, code: voucherCode.nullable().default(null) }).optional(),
})
export type HoldBody = z.output<typeof holdBody>

/** What a person may do with a leg now; the names of the transitions. */
export const legAction = z.enum(['accept', 'decline', 'withdraw', 'reschedule', 'cancel', 'substitute', 'refuse_substitute', 'check_in', 'check_out',
  'miss_resident', 'miss_provider', 'dispute', 'resolve'])
export type LegAction = z.infer<typeof legAction>

/** One thing to be done, and how it was answered at check-out: null before. */
export const legTask = localText.extend({ done: z.boolean().nullable(), note: z.string() })
export type LegTask = z.infer<typeof legTask>

const resources = z.array(z.object({ id, kind: z.enum(['worker', 'vehicle', 'venue']), name: localText }))

/** Who could take a leg over at the same time, for the same price or less. */
export const substitute = z.object({ provider: localText, title: localText, resources, shareAmount: amount })

export const bookingLeg = z.object({
  id,
  position: z.int(),
  /** Grows with each move; the sequence number of its calendar entry. */
  revision: z.int(),
  state: legState,
  title: localText,
  provider: localText,
  start: instant,
  end: instant,
  zone: z.string(),
  place: z.enum(['home', 'venue', 'on_the_way']),
  districtId,
  address: localText,
  required: z.boolean(),
  /** The leg without which this one makes no sense. */
  dependsOnLegId: id.nullable(),
  resources,
  tasks: z.array(legTask),
  /** Until when the provider (requested) or the resident (substituting) can answer. */
  responseDueAt: instant.nullable(),
  /** What the reader may do now. */
  actions: z.array(legAction),
  /** Proposed while the leg is substituting. */
  substitute: substitute.nullable(),
  /** Ended by a timer, without a check-out. */
  flagged: z.boolean(),
  shareAmount: amount,
  /** What of the share a voucher pays, and how much tax is in the share. */
  voucherAmount: amount,
  taxAmount: amount,
  refundedAmount: amount,
  /** What of the refunded amount went back to the voucher's budget. */
  refundedVoucherAmount: amount,
  refunds: z.array(z.object({ until: instant.nullable(), refundBps: z.int(), amount })),
})
export const bookingEvent = z.object({
  id: z.int(),
  legId: id.nullable(),
  at: instant,
  actor: z.string(),
  event: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  reason: z.string().nullable(),
  /** Of a move: the starts before and after. */
  moved: z.object({ from: instant, to: instant }).nullable(),
})

export const bookingCard = z.object({
  id,
  reference: z.string(),
  slug,
  title: localText,
  state: bookingState,
  start: instant,
  end: instant,
  zone: z.string(),
  amount,
  currency,
  legCount: z.int(),
  recipientName: z.string(),
  createdAt: instant,
})
export const booking = bookingCard.extend({
  holdExpiresAt: instant.nullable(),
  /** Of a visit under a care plan; null for what is booked once. */
  visit: z.object({
    planId: id,
    /** When a saved card is charged; without one, when it should have been paid. */
    paymentDueAt: instant,
    /** Unpaid then, it is kept no longer. */
    unpaidUntil: instant,
    /** It cannot be charged by itself: its booker was asked to pay. */
    paymentAsked: z.boolean(),
    card: z.object({ brand: z.string(), last4: z.string() }).nullable(),
  }).nullable(),
  districtId,
  street: z.string(),
  contact: z.object({ name: z.string(), phone: z.string() }),
  payer: z.object({ name: z.string(), email: z.string() }),
  listAmount: amount,
  voucher: z.object({ name: localText, amount, state: z.enum(['reserved', 'redeemed', 'released', 'given_back']) }).nullable(),
  /** Every method, and why this booking cannot be paid with it; empty once there is nothing to pay. */
  methods: paymentMethods,
  payment: z.object({
    state: paymentState,
    method: z.string().nullable(),
    capturedAmount: amount,
    refundedAmount: amount,
    /** By the payer's bank, for good. */
    takenBackAmount: amount,
    lastFailure: z.string().nullable(),
  }).nullable(),
  legs: z.array(bookingLeg),
  events: z.array(bookingEvent),
})
export type Booking = z.infer<typeof booking>

export const bookings = z.object({ ...pageFields, bookings: z.array(bookingCard) })

/** Where to pay; a repeat while the payment page is open answers the same address. */
export const checkoutAnswer = z.object({ url: z.string(), expiresAt: instant })

/** `requests`: what waits for the provider's answer, the most urgent first; `schedule`: everything else. Absent: both. */
export const providerLegsQuery = z.object({
  providerId: id.optional(),
  only: z.enum(['requests', 'schedule']).optional(),
  page,
})
export const providerLeg = z.object({
  id,
  bookingReference: z.string(),
  state: legState,
  title: localText,
  start: instant,
  end: instant,
  zone: z.string(),
  districtId,
  /** Where it is served: what a resident typed of their home stands in both languages. */
  street: localText,
  recipient: z.object({ name: z.string(), birthYear: z.int().nullable(), needs: z.array(z.string()), notes: z.string() }),
  contact: z.object({ name: z.string(), phone: z.string() }),
  workers: z.array(localText),
  /** Where it was before its last move. */
  movedFrom: instant.nullable(),
  responseDueAt: instant.nullable(),
  actions: z.array(legAction),
  shareAmount: amount,
  currency,
})
export const providerLegs = z.object({
  ...pageFields,
  provider: localText.nullable(),
  legs: z.array(providerLeg),
})

/** Which legs to cancel (absent: all that can be), and whether the rest goes too when a required leg goes. */
export const cancellationBody = z.strictObject({ legIds: z.array(id).min(1).max(20).optional(), rest: z.enum(['keep', 'cancel']).default('keep') })
export type CancellationWish = z.output<typeof cancellationBody>
export const cancellationPreview = z.object({
  token: id,
  expiresAt: instant,
  currency,
  refundAmount: amount,
  voucherRefundAmount: amount,
  legs: z.array(z.object({
    legId: id,
    title: localText,
    /** `depends`: makes no sense without a chosen one; `rest`: a required leg goes, and the rest with it. */
    why: z.enum(['chosen', 'depends', 'rest']),
    shareAmount: amount,
    refundAmount: amount,
    /** What of it goes back to the voucher's budget. */
    voucherRefundAmount: amount,
    /** The leg was moved when cancelling gave back this part of it, and gives no more since; null: nothing more would be given anyway. */
    capBps: z.int().nullable(),
  })),
  /** Legs that go on. */
  keptLegIds: z.array(id),
  /** A required leg goes: the rest can be kept or cancelled. */
  offersRest: z.boolean(),
})
export type CancellationPreview = z.infer<typeof cancellationPreview>
export const cancellationConfirm = z.strictObject({ token: id })

/** Absent `legIds`: all that can move, together. */
export const moveTimesQuery = z.object({ legId: id.optional(), from: nearDay, days: z.coerce.number().int().min(1).max(7).default(7) })
export const legMoveTimesQuery = moveTimesQuery.omit({ legId: true })
export const moveTimes = z.object({
  zone: z.string(),
  /** Of each leg of one's own that moves: what part of it cancelling gives back at most, once it is moved now. */
  caps: z.array(z.object({ legId: id, refundBps: z.int() })),
  days: z.array(z.object({
    date: day,
    times: z.array(z.object({ legs: z.array(z.object({ legId: id, start: instant, end: instant })) })),
  })),
})
export type MoveTimes = z.infer<typeof moveTimes>
export const moveBody = z.strictObject({ starts: z.array(z.strictObject({ legId: id, start: nearInstant })).min(1).max(20) })

export const legMoveBody = z.strictObject({ start: nearInstant })

export const reasonBody = z.strictObject({ reason: lines(500).default('') })
export const disputeBody = z.strictObject({ reason: lines(2_000).min(1) })
export const substituteBody = z.strictObject({ accept: z.boolean() })
export const resolveBody = z.strictObject({ refundAmount: amount.max(100_000_000), reason: lines(2_000).default('') })
export const checkOutBody = z.strictObject({
  /** One answer a task, in their order. */
  tasks: z.array(z.strictObject({ done: z.boolean(), note: lines(500).default('') })).max(50).default([]),
})

export const visitsQuery = z.object({ day: nearDay })
export const visit = z.object({
  id,
  bookingReference: z.string(),
  state: legState,
  title: localText,
  start: instant,
  end: instant,
  zone: z.string(),
  districtId,
  address: localText,
  lat: z.number().nullable(),
  lng: z.number().nullable(),
  recipient: z.object({ name: z.string(), birthYear: z.int().nullable(), needs: z.array(z.string()), notes: z.string() }),
  contact: z.object({ name: z.string(), phone: z.string() }),
  tasks: z.array(legTask),
  actions: z.array(legAction),
  /** What the code at the door holds; null: the visit is not today, or nobody is to come. */
  door: doorToken.nullable(),
})
export const visits = z.array(visit)

/** What an operator needs to decide a dispute. */
export const dispute = z.object({
  legId: id,
  bookingReference: z.string(),
  title: localText,
  provider: localText,
  start: instant,
  end: instant,
  zone: z.string(),
  /** When the resident disputed it, and in what words. */
  at: instant,
  reason: z.string(),
  tasks: z.array(legTask),
  shareAmount: amount,
  refundedAmount: amount,
  currency,
})
export const disputes = pageOf(dispute)
