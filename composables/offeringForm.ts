import { lengthsOf } from '#shared/offering.ts'
import { standardPolicies } from '#shared/policy.ts'
import type { Offering, OfferingContent } from '#shared/schemas/offerings.ts'
import type { OfferingDraft } from '~/stores/offering-draft'
import { currencyDigits, minorUnits } from './formats.ts'

export const emptyOffering = (): OfferingDraft => ({
  title: { zh: '', en: '' },
  summary: { zh: '', en: '' },
  categoryId: '',
  place: 'home',
  venueDistrictId: '',
  venueAddress: { zh: '', en: '' },
  districtIds: [],
  reach: '',
  mode: 'time',
  lengths: [60],
  minutes: 60,
  priceModel: 'fixed',
  price: '',
  prices: {},
  maxPersons: '1',
  noticeHours: '4',
  horizonDays: '60',
  bufferBefore: '0',
  bufferAfter: '0',
  needs: [{ kind: 'worker', skill: '', count: '1' }],
  credentials: [],
  instant: true,
  elderFriendly: false,
  policyId: 'moderate',
  tiers: [{ hours: '24', percent: '100' }, { hours: '4', percent: '50' }],
  tasks: [],
  photos: [],
  openToPartners: false,
  partnerPercent: '0',
})

/** An amount in whole units as one would type it: 12850 of two digits → `128.50`, 12800 → `128`. */
export function typedAmount(amount: number, currency: string): string {
  const digits = currencyDigits(currency)
  const whole = 10 ** digits
  return amount % whole === 0 ? String(amount / whole) : (amount / whole).toFixed(digits)
}

export function draftOfOffering({ content, photoFiles }: Pick<Offering, 'content' | 'photoFiles'>, currency: string): OfferingDraft {
  const { venue, policy } = content
  return {
    title: { ...content.title },
    summary: { ...content.summary },
    categoryId: content.categoryId ?? '',
    place: content.place,
    venueDistrictId: venue?.districtId ?? '',
    venueAddress: { zh: venue?.address.zh ?? '', en: venue?.address.en ?? '' },
    districtIds: [...content.districtIds],
    reach: content.reachMinutes === null ? '' : String(content.reachMinutes),
    mode: content.mode,
    lengths: lengthsOf(content),
    minutes: content.durationMinutes,
    priceModel: content.priceModel,
    price: content.priceAmount === null ? '' : typedAmount(content.priceAmount, currency),
    prices: Object.fromEntries(Object.entries(content.priceOptions).map(([minutes, amount]) => [minutes, typedAmount(amount, currency)])),
    maxPersons: String(content.maxPersons),
    noticeHours: String(content.noticeMinutes / 60),
    horizonDays: String(content.horizonDays),
    bufferBefore: String(content.bufferBefore),
    bufferAfter: String(content.bufferAfter),
    needs: content.requirements.length > 0
      ? content.requirements.map(({ kind, skill, count }) => ({ kind, skill, count: String(count) }))
      : emptyOffering().needs,
    credentials: [...content.requiredCredentials],
    instant: content.instant,
    elderFriendly: content.elderFriendly,
    policyId: policy.id,
    tiers: policy.tiers.map(({ hoursBefore, refundBps }) => ({ hours: String(hoursBefore), percent: String(refundBps / 100) })),
    tasks: content.tasks.map(task => ({ ...task })),
    photos: content.photos.flatMap(({ fileId, alt }) => {
      const file = photoFiles.find(known => known.fileId === fileId)
      return file ? [{ ...file, alt: { ...alt } }] : []
    }),
    openToPartners: content.openToPartners,
    partnerPercent: String(content.partnerPercentOffBps / 100),
  }
}

/** A number as typed; NaN where it is none, so that the checks find it. */
const numberOf = (typed: string): number => (/^\d+([.．]\d+)?$/.test(typed.trim()) ? Number(typed.trim().replace('．', '.')) : Number.NaN)
const hundredths = (typed: string): number => Math.round(numberOf(typed) * 100)

/** What was typed, as the API takes it. A number that is none stays `NaN`: `checkOffering` says so before anything is sent. */
export function contentOfDraft(draft: OfferingDraft, currency: string): OfferingContent {
  const isClass = draft.mode === 'session'
  const lengths = isClass ? [draft.minutes] : draft.lengths.toSorted((a, b) => a - b)
  const amountOf = (typed: string) => minorUnits(typed, currencyDigits(currency))
  const prices = lengths.flatMap((minutes) => {
    const amount = amountOf(draft.prices[String(minutes)] ?? '')
    return amount === null ? [] : [[String(minutes), amount] as const]
  })
  return {
    title: draft.title,
    summary: draft.summary,
    categoryId: draft.categoryId || null,
    place: draft.place,
    venue: draft.place === 'venue' ? { districtId: draft.venueDistrictId, address: draft.venueAddress } : null,
    districtIds: draft.place === 'venue' ? [] : draft.districtIds,
    reachMinutes: draft.place === 'venue' || draft.reach === '' ? null : numberOf(draft.reach),
    mode: draft.mode,
    durationMinutes: draft.minutes,
    durationOptions: lengths.length > 1 ? lengths : [],
    priceModel: draft.priceModel,
    priceAmount: draft.priceModel === 'by_option' ? null : amountOf(draft.price),
    priceOptions: draft.priceModel === 'by_option' ? Object.fromEntries(prices) : {},
    maxPersons: numberOf(draft.maxPersons),
    noticeMinutes: Math.round(numberOf(draft.noticeHours) * 60),
    horizonDays: numberOf(draft.horizonDays),
    bufferBefore: numberOf(draft.bufferBefore),
    bufferAfter: numberOf(draft.bufferAfter),
    requirements: isClass
      ? []
      : draft.needs.filter(({ skill }) => skill !== '').map(({ kind, skill, count }) => ({ kind, skill, count: numberOf(count) })),
    requiredCredentials: draft.credentials,
    instant: draft.instant,
    elderFriendly: draft.elderFriendly,
    policy: draft.policyId === 'custom'
      ? { id: 'custom', tiers: draft.tiers.map(({ hours, percent }) => ({ hoursBefore: numberOf(hours), refundBps: hundredths(percent) })) }
      : { id: draft.policyId, tiers: [...standardPolicies[draft.policyId].tiers] },
    tasks: draft.tasks.filter(({ zh, en }) => zh.trim() !== '' || en.trim() !== ''),
    photos: draft.photos.map(({ fileId, alt }) => ({ fileId, alt })),
    openToPartners: draft.openToPartners,
    partnerPercentOffBps: draft.openToPartners ? hundredths(draft.partnerPercent) : 0,
  }
}

/** A number's field: from, to, and whether it must be whole. */
const ranges = [
  { path: 'maxPersons', of: (content: OfferingContent) => content.maxPersons, min: 1, max: 200 },
  { path: 'noticeMinutes', of: (content: OfferingContent) => content.noticeMinutes / 60, min: 0, max: 720 },
  { path: 'horizonDays', of: (content: OfferingContent) => content.horizonDays, min: 1, max: 80 },
  { path: 'bufferBefore', of: (content: OfferingContent) => content.bufferBefore, min: 0, max: 240 },
  { path: 'bufferAfter', of: (content: OfferingContent) => content.bufferAfter, min: 0, max: 240 },
  { path: 'partnerPercentOffBps', of: (content: OfferingContent) => content.partnerPercentOffBps / 100, min: 0, max: 100 },
] as const

export interface TypedIssue {
  path: string
  code: string
  min?: number
  max?: number
}

/** What is no number, or no amount; whether the rest fits together say the shared rules. */
export function typingIssues(draft: OfferingDraft, currency: string): TypedIssue[] {
  const content = contentOfDraft(draft, currency)
  const isWrong = (value: number, min: number, max: number) => !(value >= min && value <= max)
  const isAmount = (typed: string) => typed.trim() === '' || minorUnits(typed, currencyDigits(currency)) !== null
  return [
    ...(draft.lengths.length === 0 && draft.mode === 'time' ? [{ path: 'durationOptions', code: 'length_missing' }] : []),
    ...(draft.priceModel !== 'by_option' && !isAmount(draft.price) ? [{ path: 'priceAmount', code: 'amount' }] : []),
    ...(draft.priceModel === 'by_option'
      ? lengthsOf(content).filter(minutes => !isAmount(draft.prices[String(minutes)] ?? '')).map(minutes => ({ path: `priceOptions.${minutes}`, code: 'amount' }))
      : []),
    ...ranges.filter(({ of, min, max }) => isWrong(of(content), min, max)).map(({ path, min, max }) => ({ path, code: 'range', min, max })),
    ...content.requirements.flatMap(({ count }, row) =>
      (isWrong(count, 1, 20) ? [{ path: `requirements.${row}.count`, code: 'range', min: 1, max: 20 }] : [])),
    ...(draft.policyId === 'custom'
      ? content.policy.tiers.flatMap(({ hoursBefore, refundBps }, row) => [
          ...(isWrong(hoursBefore, 0, 720) ? [{ path: `policy.tiers.${row}.hoursBefore`, code: 'range', min: 0, max: 720 }] : []),
          ...(isWrong(refundBps, 0, 10_000) ? [{ path: `policy.tiers.${row}.refundBps`, code: 'range', min: 0, max: 100 }] : []),
        ])
      : []),
  ]
}
