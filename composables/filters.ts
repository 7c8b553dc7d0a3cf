import type { SearchQuery } from '#shared/schemas/catalog.ts'

/** What a person narrowed the search to. Lives in the address alone, so that it can be kept, sent on and gone back to. */
export interface Filters {
  q: string
  scenario: string[]
  category: string[]
  district: string[]
  /** Whole units of the currency, as a person types them. */
  priceFrom: number | null
  priceTo: number | null
  day: string | null
  part: SearchQuery['part']
  sort: SearchQuery['sort']
  page: number
}

/** A query of the address, as vue-router gives and takes it. */
export type AddressQuery = Record<string, string | null | (string | null)[] | undefined>

export const dayParts = ['morning', 'afternoon', 'evening'] as const
export const sorts = ['relevance', 'price', '-price', 'rating', 'soonest'] as const
const minorUnits = 100

export const noFilters = (): Filters => ({
  q: '', scenario: [], category: [], district: [], priceFrom: null, priceTo: null, day: null, part: [], sort: 'relevance', page: 1,
})

/**
 * Reads an address that anybody may have written: what makes no sense is left out. Lists are `a,b` or repeated, as a plain form sends
 * them.
 */
export function readFilters(query: AddressQuery): Filters {
  return {
    q: first(query.q).trim().slice(0, 200),
    scenario: slugs(query.scenario),
    category: slugs(query.category),
    district: slugs(query.district),
    priceFrom: wholeNumber(first(query.priceFrom)),
    priceTo: wholeNumber(first(query.priceTo)),
    day: isDay(first(query.day)) ? first(query.day) : null,
    part: dayParts.filter(part => all(query.part).includes(part)),
    sort: sorts.find(sort => sort === first(query.sort)) ?? 'relevance',
    page: Math.min(Math.max(wholeNumber(first(query.page)) ?? 1, 1), 500),
  }
}

/** The shortest address that reads back as these filters: nothing that is the default, lists joined by commas. */
export function writeFilters(filters: Filters): Record<string, string> {
  const entries: [string, string][] = [
    ['q', filters.q],
    ['scenario', filters.scenario.join(',')],
    ['category', filters.category.join(',')],
    ['district', filters.district.join(',')],
    ['priceFrom', filters.priceFrom === null ? '' : String(filters.priceFrom)],
    ['priceTo', filters.priceTo === null ? '' : String(filters.priceTo)],
    ['day', filters.day ?? ''],
    ['part', filters.part.join(',')],
    ['sort', filters.sort === 'relevance' ? '' : filters.sort],
    ['page', filters.page === 1 ? '' : String(filters.page)],
  ]
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

/** The same for `GET /api/search`, which counts in minor units. */
export function searchQueryOf(filters: Filters): Record<string, string> {
  const query = writeFilters(filters)
  for (const bound of ['priceFrom', 'priceTo'] as const) {
    const amount = filters[bound]
    if (amount !== null) query[bound] = String(Math.min(amount * minorUnits, 100_000_000))
  }
  return query
}

/** One filter that is set, and the filters without it. */
export interface ActiveFilter {
  facet: 'q' | 'scenario' | 'category' | 'district' | 'priceFrom' | 'priceTo' | 'day' | 'part'
  value: string
  without: Filters
}

/** Each filter that is set, in the order of the form. Taking one away starts at the first page again. */
export function activeFilters(filters: Filters): ActiveFilter[] {
  const lists = (['scenario', 'category', 'district', 'part'] as const).flatMap(facet => filters[facet].map(value => ({
    facet, value, without: { ...filters, [facet]: filters[facet].filter(other => other !== value), page: 1 },
  })))
  const singles = (['priceFrom', 'priceTo', 'day'] as const).flatMap((facet) => {
    const value = filters[facet]
    return value === null ? [] : [{ facet, value: String(value), without: { ...filters, [facet]: null, page: 1 } }]
  })
  const words = filters.q === '' ? [] : [{ facet: 'q' as const, value: filters.q, without: { ...filters, q: '', page: 1 } }]
  return [...words, ...lists, ...singles]
}

const all = (value: AddressQuery[string]): string[] => [value ?? []].flat().filter(item => item !== null).flatMap(item => item.split(','))
const first = (value: AddressQuery[string]): string => [value ?? ''].flat()[0] ?? ''
const slugs = (value: AddressQuery[string]): string[] =>
  [...new Set(all(value).filter(item => item.length <= 60 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(item)))].slice(0, 20)
const wholeNumber = (text: string): number | null => (/^\d{1,7}$/.test(text) ? Number(text) : null)

/** A day that the calendar has: 2026-02-30 is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const moment = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text)
}
