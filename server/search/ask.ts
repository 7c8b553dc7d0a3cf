import type { SearchAnswer, SearchQuery } from '#shared/schemas/catalog.ts'
import type { DayPart } from '#shared/slot.ts'
import { freePart } from './free-part.ts'
import type { FacetGroup, Filter, GeoPoint, Sort } from './engine.ts'
import type { Understood } from './understand.ts'

/** What is asked for: the boxes that were ticked and the words that mean the same, together. */
export interface Asked extends Omit<SearchQuery, 'q' | 'day' | 'page'> {
  text: string
  /** Any of them will do. */
  days: string[]
}

export type Relaxation = SearchAnswer['relaxations'][number]['facet']

export function askedOf({ q: _, day, page: __, ...query }: SearchQuery, { text, pieces }: Understood): Asked {
  const said = (facet: 'district' | 'day' | 'part') => pieces.filter(piece => piece.facet === facet).flatMap(piece => piece.values)
  const parts: readonly string[] = ['morning', 'afternoon', 'evening'] satisfies DayPart[]
  const isPart = (text: string): text is DayPart => parts.includes(text)
  return {
    ...query,
    text,
    district: [...new Set([...query.district, ...said('district')])],
    part: [...new Set([...query.part, ...said('part').filter(isPart)])],
    // A day in the calendar's field is meant more exactly than words.
    days: day === undefined ? [...new Set(said('day'))] : [day],
  }
}

/** Each facet that is set, as the engine's filters; the key says what to leave out so as not to ask for it. */
export function groupsOf(asked: Asked): (FacetGroup & { facet: Relaxation })[] {
  const groups: (FacetGroup & { facet: Relaxation })[] = []
  const add = (facet: Relaxation, field: string, filter: Filter) => groups.push({ facet, field, filter })
  for (const facet of ['scenario', 'category', 'district'] as const) {
    if (asked[facet].length > 0) add(facet, facet, { op: 'in', field: facet, values: asked[facet] })
  }
  if (asked.language.length > 0) add('language', 'languages', { op: 'in', field: 'languages', values: asked.language })
  if (asked.credential.length > 0) add('credential', 'credentials', { op: 'in', field: 'credentials', values: asked.credential })
  if (asked.priceFrom !== undefined) add('price', 'price', { op: 'gte', field: 'price', value: asked.priceFrom })
  if (asked.priceTo !== undefined) add('price', 'price', { op: 'lte', field: 'price', value: asked.priceTo })
  if (asked.elder) add('elder', 'elder_friendly', { op: 'eq', field: 'elder_friendly', value: true })
  if (asked.instant) add('instant', 'instant', { op: 'eq', field: 'instant', value: true })
  if (asked.rating !== undefined) add('rating', 'rating', { op: 'gte', field: 'rating', value: asked.rating })
  const time = timeOf(asked)
  if (time) add('time', 'free_days', time)
  return groups
}

/** Days and parts of the day. A bundle whose days are not known is not hidden: its own page is exact. */
function timeOf({ days, part }: Asked): Filter | undefined {
  if (days.length === 0 && part.length === 0) return undefined
  const wished: Filter = days.length === 0
    ? { op: 'in', field: 'parts', values: part }
    : part.length === 0
      ? { op: 'in', field: 'free_days', values: days }
      : { op: 'in', field: 'free_parts', values: days.flatMap(date => part.map(one => freePart(date, one))) }
  return { op: 'or', of: [wished, { op: 'null', field: 'free_days' }] }
}

/** `from`: the middle of the chosen district. */
export function sortOf(sort: SearchQuery['sort'], from: GeoPoint | undefined): Sort[] {
  switch (sort) {
    case 'relevance': return []
    case 'price': return [{ by: 'field', field: 'price', order: 'asc' }]
    case '-price': return [{ by: 'field', field: 'price', order: 'desc' }]
    case 'rating': return [{ by: 'field', field: 'rating', order: 'desc' }]
    case 'distance': return from ? [{ by: 'distance', from, order: 'asc' }] : []
    case 'soonest': return [{ by: 'field', field: 'next_free', order: 'asc' }]
  }
}
