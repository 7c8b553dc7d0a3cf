import type { SearchAnswer, SearchQuery } from '#shared/schemas/catalog.ts'
import { now } from '../platform/clock.ts'
import { bundleIndex } from './bundle-index.ts'
import { freePart, storedBundle } from './document.ts'
import type { FacetGroup, Filter, Hit, SearchRequest, SearchResult, Sort } from './engine.ts'
import { facetNames, type FacetNames } from './facet-names.ts'
import type { SearchContext } from './sync.ts'

const pageSize = 24
const marks = { before: '\uE000', after: '\uE001' }
const highlighted = ['title_zh', 'title_en', 'summary_zh', 'summary_en'] as const
const facets = ['scenario', 'category', 'district'] as const

/** A page of bundles with the facets around it. Where nothing has every word, the last words are dropped. */
export async function searchBundles({ db, search }: Pick<SearchContext, 'db' | 'search'>, query: SearchQuery): Promise<SearchAnswer> {
  const request: SearchRequest = {
    q: query.q,
    groups: groupsOf(query),
    sort: sortOf(query.sort),
    facets: [...facets, 'price'],
    page: query.page,
    hitsPerPage: pageSize,
    retrieve: ['card', 'free_days'],
    highlight: { fields: highlighted, ...marks },
    ...filterOf(query),
  }
  const names = facetNames(db)
  const strict = await search.search(bundleIndex, { ...request, matchingStrategy: 'all' })
  const isFound = strict.total > 0 || query.q.trim() === ''
  const result = isFound ? strict : await search.search(bundleIndex, { ...request, matchingStrategy: 'last' })
  return answerOf(result, { query, names: await names, today: (await now(db)).toISOString().slice(0, 10) })
}

/** Within a facet any value will do; a facet's own counts are made without it. */
function groupsOf({ scenario, category, district, priceFrom, priceTo }: SearchQuery): FacetGroup[] {
  const chosen = { scenario, category, district }
  const groups: FacetGroup[] = facets.filter(field => chosen[field].length > 0)
    .map(field => ({ field, filter: { op: 'in', field, values: chosen[field] } }))
  if (priceFrom !== undefined) groups.push({ field: 'price', filter: { op: 'gte', field: 'price', value: priceFrom } })
  if (priceTo !== undefined) groups.push({ field: 'price', filter: { op: 'lte', field: 'price', value: priceTo } })
  return groups
}

/** Day and part of the day. A bundle whose days are not known is not hidden: its own page is exact. */
function filterOf({ day, part }: SearchQuery): { filter?: Filter } {
  if (day === undefined && part.length === 0) return {}
  const wished: Filter = day === undefined
    ? { op: 'in', field: 'parts', values: part }
    : part.length === 0 ? { op: 'eq', field: 'free_days', value: day } : { op: 'in', field: 'free_parts', values: part.map(one => freePart(day, one)) }
  return { filter: { op: 'or', of: [wished, { op: 'null', field: 'free_days' }] } }
}

function sortOf(sort: SearchQuery['sort']): Sort[] {
  switch (sort) {
    case 'relevance': return []
    case 'price': return [{ by: 'field', field: 'price', order: 'asc' }]
    case '-price': return [{ by: 'field', field: 'price', order: 'desc' }]
    case 'rating': return [{ by: 'field', field: 'rating', order: 'desc' }]
    case 'soonest': return [{ by: 'field', field: 'next_free', order: 'asc' }]
  }
}

function answerOf(result: SearchResult, { query, names, today }: { query: SearchQuery, names: FacetNames, today: string }): SearchAnswer {
  const valuesOf = (facet: keyof FacetNames) => {
    const counts = new Map(Object.entries(result.facets[facet] ?? {}))
    // What is chosen stays in sight, so that it can be taken off.
    for (const value of query[facet]) if (names[facet].has(value) && !counts.has(value)) counts.set(value, 0)
    return [...counts].map(([value, count]) => ({ value, count, name: names[facet].get(value) ?? { zh: value, en: value } }))
  }
  return {
    total: result.total,
    page: query.page,
    pages: Math.ceil(result.total / pageSize),
    hits: result.hits.map(hit => hitOf(hit, { marked: query.q.trim() !== '', today })),
    facets: { scenario: valuesOf('scenario'), category: valuesOf('category'), district: valuesOf('district') },
    price: result.stats.price ?? null,
  }
}

function hitOf({ document, highlighted: text }: Hit, { marked, today }: { marked: boolean, today: string }): SearchAnswer['hits'][number] {
  const { card, free_days } = storedBundle.parse(document)
  const of = (field: typeof highlighted[number], plain: string) => text[field] ?? plain
  const hasMatch = marked && highlighted.some(field => text[field]?.includes(marks.before))
  return {
    ...card,
    nextFreeDay: free_days?.find(date => date >= today) ?? null,
    highlight: hasMatch
      ? {
          title: { zh: of('title_zh', card.title.zh), en: of('title_en', card.title.en) },
          summary: { zh: of('summary_zh', card.summary.zh), en: of('summary_en', card.summary.en) },
        }
      : null,
  }
}
