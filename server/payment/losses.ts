import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'
import type { DisputeSnapshot } from './model.ts'
import { spreadLoss } from './payout.ts'
import { refundsOfLeg } from './refund-queue.ts'
import { bankDispute, bankDisputePart } from './schema.ts'

/** A leg, and what of it was paid with a payment (not by a voucher). */
export interface LegCash {
  id: string
  cashAmount: number
}

/**
 * Spreads what a bank took for good over the legs: in proportion to what of each is not promised back. A refund that fails stays promised,
 * so it is the same whether that is known already or not.
 */
export async function keepLoss(tx: Tx, { disputeId, amount }: Pick<DisputeSnapshot, 'disputeId' | 'amount'>, legs: readonly LegCash[]): Promise<void> {
  const kept: number[] = []
  for (const { id, cashAmount } of legs) kept.push(cashAmount - (await refundsOfLeg(tx, id)).promised - await lostOfLeg(tx, id))
  const parts = spreadLoss(amount, kept.map(each => Math.max(0, each))).map((part, nth) =>
    ({ gatewayDisputeId: disputeId, bookingLegId: legs[nth]!.id, amount: part })).filter(part => part.amount > 0)
  if (parts.length > 0) await tx.insert(bankDisputePart).values(parts)
}

/** What banks took back of a leg for good. */
export async function lostOfLeg(db: Queryable, bookingLegId: string): Promise<number> {
  const [row] = await db.select({ lost: sql`coalesce(sum(${bankDisputePart.amount}), 0)`.mapWith(Number) }).from(bankDisputePart)
    .where(eq(bankDisputePart.bookingLegId, bookingLegId))
  return row!.lost
}

/** The same anew, once it is known of which legs something was given back before. */
export async function spreadLossesAgain(tx: Tx, { paymentId, legs }: { paymentId: string, legs: readonly LegCash[] }): Promise<void> {
  const lost = await tx.select().from(bankDispute).where(and(eq(bankDispute.paymentId, paymentId), eq(bankDispute.state, 'lost')))
    .orderBy(asc(bankDispute.gatewayDisputeId))
  if (lost.length === 0) return
  await tx.delete(bankDisputePart).where(inArray(bankDisputePart.gatewayDisputeId, lost.map(({ gatewayDisputeId }) => gatewayDisputeId)))
  for (const { gatewayDisputeId: disputeId, amount } of lost) await keepLoss(tx, { disputeId, amount }, legs)
}
