import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { sendJob } from '../platform/jobs.ts'
import type { PaymentContext } from './context.ts'
import { fail } from './errors.ts'
import { refundChangedJob, runPaymentOpsJob, runPayoutsJob } from './jobs.ts'
import { isRecorded, recordLedger } from './ledger.ts'
import { refundArrivedEntries, refundEntries, refundFailedEntries } from './ledger-rules.ts'
import type { RefundSnapshot } from './model.ts'
import { runOp, startOp } from './payment-op.ts'
import { getPayment, listRefunds, lockPayment, type Payment, type PaymentOp, type Refund } from './queries.ts'
import { canRefund, queueFailedRefund } from './refund-queue.ts'
import { payment, refund } from './schema.ts'
import { afterRefunds, refundTransition, type RefundState } from './state.ts'

export interface RefundInput {
  paymentId: string
  /** Null: of the booking as a whole. */
  bookingLegId: string | null
  /** Omitted: all that is left. */
  amount?: number
  /** For the record: `cancelled_by_resident`, `paid_late` … */
  reason: string
}

export interface RefundChange {
  refund: Refund
  from: RefundState
  to: RefundState
}

/**
 * Promises a refund, in the caller's transaction: the amount counts as given back from now on, and a job carries it out.
 * The caller holds the booking's lock; this takes the payment's.
 *
 * @throws {DomainError} `refund_exceeds_payment`, `payment_not_refundable`, `payment_disputed`
 */
export async function requestRefund(
  ctx: PaymentContext, tx: Tx, { paymentId, bookingLegId, amount, reason }: RefundInput,
): Promise<Refund> {
  const locked = await lockPayment(tx, paymentId)
  if (locked.state === 'disputed' || locked.state === 'lost') throw fail('payment_disputed')
  if (!canRefund(locked) || locked.gatewayPaymentId === null) throw fail('payment_not_refundable', { state: locked.state })
  const left = locked.capturedAmount - locked.refundedAmount
  const wanted = amount ?? left
  if (!Number.isSafeInteger(wanted) || wanted <= 0 || wanted > left) throw fail('refund_exceeds_payment', { left })
  const op = await startOp(tx, { kind: 'refund', paymentId, bookingId: locked.bookingId, params: { gatewayPaymentId: locked.gatewayPaymentId, amount: wanted } })
  const [row] = await tx.insert(refund)
    .values({ id: newId(), paymentId, bookingLegId, opId: op.id, amount: wanted, currency: locked.capturedCurrency ?? locked.currency, state: 'requested', reason }).returning()
  await updateTotals(tx, locked)
  await ctx.jobs.send(tx, runPaymentOpsJob, { paymentId })
  return row!
}

/** What another slice does in the transaction in which a refund changes. */
export interface RefundHooks {
  /** Takes the locks that come before the payment's. */
  before?: (tx: Tx, bookingId: string) => Promise<void>
  after?: (tx: Tx, change: RefundChange, paid: Payment) => Promise<void>
}

const refundParams = z.object({ gatewayPaymentId: z.string(), amount: z.number().int().positive() })

export async function runRefundOp(ctx: PaymentContext, op: PaymentOp, hooks: RefundHooks): Promise<PaymentOp['state']> {
  const paymentId = op.paymentId ?? ''
  const { bookingId } = await getPayment(ctx.db, paymentId)
  const request = { opId: op.id, paymentId, ...refundParams.parse(op.params) }
  const change = async (tx: Tx, told: RefundSnapshot | null) => {
    await hooks.before?.(tx, bookingId)
    const locked = await lockPayment(tx, paymentId)
    const [row] = await tx.select().from(refund).where(eq(refund.opId, op.id))
    if (!row) return
    const changed = told ? await applyRefund(tx, locked, [row], told) : await refuseRefund(tx, locked, row)
    await updateTotals(tx, locked)
    for (const each of changed) await hooks.after?.(tx, each, locked)
    // What was sent of this money already comes back next.
    await sendJob(tx, runPayoutsJob, { bookingId })
  }
  return await runOp<RefundSnapshot>(ctx, op, {
    call: async key => await ctx.gateway.refund(request, key),
    lookUp: async () => await ctx.gateway.findRefund(request),
    commit: async (tx, told) => await change(tx, told),
    refuse: async tx => await change(tx, null),
  })
}

/**
 * Writes what the gateway tells of a refund of ours (one that was allotted is a row for each of its legs), and its entries. Older news
 * changes nothing. One that failed, also after it was shown as done, goes to the operators' queue.
 */
export async function applyRefund(tx: Tx, paid: Payment, rows: readonly Refund[], told: RefundSnapshot): Promise<RefundChange[]> {
  await writeEntries(tx, paid, rows, told)
  const changes: RefundChange[] = []
  for (const row of rows) {
    const to = refundTransition(row.state, told.state)
    if (to === row.state && row.gatewayRefundId !== null) continue
    const final = to === 'succeeded' || to === 'failed'
    const [changed] = await tx.update(refund)
      .set({ state: to, gatewayRefundId: told.refundId, ...(final && { doneAt: sql`linli_now()` }) }).where(eq(refund.id, row.id)).returning()
    if (to !== row.state) changes.push(await tellChange(tx, paid, { refund: changed!, from: row.state, to }))
  }
  return changes
}

async function tellChange(tx: Tx, paid: Payment, change: RefundChange): Promise<RefundChange> {
  if (change.to === 'failed') await queueFailedRefund(tx, paid, change.refund)
  await sendJob(tx, refundChangedJob, { refundId: change.refund.id, bookingId: paid.bookingId, state: change.to })
  return change
}

/** The same sums whatever order the news came in: out when it was made, arrived, back if it failed. */
async function writeEntries(tx: Tx, { bookingId }: Payment, rows: readonly Refund[], told: RefundSnapshot): Promise<void> {
  const { refundId: causeId, settlement } = told
  if (!settlement) return
  const bookingLegId = rows.length === 1 ? rows[0]!.bookingLegId : null
  const amounts = { amount: told.amount, currency: told.currency, settlement }
  await recordLedger(tx, { bookingId, bookingLegId, cause: 'refund', causeId, entries: refundEntries(amounts) })
  if (told.state === 'succeeded' && rows.every(({ state }) => state !== 'failed')) {
    await recordLedger(tx, { bookingId, bookingLegId, cause: 'refund_arrived', causeId, entries: refundArrivedEntries(amounts) })
  }
  if (told.state === 'failed') {
    const entries = refundFailedEntries({ ...amounts, arrived: await isRecorded(tx, 'refund_arrived', causeId) })
    await recordLedger(tx, { bookingId, bookingLegId, cause: 'refund_failed', causeId, entries })
  }
}

async function refuseRefund(tx: Tx, paid: Payment, row: Refund): Promise<RefundChange[]> {
  const [changed] = await tx.update(refund).set({ state: 'failed', doneAt: sql`linli_now()` })
    .where(and(eq(refund.id, row.id), eq(refund.state, 'requested'))).returning()
  return changed ? [await tellChange(tx, paid, { refund: changed, from: row.state, to: 'failed' })] : []
}

/** Works out a payment's refunded amount and state from its refunds. The payment is locked. */
export async function updateTotals(tx: Tx, locked: Payment): Promise<Payment> {
  const { refunded, state } = afterRefunds(locked.state, locked.capturedAmount, await listRefunds(tx, locked.id))
  const [changed] = await tx.update(payment).set({ refundedAmount: refunded, state }).where(eq(payment.id, locked.id)).returning()
  return changed!
}
