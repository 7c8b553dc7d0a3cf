import type { LocalText } from '#shared/locale.ts'
import type { CancellationPolicy } from '#shared/policy.ts'
import type { PriceOptions, StageRule } from '#shared/quote.ts'
import type { TaxTreatment } from '#shared/tax.ts'

/** A bundle with all that a price, a slot or a page needs of it. Alternatives that cannot be sold now are not in it. */
export interface Bundle {
  id: string
  slug: string
  status: 'draft' | 'published' | 'paused' | 'archived'
  title: LocalText
  summary: LocalText
  description: LocalText
  currency: string
  rating: number | null
  ratingCount: number
  popularity: number
  scenario: { id: string, slug: string, family: string, title: LocalText }
  publisher: ProviderSummary
  /** By position; the first has no rule. */
  stages: { position: number, rule: StageRule | null }[]
  /** By position. */
  legs: BundleLeg[]
}

export interface BundleLeg {
  id: string
  stage: number
  position: number
  required: boolean
  dependsOnLegId: string | null
  title: LocalText
  /** In the order of the publisher's preference. */
  alternatives: Alternative[]
}

export interface Alternative {
  id: string
  offering: Offering
  provider: ProviderSummary
  terms: Terms
}

/** What binds list price and share: the publisher's own discount, or the partner's agreement. */
export interface Terms {
  agreementId: string | null
  agreementVersion: number | null
  percentOffBps: number
  floorAmount: number | null
  noticeMinutes: number
  /** Days of the provider's calendar, `YYYY-MM-DD`. */
  blackoutDates: string[]
  /** When the agreement ends, of one that was given notice; epoch milliseconds. Nothing is served later. */
  endsAt: number | null
}

export interface ProviderSummary {
  id: string
  slug: string
  name: LocalText
  zone: string
  commissionBps: number
  rating: number | null
  ratingCount: number
  /** Districts it serves at home. */
  districts: string[]
}

export interface Offering {
  id: string
  version: number
  title: LocalText
  summary: LocalText
  category: CategorySummary
  topCategory: CategorySummary
  place: 'home' | 'venue' | 'on_the_way'
  venue: { districtId: string, address: LocalText } | null
  /** Of its provider's districts those in which it is offered; none named: all of them. */
  districts: string[]
  /** No worker or vehicle goes further than this many minutes from its own district; null: as far as its districts. */
  reachMinutes: number | null
  mode: 'time' | 'session'
  durationMinutes: number
  durationOptions: number[]
  priceModel: 'fixed' | 'per_hour' | 'per_person' | 'by_option'
  priceAmount: number
  priceOptions: PriceOptions
  maxPersons: number
  noticeMinutes: number
  horizonDays: number
  bufferBefore: number
  bufferAfter: number
  requiredCredentials: string[]
  instant: boolean
  elderFriendly: boolean
  policy: CancellationPolicy
  /** The offering's own, or its provider's. */
  tax: TaxTreatment
  /** What is to be done, and answered at the end. */
  tasks: LocalText[]
  /** Those that everybody may see; pixels as they were taken. */
  photos: { fileId: string, alt: LocalText, width: number, height: number }[]
  requirements: { kind: 'worker' | 'vehicle' | 'venue', skill: string, count: number }[]
}

export interface CategorySummary {
  slug: string
  name: LocalText
  picture: string
}

/** The minutes that an offering can last. */
export const durationsOf = (offering: Offering): number[] =>
  offering.durationOptions.length > 0 ? offering.durationOptions : [offering.durationMinutes]

/** The districts in which an alternative is offered at home. */
export const homeDistrictsOf = ({ offering, provider }: Pick<Alternative, 'offering' | 'provider'>): string[] =>
  (offering.districts.length === 0 ? provider.districts : provider.districts.filter(district => offering.districts.includes(district)))

/**
 * Districts in which every required leg can be had: those that a provider of the leg serves at home. A venue may be visited from anywhere;
 * a bundle of venues alone is offered where its providers are.
 */
export function districtsOf(bundle: Bundle): string[] {
  const required = bundle.legs.filter(leg => leg.required)
  const atHome = required.filter(leg => leg.alternatives.some(({ offering }) => offering.place !== 'venue'))
  const servedBy = (leg: BundleLeg) => new Set(leg.alternatives.flatMap(homeDistrictsOf))
  if (atHome.length === 0) return [...new Set(required.flatMap(leg => [...servedBy(leg)]))].sort()
  const [first, ...others] = atHome.map(servedBy)
  return [...first!].filter(district => others.every(served => served.has(district))).sort()
}
