import type { LocalText } from '#shared/locale.ts'
import type { CancellationPolicy } from '#shared/policy.ts'
import type { OfferingContent } from '#shared/schemas/offerings.ts'
import { keptDrafts } from './kept-drafts.ts'

/** An offering as typed. Numbers are text where a field may be empty or wrong for a while. */
export interface OfferingDraft {
  title: LocalText
  summary: LocalText
  categoryId: string
  place: OfferingContent['place']
  venueDistrictId: string
  venueAddress: LocalText
  /** Empty: all of the provider's. */
  districtIds: string[]
  /** Minutes; empty: no limit. */
  reach: string
  mode: OfferingContent['mode']
  /** Minutes that can be chosen. */
  lengths: number[]
  /** The usual one of them. */
  minutes: number
  priceModel: OfferingContent['priceModel']
  /** Whole units of the currency, with decimals. */
  price: string
  /** The same for each length. */
  prices: Record<string, string>
  maxPersons: string
  noticeHours: string
  horizonDays: string
  bufferBefore: string
  bufferAfter: string
  needs: { kind: 'worker' | 'vehicle' | 'venue', skill: string, count: string }[]
  credentials: string[]
  instant: boolean
  elderFriendly: boolean
  policyId: CancellationPolicy['id']
  /** Of a table of one's own. */
  tiers: { hours: string, percent: string }[]
  tasks: LocalText[]
  /** Sent already; `url` shows it for a while. */
  photos: { fileId: string, alt: LocalText, url: string, width: number, height: number }[]
  openToPartners: boolean
  partnerPercent: string
}

/**
 * What a provider typed of an offering and has not saved: by offering, or `new <provider>`, with the revision that was seen then, so that a
 * colleague's change does not lose it either.
 */
export const useOfferingDraftStore = defineStore('offering-draft', () => keptDrafts<{ revision: number, draft: OfferingDraft }>('linli_offerings'))
