import { and, asc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { fail } from './errors.ts'
import { recordLedger } from './ledger.ts'
import { borneEntries } from './ledger-rules.ts'
import type { RefundSnapshot } from './model.ts'
import type { Payment } from './queries.ts'
import type { ManualRefund } from './refund-queue.ts'
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
  /** Minor units of each leg, and what the platform bears; together the refund. */
  parts: readonly { legId: string, amount: number }[]
  platformAmount: number
}

/** Reasons of such a refund's parts; for what the platform bears no provider's earning falls. */
const elsewhere = 'made_elsewhere'
const borne = 'borne_by_platform'

/**
 * Makes it a refund of its legs, and of the platform's. What the gateway tells of it is applied by the next snapshot, as to any refund. The
 * payment is locked.
 * @throws {DomainError} `not_found`, also where it was allotted before; `refund_not_spread` where the parts are not the refund
 */
export async function takeForeignRefund(
  tx: Tx, { bookingId, refundId, parts, platformAmount }: Allotment & { bookingId: string },
): Promise<void> {
  const [taken] = await tx.update(foreignRefund).set({ allottedAt: sql`linli_now()` })
    .where(and(eq(foreignRefund.gatewayRefundId, refundId), waits)).returning()
  if (!taken) throw fail('not_found')
  const { paymentId, amount, currency } = taken
  if (parts.reduce((sum, part) => sum + part.amount, platformAmount) !== amount) throw fail('refund_not_spread', { amount })
  const row = { paymentId, opId: null, gatewayRefundId: refundId, currency, state: 'requested' as const }
  await tx.insert(refund).values([
    ...parts.map(part => ({ ...row, id: newId(), bookingLegId: part.legId, amount: part.amount, reason: elsewhere })),
    ...(platformAmount > 0 ? [{ ...row, id: newId(), bookingLegId: null, amount: platformAmount, reason: borne }] : []),
  ])
  await bear(tx, { bookingId, amount: platformAmount, currency })
}

/** The platform pays what no leg gives back; below zero: it does not after all. */
async function bear(tx: Tx, { bookingId, amount, currency }: { bookingId: string, amount: number, currency: string }): Promise<void> {
  await recordLedger(tx, { bookingId, cause: 'borne', causeId: newId(), entries: borneEntries({ amount, currency }) })
}

/**
 * More is given back of a leg than is left of its payment, because the payer has a part of it already, which the platform bore: that is the
 * leg's from now on, and the platform bears so much less. The payment is locked.
 * @returns how much of `amount` it was.
 */
export async function takeFromPlatform(
  tx: Tx, paid: Payment, { bookingLegId, amount }: { bookingLegId: string, amount: number },
): Promise<number> {
  const rows = await tx.select().from(refund).where(and(
    eq(refund.paymentId, paid.id), eq(refund.reason, borne), isNull(refund.bookingLegId), isNull(refund.opId), ne(refund.state, 'failed'),
  )).orderBy(asc(refund.createdAt), asc(refund.id))
  let left = amount
  for (const row of rows) {
    const moved = Math.min(left, row.amount)
    if (moved === 0) break
    left -= moved
    const ofLeg = { bookingLegId, reason: elsewhere }
    if (moved === row.amount) {
      await tx.update(refund).set(ofLeg).where(eq(refund.id, row.id))
    } else {
      await tx.update(refund).set({ amount: row.amount - moved }).where(eq(refund.id, row.id))
      await tx.insert(refund).values({ ...row, ...ofLeg, id: newId(), amount: moved })
    }
    await bear(tx, { bookingId: paid.bookingId, amount: -moved, currency: row.currency })
  }
  return amount - left
}

/** A refund that the platform bore did not reach the payer, and will not: nothing is lost. */
export async function bearNoMore(tx: Tx, { bookingId, amount, currency, reason }: ManualRefund): Promise<void> {
  if (reason === borne) await bear(tx, { bookingId, amount: -amount, currency })
}
