import { allocate } from '#shared/money.ts'
import { taxIncluded } from '#shared/tax.ts'
import type { BookingLeg } from '../booking/index.ts'

export interface LegMoney extends Pick<BookingLeg, 'shareAmount' | 'voucherAmount' | 'refundedAmount' | 'refundedVoucherAmount' | 'tax'> {
  /** What the payer's bank took back of it for good. */
  takenBackAmount: number
}

/**
 * What the payer has paid for a leg in the end; what a voucher paid is the city's. Never below zero: where a bank took back what was given
 * back besides, the payer has it twice.
 */
export const netOf = ({ shareAmount, voucherAmount, refundedAmount, refundedVoucherAmount, takenBackAmount }: LegMoney): number =>
  Math.max(0, shareAmount - voucherAmount - (refundedAmount - refundedVoucherAmount) - takenBackAmount)

interface Net {
  amount: number
  taxAmount: number
}

/**
 * What a fapiao of a paid booking is made out for, leg by leg: what the payer has paid in the end, and the tax in it. `paid` is all that
 * they have paid in the end: less than the legs', where something was given back of none of them, which each then bears by its own part.
 */
export function netOfAll(legs: readonly LegMoney[], paid: number): Net & { legs: Net[] } {
  const nets = legs.map(netOf)
  const parts = allocate(Math.min(paid, nets.reduce((sum, net) => sum + net, 0)), nets)
    .map((amount, nth) => ({ amount, taxAmount: taxIncluded(amount, legs[nth]!.tax) }))
  const sum = (of: 'amount' | 'taxAmount') => parts.reduce((all, part) => all + part[of], 0)
  return { amount: sum('amount'), taxAmount: sum('taxAmount'), legs: parts }
}
