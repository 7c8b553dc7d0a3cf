import { taxIncluded } from '#shared/tax.ts'
import type { BookingLeg } from '../booking/index.ts'

type LegMoney = Pick<BookingLeg, 'shareAmount' | 'voucherAmount' | 'refundedAmount' | 'refundedVoucherAmount' | 'tax'>

/** What the payer has paid for a leg in the end; what a voucher paid is the city's. */
export const netOf = ({ shareAmount, voucherAmount, refundedAmount, refundedVoucherAmount }: LegMoney): number =>
  shareAmount - voucherAmount - (refundedAmount - refundedVoucherAmount)

/** What a fapiao of a paid booking is made out for: what the payer has paid in the end, and the tax in it, leg by leg. */
export function netOfAll(legs: readonly LegMoney[]): { amount: number, taxAmount: number } {
  return {
    amount: legs.reduce((sum, leg) => sum + netOf(leg), 0),
    taxAmount: legs.reduce((sum, leg) => sum + taxIncluded(netOf(leg), leg.tax), 0),
  }
}
