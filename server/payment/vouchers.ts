import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'
import { recordLedger } from './ledger.ts'
import { voucherFundEntries, voucherRedeemEntries, voucherReturnEntries } from './ledger-rules.ts'
import { ledgerEntry } from './schema.ts'

export interface VoucherMovement {
  campaignId: string
  /** What names the movement: the campaign, the redemption or the return. Recorded once, however often it is told. */
  causeId: string
  bookingId: string | null
  amount: number
  currency: string
}

const entriesOf = { voucher_fund: voucherFundEntries, voucher_redeem: voucherRedeemEntries, voucher_return: voucherReturnEntries }

/** Writes what a voucher moved in the books. */
export async function recordVoucher(
  tx: Tx, cause: keyof typeof entriesOf, { campaignId, causeId, bookingId, amount, currency }: VoucherMovement,
): Promise<void> {
  await recordLedger(tx, { bookingId, cause, causeId, entries: entriesOf[cause]({ amount, currency, campaignId }) })
}

/** What lies in the budgets of campaigns, by the books. */
export async function readVoucherBudgets(db: Queryable, campaignIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.select({ id: ledgerEntry.partyId, amount: sql<number>`-sum(${ledgerEntry.amount})::bigint` }).from(ledgerEntry)
    .where(and(eq(ledgerEntry.account, 'voucher'), inArray(ledgerEntry.partyId, [...campaignIds]))).groupBy(ledgerEntry.partyId)
  return new Map(rows.flatMap(({ id, amount }) => (id === null ? [] : [[id, Number(amount)]])))
}
