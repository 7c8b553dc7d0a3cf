import type { Tx } from '../platform/database.ts'
import { earnedOf, type LegMoney } from './earning.ts'
import { earning } from './schema.ts'

export interface EarningInput extends LegMoney {
  bookingLegId: string
  providerId: string
  currency: string
}

/**
 * Records what a provider has earned for a leg: what the resident does not get back, less the commission on it, which is rounded half up.
 * Once for each leg: the caller says it when nothing more can change it. A transfer pays it out.
 */
export async function recordEarning(tx: Tx, { bookingLegId, providerId, currency, ...money }: EarningInput): Promise<void> {
  const { kept, commission, cash, voucher } = earnedOf(money)
  if (kept === 0) return
  await tx.insert(earning).values({
    bookingLegId, providerId, currency, amount: cash + voucher, cashAmount: cash, voucherAmount: voucher, commissionAmount: commission,
  }).onConflictDoNothing()
}
