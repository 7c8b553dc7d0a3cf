import type { SearchAnswer, SearchQuery } from '#shared/schemas/catalog.ts'
import { dayAfter } from '#shared/wall-time.ts'
import { isDay, queryPage, queryText, type AddressQuery } from './addressQuery.ts'

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
  language: string[]
  credential: string[]
  elder: boolean
  instant: boolean
  /** At least so many stars. */
  rating: number | null
  sort: SearchQuery['sort']
  page: number
  /** The map is open. Nothing that the server is asked for. */
  map: boolean
}

export const dayParts = ['morning', 'afternoon', 'evening'] as const
export const sorts = ['relevance', 'price', '-price', 'rating', 'distance', 'soonest'] as const
export const ratings = [4, 4.5, 4.8] as const
const minorUnits = 100

export const noFilters = (): Filters => ({
  q: '', scenario: [], category: [], district: [], priceFrom: null, priceTo: null, day: null, part: [], language: [], credential: [],
  elder: false, instant: false, rating: null, sort: 'relevance', page: 1, map: false,
})

/**
 * Reads an address that anybody may have written: what makes no sense is left out. Lists are `a,b` or repeated, as a plain form sends
 * them.
 */
export function readFilters(query: AddressQuery): Filters {
  return {
    q: queryText(query, 'q').trim().slice(0, 200),
    scenario: slugs(query.scenario),
    category: slugs(query.category),
    district: slugs(query.district),
    priceFrom: wholeNumber(queryText(query, 'priceFrom')),
    priceTo: wholeNumber(queryText(query, 'priceTo')),
    day: isDay(queryText(query, 'day')) ? queryText(query, 'day') : null,
    part: dayParts.filter(part => all(query.part).includes(part)),
    language: slugs(query.language),
    credential: slugs(query.credential),
    elder: queryText(query, 'elder') === '1',
    instant: queryText(query, 'instant') === '1',
    rating: ratings.find(rating => String(rating) === queryText(query, 'rating')) ?? null,
    sort: sorts.find(sort => sort === queryText(query, 'sort')) ?? 'relevance',
    page: queryPage(query),
    map: queryText(query, 'map') === '1',
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
    ['language', filters.language.join(',')],
    ['credential', filters.credential.join(',')],
    ['elder', filters.elder ? '1' : ''],
    ['instant', filters.instant ? '1' : ''],
    ['rating', filters.rating === null ? '' : String(filters.rating)],
    ['sort', filters.sort === 'relevance' ? '' : filters.sort],
    ['page', filters.page === 1 ? '' : String(filters.page)],
    ['map', filters.map ? '1' : ''],
  ]
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

/** The same for `GET /api/search`, which counts in minor units. */
export function searchQueryOf(filters: Filters): Record<string, string> {
  const query = writeFilters({ ...filters, map: false })
  for (const bound of ['priceFrom', 'priceTo'] as const) {
    const amount = filters[bound]
    if (amount !== null) query[bound] = String(Math.min(amount * minorUnits, 100_000_000))
  }
  return query
}

/** One filter that is set, and the filters without it. */
export interface ActiveFilter {
  facet: Exclude<keyof Filters, 'sort' | 'page' | 'map'>
  /** Several only where words mean several days. */
  values: string[]
  without: Filters
}

/**
 * Each filter that is set, in the order of the form, and before them the words of the query that mean a place or a time. Taking one away
 * starts at the first page again.
 */
export function activeFilters(filters: Filters, understood: SearchAnswer['understood'] = { text: filters.q, pieces: [] }): ActiveFilter[] {
  const without = (change: Partial<Filters>): Filters => ({ ...filters, ...change, page: 1 })
  const { text, pieces } = understood
  const words: ActiveFilter[] = text === '' ? [] : [{ facet: 'q', values: [text], without: without({ q: wordsOf(pieces) }) }]
  const said = pieces.map(({ facet, values, without: q }): ActiveFilter => ({ facet, values, without: without({ q }) }))
  const lists = (['scenario', 'category', 'district', 'part', 'language', 'credential'] as const).flatMap(facet => filters[facet].map(value => ({
    facet, values: [value], without: without({ [facet]: filters[facet].filter(other => other !== value) }),
  })))
  const singles = (['priceFrom', 'priceTo', 'day', 'rating'] as const).flatMap((facet) => {
    const value = filters[facet]
    return value === null ? [] : [{ facet, values: [String(value)], without: without({ [facet]: null }) }]
  })
  const flags = (['elder', 'instant'] as const).flatMap(facet => (filters[facet] ? [{ facet, values: ['1'], without: without({ [facet]: false }) }] : []))
  return [...words, ...said, ...lists, ...singles, ...flags]
}

/** Days as they are told, ascending: three or more that follow each other are a span, any others stand alone. */
export function spansOf(days: readonly string[]): { from: string, to: string }[] {
  const runs: string[][] = []
  for (const day of days) {
    const last = runs.at(-1)
    if (last && dayAfter(last.at(-1)!, 1) === day) last.push(day)
    else runs.push([day])
  }
  return runs.flatMap(run => (run.length > 2 ? [{ from: run[0]!, to: run.at(-1)! }] : run.map(day => ({ from: day, to: day }))))
}

const wordsOf = (pieces: SearchAnswer['understood']['pieces']): string => [...new Set(pieces.map(piece => piece.said))].join(' ')

/** The boxes as they stand: what words mean is ticked too, and `q` keeps only what no box of the form can hold. */
export function formFilters(filters: Filters, { text, pieces }: SearchAnswer['understood'] = { text: filters.q, pieces: [] }): Filters {
  const held = pieces.filter(piece => piece.facet !== 'day' || (piece.values.length === 1 && filters.day === null))
  const rest = pieces.filter(piece => !held.includes(piece) && piece.values.length > 1 && filters.day === null)
  const said = (facet: 'district' | 'part') => held.filter(piece => piece.facet === facet).flatMap(piece => piece.values)
  return {
    ...filters,
    q: [wordsOf(rest), text].filter(part => part !== '').join(' '),
    district: [...new Set([...filters.district, ...said('district')])],
    part: dayParts.filter(part => filters.part.includes(part) || said('part').includes(part)),
    day: filters.day ?? held.find(piece => piece.facet === 'day')?.values[0] ?? null,
  }
}

/** The filters after letting go of one thing, as the server counted it. */
export function relaxed(filters: Filters, { facet, q }: SearchAnswer['relaxations'][number]): Filters {
  const none = noFilters()
  const change: Partial<Filters> = facet === 'price'
    ? { priceFrom: null, priceTo: null }
    : facet === 'time' ? { day: null, part: [] } : { [facet]: none[facet] }
  return { ...filters, ...change, q, page: 1 }
}

const all = (value: AddressQuery[string]): string[] => [value ?? []].flat().filter(item => item !== null).flatMap(item => item.split(','))
const slugs = (value: AddressQuery[string]): string[] =>
  [...new Set(all(value).filter(item => item.length <= 60 && /^[a-z0-9]+([-_][a-z0-9]+)*$/.test(item)))].slice(0, 20)
const wholeNumber = (text: string): number | null => (/^\d{1,7}$/.test(text) ? Number(text) : null)
