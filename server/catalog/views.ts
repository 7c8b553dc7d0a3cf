import type { z } from 'zod'
import { fileUses, photoPath } from '#shared/files.ts'
import type { alternative as alternativeSchema, bundleCard, bundleDetail, photo as photoSchema, providerCard } from '#shared/schemas/catalog.ts'
import { priceAlternative, priceFrom } from './choices.ts'
import { districtsOf, durationsOf, type Alternative, type Bundle, type CategorySummary, type Offering, type ProviderSummary } from './model.ts'

type Card = z.input<typeof bundleCard>
type Detail = z.input<typeof bundleDetail>

/** A bundle's card, but for what only search knows (`nextFreeDay`). */
export function toCard(bundle: Bundle, nextFreeDay: string | null = null): Card {
  const required = bundle.legs.filter(leg => leg.required)
  const first = required.map(leg => leg.alternatives[0]!)
  const price = priceFrom(bundle)
  return {
    id: bundle.id,
    slug: bundle.slug,
    title: bundle.title,
    summary: bundle.summary,
    scenario: { slug: bundle.scenario.slug, title: bundle.scenario.title },
    categories: categoriesOf(bundle),
    provider: bundle.publisher.name,
    providerCount: new Set(bundle.legs.map(leg => leg.alternatives[0]!.provider.id)).size,
    legCount: bundle.legs.length,
    minutes: minutesOf(bundle),
    priceFrom: price.amount,
    listPriceFrom: price.listAmount,
    currency: bundle.currency,
    rating: bundle.rating,
    ratingCount: bundle.ratingCount,
    elderFriendly: first.every(({ offering }) => offering.elderFriendly),
    instant: first.every(({ offering }) => offering.instant),
    nextFreeDay,
  }
}

/** Top categories of its legs, each once, in the order of the legs. */
export function categoriesOf(bundle: Bundle): CategorySummary[] {
  const all = bundle.legs.flatMap(leg => leg.alternatives).map(({ offering }) => offering.topCategory)
  const bySlug = new Map(all.map(category => [category.slug, category]))
  return [...bySlug.values()]
}

/** Minutes of service of the required legs; parallel legs count once, by the longest. */
function minutesOf(bundle: Bundle): number {
  const longest = new Map<number, number>()
  for (const leg of bundle.legs.filter(leg => leg.required)) {
    longest.set(leg.stage, Math.max(longest.get(leg.stage) ?? 0, leg.alternatives[0]!.offering.durationMinutes))
  }
  return [...longest.values()].reduce((sum, minutes) => sum + minutes, 0)
}

/**
 * All that the page of a bundle shows: what each part costs, and of the list prices their sum alone. What a partner gives off, its floor
 * and its commission are not in it.
 */
export function toDetail(bundle: Bundle, nextFreeDay: string | null = null): Detail {
  const required = bundle.legs.filter(leg => leg.required)
  return {
    ...toCard(bundle, nextFreeDay),
    description: bundle.description,
    publisher: providerView(bundle.publisher),
    zone: bundle.publisher.zone,
    districts: districtsOf(bundle),
    stages: bundle.stages,
    maxPersons: Math.min(...required.map(leg => Math.max(...leg.alternatives.map(({ offering }) => offering.maxPersons)))),
    legs: bundle.legs.map(leg => ({ ...leg, alternatives: leg.alternatives.map(alternativeView) })),
  }
}

/** The sizes in which it can be fetched, the smallest first; one is never larger than the photo was. */
function photoView({ fileId, alt, width, height }: Offering['photos'][number]): z.input<typeof photoSchema> {
  const longest = Math.max(width, height)
  const sources = (['small', 'medium'] as const).map(variant => ({
    url: photoPath(fileId, variant), width: Math.round(width * Math.min(1, fileUses.photo.variants[variant] / longest)),
  }))
  return { alt, width, height, sources }
}

function providerView({ id, slug, name, rating, ratingCount }: ProviderSummary): z.input<typeof providerCard> {
  return { id, slug, name, rating, ratingCount }
}

function alternativeView(alternative: Alternative): z.input<typeof alternativeSchema> {
  const { id, offering, provider } = alternative
  const standard = priceAlternative(alternative, { persons: 1 })
  const byMinutes = durationsOf(offering).flatMap((minutes) => {
    const priced = priceAlternative(alternative, { minutes, persons: 1 })
    return priced ? [[String(minutes), priced.shareAmount] as const] : []
  })
  return {
    id,
    provider: providerView(provider),
    title: offering.title,
    summary: offering.summary,
    category: { ...offering.category, picture: offering.topCategory.picture },
    place: offering.place,
    venue: offering.venue,
    mode: offering.mode,
    minutes: offering.durationMinutes,
    durationOptions: durationsOf(offering),
    priceModel: offering.priceModel,
    maxPersons: offering.maxPersons,
    shareAmount: standard?.shareAmount ?? 0,
    shareByMinutes: Object.fromEntries(byMinutes),
    instant: offering.instant,
    noticeMinutes: offering.noticeMinutes,
    credentials: offering.requiredCredentials,
    policy: offering.policy,
    needs: offering.requirements,
    photos: offering.photos.map(photoView),
  }
}
