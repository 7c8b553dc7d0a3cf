/**
 * How the price of a service stands to value added tax: `vat`: a general taxpayer's rate is in it; `small_scale`: a small-scale taxpayer's
 * levy is in it; `exempt`: none is (elderly care and medical service are).
 */
export interface TaxTreatment {
  kind: 'vat' | 'small_scale' | 'exempt'
  /** Ten-thousandths of the price without tax; 0 where it is exempt. */
  bps: number
}

/** Of a company that says nothing else: the rate of services in daily life. */
export const usualTax: TaxTreatment = { kind: 'vat', bps: 600 }

/** The tax that an amount has in it, rounded half up to the minor unit: amount × rate / (1 + rate). */
export function taxIncluded(amount: number, { bps }: Pick<TaxTreatment, 'bps'>): number {
  const base = BigInt(10_000 + bps)
  return Number((2n * BigInt(amount) * BigInt(bps) + base) / (2n * base))
}
