import { allocate, shareOf } from './money.ts'

/** What a campaign of consumption vouchers takes off. Amounts are minor units. */
export interface VoucherTerms {
  currency: string
  /** A fixed sum, or ten-thousandths of the price with an upper bound. */
  off: { amount: number } | { bps: number, cap: number | null }
  /** Of the parts that it counts for. */
  minSpend: number
  /** Slugs of the categories whose parts it counts for; none: all parts. */
  categories: readonly string[]
}

export interface VoucherLeg {
  shareAmount: number
  /** Slugs of the leg's category and of the one above it. */
  categories: readonly string[]
}

export type VoucherFit
  = | { why: null, amount: number, parts: number[] }
    | { why: 'currency' | 'category' | 'min_spend', amount: 0, parts: null }

/**
 * What a voucher takes off each leg: never more than the legs that it counts for cost, spread over them by their shares (largest
 * remainder). One voucher a booking, so nothing can stack.
 */
export function voucherParts(terms: VoucherTerms, { currency, legs }: { currency: string, legs: readonly VoucherLeg[] }): VoucherFit {
  const refused = (why: 'currency' | 'category' | 'min_spend'): VoucherFit => ({ why, amount: 0, parts: null })
  if (terms.currency !== currency) return refused('currency')
  const counts = ({ categories }: VoucherLeg) => terms.categories.length === 0 || categories.some(slug => terms.categories.includes(slug))
  const weights = legs.map(leg => (counts(leg) ? leg.shareAmount : 0))
  const counted = weights.reduce((sum, weight) => sum + weight, 0)
  if (counted === 0) return refused('category')
  if (counted < terms.minSpend) return refused('min_spend')
  const { off } = terms
  const wanted = 'amount' in off ? off.amount : Math.min(shareOf(counted, off.bps), off.cap ?? Number.MAX_SAFE_INTEGER)
  const amount = Math.min(wanted, counted)
  return amount === 0 ? refused('min_spend') : { why: null, amount, parts: allocate(amount, weights) }
}

/** A leg's share and what of it the voucher paid; what of both was given back. */
export interface PaidParts {
  shareAmount: number
  voucherAmount: number
  refundedAmount: number
  refundedVoucherAmount: number
}

export interface RefundParts {
  /** Back to the payer. */
  cash: number
  /** Back to the budget that paid it. */
  voucher: number
}

/**
 * Splits what is given back now, so that of **all** that was given back the voucher's part is the largest-remainder share: many small
 * refunds never drift from one large one. A part that had failed before comes first.
 */
export function splitRefund(paid: PaidParts, amount: number): RefundParts {
  const { shareAmount, voucherAmount, refundedAmount, refundedVoucherAmount } = paid
  if (amount > shareAmount - refundedAmount) throw new RangeError(`more than is left: ${amount}`)
  const refundedCash = refundedAmount - refundedVoucherAmount
  const [cashInAll = 0] = allocate(refundedAmount + amount, [shareAmount - voucherAmount, voucherAmount])
  const least = Math.max(0, amount - (voucherAmount - refundedVoucherAmount))
  const most = Math.min(amount, shareAmount - voucherAmount - refundedCash)
  const cash = Math.min(Math.max(cashInAll - refundedCash, least), most)
  return { cash, voucher: amount - cash }
}
