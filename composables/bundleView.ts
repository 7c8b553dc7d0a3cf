import type { BundleDetail } from '#shared/schemas/catalog.ts'
import type { Choice } from './choice.ts'

export type Leg = BundleDetail['legs'][number]
export type Alternative = Leg['alternatives'][number]
export type Stage = { position: number, rule: BundleDetail['stages'][number]['rule'], legs: Leg[] }

/** The legs by stage, in order: what stands together starts together. */
export function stagesOf(bundle: Pick<BundleDetail, 'stages' | 'legs'>): Stage[] {
  return bundle.stages
    .toSorted((a, b) => a.position - b.position)
    .map(({ position, rule }) => ({
      position, rule, legs: bundle.legs.filter(leg => leg.stage === position).toSorted((a, b) => a.position - b.position),
    }))
    .filter(stage => stage.legs.length > 0)
}

/** Is this leg in? An optional leg that depends on one that is left out goes with it. */
export function isTaken(leg: Leg, legs: readonly Leg[], choice: Choice): boolean {
  if (leg.required) return true
  if (choice.legs[leg.id]?.include === false) return false
  const other = legs.find(({ id }) => id === leg.dependsOnLegId)
  return !other || isTaken(other, legs, choice)
}

/** The alternatives that the choice leaves open. */
export function openAlternatives(leg: Leg, choice: Choice): Alternative[] {
  const wished = choice.legs[leg.id]?.alternativeId
  const open = leg.alternatives.filter(({ id }) => wished === undefined || wished === null || id === wished)
  return open.length > 0 ? open : leg.alternatives
}

/** Durations that every open alternative offers; one or none leaves nothing to choose. */
export function durationsOf(leg: Leg, choice: Choice): number[] {
  const [first, ...others] = openAlternatives(leg, choice)
  const offeredByAll = (minutes: number) => others.every(other => other.durationOptions.includes(minutes))
  return (first?.durationOptions ?? []).filter(offeredByAll).toSorted((a, b) => a - b)
}

/** What one alternative costs as chosen, in minor units. */
export function amountOf(alternative: Alternative, { minutes, persons }: { minutes: number | null, persons: number }): number {
  const amount = alternative.shareByMinutes[String(minutes ?? alternative.minutes)] ?? alternative.shareAmount
  return alternative.priceModel === 'per_person' ? amount * persons : amount
}

export interface LegPrice {
  leg: Leg
  amount: number
  /** Several alternatives with different prices are open: `amount` is the lowest. */
  from: boolean
  provider: Alternative['provider']
}

/** What each leg that is taken costs. An estimate for the page: the slot and the quote carry the server's price. */
export function priceLegs(bundle: Pick<BundleDetail, 'legs'>, choice: Choice): LegPrice[] {
  return bundle.legs.filter(leg => isTaken(leg, bundle.legs, choice)).map((leg) => {
    const minutes = choice.legs[leg.id]?.minutes ?? null
    const priced = openAlternatives(leg, choice)
      .map(alternative => ({ alternative, amount: amountOf(alternative, { minutes, persons: choice.persons }) }))
      .toSorted((a, b) => a.amount - b.amount)
    return {
      leg, amount: priced[0]!.amount, from: priced.at(-1)!.amount > priced[0]!.amount, provider: priced[0]!.alternative.provider,
    }
  })
}
