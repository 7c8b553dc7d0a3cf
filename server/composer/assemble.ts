import { legsOf, type Draft } from '#shared/draft.ts'
import { allocate } from '#shared/money.ts'
import type { Preview } from '#shared/schemas/composer.ts'
import { priceAlternative, type Bundle, type OfferedOffering } from '../catalog/index.ts'

export interface DraftParts {
  id: string
  currency: string
  publisher: Bundle['publisher']
  offered: readonly OfferedOffering[]
}

type Terms = Bundle['legs'][number]['alternatives'][number]['terms']

const noTerms: Terms = {
  agreementId: null, agreementVersion: null, percentOffBps: 0, floorAmount: null, noticeMinutes: 0, blackoutDates: [], endsAt: null,
}

/** The terms by which a leg would be sold: what was agreed, else what is asked for, else what its provider offers everybody. */
function termsOf({ own, agreed, asked, percentOffBps }: OfferedOffering, ownPercentOffBps: number): Terms {
  if (own) return { ...noTerms, percentOffBps: ownPercentOffBps }
  return agreed ?? asked ?? { ...noTerms, percentOffBps }
}

/** A draft as if it were on sale: legs without an offering are not in it, and a leg's id is its key. */
export function bundleOf(draft: Draft, { id, currency, publisher, offered }: DraftParts): Bundle {
  const found = new Map(offered.map(own => [own.offering.id, own]))
  const stages = draft.stages.map(({ rule, legs }) => ({
    rule,
    legs: legs.map(leg => ({
      leg,
      alternatives: leg.alternatives.flatMap((own) => {
        const known = found.get(own.offeringId)
        if (!known) return []
        return [{ id: own.offeringId, offering: known.offering, provider: known.provider, terms: termsOf(known, own.percentOffBps) }]
      }),
    })).filter(({ alternatives }) => alternatives.length > 0),
  })).filter(({ legs }) => legs.length > 0)
  const keys = new Set(stages.flatMap(({ legs }) => legs).map(({ leg }) => leg.key))
  let position = 0
  return {
    id, slug: '', status: 'draft', title: draft.title, summary: draft.summary, description: draft.description, currency,
    rating: null, ratingCount: 0, popularity: 0, scenario: { id: '', slug: '', family: '', title: { zh: '', en: '' } }, publisher,
    stages: stages.map(({ rule }, at) => ({ position: at, rule: at === 0 ? null : rule })),
    legs: stages.flatMap(({ legs }, stage) => legs.map(({ leg, alternatives }) => ({
      id: leg.key, stage, position: position++, required: leg.required, title: leg.title, alternatives,
      dependsOnLegId: leg.dependsOn !== null && keys.has(leg.dependsOn) ? leg.dependsOn : null,
    }))),
  }
}

/** What it would cost: each leg by its first alternative, for one person; the total is the sum of the shares of the required legs. */
export function priceOf(draft: Draft, parts: DraftParts): Preview['price'] {
  const bundle = bundleOf(draft, parts)
  const legs = legsOf(draft.stages).flatMap(({ key, required }) => {
    const alternative = bundle.legs.find(({ id }) => id === key)?.alternatives[0]
    const priced = alternative && priceAlternative(alternative, { persons: 1 })
    if (!priced) return []
    const own = priced.alternative.provider.id === parts.publisher.id
    const { listAmount, shareAmount } = priced
    return [{ key, offeringId: priced.alternative.offering.id, own, required, listAmount, shareAmount }]
  })
  const sum = (some: typeof legs, of: 'listAmount' | 'shareAmount') => some.reduce((total, leg) => total + leg[of], 0)
  const counted = legs.filter(({ required }) => required)
  const spread = counted.length > 0 ? allocate(10_000, counted.map(({ shareAmount }) => shareAmount)) : []
  return {
    currency: parts.currency,
    listAmount: sum(counted, 'listAmount'),
    amount: sum(counted, 'shareAmount'),
    ownAmount: sum(counted.filter(({ own }) => own), 'shareAmount'),
    legs: legs.map(leg => ({ ...leg, partBps: spread[counted.indexOf(leg)] ?? 0 })),
  }
}
