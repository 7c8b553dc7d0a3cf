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

/** What banks took back for good, by leg. */
export async function lossesOf(db: Queryable, legIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.select({ id: bankDisputePart.bookingLegId, amount: sql`sum(${bankDisputePart.amount})`.mapWith(Number) }).from(bankDisputePart)
    .where(inArray(bankDisputePart.bookingLegId, [...legIds])).groupBy(bankDisputePart.bookingLegId)
  return new Map(rows.map(({ id, amount }) => [id, amount]))
}

export const lostOfLeg = async (db: Queryable, legId: string): Promise<number> => (await lossesOf(db, [legId])).get(legId) ?? 0

/** The same of a leg `l`, as a value of SQL. */
export const lostOf = sql`(select coalesce(sum(x.amount), 0)::bigint from bank_dispute_part x where x.booking_leg_id = l.id)`

/** Banks' disputes of a payment that were lost: its payer has that money back. */
export async function listLostDisputes(db: Queryable, paymentId: string): Promise<(typeof bankDispute.$inferSelect)[]> {
  return await db.select().from(bankDispute).where(and(eq(bankDispute.paymentId, paymentId), eq(bankDispute.state, 'lost')))
    .orderBy(asc(bankDispute.gatewayDisputeId))
}

/** The same anew, once it is known of which legs something was given back before. */
export async function spreadLossesAgain(tx: Tx, { paymentId, legs }: { paymentId: string, legs: readonly LegCash[] }): Promise<void> {
  const lost = await listLostDisputes(tx, paymentId)
  if (lost.length === 0) return
  await tx.delete(bankDisputePart).where(inArray(bankDisputePart.gatewayDisputeId, lost.map(({ gatewayDisputeId }) => gatewayDisputeId)))
  for (const { gatewayDisputeId: disputeId, amount } of lost) await keepLoss(tx, { disputeId, amount }, legs)
}
