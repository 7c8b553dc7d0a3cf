import type { LocalText } from '#shared/locale.ts'
import type { CancellationPolicy } from '#shared/policy.ts'
import type { OfferingContent } from '#shared/schemas/offerings.ts'

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

interface Kept {
  personId: string
  /** By offering, or `new <provider>`: what was typed, and the revision that was seen then. */
  drafts: Record<string, { revision: number, draft: OfferingDraft }>
}

const storageKey = 'linli_offerings'
/** Of several that were left half done the last ones. */
const most = 8

/**
 * What a provider typed of an offering and has not saved: kept in this browser, so that neither a reload nor signing in anew nor a
 * colleague's change loses it. It belongs to one person, and goes when it is saved or given up.
 */
export const useOfferingDraftStore = defineStore('offering-draft', () => {
  /** In the browser only. */
  function find(personId: string, key: string): { revision: number, draft: OfferingDraft } | undefined {
    const kept = read()
    return kept?.personId === personId ? kept.drafts[key] : undefined
  }

  function keep(personId: string, key: string, kept: { revision: number, draft: OfferingDraft }): void {
    const others = Object.entries(read(personId)?.drafts ?? {}).filter(([known]) => known !== key).slice(1 - most)
    write({ personId, drafts: { ...Object.fromEntries(others), [key]: kept } })
  }

  function forget(personId: string, key: string): void {
    const { [key]: _, ...drafts } = read(personId)?.drafts ?? {}
    write({ personId, drafts })
  }

  return { find, keep, forget }
})

function read(personId?: string): Kept | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
    return isKept(kept) && (personId === undefined || kept.personId === personId) ? kept : null
  } catch {
    return null
  }
}

function write(kept: Kept): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(kept))
  } catch {
    // A full or forbidden storage only means that a reload starts from what is saved.
  }
}

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && 'personId' in value && typeof value.personId === 'string'
  && 'drafts' in value && typeof value.drafts === 'object' && value.drafts !== null
