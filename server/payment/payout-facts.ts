import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from '../platform/database.ts'
import type { Earning } from './earnings.ts'
import type { Part, PartFacts, PayoutFacts } from './payout.ts'
import type { Payment } from './queries.ts'
import type { payoutAccount } from './schema.ts'
import { netting, providerDebt, transfer, transferReversal } from './schema.ts'

export type Transfer = typeof transfer.$inferSelect
type Account = typeof payoutAccount.$inferSelect

export interface PayoutSubject {
  earning: Earning
  /** Undefined where a booking was paid by vouchers alone. */
  paid: Payment | undefined
  account: Account
  at: Date
}

/** All that is known of an earning's way to its provider, with the rows that it was read from. The provider is locked. */
export async function readPayout(
  tx: Tx, { earning, paid, account, at }: PayoutSubject,
): Promise<{ facts: PayoutFacts, transfers: Transfer[] }> {
  const { bookingLegId, providerId, currency } = earning
  const transfers = await tx.select().from(transfer).where(eq(transfer.bookingLegId, bookingLegId)).orderBy(transfer.createdAt, transfer.id)
  const reversals = transfers.length === 0
    ? []
    : await tx.select().from(transferReversal).where(and(
        inArray(transferReversal.transferId, transfers.map(({ id }) => id)), inArray(transferReversal.state, ['requested', 'refused'])))
  const netted = await tx.select({ part: netting.part, amount: sql`sum(${netting.amount})`.mapWith(Number) }).from(netting)
    .where(eq(netting.bookingLegId, bookingLegId)).groupBy(netting.part)
  const [debt] = await tx.select({ open: sql`coalesce(sum(${providerDebt.amount} - ${providerDebt.nettedAmount}), 0)`.mapWith(Number) })
    .from(providerDebt).where(and(eq(providerDebt.providerId, providerId), eq(providerDebt.currency, currency)))

  const partOf = (part: Part, target: number): PartFacts => {
    const sent = transfers.filter(row => row.part === part && row.state === 'sent')
    const sum = (of: (row: Transfer) => number) => sent.reduce((total, row) => total + of(row), 0)
    const refused = reversals.filter(row => row.state === 'refused' && sent.some(({ id }) => id === row.transferId))
    return {
      target,
      sent: sum(row => row.amount), reversed: sum(row => row.reversedAmount),
      owed: sum(row => row.owedAmount), lost: sum(row => row.lostAmount),
      netted: netted.find(row => row.part === part)?.amount ?? 0,
      refused: refused.some(row => row.reason === 'for_good') ? 'for_good' : refused.length > 0 ? 'frozen' : null,
    }
  }
  const isWaiting = earning.retryAt !== null && earning.retryAt > at
  const underWay = transfers.some(row => row.state === 'requested')
    ? 'transfer'
    : reversals.some(row => row.state === 'requested') ? 'reversal' : null
  return {
    transfers,
    facts: {
      cash: partOf('cash', earning.cashAmount),
      voucher: partOf('voucher', earning.voucherAmount),
      underWay,
      isFrozen: paid?.state === 'disputed',
      isHeld: paid?.state === 'review',
      isLost: paid?.state === 'lost',
      isAccountActive: account.state === 'active' && account.gatewayAccountId !== null,
      isSettled: !paid || (paid.settlement !== null && paid.gatewayChargeId !== null),
      refusal: !isWaiting ? null : earning.refusal === 'balance_insufficient' ? 'balance' : 'other',
      debts: debt?.open ?? 0,
    },
  }
}
