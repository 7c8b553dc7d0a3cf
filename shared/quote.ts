import type { LocalText } from './locale.ts'
import type { CancellationPolicy } from './policy.ts'
import type { SlotResource, WorkerWish } from './slot.ts'
import type { TaxTreatment } from './tax.ts'

/**
 * `gap`: the stage starts `min` to `max` minutes after the end of the stage before (null: any time later); `days`: on a day `from` to `to`
 * days later, within a window of minutes since midnight.
 */
export type StageRule
  = | { kind: 'gap', min: number, max: number | null, sameDay: boolean }
    | { kind: 'days', from: number, to: number, window: { from: number, to: number } | null }

/** Price for each duration in minutes, for the price model `by_option`. Minor units. */
export type PriceOptions = Record<string, number>

/** What the person chose; the server alone makes a price of it. */
export interface QuoteWishes {
  slug: string
  districtId: string
  addressId: string | null
  persons: number
  legs: {
    legId: string
    include: boolean
    alternativeId: string | null
    minutes: number | null
    /** Absent in quotes that are older than the wish. */
    resourceId?: string | undefined
    wishes?: readonly WorkerWish[] | undefined
  }[]
  /** Start of each included leg, ISO 8601 in UTC. */
  starts: Record<string, string>
}

/** One leg as it was sold. Nothing that changes later in the catalogue changes it. */
export interface FrozenLeg {
  legId: string
  position: number
  alternativeId: string
  offeringId: string
  offeringVersion: number
  providerId: string
  agreementId: string | null
  /** Of the partner's agreement; null for the publisher's own. Absent in older quotes, like all that may be undefined here. */
  agreementVersion?: number | null | undefined
  sessionId: string | null
  titleZh: string
  titleEn: string
  start: string
  end: string
  zone: string
  bufferBefore: number
  bufferAfter: number
  place: 'home' | 'venue' | 'on_the_way'
  districtId: string
  required: boolean
  dependsOnLegId: string | null
  instant: boolean
  persons: number
  listAmount: number
  shareAmount: number
  commissionBps: number
  policy: CancellationPolicy
  tax?: TaxTreatment | undefined
  /** Slugs of its category and of the one above it: for what a voucher counts. */
  categories?: string[] | undefined
  /** What is to be done. Where it is absent: as the offering is now. */
  tasks?: LocalText[] | undefined
  /** Who was shown before paying; the hold keeps them where they are still free. */
  resources?: SlotResource[] | undefined
}
