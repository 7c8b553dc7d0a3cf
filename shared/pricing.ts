import { shareOf } from './money.ts'
import type { PriceOptions } from './quote.ts'

export interface PriceTerms {
  priceModel: 'fixed' | 'per_hour' | 'per_person' | 'by_option'
  priceAmount: number
  priceOptions: PriceOptions
}

/**
 * List price in minor units for this many minutes and persons; per hour is rounded half up to the minor unit.
 * Undefined where the offering has no price for that duration.
 */
export function listPrice(terms: PriceTerms, { minutes, persons }: { minutes: number, persons: number }): number | undefined {
  switch (terms.priceModel) {
    case 'fixed': return terms.priceAmount
    case 'per_hour': return Math.floor((terms.priceAmount * minutes * 2 + 60) / 120)
    case 'per_person': return terms.priceAmount * persons
    case 'by_option': return terms.priceOptions[String(minutes)]
  }
}

/** What the bundle pays for a leg: list price less the agreed percentage, never below the agreed floor, never above the list price. */
export function sharePrice(list: number, { percentOffBps, floorAmount }: { percentOffBps: number, floorAmount: number | null }): number {
  return Math.min(list, Math.max(list - shareOf(list, percentOffBps), floorAmount ?? 0))
}
