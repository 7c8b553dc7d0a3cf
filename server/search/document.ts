import { createHash } from 'node:crypto'
import { pinyin } from 'pinyin-pro'
import { z } from 'zod'
import type { LocalText } from '#shared/locale.ts'
import { bundleCard } from '#shared/schemas/catalog.ts'
import { day } from '#shared/schemas/common.ts'
import type { FreeDay } from '../availability/index.ts'
import { districtsOf, toCard, type Bundle } from '../catalog/index.ts'
import { bundleIndex } from './bundle-index.ts'
import type { Document } from './engine.ts'
import { dueAt } from './due-at.ts'
import { freePart } from './free-part.ts'
import { tokenizerFor } from './segment.ts'

/** What search knows of when a bundle can be booked; null where nothing is known. */
export type Free = readonly FreeDay[] | null

/** Districts of the city by id. */
export type Districts = ReadonlyMap<string, { name: LocalText, lat: number, lng: number }>

/** What of a document is read again when it comes back as a hit. */
export const storedBundle = z.object({
  card: bundleCard,
  free_days: z.array(day).nullable(),
})

const both = (texts: readonly LocalText[]) => ({
  zh: [...new Set(texts.map(text => text.zh))].filter(text => text !== ''),
  en: [...new Set(texts.map(text => text.en))].filter(text => text !== ''),
})

const isChinese = (word: string): boolean => /^\p{Script=Han}{2,}$/u.test(word)

/** `jiazheng baojie`: each word as it is typed in pinyin. */
function pinyinOf(texts: readonly string[]): string[] {
  const tokenize = tokenizerFor(bundleIndex.settings.dictionary)
  const words = new Set(texts.flatMap(text => tokenize(text).map(token => token.word)).filter(isChinese))
  return [...words].map(word => pinyin(word, { toneType: 'none', type: 'array' }).join('').replaceAll('ü', 'v'))
}

/** The index document of a bundle: what is searched and filtered, and the card, so that a page of results needs no other query. */
export function bundleDocument(bundle: Bundle, { at, clicks, free, districts, languages }: {
  at: Date
  /** What clicks on it add to its popularity. */
  clicks: number
  free: Free
  districts: Districts
  /** Languages that workers of its providers speak. */
  languages: readonly string[]
}): Document {
  const alternatives = bundle.legs.flatMap(leg => leg.alternatives)
  const offerings = alternatives.map(alternative => alternative.offering)
  const legs = both([...bundle.legs.map(leg => leg.title), ...offerings.map(offering => offering.title)])
  const categories = both(offerings.flatMap(({ topCategory, category }) => [topCategory.name, category.name]))
  const providers = both([bundle.publisher.name, ...alternatives.map(alternative => alternative.provider.name)])
  const served = districtsOf(bundle)
  const places = served.flatMap(id => districts.get(id) ?? [])
  const names = both(places.map(place => place.name))
  const card = toCard(bundle, free?.[0]?.date ?? null)
  const document = {
    id: bundle.id,
    title_zh: bundle.title.zh,
    title_en: bundle.title.en,
    summary_zh: bundle.summary.zh,
    summary_en: bundle.summary.en,
    legs_zh: legs.zh,
    legs_en: legs.en,
    categories_zh: categories.zh,
    categories_en: categories.en,
    scenario_zh: bundle.scenario.title.zh,
    scenario_en: bundle.scenario.title.en,
    providers_zh: providers.zh,
    providers_en: providers.en,
    districts_zh: names.zh,
    districts_en: names.en,
    pinyin: pinyinOf([bundle.title.zh, ...legs.zh, ...categories.zh, ...names.zh]),
    scenario: bundle.scenario.slug,
    category: [...new Set(offerings.flatMap(({ topCategory, category }) => [topCategory.slug, category.slug]))],
    district: served,
    price: card.priceFrom,
    currency: bundle.currency,
    rating: bundle.rating,
    popularity: bundle.popularity + clicks,
    elder_friendly: card.elderFriendly,
    instant: card.instant,
    languages: [...languages],
    credentials: [...new Set(offerings.flatMap(offering => offering.requiredCredentials))],
    free_days: free && free.map(({ date }) => date),
    free_parts: free && free.flatMap(({ date, parts }) => parts.map(part => freePart(date, part))),
    parts: free && [...new Set(free.flatMap(({ parts }) => parts))],
    next_free: free?.[0]?.date ?? null,
    _geo: middleOf(places),
    card: { ...card },
  }
  const notice = Math.min(...offerings.map(offering => offering.noticeMinutes))
  // When it is due is not what it says of the bundle: the checksum leaves it out.
  return {
    ...document,
    due_at: Math.floor(dueAt({ zone: bundle.publisher.zone, notice, free, at }) / 1000),
    checksum: createHash('sha256').update(JSON.stringify(document)).digest('hex').slice(0, 16),
  }
}

function middleOf(places: readonly { lat: number, lng: number }[]): { lat: number, lng: number } | null {
  if (places.length === 0) return null
  const sum = places.reduce((total, { lat, lng }) => ({ lat: total.lat + lat, lng: total.lng + lng }), { lat: 0, lng: 0 })
  return { lat: sum.lat / places.length, lng: sum.lng / places.length }
}
