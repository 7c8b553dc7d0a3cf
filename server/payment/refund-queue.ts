import { and, asc, desc, eq, ne, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { readPage, totalOfAll, type Paged } from '../platform/paging.ts'
import type { Payment, Refund } from './queries.ts'
import { manualRefund, payment, refund } from './schema.ts'
import { refundableStates } from './state.ts'

export type ManualRefund = typeof manualRefund.$inferSelect

/** Whether a refund of a payment can be asked for. */
export const canRefund = ({ state, gatewayPaymentId }: Pick<Payment, 'state' | 'gatewayPaymentId'>): boolean =>
  refundableStates.has(state) && gatewayPaymentId !== null

/** How many days after a payment its method still gives money back. */
const refundDays: Partial<Record<string, number>> = { alipay: 90, wechat_pay: 180 }

/** Why a payment cannot be given back by the gateway now. Null: it can. */
export function refundBlockOf(paid: Payment, at: Date): Exclude<ManualRefund['cause'], 'refund_failed'> | null {
  if (paid.state === 'disputed' || paid.state === 'lost') return 'payment_disputed'
  if (!canRefund(paid)) return 'not_refundable'
  const days = refundDays[paid.method ?? '']
  const isPast = days !== undefined && paid.paidAt !== null && at.getTime() > paid.paidAt.getTime() + days * 86_400_000
  return isPast ? 'past_window' : null
}

/** Puts what the gateway cannot give back into the operators' queue. It counts as promised to the resident. */
export async function queueRefund(
  tx: Tx, { paid, bookingLegId, amount, cause, reason }:
  { paid: Payment, bookingLegId: string | null, amount: number, cause: ManualRefund['cause'], reason: string },
): Promise<void> {
  const { id: paymentId, bookingId } = paid
  const currency = paid.capturedCurrency ?? paid.currency
  await tx.insert(manualRefund).values({ id: newId(), bookingId, bookingLegId, paymentId, amount, currency, cause, reason })
}

/** The same for a refund that failed, once. */
export async function queueFailedRefund(
  tx: Tx, paid: Payment, { id: refundId, bookingLegId, amount, currency, reason }: Refund,
): Promise<void> {
  await tx.insert(manualRefund).values({
    id: newId(), bookingId: paid.bookingId, bookingLegId, paymentId: paid.id, refundId, amount, currency, cause: 'refund_failed', reason,
  }).onConflictDoNothing({ target: manualRefund.refundId })
}

export interface LegRefunds {
  /** On its way or arrived, by the gateway or another way: what the leg shows as given back. */
  given: number
  /** All that was decided to be given back, also what still waits for a person. What a provider earned is without it. */
  promised: number
}

/** What was given back of a leg, in minor units. */
export async function refundsOfLeg(db: Queryable, bookingLegId: string): Promise<LegRefunds> {
  const sum = sql`coalesce(sum(amount), 0)`.mapWith(Number)
  const [sent] = await db.select({ amount: sum }).from(refund)
    .where(and(eq(refund.bookingLegId, bookingLegId), sql`${refund.state} <> 'failed'`))
  const byHand = await db.select({ state: manualRefund.state, amount: sum }).from(manualRefund)
    .where(eq(manualRefund.bookingLegId, bookingLegId)).groupBy(manualRefund.state)
  const of = (state: ManualRefund['state']) => byHand.find(row => row.state === state)?.amount ?? 0
  const given = (sent?.amount ?? 0) + of('paid_elsewhere')
  return { given, promised: given + of('open') }
}

/**
 * What of a booking `b` its payer has paid in the end: by the gateway, without what was given back, by it or another way, and without what
 * their bank took back for good.
 */
export const paidInTheEndOf = sql`(
  select coalesce(sum(greatest(0, p.captured_amount - p.refunded_amount
    - (select coalesce(sum(m.amount), 0) from manual_refund m where m.payment_id = p.id and m.state = 'paid_elsewhere')
    - (select coalesce(sum(d.amount), 0) from bank_dispute d where d.payment_id = p.id and d.state = 'lost'))), 0)::bigint
    from payment p where p.booking_id = b.id)`

export async function paidInTheEnd(db: Queryable, bookingId: string): Promise<number> {
  const { rows: [row] } = await db.execute<{ paid: string }>(sql`select ${paidInTheEndOf} as paid from booking b where b.id = ${bookingId}`)
  return Number(row?.paid ?? 0)
}

/**
 * The queue, the longest waiting first, or (`open` false) what is over, the latest first; with who ended an entry, and the method of its
 * payment.
 */
export async function listManualRefunds(
  db: Queryable, { open, page }: { open: boolean, page: number },
): Promise<Paged<{ refund: ManualRefund, method: string | null, resolvedBy: string | null }>> {
  return await readPage({ page, perPage: 30 }, async ({ limit, offset }) => await db.select({
    refund: manualRefund, method: payment.method, total: totalOfAll,
    resolvedBy: sql<string | null>`(select name from person where person.id = ${manualRefund.resolvedBy})`,
  }).from(manualRefund).innerJoin(payment, eq(payment.id, manualRefund.paymentId))
    .where(open ? eq(manualRefund.state, 'open') : ne(manualRefund.state, 'open'))
    .orderBy(open ? asc(manualRefund.createdAt) : desc(manualRefund.resolvedAt), manualRefund.id).limit(limit).offset(offset))
}
