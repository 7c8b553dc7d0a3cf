import { bigint, boolean, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { linliNow } from '../platform/columns.ts'

// The tables as fapiao-migrations.ts makes them; a test compares the two.

export const fapiaoRequest = pgTable('fapiao_request', {
  bookingId: uuid('booking_id').primaryKey(),
  kind: text('kind', { enum: ['personal', 'company'] }).notNull(),
  title: text('title').notNull(),
  taxNumber: text('tax_number'),
  email: text('email').notNull(),
  requestedAt: timestamp('requested_at', { withTimezone: true }).notNull().default(linliNow),
  due: boolean('due').notNull().default(true),
})

export const fapiaoExport = pgTable('fapiao_export', {
  id: uuid('id').primaryKey(),
  number: integer('number').generatedAlwaysAsIdentity().notNull(),
  personId: uuid('person_id'),
  at: timestamp('at', { withTimezone: true }).notNull().default(linliNow),
})

export const fapiaoLine = pgTable('fapiao_line', {
  bookingId: uuid('booking_id').notNull(),
  exportId: uuid('export_id').notNull(),
  kind: text('kind').notNull(),
  title: text('title').notNull(),
  taxNumber: text('tax_number'),
  email: text('email').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  taxAmount: bigint('tax_amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
}, table => [primaryKey({ columns: [table.bookingId, table.exportId] })])
