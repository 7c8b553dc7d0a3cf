import { allocate, shareOf } from '#shared/money.ts'

/** What of a leg was paid, and what of it was given back. Minor units. */
export interface LegMoney {
  /** All that the leg cost, and how much of that a voucher paid. */
  shareAmount: number
  voucherAmount: number
  /** All that was decided to be given back, and how much of that went back to the voucher's budget. */
  refundedAmount: number
  refundedVoucherAmount: number
  commissionBps: number
}

export interface Earned {
  /** Kept of the share. `kept = cash + voucher + commission`, to the unit. */
  kept: number
  commission: number
  /** The provider's part of what the payer paid, and of what a voucher paid. */
  cash: number
  voucher: number
}

/**
 * What a provider has earned for a leg: what was not given back, less the frozen rate of it, rounded half up, counted before vouchers. The
 * commission comes out of both parts as they are to each other (largest remainder).
 *
 * @throws {RangeError} for a voucher or a refund that is more than there was.
 */
export function earnedOf({ shareAmount, voucherAmount, refundedAmount, refundedVoucherAmount, commissionBps }: LegMoney): Earned {
  const kept = shareAmount - refundedAmount
  const keptVoucher = voucherAmount - refundedVoucherAmount
  const keptCash = kept - keptVoucher
  if (keptVoucher < 0 || keptCash < 0) throw new RangeError(`not the parts of a share: ${keptCash} and ${keptVoucher}`)
  const commission = shareOf(kept, commissionBps)
  const [ofCash = 0, ofVoucher = 0] = allocate(commission, [keptCash, keptVoucher])
  return { kept, commission, cash: keptCash - ofCash, voucher: keptVoucher - ofVoucher }
}
