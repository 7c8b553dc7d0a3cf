import { and, desc, eq, isNull, sql, type SQL } from 'drizzle-orm'
import type { Queryable } from '../platform/database.ts'
import { bankDispute, manualRefund, mismatch, payment } from './schema.ts'

/** Something about money that waits for an operator. */
export interface OpenQuestion {
  kind: 'bank_dispute' | 'manual_refund' | 'mismatch'
  /** Of the dispute's payment; of the refund; of the mismatch. */
  id: string
  /** What names it for good: an answer ends it, and it is asked once. */
  cause: string
}

/**
 * All that waits, as a query of `kind`, `id` and `cause`: payments that a bank disputes, refunds to be made by hand (one that failed was
 * told of when it did), and what does not match: a payment that is held at once, anything else when it has stood for an hour.
 */
export const openQuestions: SQL = sql`
  select 'bank_dispute' as kind, payment_id as id, 'bank_dispute:' || gateway_dispute_id as cause from bank_dispute where state = 'open'
  union all
  select 'manual_refund', id, 'manual_refund:' || id from manual_refund where state = 'open' and cause <> 'refund_failed'
  union all
  select 'mismatch', id, 'mismatch:' || id from mismatch
   where resolved_at is null and (kind = 'payment_review' or first_seen_at < linli_now() - interval '1 hour')`

export interface ToldQuestion {
  bookingId: string | null
  /** What a person can find it by where it is about no booking. */
  name: string
  money: { amount: number, currency: string } | null
  /** Until when evidence can be sent to the bank. */
  until: Date | null
}

/** What is to be told of it. Undefined: it is over. */
export async function findOpenQuestion(
  db: Queryable, { kind, id }: Pick<OpenQuestion, 'kind' | 'id'>,
): Promise<ToldQuestion | undefined> {
  if (kind === 'bank_dispute') {
    const [row] = await db.select({ dispute: bankDispute, bookingId: payment.bookingId }).from(bankDispute)
      .innerJoin(payment, eq(payment.id, bankDispute.paymentId))
      .where(and(eq(bankDispute.paymentId, id), eq(bankDispute.state, 'open'))).orderBy(desc(bankDispute.openedAt)).limit(1)
    return row && { bookingId: row.bookingId, name: row.dispute.gatewayDisputeId, money: row.dispute, until: row.dispute.evidenceDueAt }
  }
  if (kind === 'manual_refund') {
    const [row] = await db.select().from(manualRefund).where(and(eq(manualRefund.id, id), eq(manualRefund.state, 'open')))
    return row && { bookingId: row.bookingId, name: id, money: row, until: null }
  }
  const [row] = await db.select().from(mismatch).where(and(eq(mismatch.id, id), isNull(mismatch.resolvedAt)))
  return row && { bookingId: row.bookingId, name: row.subject, money: null, until: null }
}
