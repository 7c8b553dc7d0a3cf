import { bigint, boolean, date, doublePrecision, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { CancellationPolicy } from '#shared/policy.ts'
import type { QuoteWishes } from '#shared/quote.ts'
import { usualTax, type TaxTreatment } from '#shared/tax.ts'
import type { CancellationWish, HoldBody, LegTask } from '#shared/schemas/booking.ts'
import type { PlanPattern } from '#shared/schemas/plan.ts'
import { linliNow } from '../platform/columns.ts'

/** What a substitute would serve a leg by, frozen when it is proposed. The policy stays the one that was sold. */
export interface SubstituteTerms {
  alternativeId: string
  offeringId: string
  /** Absent in older proposals: the first. */
  offeringVersion?: number
  agreementId: string | null
  agreementVersion?: number | null
  sessionId: string | null
  resourceIds: string[]
  districtId: string
  zone: string
  bufferBefore: number
  bufferAfter: number
  instant: boolean
  commissionBps: number
  tax?: TaxTreatment
  tasks: LegTask[]
}

/** One leg of a cancellation as it was shown: what it gives back, and the leg that it was said of. */
export interface PreviewedLeg {
  legId: string
  why: 'chosen' | 'depends' | 'rest'
  refundAmount: number
  revision: number
}

// The tables as migrations.ts makes them; a test compares the two.

export const booking = pgTable('booking', {
  id: uuid('id').primaryKey(),
  reference: text('reference').notNull(),
  bookerId: uuid('booker_id'),
  bundleId: uuid('bundle_id').notNull(),
  quoteId: uuid('quote_id').notNull(),
  recipientId: uuid('recipient_id'),
  recipientName: text('recipient_name').notNull(),
  addressId: uuid('address_id'),
  districtId: text('district_id').notNull(),
  street: text('street').notNull(),
  lat: doublePrecision('lat'),
  lng: doublePrecision('lng'),
  contactName: text('contact_name').notNull(),
  contactPhone: text('contact_phone').notNull(),
  payerName: text('payer_name').notNull(),
  payerEmail: text('payer_email').notNull(),
  titleZh: text('title_zh').notNull(),
  titleEn: text('title_en').notNull(),
  locale: text('locale', { enum: ['zh-CN', 'en'] }).notNull(),
  zone: text('zone').notNull(),
  currency: text('currency').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  persons: integer('persons').notNull().default(1),
  holdExpiresAt: timestamp('hold_expires_at', { withTimezone: true }),
  checkoutOpenedAt: timestamp('checkout_opened_at', { withTimezone: true }),
  planId: uuid('plan_id'),
  paymentAskedAt: timestamp('payment_asked_at', { withTimezone: true }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
})

export const bookingLeg = pgTable('booking_leg', {
  id: uuid('id').primaryKey(),
  bookingId: uuid('booking_id').notNull(),
  position: integer('position').notNull(),
  bundleLegId: uuid('bundle_leg_id').notNull(),
  alternativeId: uuid('alternative_id').notNull(),
  offeringId: uuid('offering_id').notNull(),
  offeringVersion: integer('offering_version').notNull(),
  providerId: uuid('provider_id').notNull(),
  agreementId: uuid('agreement_id'),
  sessionId: uuid('session_id'),
  state: text('state', { enum: ['held', 'expired', 'reserved', 'requested', 'confirmed', 'substituting', 'in_service', 'delivered', 'disputed', 'settled', 'cancelled', 'no_show_resident', 'no_show_provider'] }).notNull(),
  revision: integer('revision').notNull().default(0),
  startsAt: timestamp('starts_at', { withTimezone: true }).notNull(),
  endsAt: timestamp('ends_at', { withTimezone: true }).notNull(),
  bufferBeforeMinutes: integer('buffer_before_minutes').notNull().default(0),
  bufferAfterMinutes: integer('buffer_after_minutes').notNull().default(0),
  place: text('place', { enum: ['home', 'venue', 'on_the_way'] }).notNull(),
  districtId: text('district_id').notNull(),
  zone: text('zone').notNull(),
  required: boolean('required').notNull(),
  dependsOnBundleLegId: uuid('depends_on_bundle_leg_id'),
  instant: boolean('instant').notNull(),
  titleZh: text('title_zh').notNull(),
  titleEn: text('title_en').notNull(),
  listAmount: bigint('list_amount', { mode: 'number' }).notNull(),
  shareAmount: bigint('share_amount', { mode: 'number' }).notNull(),
  refundedAmount: bigint('refunded_amount', { mode: 'number' }).notNull().default(0),
  refundCapBps: integer('refund_cap_bps').notNull().default(10_000),
  commissionBps: integer('commission_bps').notNull(),
  policy: jsonb('policy').$type<CancellationPolicy>().notNull(),
  tasks: jsonb('tasks').$type<LegTask[]>().notNull().default([]),
  stateSince: timestamp('state_since', { withTimezone: true }).notNull().default(linliNow),
  responseDueAt: timestamp('response_due_at', { withTimezone: true }),
  askedAt: timestamp('asked_at', { withTimezone: true }),
  flagged: boolean('flagged').notNull().default(false),
  voucherAmount: bigint('voucher_amount', { mode: 'number' }).notNull().default(0),
  refundedVoucherAmount: bigint('refunded_voucher_amount', { mode: 'number' }).notNull().default(0),
  tax: jsonb('tax').$type<TaxTreatment>().notNull().default(usualTax),
  agreementVersion: integer('agreement_version'),
})

export const bookingLegResource = pgTable('booking_leg_resource', {
  bookingLegId: uuid('booking_leg_id').notNull(),
  resourceId: uuid('resource_id').notNull(),
}, table => [primaryKey({ columns: [table.bookingLegId, table.resourceId] })])

export const substitution = pgTable('substitution', {
  id: uuid('id').primaryKey(),
  bookingLegId: uuid('booking_leg_id').notNull(),
  providerId: uuid('provider_id').notNull(),
  state: text('state', { enum: ['proposed', 'accepted', 'refused', 'lapsed'] }).notNull().default('proposed'),
  shareAmount: bigint('share_amount', { mode: 'number' }).notNull(),
  terms: jsonb('terms').$type<SubstituteTerms>().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  decidedAt: timestamp('decided_at', { withTimezone: true }),
})

export const cancellationPreview = pgTable('cancellation_preview', {
  id: uuid('id').primaryKey(),
  bookingId: uuid('booking_id').notNull(),
  personId: uuid('person_id').notNull(),
  wish: jsonb('wish').$type<CancellationWish>().notNull(),
  legs: jsonb('legs').$type<PreviewedLeg[]>().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  usedAt: timestamp('used_at', { withTimezone: true }),
})

export const carePlan = pgTable('care_plan', {
  id: uuid('id').primaryKey(),
  bookerId: uuid('booker_id'),
  bundleId: uuid('bundle_id').notNull(),
  wishes: jsonb('wishes').$type<QuoteWishes>().notNull(),
  pattern: jsonb('pattern').$type<PlanPattern>().notNull(),
  workers: jsonb('workers').$type<Record<string, string>>().notNull(),
  people: jsonb('people').$type<Omit<HoldBody, 'quoteId' | 'voucher'> | null>(),
  zone: text('zone').notNull(),
  titleZh: text('title_zh').notNull(),
  titleEn: text('title_en').notNull(),
  recipientName: text('recipient_name').notNull(),
  currency: text('currency').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  pausedFrom: date('paused_from'),
  pausedUntil: date('paused_until'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  endedAt: timestamp('ended_at', { withTimezone: true }),
})

export const planVisit = pgTable('plan_visit', {
  id: uuid('id').primaryKey(),
  planId: uuid('plan_id').notNull(),
  position: integer('position').notNull(),
  day: date('day').notNull(),
  starts: jsonb('starts').$type<Record<string, string>>().notNull(),
  startsAt: timestamp('starts_at', { withTimezone: true }).notNull(),
  state: text('state', { enum: ['planned', 'reserved', 'conflict', 'skipped'] }).notNull(),
  why: text('why', { enum: ['holiday', 'taken', 'worker', 'people', 'chosen', 'paused', 'ended', 'passed'] }),
  freely: boolean('freely').notNull().default(false),
  decided: boolean('decided').notNull().default(false),
  bookingId: uuid('booking_id'),
  changedAt: timestamp('changed_at', { withTimezone: true }).notNull().default(linliNow),
})

export const bookingEvent = pgTable('booking_event', {
  id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  bookingId: uuid('booking_id').notNull(),
  bookingLegId: uuid('booking_leg_id'),
  at: timestamp('at', { withTimezone: true }).notNull().default(linliNow),
  actor: text('actor', { enum: ['resident', 'provider', 'worker', 'operator', 'system', 'payment'] }).notNull(),
  actorId: uuid('actor_id'),
  event: text('event').notNull(),
  fromState: text('from_state'),
  toState: text('to_state'),
  reason: text('reason'),
  data: jsonb('data').$type<Record<string, unknown>>().notNull().default({}),
  providerId: uuid('provider_id'),
})
