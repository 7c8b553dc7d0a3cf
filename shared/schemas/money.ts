import { z } from 'zod'
import { ledgerCauses } from '../ledger.ts'
import { amount, currency, day, id, instant, line, lines, localText, nearDay } from './common.ts'
import { page, pageFields, pageOf } from './paging.ts'

/** Integer minor units; below zero where money goes the other way. */
const signed = z.int()

/** How a price stands to value added tax, which is in it. */
export const taxTreatment = z.object({ kind: z.enum(['vat', 'small_scale', 'exempt']), bps: z.int() })

/** Every method, and why a booking cannot be paid with it. `horizon`: it ends more than so many days ahead. */
export const paymentMethods = z.array(z.object({
  method: z.enum(['card', 'alipay', 'wechat_pay']), why: z.enum(['currency', 'horizon']).nullable(), days: z.int().nullable(),
}))

// Providers

export const deskQuery = z.object({ providerId: id.optional() })

/** `none`: nothing was begun. `pending`, `restricted`: something is to be filled in, or checked. Only `active` can receive. */
export const payoutAccount = z.object({
  providerId: id,
  state: z.enum(['none', 'pending', 'active', 'restricted']),
  /** What waits for it, by currency. */
  waiting: z.array(z.object({ currency, amount })),
})

/** Where the provider is verified: good for one visit. */
export const onboardingLink = z.object({ url: z.string(), expiresAt: instant })

/**
 * `in_window`: served, and the resident can still complain; `due`; `frozen`: a bank disputes the payment; `on_the_way`; `paid`; `returned`:
 * all of it went back to the resident.
 */
export const earningShown = z.enum(['in_window', 'due', 'frozen', 'on_the_way', 'paid', 'returned'])
export type EarningShown = z.infer<typeof earningShown>

export const earningsQuery = z.object({
  providerId: id.optional(),
  state: earningShown.optional(),
  page,
})
export const earningRow = z.object({
  legId: id,
  bookingReference: z.string(),
  title: localText,
  start: instant,
  zone: z.string(),
  state: earningShown,
  /** What a due one waits for. */
  waitsFor: z.enum(['account', 'settlement', 'balance', 'retry']).nullable(),
  /** Until when the resident can complain. */
  windowEndsAt: instant.nullable(),
  currency,
  /** share − refunded − writtenOff − commission = amount. */
  shareAmount: amount,
  refundedAmount: amount,
  /** What a bank took back. */
  writtenOffAmount: amount,
  commissionAmount: amount,
  amount,
  /** What of it was sent, less what came back; what paid off an older debt; what came to be owed. */
  sentAmount: amount,
  nettedAmount: amount,
  owedAmount: amount,
})
export const debtRow = z.object({
  id,
  legId: id,
  bookingReference: z.string(),
  title: localText,
  at: instant,
  currency,
  amount,
  nettedAmount: amount,
})
export const earnings = z.object({
  providerId: id,
  /** One for each currency, `CNY` first where there is nothing yet. */
  totals: z.array(z.object({
    currency, inWindow: amount, due: amount, frozen: amount, onTheWay: amount, paid: amount,
    /** What the provider owes now. */
    debts: amount,
  })),
  legs: z.array(earningRow),
  debts: z.array(debtRow),
  ...pageFields,
})

/** Days of a statement on the provider's calendar, both included, a year of them at most. Default: the last 30. */
const period = { from: nearDay.optional(), to: nearDay.optional() }
export const providerStatementQuery = z.object({ providerId: id.optional(), ...period })
export const statementQuery = z.object(period)

export const statementLine = z.object({
  at: instant,
  /** Of those that move what is owed to a provider, or what it owes. */
  cause: z.enum(ledgerCauses),
  bookingReference: z.string().nullable(),
  title: localText.nullable(),
  currency,
  /** Of an earning: what was kept of the share, and the commission on it. Else 0. */
  gross: signed,
  commission: signed,
  /** How this changes what is owed to the provider, and what it owes. */
  owed: signed,
  debt: signed,
  /** What is owed to the provider after it. */
  balance: signed,
})
export const providerStatement = z.object({
  providerId: id,
  from: day,
  to: day,
  zone: z.string(),
  /** What is owed to the provider, and what it owes, before and after; by currency. */
  balances: z.array(z.object({ currency, opening: signed, closing: signed, openingDebt: signed, closingDebt: signed })),
  lines: z.array(statementLine),
})
export type ProviderStatement = z.infer<typeof providerStatement>

// Operators

export const bookingStatement = z.object({
  bookingId: id,
  bookingReference: z.string(),
  lines: z.array(z.object({
    at: instant,
    cause: z.enum(ledgerCauses),
    causeId: z.string(),
    title: localText.nullable(),
    entries: z.array(z.object({ account: z.string(), party: localText.nullable(), amount: signed, currency })),
  })),
  /** Accounts that are not nothing at the end. */
  balances: z.array(z.object({ account: z.string(), party: localText.nullable(), amount: signed, currency })),
})

export const dayStatementQuery = z.object({ day: nearDay })
export const dayStatement = z.object({
  day,
  zone: z.string(),
  accounts: z.array(z.object({ account: z.string(), currency, opening: signed, came: amount, went: amount, closing: signed })),
  causes: z.array(z.object({ cause: z.enum(ledgerCauses), count: z.int() })),
})

/** What is open, or what is over. */
export const openQuery = z.object({ open: z.enum(['true', 'false']).default('true').transform(value => value === 'true'), page })

/** The paid legs of a booking. */
export const refundableLegs = z.array(z.object({
  legId: id, title: localText, provider: localText, state: z.string(), currency, shareAmount: amount, refundedAmount: amount,
  /** What can still be given back, and what of that was paid in money, not by a voucher. */
  leftAmount: amount,
  leftCashAmount: amount,
  /** What is promised and waits for an operator. */
  waitingAmount: amount,
}))

const sum = z.object({ amount: signed, currency })
export const mismatch = z.object({
  id,
  kind: z.enum(['movement_unknown', 'movement_differs', 'entry_unknown', 'op_unfinished', 'transfer_refused', 'payment_review']),
  subject: z.string(),
  bookingId: id.nullable(),
  bookingReference: z.string().nullable(),
  /** What our books say, and what the gateway says. */
  ours: sum.nullable(),
  theirs: sum.nullable(),
  firstSeenAt: instant,
  lastSeenAt: instant,
  resolvedAt: instant.nullable(),
  /** An operator's words; null where it matched again by itself. */
  note: z.string().nullable(),
  /** Of a payment that is held: why. Once nothing of it is left, saying why releases it. */
  review: z.object({
    /** What was paid is not what was asked for. Saying why gives all of it back. */
    isSumWrong: z.boolean(),
    /** Refunds that somebody made at the payment service, each to be allotted to `legs`. */
    refunds: z.array(z.object({ id: z.string(), amount, currency, seenAt: instant })),
    legs: refundableLegs,
  }).nullable(),
})
export const mismatches = pageOf(mismatch)
/** An operator's words, of any number of lines; never none. */
const words = lines(2_000).pipe(z.string().min(1))

export const explainBody = z.strictObject({ note: words })
export const foreignRefundId = z.object({ id: z.string().regex(/^[\w-]{1,100}$/) })
export const allotBody = z.strictObject({
  parts: z.array(z.strictObject({ legId: id, amount: z.int().min(1).max(100_000_000) })).max(50)
    .refine(parts => new Set(parts.map(({ legId }) => legId)).size === parts.length),
  /** What no part bears: it is the platform's loss. */
  platformAmount: z.int().min(0).max(100_000_000).default(0),
  reason: words,
})

export const bankDispute = z.object({
  id: z.string(),
  bookingId: id,
  bookingReference: z.string(),
  title: localText,
  state: z.enum(['open', 'won', 'lost']),
  reason: z.string(),
  amount,
  currency,
  openedAt: instant,
  /** Until when evidence can be sent to the bank. */
  evidenceDueAt: instant.nullable(),
  closedAt: instant.nullable(),
  /** Of what providers had been sent: what has come back, and what is still with them. */
  broughtBackAmount: amount,
  withProvidersAmount: amount,
})
export const bankDisputes = pageOf(bankDispute)

export const manualRefund = z.object({
  id,
  bookingId: id,
  bookingReference: z.string(),
  legId: id.nullable(),
  title: localText,
  /** Of the part, or of the whole booking. */
  amount,
  currency,
  cause: z.enum(['refund_failed', 'payment_disputed', 'past_window', 'not_refundable']),
  /** Why it was to be given back. */
  reason: z.string(),
  method: z.string().nullable(),
  payer: z.object({ name: z.string(), email: z.string() }),
  state: z.enum(['open', 'retried', 'paid_elsewhere', 'dismissed']),
  createdAt: instant,
  resolvedAt: instant.nullable(),
  resolvedBy: z.string().nullable(),
  note: z.string().nullable(),
})
export const manualRefunds = pageOf(manualRefund)
export const resolveRefundBody = z.strictObject({ how: z.enum(['retried', 'paid_elsewhere', 'dismissed']), note: words })
export const refundByHandBody = z.strictObject({
  amount: z.int().min(1).max(100_000_000),
  /** What could still be given back when it was looked at: of two who press at once, one does. */
  leftAmount: z.int().min(1).max(100_000_000),
  reason: line(500),
})
