import { bigint, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { linliNow } from '../platform/columns.ts'

/** Of the balance transaction: what arrived on the platform's balance, in minor units. */
export interface Settlement {
  amount: number
  fee: number
  currency: string
  exchangeRate: number | null
}

// The tables as migrations.ts makes them; a test compares the two.

export const payment = pgTable('payment', {
  id: uuid('id').primaryKey(),
  bookingId: uuid('booking_id').notNull(),
  state: text('state', { enum: ['awaiting_payment', 'processing', 'paid', 'late_paid', 'payment_failed', 'expired', 'review', 'refund_pending', 'partly_refunded', 'refunded', 'disputed', 'lost'] }).notNull(),
  currency: text('currency').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  capturedAmount: bigint('captured_amount', { mode: 'number' }).notNull().default(0),
  refundedAmount: bigint('refunded_amount', { mode: 'number' }).notNull().default(0),
  method: text('method'),
  gatewaySessionId: text('gateway_session_id'),
  gatewaySessionUrl: text('gateway_session_url'),
  gatewaySessionExpiresAt: timestamp('gateway_session_expires_at', { withTimezone: true }),
  gatewayPaymentId: text('gateway_payment_id'),
  gatewayChargeId: text('gateway_charge_id'),
  settlement: jsonb('settlement').$type<Settlement>(),
  attempts: integer('attempts').notNull().default(0),
  lastFailure: text('last_failure'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  paidAt: timestamp('paid_at', { withTimezone: true }),
})

export const paymentOp = pgTable('payment_op', {
  id: uuid('id').primaryKey(),
  paymentId: uuid('payment_id'),
  kind: text('kind', { enum: ['checkout', 'expire', 'charge', 'refund', 'transfer', 'reversal', 'account'] }).notNull(),
  params: jsonb('params').$type<Record<string, unknown>>().notNull(),
  state: text('state', { enum: ['started', 'done', 'failed'] }).notNull().default('started'),
  result: jsonb('result').$type<Record<string, unknown>>(),
  error: text('error'),
  attempts: integer('attempts').notNull().default(0),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  calledAt: timestamp('called_at', { withTimezone: true }),
  doneAt: timestamp('done_at', { withTimezone: true }),
})

export const savedCard = pgTable('saved_card', {
  planId: uuid('plan_id').primaryKey(),
  gatewayCustomerId: text('gateway_customer_id').notNull(),
  gatewayMethodId: text('gateway_method_id').notNull(),
  brand: text('brand').notNull(),
  last4: text('last4').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
})

export const refund = pgTable('refund', {
  id: uuid('id').primaryKey(),
  paymentId: uuid('payment_id').notNull(),
  bookingLegId: uuid('booking_leg_id'),
  opId: uuid('op_id').notNull(),
  gatewayRefundId: text('gateway_refund_id'),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  state: text('state', { enum: ['requested', 'pending', 'succeeded', 'failed'] }).notNull(),
  reason: text('reason').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  doneAt: timestamp('done_at', { withTimezone: true }),
})

export const paymentEvent = pgTable('payment_event', {
  id: text('id').primaryKey(),
  type: text('type').notNull(),
  objectId: text('object_id'),
  source: text('source', { enum: ['webhook', 'reconciliation'] }).notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  receivedAt: timestamp('received_at', { withTimezone: true }).notNull().default(linliNow),
  appliedAt: timestamp('applied_at', { withTimezone: true }),
  outcome: text('outcome'),
})

export const paymentWatermark = pgTable('payment_watermark', {
  name: text('name').primaryKey(),
  at: timestamp('at', { withTimezone: true }).notNull(),
})

export const payoutAccount = pgTable('payout_account', {
  providerId: uuid('provider_id').primaryKey(),
  gatewayAccountId: text('gateway_account_id'),
  state: text('state', { enum: ['none', 'pending', 'active', 'restricted'] }).notNull().default('none'),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(linliNow),
})

export const earning = pgTable('earning', {
  bookingLegId: uuid('booking_leg_id').primaryKey(),
  providerId: uuid('provider_id').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  cashAmount: bigint('cash_amount', { mode: 'number' }).notNull(),
  voucherAmount: bigint('voucher_amount', { mode: 'number' }).notNull().default(0),
  commissionAmount: bigint('commission_amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  state: text('state', { enum: ['due'] }).notNull().default('due'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
})

export const ledgerTransaction = pgTable('ledger_transaction', {
  id: uuid('id').primaryKey(),
  bookingId: uuid('booking_id'),
  cause: text('cause').notNull(),
  causeId: text('cause_id').notNull(),
  at: timestamp('at', { withTimezone: true }).notNull().default(linliNow),
})

export const ledgerEntry = pgTable('ledger_entry', {
  id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  transactionId: uuid('transaction_id').notNull(),
  account: text('account', { enum: ['resident', 'provider', 'commission', 'gateway_balance', 'gateway_fees', 'in_transit', 'debt', 'voucher', 'operator', 'fx'] }).notNull(),
  partyId: uuid('party_id'),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
})
