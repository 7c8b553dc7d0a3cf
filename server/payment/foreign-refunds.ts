import { and, asc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { fail } from './errors.ts'
import type { RefundSnapshot } from './model.ts'
import type { Payment } from './queries.ts'
import { foreignRefund, refund } from './schema.ts'

// Refunds that somebody made at the gateway itself. They are kept when they are seen, and become refunds of ours once an operator has said
// whose money it was.

export type ForeignRefund = typeof foreignRefund.$inferSelect

/** Keeps what is told of such a refund. Answers whether it waits for an operator: one that failed moved nothing. */
export async function keepForeignRefund(tx: Tx, paid: Payment, { refundId, amount, currency, state }: RefundSnapshot): Promise<boolean> {
  await tx.insert(foreignRefund).values({ gatewayRefundId: refundId, paymentId: paid.id, amount, currency, state })
    .onConflictDoUpdate({ target: foreignRefund.gatewayRefundId, set: { state } })
  return state !== 'failed'
}

const waits = and(isNull(foreignRefund.allottedAt), ne(foreignRefund.state, 'failed'))

/** Those of some payments that wait for an operator, the oldest first. */
export async function listForeignRefunds(db: Queryable, paymentIds: readonly string[]): Promise<ForeignRefund[]> {
  if (paymentIds.length === 0) return []
  return await db.select().from(foreignRefund).where(and(inArray(foreignRefund.paymentId, [...paymentIds]), waits))
    .orderBy(asc(foreignRefund.seenAt), asc(foreignRefund.gatewayRefundId))
}

/** Undefined: there is none, or it was allotted. */
export async function findForeignRefund(db: Queryable, refundId: string): Promise<ForeignRefund | undefined> {
  const [found] = await db.select().from(foreignRefund).where(and(eq(foreignRefund.gatewayRefundId, refundId), waits))
  return found
}

export interface Allotment {
  refundId: string
  /** Minor units of each leg; together the refund. */
  parts: readonly { legId: string, amount: number }[]
}

/**
 * Makes it a refund of its legs. What the gateway tells of it is applied by the next snapshot, as to any refund. The payment is locked.
 * @throws {DomainError} `not_found`, also where it was allotted before; `refund_not_spread` where the parts are not the refund
 */
export async function takeForeignRefund(tx: Tx, { refundId, parts }: Allotment): Promise<void> {
  const [taken] = await tx.update(foreignRefund).set({ allottedAt: sql`linli_now()` })
    .where(and(eq(foreignRefund.gatewayRefundId, refundId), waits)).returning()
  if (!taken) throw fail('not_found')
  const { paymentId, amount, currency } = taken
  if (parts.reduce((sum, part) => sum + part.amount, 0) !== amount) throw fail('refund_not_spread', { amount })
  await tx.insert(refund).values(parts.map(part => ({
    id: newId(), paymentId, bookingLegId: part.legId, opId: null, gatewayRefundId: refundId, amount: part.amount, currency,
    state: 'requested' as const, reason: 'made_elsewhere',
  })))
}
