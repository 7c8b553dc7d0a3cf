import { eq, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'
import { sendJob } from '../platform/jobs.ts'
import { applyDisputes } from './bank-disputes.ts'
import type { PaymentContext } from './context.ts'
import { keepForeignRefund } from './foreign-refunds.ts'
import { runPayoutsJob, type ApplyPaymentEvent } from './jobs.ts'
import { recordLedger } from './ledger.ts'
import { chargeEntries } from './ledger-rules.ts'
import type { LegCash } from './losses.ts'
import { endMismatch, openReview } from './mismatches.ts'
import type { PaymentSnapshot } from './model.ts'
import { findPaymentByIds, listRefunds, lockPayment, type Payment } from './queries.ts'
import { applyRefund, updateTotals, type RefundChange } from './refunds.ts'
import { payment, paymentEvent } from './schema.ts'
import { afterReview, isWrongSum, transition, type PaymentState } from './state.ts'

export interface FetchedPayment {
  payment: Payment
  snapshot: PaymentSnapshot
}

/**
 * Asks the gateway how the payment of an event stands now. Outside of any transaction. Undefined when the event is not about a payment of
 * ours, or nothing was ever opened for it.
 *
 * @throws {GatewayError} to be tried again.
 */
export async function fetchForEvent(ctx: PaymentContext, event: ApplyPaymentEvent): Promise<FetchedPayment | undefined> {
  const found = await findPaymentByIds(ctx.db, event)
  if (!found) return undefined
  const sessionId = found.gatewaySessionId ?? event.sessionId
  const gatewayPaymentId = found.gatewayPaymentId ?? event.gatewayPaymentId
  if (sessionId !== null) return { payment: found, snapshot: await ctx.gateway.fetchPayment({ sessionId }) }
  if (gatewayPaymentId !== null) return { payment: found, snapshot: await ctx.gateway.fetchPayment({ gatewayPaymentId }) }
  return undefined
}

export interface PaymentChange {
  payment: Payment
  from: PaymentState
  /** Where the payment itself has come to; refunds and disputes that are told in the same breath stand in `payment.state`. */
  to: PaymentState
  refunds: RefundChange[]
}

export interface SnapshotInput {
  paymentId: string
  snapshot: PaymentSnapshot
  /** The booking no longer waits for this payment: it expired or was cancelled. */
  late: boolean
  /** The booking's legs in order, and what of each this payment paid. */
  legs: readonly LegCash[]
}

/**
 * Writes what a snapshot tells, in the caller's transaction, which holds the booking's lock. Any order, repetition or loss of snapshots
 * ends in the same state, as long as the last one is applied. What changed is for the caller to carry into the booking: `to` differs from
 * `from` exactly once for each step.
 */
export async function applyPaymentSnapshot(tx: Tx, { paymentId, snapshot, late, legs }: SnapshotInput): Promise<PaymentChange> {
  const before = await lockPayment(tx, paymentId)
  const expected = { paymentId: before.id, amount: before.amount, currency: before.currency }
  const sumState = before.sumState === 'as_asked' && isWrongSum(expected, snapshot) ? 'wrong' : before.sumState
  const told = transition({ state: before.state, snapshot, late, sumState })
  const paid = snapshot.state === 'paid'
  const [locked] = await tx.update(payment).set({
    state: told,
    sumState,
    gatewaySessionId: before.gatewaySessionId ?? snapshot.sessionId,
    // A saved card that was declined leaves an attempt behind that is not the one which is paid later, on a page.
    gatewayPaymentId: before.gatewayPaymentId ?? (paid || snapshot.sessionId !== null ? snapshot.gatewayPaymentId : null),
    lastFailure: snapshot.lastFailure ?? before.lastFailure,
    ...(paid && {
      capturedAmount: snapshot.amount,
      capturedCurrency: snapshot.currency,
      method: snapshot.method,
      gatewayChargeId: snapshot.chargeId,
      settlement: snapshot.settlement ?? before.settlement,
      paidAt: before.paidAt ?? sql`linli_now()`,
    }),
  }).where(eq(payment.id, paymentId)).returning()
  if (paid) await recordCharge(tx, before, snapshot)
  const refunds = await applyRefunds(tx, locked!, snapshot)
  const totals = await updateTotals(tx, { ...locked!, state: afterReview(told, { sumState, foreign: refunds.foreign }) })
  const after = await applyDisputes(tx, totals, { told: snapshot.disputes, legs })
  // What providers earned may have waited until the gateway had booked the payment, or a person had looked at it.
  const isBooked = before.settlement === null && after.settlement !== null
  const wasReleased = before.state === 'review' && after.state !== 'review'
  if (wasReleased) await endMismatch(tx, { kind: 'payment_review', subject: paymentId })
  else if (after.state === 'review' && before.state !== 'review') await openReview(tx, after)
  if (isBooked || wasReleased) await sendJob(tx, runPayoutsJob, { bookingId: before.bookingId })
  return { payment: after, from: before.state, to: told === before.state ? after.state : told, refunds: refunds.changes }
}

/** The entries wait until the gateway has booked the money; a later snapshot brings it. */
async function recordCharge(tx: Tx, paid: Payment, { amount, currency, chargeId, settlement }: PaymentSnapshot): Promise<void> {
  if (chargeId === null || settlement === null) return
  await recordLedger(tx, { bookingId: paid.bookingId, cause: 'charge', causeId: chargeId, entries: chargeEntries({ amount, currency, settlement }) })
}

/** A refund that nobody here asked for (made by hand at the gateway) is for a person to allot; one that failed moved nothing. */
async function applyRefunds(tx: Tx, paid: Payment, snapshot: PaymentSnapshot): Promise<{ changes: RefundChange[], foreign: boolean }> {
  const rows = await listRefunds(tx, paid.id)
  const changes: RefundChange[] = []
  let foreign = false
  for (const told of snapshot.refunds) {
    const own = rows.filter(each => each.gatewayRefundId === told.refundId || (told.opId !== null && each.opId === told.opId))
    if (own.length > 0) changes.push(...await applyRefund(tx, paid, own, told))
    else foreign = await keepForeignRefund(tx, paid, told) || foreign
  }
  return { changes, foreign }
}

/** A late payment whose time could be claimed again counts as paid. */
export async function acceptLatePayment(tx: Tx, paymentId: string): Promise<void> {
  const locked = await lockPayment(tx, paymentId)
  if (locked.state === 'late_paid') await tx.update(payment).set({ state: 'paid' }).where(eq(payment.id, paymentId))
}

/** Notes that an event was dealt with and how; part of the transaction that did it. Null for a look without an event. */
export async function markEventApplied(db: Queryable, eventId: string | null, outcome: string): Promise<void> {
  if (eventId === null) return
  await db.update(paymentEvent).set({ appliedAt: sql`linli_now()`, outcome }).where(eq(paymentEvent.id, eventId))
}
