import { lengthsOf } from '#shared/offering.ts'
import { shareOf } from '#shared/money.ts'
import { listPrice } from '#shared/pricing.ts'
import type { OfferingContent } from '#shared/schemas/offerings.ts'
import type { Leg } from './bundleView.ts'

export interface PreviewSurroundings {
  provider: Leg['alternatives'][number]['provider']
  category: Leg['alternatives'][number]['category']
  photos: Leg['alternatives'][number]['photos']
}

/** An offering as the one leg of a bundle: what the very components of a bundle's page show to residents. */
export function previewLeg(content: OfferingContent, { provider, category, photos }: PreviewSurroundings): Leg {
  const priceAt = (minutes: number) => priceOf(content, { minutes, persons: 1 }) ?? 0
  const usual = priceAt(content.durationMinutes)
  return {
    id: 'preview',
    stage: 0,
    position: 0,
    required: true,
    dependsOnLegId: null,
    title: content.title,
    alternatives: [{
      id: 'preview',
      provider,
      title: content.title,
      summary: content.summary,
      category,
      place: content.place,
      venue: content.venue,
      mode: content.mode,
      minutes: content.durationMinutes,
      durationOptions: lengthsOf(content),
      priceModel: content.priceModel,
      maxPersons: content.maxPersons,
      shareAmount: usual,
      shareByMinutes: Object.fromEntries(lengthsOf(content).map(minutes => [String(minutes), priceAt(minutes)])),
      instant: content.instant,
      noticeMinutes: content.noticeMinutes,
      credentials: content.requiredCredentials,
      policy: content.policy,
      needs: content.requirements,
      photos,
    }],
  }
}

/** What a resident pays as typed so far; undefined where there is no price yet. */
function priceOf(content: OfferingContent, at: { minutes: number, persons: number }): number | undefined {
  const { priceModel, priceAmount, priceOptions } = content
  if (priceModel !== 'by_option' && priceAmount === null) return undefined
  const price = listPrice({ priceModel, priceAmount: priceAmount ?? 0, priceOptions }, at)
  return price === undefined || Number.isNaN(price) ? undefined : price
}

export interface PriceLine {
  minutes: number
  persons: number
  /** What a resident pays; undefined: no price yet. */
  pays: number | undefined
  commission: number
  /** What is left for the provider. */
  keeps: number
}

/** For each choice a resident has, what is paid, what the site takes of it, and what is left. */
export function priceLines(content: OfferingContent, commissionBps: number): PriceLine[] {
  const most = Number.isNaN(content.maxPersons) ? 1 : content.maxPersons
  const persons = content.priceModel === 'per_person' && most > 1 ? [1, most] : [1]
  return lengthsOf(content).flatMap(minutes => persons.map((count) => {
    const pays = priceOf(content, { minutes, persons: count })
    const commission = shareOf(pays ?? 0, commissionBps)
    return { minutes, persons: count, pays, commission, keeps: (pays ?? 0) - commission }
  }))
}
