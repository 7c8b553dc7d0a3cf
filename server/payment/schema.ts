import { bigint, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { ledgerCauses } from '#shared/ledger.ts'
import { linliNow } from '../platform/columns.ts'

/** Of the balance transaction: what arrived on the platform's balance, in minor units. */
export interface Settlement {
  amount: number
  fee: number
  currency: string
  exchangeRate: number | null
}

/** Minor units. */
export interface Sum {
  amount: number
  currency: string
}

// The tables as migrations.ts makes them; a test compares the two.

export const payment = pgTable('payment', {
  id: uuid('id').primaryKey(),
  bookingId: uuid('booking_id').notNull(),
  state: text('state', { enum: ['awaiting_payment', 'processing', 'paid', 'late_paid', 'payment_failed', 'expired', 'review', 'refund_pending', 'partly_refunded', 'refunded', 'disputed', 'lost'] }).notNull(),
  currency: text('currency').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  capturedAmount: bigint('captured_amount', { mode: 'number' }).notNull().default(0),
  capturedCurrency: text('captured_currency'),
  refundedAmount: bigint('refunded_amount', { mode: 'number' }).notNull().default(0),
  method: text('method'),
  gatewaySessionId: text('gateway_session_id'),
  gatewaySessionUrl: text('gateway_session_url'),
  gatewaySessionExpiresAt: timestamp('gateway_session_expires_at', { withTimezone: true }),
  gatewayPaymentId: text('gateway_payment_id'),
  gatewayChargeId: text('gateway_charge_id'),
  settlement: jsonb('settlement').$type<Settlement>(),
  sumState: text('sum_state', { enum: ['as_asked', 'wrong', 'given_back'] }).notNull().default('as_asked'),
  attempts: integer('attempts').notNull().default(0),
  lastFailure: text('last_failure'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  paidAt: timestamp('paid_at', { withTimezone: true }),
})

export const paymentOp = pgTable('payment_op', {
  id: uuid('id').primaryKey(),
  paymentId: uuid('payment_id'),
  bookingId: uuid('booking_id'),
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
  opId: uuid('op_id'),
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
  bookingId: uuid('booking_id').notNull(),
  providerId: uuid('provider_id').notNull(),
  shareAmount: bigint('share_amount', { mode: 'number' }).notNull(),
  shareVoucherAmount: bigint('share_voucher_amount', { mode: 'number' }).notNull().default(0),
  refundedAmount: bigint('refunded_amount', { mode: 'number' }).notNull(),
  refundedVoucherAmount: bigint('refunded_voucher_amount', { mode: 'number' }).notNull().default(0),
  writtenOffAmount: bigint('written_off_amount', { mode: 'number' }).notNull().default(0),
  commissionBps: integer('commission_bps').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  cashAmount: bigint('cash_amount', { mode: 'number' }).notNull(),
  voucherAmount: bigint('voucher_amount', { mode: 'number' }).notNull().default(0),
  commissionAmount: bigint('commission_amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  state: text('state', { enum: ['due', 'waiting_account', 'waiting_settlement', 'waiting_balance', 'refused', 'frozen', 'sending', 'paid', 'reversing', 'reversed'] }).notNull().default('due'),
  refusal: text('refusal'),
  retryAt: timestamp('retry_at', { withTimezone: true }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(linliNow),
})

export const transfer = pgTable('transfer', {
  id: uuid('id').primaryKey(),
  bookingId: uuid('booking_id').notNull(),
  bookingLegId: uuid('booking_leg_id').notNull(),
  providerId: uuid('provider_id').notNull(),
  part: text('part', { enum: ['cash', 'voucher'] }).notNull(),
  opId: uuid('op_id').notNull(),
  gatewayTransferId: text('gateway_transfer_id'),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  settledAmount: bigint('settled_amount', { mode: 'number' }).notNull(),
  settledCurrency: text('settled_currency').notNull(),
  state: text('state', { enum: ['requested', 'sent', 'refused'] }).notNull(),
  reversedAmount: bigint('reversed_amount', { mode: 'number' }).notNull().default(0),
  reversedSettledAmount: bigint('reversed_settled_amount', { mode: 'number' }).notNull().default(0),
  owedAmount: bigint('owed_amount', { mode: 'number' }).notNull().default(0),
  lostAmount: bigint('lost_amount', { mode: 'number' }).notNull().default(0),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  doneAt: timestamp('done_at', { withTimezone: true }),
})

export const transferReversal = pgTable('transfer_reversal', {
  id: uuid('id').primaryKey(),
  transferId: uuid('transfer_id').notNull(),
  opId: uuid('op_id').notNull(),
  gatewayReversalId: text('gateway_reversal_id'),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  settledAmount: bigint('settled_amount', { mode: 'number' }).notNull(),
  reason: text('reason', { enum: ['frozen', 'for_good'] }).notNull(),
  state: text('state', { enum: ['requested', 'done', 'refused', 'owed'] }).notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  doneAt: timestamp('done_at', { withTimezone: true }),
})

export const providerDebt = pgTable('provider_debt', {
  id: uuid('id').primaryKey(),
  providerId: uuid('provider_id').notNull(),
  bookingLegId: uuid('booking_leg_id').notNull(),
  currency: text('currency').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  nettedAmount: bigint('netted_amount', { mode: 'number' }).notNull().default(0),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
})

export const netting = pgTable('netting', {
  id: uuid('id').primaryKey(),
  debtId: uuid('debt_id').notNull(),
  bookingLegId: uuid('booking_leg_id').notNull(),
  part: text('part', { enum: ['cash', 'voucher'] }).notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
})

export const bankDispute = pgTable('bank_dispute', {
  gatewayDisputeId: text('gateway_dispute_id').primaryKey(),
  paymentId: uuid('payment_id').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  reason: text('reason').notNull(),
  state: text('state', { enum: ['open', 'won', 'lost'] }).notNull(),
  evidenceDueAt: timestamp('evidence_due_at', { withTimezone: true }),
  openedAt: timestamp('opened_at', { withTimezone: true }).notNull(),
  closedAt: timestamp('closed_at', { withTimezone: true }),
})

export const bankDisputePart = pgTable('bank_dispute_part', {
  gatewayDisputeId: text('gateway_dispute_id').notNull(),
  bookingLegId: uuid('booking_leg_id').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
})

export const foreignRefund = pgTable('foreign_refund', {
  gatewayRefundId: text('gateway_refund_id').primaryKey(),
  paymentId: uuid('payment_id').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  state: text('state', { enum: ['pending', 'succeeded', 'failed'] }).notNull(),
  seenAt: timestamp('seen_at', { withTimezone: true }).notNull().default(linliNow),
  allottedAt: timestamp('allotted_at', { withTimezone: true }),
})

export const manualRefund = pgTable('manual_refund', {
  id: uuid('id').primaryKey(),
  bookingId: uuid('booking_id').notNull(),
  bookingLegId: uuid('booking_leg_id'),
  paymentId: uuid('payment_id').notNull(),
  refundId: uuid('refund_id'),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  cause: text('cause', { enum: ['refund_failed', 'payment_disputed', 'past_window', 'not_refundable'] }).notNull(),
  reason: text('reason').notNull(),
  state: text('state', { enum: ['open', 'retried', 'paid_elsewhere', 'dismissed'] }).notNull().default('open'),
  resolvedBy: uuid('resolved_by'),
  note: text('note'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  resolvedAt: timestamp('resolved_at', { withTimezone: true }),
})

export const gatewayMovement = pgTable('gateway_movement', {
  id: text('id').primaryKey(),
  type: text('type').notNull(),
  source: text('source'),
  net: bigint('net', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
})

export const mismatch = pgTable('mismatch', {
  id: uuid('id').primaryKey(),
  kind: text('kind', { enum: ['movement_unknown', 'movement_differs', 'entry_unknown', 'op_unfinished', 'transfer_refused', 'payment_review'] }).notNull(),
  subject: text('subject').notNull(),
  bookingId: uuid('booking_id'),
  ours: jsonb('ours').$type<Sum>(),
  theirs: jsonb('theirs').$type<Sum>(),
  firstSeenAt: timestamp('first_seen_at', { withTimezone: true }).notNull().default(linliNow),
  lastSeenAt: timestamp('last_seen_at', { withTimezone: true }).notNull().default(linliNow),
  resolvedAt: timestamp('resolved_at', { withTimezone: true }),
  explainedBy: uuid('explained_by'),
  note: text('note'),
})

export const ledgerTransaction = pgTable('ledger_transaction', {
  id: uuid('id').primaryKey(),
  bookingId: uuid('booking_id'),
  bookingLegId: uuid('booking_leg_id'),
  cause: text('cause', { enum: ledgerCauses }).notNull(),
  causeId: text('cause_id').notNull(),
  at: timestamp('at', { withTimezone: true }).notNull().default(linliNow),
})

export const ledgerEntry = pgTable('ledger_entry', {
  id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  transactionId: uuid('transaction_id').notNull(),
  account: text('account', { enum: ['resident', 'provider', 'commission', 'gateway_balance', 'gateway_fees', 'in_transit', 'debt', 'voucher', 'operator', 'fx', 'losses', 'outside'] }).notNull(),
  partyId: uuid('party_id'),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
})
