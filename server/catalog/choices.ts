import { listPrice, sharePrice } from '#shared/pricing.ts'
import { fail } from './errors.ts'
import { durationsOf, type Alternative, type Bundle, type BundleLeg } from './model.ts'

/** What a person chose of a bundle. What they did not speak of stays open: required and optional legs in, every alternative allowed. */
export interface Choices {
  persons: number
  legs: readonly { legId: string, include: boolean, alternativeId?: string | undefined, minutes?: number | undefined }[]
}

export interface PricedAlternative {
  alternative: Alternative
  minutes: number
  listAmount: number
  shareAmount: number
}

export interface ChosenLeg {
  leg: BundleLeg
  /** In the order of preference; at least one. */
  alternatives: PricedAlternative[]
}

/**
 * The legs of a bundle as chosen, with the price of each alternative that is left. A leg that depends on one that is left out goes with it.
 * @throws {DomainError} `choice_invalid` where a choice names what the bundle does not have, or leaves out what it needs.
 */
export function chooseLegs(bundle: Bundle, { persons, legs: wishes }: Choices): ChosenLeg[] {
  const wished = new Map(wishes.map(wish => [wish.legId, wish]))
  for (const legId of wished.keys()) {
    if (!bundle.legs.some(leg => leg.id === legId)) throw fail('choice_invalid', { legId, why: 'leg_unknown' })
  }
  const included = includedLegs(bundle, wished)
  const chosen: ChosenLeg[] = []
  for (const leg of bundle.legs.filter(({ id }) => included.has(id))) {
    const wish = wished.get(leg.id)
    const allowed = wish?.alternativeId === undefined ? leg.alternatives : leg.alternatives.filter(({ id }) => id === wish.alternativeId)
    if (allowed.length === 0) throw fail('choice_invalid', { legId: leg.id, why: 'alternative_unknown' })
    const alternatives = allowed.flatMap(alternative => priceAlternative(alternative, { minutes: wish?.minutes, persons }) ?? [])
    if (alternatives.length === 0) {
      const tooMany = allowed.every(({ offering }) => persons > offering.maxPersons)
      throw fail('choice_invalid', { legId: leg.id, why: tooMany ? 'too_many_persons' : 'duration_unknown' })
    }
    chosen.push({ leg, alternatives })
  }
  return chosen
}

/** All legs but those left out and, link by link, the optional ones that depend on them: the walk before the match goes with the match. */
function includedLegs(bundle: Bundle, wished: ReadonlyMap<string, Choices['legs'][number]>): Set<string> {
  const included = new Set(bundle.legs.map(({ id }) => id))
  for (const { id, required } of bundle.legs) {
    if (wished.get(id)?.include !== false) continue
    if (required) throw fail('choice_invalid', { legId: id, why: 'leg_required' })
    included.delete(id)
  }
  for (let size = 0; size !== included.size;) {
    size = included.size
    for (const { id, required, dependsOnLegId } of bundle.legs) {
      if (!required && dependsOnLegId !== null && !included.has(dependsOnLegId)) included.delete(id)
    }
  }
  return included
}

/** Undefined where the offering does not last that long, or not for so many. */
export function priceAlternative(
  alternative: Alternative,
  { minutes, persons }: { minutes?: number | undefined, persons: number },
): PricedAlternative | undefined {
  const { offering, terms } = alternative
  if (persons > offering.maxPersons) return undefined
  const lasts = minutes ?? offering.durationMinutes
  if (lasts !== offering.durationMinutes && !durationsOf(offering).includes(lasts)) return undefined
  const listAmount = listPrice(offering, { minutes: lasts, persons })
  if (listAmount === undefined) return undefined
  return { alternative, minutes: lasts, listAmount, shareAmount: sharePrice(listAmount, terms) }
}

/** The lowest price of a bundle: its required legs, each by its cheapest alternative, for one person. */
export function priceFrom(bundle: Bundle): { amount: number, listAmount: number } {
  const legs = bundle.legs.filter(leg => leg.required).map((leg) => {
    const priced = leg.alternatives.flatMap(alternative => priceAlternative(alternative, { persons: 1 }) ?? [])
    return priced.toSorted((a, b) => a.shareAmount - b.shareAmount)[0]
  })
  return {
    amount: legs.reduce((sum, leg) => sum + (leg?.shareAmount ?? 0), 0),
    listAmount: legs.reduce((sum, leg) => sum + (leg?.listAmount ?? 0), 0),
  }
}
