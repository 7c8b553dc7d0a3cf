import { integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { linliNow } from '../platform/columns.ts'
import type { DeskTemplate } from './wording-desk.ts'
import type { Template } from './wording.ts'

// The tables as migrations.ts makes them; a test compares the two.

export const notification = pgTable('notification', {
  id: uuid('id').primaryKey(),
  cause: text('cause').notNull(),
  reader: text('reader').notNull(),
  channel: text('channel', { enum: ['mail', 'sms'] }).notNull(),
  template: text('template').$type<Template | DeskTemplate>().notNull(),
  bookingId: uuid('booking_id'),
  planId: uuid('plan_id'),
  legIds: uuid('leg_ids').array().notNull().default([]),
  visitIds: uuid('visit_ids').array().notNull().default([]),
  refundId: uuid('refund_id'),
  state: text('state', { enum: ['pending', 'sending', 'sent', 'failed', 'skipped'] }).notNull().default('pending'),
  attempts: integer('attempts').notNull().default(0),
  nextAttemptAt: timestamp('next_attempt_at', { withTimezone: true }).default(linliNow),
  error: text('error'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  sentAt: timestamp('sent_at', { withTimezone: true }),
  subjectKind: text('subject_kind', { enum: ['agreement_event', 'bank_dispute', 'bundle', 'credential_warning', 'manual_refund', 'mismatch', 'operator_digest', 'provider_event'] }),
  subjectId: uuid('subject_id'),
})

export const operatorDigest = pgTable('operator_digest', {
  id: uuid('id').primaryKey(),
  madeAt: timestamp('made_at', { withTimezone: true }).notNull().default(linliNow),
})

export const operatorQuestion = pgTable('operator_question', {
  cause: text('cause').primaryKey(),
  digestId: uuid('digest_id'),
})

export const calendarFeed = pgTable('calendar_feed', {
  id: uuid('id').primaryKey(),
  tokenHash: text('token_hash').notNull(),
  personId: uuid('person_id').notNull(),
  kind: text('kind', { enum: ['resident', 'worker', 'provider'] }).notNull(),
  providerId: uuid('provider_id'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  readAt: timestamp('read_at', { withTimezone: true }),
})
