import { bigint, boolean, date, doublePrecision, integer, jsonb, pgTable, primaryKey, real, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { LocalText } from '#shared/locale.ts'
import { paperKindNames, paperStates, providerStatuses } from '#shared/onboarding.ts'
import type { CancellationPolicy } from '#shared/policy.ts'
import type { FrozenLeg, PriceOptions, QuoteWishes, StageRule } from '#shared/quote.ts'
import { usualTax, type TaxTreatment } from '#shared/tax.ts'
import { linliNow } from '../platform/columns.ts'
import type { ProviderEvent } from './providers/state.ts'

// The tables as migrations.ts makes them; a test compares the two.

export const category = pgTable('category', {
  id: uuid('id').primaryKey(),
  parentId: uuid('parent_id'),
  slug: text('slug').notNull(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  picture: text('picture').notNull(),
  position: integer('position').notNull().default(0),
})

export const scenario = pgTable('scenario', {
  id: uuid('id').primaryKey(),
  slug: text('slug').notNull(),
  family: text('family').notNull(),
  titleZh: text('title_zh').notNull(),
  titleEn: text('title_en').notNull(),
  summaryZh: text('summary_zh').notNull(),
  summaryEn: text('summary_en').notNull(),
  whyZh: text('why_zh').notNull(),
  whyEn: text('why_en').notNull(),
  picture: text('picture').notNull(),
  position: integer('position').notNull().default(0),
})

export const scenarioCategory = pgTable('scenario_category', {
  scenarioId: uuid('scenario_id').notNull(),
  categoryId: uuid('category_id').notNull(),
}, table => [primaryKey({ columns: [table.scenarioId, table.categoryId] })])

export const provider = pgTable('provider', {
  id: uuid('id').primaryKey(),
  slug: text('slug').notNull(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  summaryZh: text('summary_zh').notNull().default(''),
  summaryEn: text('summary_en').notNull().default(''),
  zone: text('zone').notNull(),
  status: text('status', { enum: providerStatuses }).notNull().default('draft'),
  commissionBps: integer('commission_bps').notNull(),
  rating: real('rating'),
  ratingCount: integer('rating_count').notNull().default(0),
  foundedYear: integer('founded_year'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  tax: jsonb('tax').$type<TaxTreatment>().notNull().default(usualTax),
  review: text('review', { enum: ['waiting', 'asked'] }),
  reviewSince: timestamp('review_since', { withTimezone: true }),
  contactName: text('contact_name').notNull().default(''),
  contactEmail: text('contact_email').notNull().default(''),
  contactPhone: text('contact_phone').notNull().default(''),
  revision: integer('revision').notNull().default(1),
  suspendedBookings: text('suspended_bookings', { enum: ['keep', 'substitute'] }),
})

export const providerPaper = pgTable('provider_paper', {
  id: uuid('id').primaryKey(),
  providerId: uuid('provider_id').notNull(),
  kind: text('kind', { enum: paperKindNames }).notNull(),
  number: text('number').notNull(),
  holder: text('holder').notNull(),
  validUntil: date('valid_until', { mode: 'string' }),
  /** Null: it gave way, and its file was swept. */
  fileId: uuid('file_id'),
  state: text('state', { enum: paperStates }).notNull().default('open'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  decidedAt: timestamp('decided_at', { withTimezone: true }),
})

export const providerEvent = pgTable('provider_event', {
  id: uuid('id').primaryKey(),
  providerId: uuid('provider_id').notNull(),
  event: text('event').$type<ProviderEvent>().notNull(),
  actor: text('actor', { enum: ['provider', 'operator'] }).notNull(),
  personId: uuid('person_id'),
  fromStatus: text('from_status', { enum: providerStatuses }).notNull(),
  toStatus: text('to_status', { enum: providerStatuses }).notNull(),
  reason: text('reason').notNull().default(''),
  at: timestamp('at', { withTimezone: true }).notNull().default(linliNow),
})

export const providerDistrict = pgTable('provider_district', {
  providerId: uuid('provider_id').notNull(),
  districtId: text('district_id').notNull(),
}, table => [primaryKey({ columns: [table.providerId, table.districtId] })])

export const offering = pgTable('offering', {
  id: uuid('id').primaryKey(),
  providerId: uuid('provider_id').notNull(),
  categoryId: uuid('category_id'),
  titleZh: text('title_zh').notNull(),
  titleEn: text('title_en').notNull(),
  summaryZh: text('summary_zh').notNull().default(''),
  summaryEn: text('summary_en').notNull().default(''),
  place: text('place', { enum: ['home', 'venue', 'on_the_way'] }).notNull(),
  venueDistrictId: text('venue_district_id'),
  venueAddressZh: text('venue_address_zh'),
  venueAddressEn: text('venue_address_en'),
  venueLat: doublePrecision('venue_lat'),
  venueLng: doublePrecision('venue_lng'),
  mode: text('mode', { enum: ['time', 'session'] }).notNull().default('time'),
  durationMinutes: integer('duration_minutes').notNull(),
  durationOptions: integer('duration_options').array().notNull().default([]),
  priceModel: text('price_model', { enum: ['fixed', 'per_hour', 'per_person', 'by_option'] }).notNull(),
  priceAmount: bigint('price_amount', { mode: 'number' }),
  priceOptions: jsonb('price_options').$type<PriceOptions>().notNull().default({}),
  currency: text('currency').notNull(),
  maxPersons: integer('max_persons').notNull().default(1),
  noticeMinutes: integer('notice_minutes').notNull().default(120),
  horizonDays: integer('horizon_days').notNull().default(60),
  bufferBeforeMinutes: integer('buffer_before_minutes').notNull().default(0),
  bufferAfterMinutes: integer('buffer_after_minutes').notNull().default(0),
  requiredCredentials: text('required_credentials').array().notNull().default([]),
  instant: boolean('instant').notNull().default(true),
  policy: jsonb('policy').$type<CancellationPolicy>().notNull(),
  elderFriendly: boolean('elder_friendly').notNull().default(false),
  status: text('status', { enum: ['draft', 'published', 'paused', 'archived'] }).notNull().default('draft'),
  version: integer('version').notNull().default(1),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  tasks: jsonb('tasks').$type<LocalText[]>().notNull().default([]),
  tax: jsonb('tax').$type<TaxTreatment>(),
  /** Others may put it into their bundles, by an agreement that its provider accepts. */
  openToPartners: boolean('open_to_partners').notNull().default(false),
  /** What a partner is offered to begin with, off the list price; the agreement decides. */
  partnerPercentOffBps: integer('partner_percent_off_bps').notNull().default(0),
  districtIds: text('district_ids').array().notNull().default([]),
  reachMinutes: integer('reach_minutes'),
  revision: integer('revision').notNull().default(1),
  changedAt: timestamp('changed_at', { withTimezone: true }).notNull().default(linliNow),
})

/** Every version that could be booked, kept by the database itself. */
export const offeringVersion = pgTable('offering_version', {
  offeringId: uuid('offering_id').notNull(),
  version: integer('version').notNull(),
  content: jsonb('content').notNull(),
  madeAt: timestamp('made_at', { withTimezone: true }).notNull().default(linliNow),
}, table => [primaryKey({ columns: [table.offeringId, table.version] })])

export const offeringRequirement = pgTable('offering_requirement', {
  offeringId: uuid('offering_id').notNull(),
  position: integer('position').notNull(),
  kind: text('kind', { enum: ['worker', 'vehicle', 'venue'] }).notNull(),
  skill: text('skill').notNull(),
  count: integer('count').notNull().default(1),
}, table => [primaryKey({ columns: [table.offeringId, table.position] })])

export const offeringPhoto = pgTable('offering_photo', {
  offeringId: uuid('offering_id').notNull(),
  position: integer('position').notNull(),
  fileId: uuid('file_id').notNull(),
  altZh: text('alt_zh').notNull().default(''),
  altEn: text('alt_en').notNull().default(''),
}, table => [primaryKey({ columns: [table.offeringId, table.position] })])

export const bundle = pgTable('bundle', {
  id: uuid('id').primaryKey(),
  providerId: uuid('provider_id').notNull(),
  scenarioId: uuid('scenario_id'),
  slug: text('slug').notNull(),
  titleZh: text('title_zh').notNull(),
  titleEn: text('title_en').notNull(),
  summaryZh: text('summary_zh').notNull(),
  summaryEn: text('summary_en').notNull(),
  descriptionZh: text('description_zh').notNull().default(''),
  descriptionEn: text('description_en').notNull().default(''),
  currency: text('currency').notNull(),
  rating: real('rating'),
  ratingCount: integer('rating_count').notNull().default(0),
  popularity: integer('popularity').notNull().default(0),
  status: text('status', { enum: ['draft', 'published', 'paused', 'archived'] }).notNull().default('draft'),
  publishedAt: timestamp('published_at', { withTimezone: true }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  /** Of its stages and legs those that are on sale; 0 in one that was never published. */
  edition: integer('edition').notNull().default(1),
  /** Counts every change: who changes it says which one was seen. */
  revision: integer('revision').notNull().default(1),
  changedAt: timestamp('changed_at', { withTimezone: true }).notNull().default(linliNow),
  pausedWhy: text('paused_why', { enum: ['by_hand', 'partner_left'] }),
})

/** What a publisher is working on; gone once it is published. */
export const bundleDraft = pgTable('bundle_draft', {
  bundleId: uuid('bundle_id').primaryKey(),
  content: jsonb('content').notNull(),
  savedBy: uuid('saved_by'),
  savedAt: timestamp('saved_at', { withTimezone: true }).notNull().default(linliNow),
})

export const bundleStage = pgTable('bundle_stage', {
  bundleId: uuid('bundle_id').notNull(),
  position: integer('position').notNull(),
  rule: jsonb('rule').$type<StageRule>(),
  edition: integer('edition').notNull().default(1),
}, table => [primaryKey({ columns: [table.bundleId, table.edition, table.position] })])

export const bundleLeg = pgTable('bundle_leg', {
  id: uuid('id').primaryKey(),
  bundleId: uuid('bundle_id').notNull(),
  stage: integer('stage').notNull(),
  position: integer('position').notNull(),
  required: boolean('required').notNull().default(true),
  dependsOnLegId: uuid('depends_on_leg_id'),
  titleZh: text('title_zh').notNull(),
  titleEn: text('title_en').notNull(),
  edition: integer('edition').notNull().default(1),
})

export const legAlternative = pgTable('leg_alternative', {
  id: uuid('id').primaryKey(),
  legId: uuid('leg_id').notNull(),
  position: integer('position').notNull(),
  offeringId: uuid('offering_id').notNull(),
  percentOffBps: integer('percent_off_bps').notNull().default(0),
  /** Since when its partner cannot be sold, once the publisher was told. */
  lostAt: timestamp('lost_at', { withTimezone: true }),
})

/** Each change of terms is a row. */
export const agreement = pgTable('agreement', {
  id: uuid('id').primaryKey(),
  providerId: uuid('provider_id').notNull(),
  version: integer('version').notNull().default(1),
  status: text('status', { enum: ['proposed', 'countered', 'accepted', 'leaving', 'declined', 'superseded', 'ended'] }).notNull(),
  percentOffBps: integer('percent_off_bps').notNull().default(0),
  floorAmount: bigint('floor_amount', { mode: 'number' }),
  noticeMinutes: integer('notice_minutes').notNull().default(0),
  blackoutDates: date('blackout_dates', { mode: 'string' }).array().notNull().default([]),
  decidedAt: timestamp('decided_at', { withTimezone: true }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  bundleId: uuid('bundle_id').notNull(),
  offeringId: uuid('offering_id').notNull(),
  exitNoticeDays: integer('exit_notice_days').notNull().default(14),
  askedBy: text('asked_by', { enum: ['publisher', 'partner'] }).notNull().default('publisher'),
  endsAt: timestamp('ends_at', { withTimezone: true }),
})

/** Who did what to an agreement, when. */
export const agreementEvent = pgTable('agreement_event', {
  id: uuid('id').primaryKey(),
  agreementId: uuid('agreement_id').notNull(),
  event: text('event', { enum: ['propose', 'counter', 'accept', 'decline', 'give_notice', 'end', 'supersede'] }).notNull(),
  bySide: text('by_side', { enum: ['publisher', 'partner', 'system'] }).notNull(),
  personId: uuid('person_id'),
  note: text('note').notNull().default(''),
  at: timestamp('at', { withTimezone: true }).notNull().default(linliNow),
})

export const quote = pgTable('quote', {
  id: uuid('id').primaryKey(),
  bundleId: uuid('bundle_id').notNull(),
  currency: text('currency').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  listAmount: bigint('list_amount', { mode: 'number' }).notNull(),
  wishes: jsonb('wishes').$type<QuoteWishes>().notNull(),
  legs: jsonb('legs').$type<FrozenLeg[]>().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  boundAt: timestamp('bound_at', { withTimezone: true }),
})
