import { bigint, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { linliNow } from '../platform/columns.ts'

// The tables as voucher-migrations.ts makes them; a test compares the two.

export const voucherCampaign = pgTable('voucher_campaign', {
  id: uuid('id').primaryKey(),
  code: text('code'),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  currency: text('currency').notNull(),
  offAmount: bigint('off_amount', { mode: 'number' }),
  offBps: integer('off_bps'),
  capAmount: bigint('cap_amount', { mode: 'number' }),
  minSpend: bigint('min_spend', { mode: 'number' }).notNull().default(0),
  categories: text('categories').array().notNull().default([]),
  perPerson: integer('per_person').notNull(),
  maxUses: integer('max_uses'),
  uses: integer('uses').notNull().default(0),
  budgetAmount: bigint('budget_amount', { mode: 'number' }).notNull(),
  spentAmount: bigint('spent_amount', { mode: 'number' }).notNull().default(0),
  startsAt: timestamp('starts_at', { withTimezone: true }).notNull(),
  endsAt: timestamp('ends_at', { withTimezone: true }).notNull(),
  pausedAt: timestamp('paused_at', { withTimezone: true }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  revision: integer('revision').notNull().default(1),
})

export const voucherRedemption = pgTable('voucher_redemption', {
  id: uuid('id').primaryKey(),
  campaignId: uuid('campaign_id').notNull(),
  perPerson: integer('per_person').notNull(),
  personId: uuid('person_id'),
  bookingId: uuid('booking_id').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  returnedAmount: bigint('returned_amount', { mode: 'number' }).notNull().default(0),
  useNumber: integer('use_number').notNull(),
  state: text('state', { enum: ['reserved', 'redeemed', 'released', 'given_back'] }).notNull(),
  reservedAt: timestamp('reserved_at', { withTimezone: true }).notNull().default(linliNow),
  redeemedAt: timestamp('redeemed_at', { withTimezone: true }),
  endedAt: timestamp('ended_at', { withTimezone: true }),
})

export const voucherReturn = pgTable('voucher_return', {
  id: uuid('id').primaryKey(),
  redemptionId: uuid('redemption_id').notNull(),
  bookingLegId: uuid('booking_leg_id').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  reason: text('reason').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
})
