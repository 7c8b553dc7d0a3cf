import type { OfferingContent } from '#shared/schemas/offerings.ts'
import { lengthsOf } from '#shared/offering.ts'
import type { offering } from '../schema.ts'

export type OfferingRow = typeof offering.$inferSelect
export type Requirement = OfferingContent['requirements'][number]
export type Photo = OfferingContent['photos'][number]

/** The columns that say what was typed; requirements and photos stand in tables of their own. */
export function columnsOf(content: OfferingContent) {
  const { title, summary, venue, requirements: _, photos: __, bufferBefore, bufferAfter, ...same } = content
  return {
    ...same,
    titleZh: title.zh,
    titleEn: title.en,
    summaryZh: summary.zh,
    summaryEn: summary.en,
    venueDistrictId: venue?.districtId || null,
    venueAddressZh: venue?.address.zh ?? null,
    venueAddressEn: venue?.address.en ?? null,
    bufferBeforeMinutes: bufferBefore,
    bufferAfterMinutes: bufferAfter,
    // What it costs at its usual length: what lists and sorts by one price finds it here.
    priceAmount: content.priceModel === 'by_option' ? content.priceOptions[String(content.durationMinutes)] ?? null : content.priceAmount,
    priceOptions: content.priceModel === 'by_option' ? content.priceOptions : {},
    durationOptions: lengthsOf(content).length > 1 ? lengthsOf(content) : [],
  } satisfies Partial<OfferingRow>
}

/** What a provider typed, from its rows. */
export function contentOf(
  row: OfferingRow, { requirements, photos }: { requirements: readonly Requirement[], photos: readonly Photo[] },
): OfferingContent {
  return {
    title: { zh: row.titleZh, en: row.titleEn },
    summary: { zh: row.summaryZh, en: row.summaryEn },
    categoryId: row.categoryId,
    place: row.place,
    venue: row.place === 'venue'
      ? { districtId: row.venueDistrictId ?? '', address: { zh: row.venueAddressZh ?? '', en: row.venueAddressEn ?? '' } }
      : null,
    districtIds: row.districtIds,
    reachMinutes: row.reachMinutes,
    mode: row.mode,
    durationMinutes: row.durationMinutes,
    durationOptions: row.durationOptions,
    priceModel: row.priceModel,
    priceAmount: row.priceAmount,
    priceOptions: row.priceOptions,
    maxPersons: row.maxPersons,
    noticeMinutes: row.noticeMinutes,
    horizonDays: row.horizonDays,
    bufferBefore: row.bufferBeforeMinutes,
    bufferAfter: row.bufferAfterMinutes,
    requirements: [...requirements],
    requiredCredentials: row.requiredCredentials,
    instant: row.instant,
    elderFriendly: row.elderFriendly,
    policy: row.policy,
    tasks: row.tasks,
    photos: [...photos],
    openToPartners: row.openToPartners,
    partnerPercentOffBps: row.partnerPercentOffBps,
  }
}
