import { and, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'
import { fail } from './errors.ts'
import { payment, paymentEvent, paymentOp, refund } from './schema.ts'

export type Payment = typeof payment.$inferSelect
export type PaymentOp = typeof paymentOp.$inferSelect
export type Refund = typeof refund.$inferSelect

/** @throws {DomainError} `not_found` */
export async function getPayment(db: Queryable, id: string): Promise<Payment> {
  const [row] = await db.select().from(payment).where(eq(payment.id, id))
  if (!row) throw fail('not_found')
  return row
}

/** The payment, locked until the transaction ends. The booking's lock comes first. */
export async function lockPayment(tx: Tx, id: string): Promise<Payment> {
  const [row] = await tx.select().from(payment).where(eq(payment.id, id)).for('update')
  if (!row) throw fail('not_found')
  return row
}

/** Undefined: nothing was ever to be paid. */
export async function lockPaymentOfBooking(tx: Tx, bookingId: string): Promise<Payment | undefined> {
  const [row] = await tx.select().from(payment).where(eq(payment.bookingId, bookingId)).for('update')
  return row
}

export async function findPaymentOfBooking(db: Queryable, bookingId: string): Promise<Payment | undefined> {
  const [row] = await db.select().from(payment).where(eq(payment.bookingId, bookingId))
  return row
}

export interface PaymentIds {
  paymentId: string | null
  sessionId: string | null
  gatewayPaymentId: string | null
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The payment that any of these ids means. */
export async function findPaymentByIds(db: Queryable, ids: PaymentIds): Promise<Payment | undefined> {
  const matches = [
    ids.paymentId !== null && uuid.test(ids.paymentId) ? eq(payment.id, ids.paymentId) : undefined,
    ids.sessionId === null ? undefined : eq(payment.gatewaySessionId, ids.sessionId),
    ids.gatewayPaymentId === null ? undefined : eq(payment.gatewayPaymentId, ids.gatewayPaymentId),
  ].filter(match => match !== undefined)
  if (matches.length === 0) return undefined
  const [row] = await db.select().from(payment).where(or(...matches)).limit(1)
  return row
}

export async function listRefunds(db: Queryable, paymentId: string): Promise<Refund[]> {
  return await db.select().from(refund).where(eq(refund.paymentId, paymentId)).orderBy(refund.createdAt, refund.id)
}

export async function findRefund(db: Queryable, id: string): Promise<Refund | undefined> {
  const [row] = await db.select().from(refund).where(eq(refund.id, id))
  return row
}

/** Operations of a payment that were begun and never finished, in the order in which they were asked for. */
export async function listOpenOps(db: Queryable, paymentId: string): Promise<PaymentOp[]> {
  return await db.select().from(paymentOp)
    .where(and(eq(paymentOp.paymentId, paymentId), eq(paymentOp.state, 'started'))).orderBy(paymentOp.createdAt, paymentOp.id)
}

/** The same of what a booking's providers are sent, and of what comes back from them. */
export async function listOpenPayoutOps(db: Queryable, bookingId: string): Promise<PaymentOp[]> {
  return await db.select().from(paymentOp).where(and(
    eq(paymentOp.bookingId, bookingId), eq(paymentOp.state, 'started'), inArray(paymentOp.kind, ['transfer', 'reversal']),
  )).orderBy(paymentOp.createdAt, paymentOp.id)
}

/** Whether money of a booking is being moved now. */
export async function hasOpenMoneyOps(tx: Tx, bookingId: string): Promise<boolean> {
  const [open] = await tx.select({ id: paymentOp.id }).from(paymentOp).where(and(
    eq(paymentOp.bookingId, bookingId), eq(paymentOp.state, 'started'), inArray(paymentOp.kind, ['refund', 'transfer', 'reversal']),
  )).limit(1)
  return open !== undefined
}

/** Payments with an operation that has hung for two minutes: a process died on the way. */
export async function listPaymentsWithHangingOps(db: Queryable): Promise<string[]> {
  const rows = await db.selectDistinct({ id: paymentOp.paymentId }).from(paymentOp)
    .where(and(eq(paymentOp.state, 'started'), lt(paymentOp.createdAt, sql`linli_now() - interval '2 minutes'`))).limit(500)
  return rows.flatMap(({ id }) => (id === null ? [] : [id]))
}

/** Events that were taken in ten minutes ago and are still not applied: their job was lost or has failed for good. */
export async function listForgottenEvents(db: Queryable): Promise<(typeof paymentEvent.$inferSelect)[]> {
  return await db.select().from(paymentEvent)
    .where(and(isNull(paymentEvent.appliedAt), lt(paymentEvent.receivedAt, sql`linli_now() - interval '10 minutes'`))).limit(500)
}

/** Payments whose page is over, and of which nothing was heard since. */
export async function listSilentPayments(db: Queryable): Promise<Payment[]> {
  return await db.select().from(payment).where(and(
    eq(payment.state, 'awaiting_payment'), lt(payment.gatewaySessionExpiresAt, sql`linli_now() - interval '5 minutes'`),
  )).limit(500)
}
