import type { Db } from '../../platform/database.ts'
import { admitSearch } from '../admit.ts'
import { onlyFields } from '../definition.ts'
import type { Document, Hit, IndexDefinition, SearchRequest, SearchResult, Sort } from '../engine.ts'
import type { Tokenize } from '../tokens.ts'
import { columnOf, metresBetween, rankOf, type Columns } from './columns.ts'
import { countAgain, countFacets, facetsOf } from './count-facets.ts'
import { textsAt, valuesAt } from './document-text.ts'
import { compileFilter, type Predicate } from './filtering.ts'
import { formatText, markedWords, type Marked } from './highlight.ts'
import { matchWords } from './match-words.ts'
import type { Synonyms } from './query.ts'
import { firstByRules, rulesOf, type Rule } from './rank.ts'
import { readDocuments } from './read.ts'
import type { WordCache } from './word-cache.ts'

/** An index as a search sees it. */
export interface Reader {
  db: Db
  index: IndexDefinition
  tokenize: Tokenize
  stopWords: ReadonlySet<string>
  synonyms: Synonyms
  /** As the database has them now. */
  columns: () => Promise<Columns>
  words: WordCache
  idsWhere: (compile: (columns: Columns) => Predicate) => Promise<string[]>
}

export async function runSearch(reader: Reader, request: SearchRequest): Promise<SearchResult> {
  const { settings } = reader.index
  admitSearch(settings, request)
  const { columns, readings, candidates, excluded, found } = await matchWords(reader, request)

  const groups = (request.groups ?? []).map(({ field, filter: inner }) => ({ field, holds: compileFilter(inner, columns) }))
  const met = excluded.size === 0 ? found : found.filter(ordinal => !excluded.has(ordinal))
  const { hits, counters } = countFacets({ ordinals: met, groups, facets: request.facets ?? [], columns })

  const rules = rulesOf(settings.ranking, {
    sorts: (request.sort ?? []).map(sort => sortRule(sort, columns)),
    byField: (field, order) => sortRule({ by: 'field', field, order }, columns),
    lengthOf: (ordinal, attribute) => columns.lengths[ordinal * columns.attributes + attribute]!,
    ...(candidates && { candidates }),
  })
  const { from, count } = windowOf(request, settings.maxTotalHits)
  const ordered = request.distinct === undefined
    ? firstByRules(hits, rules, from + count)
    : firstOfEach(firstByRules(hits, rules, hits.length), columns, request.distinct)
  const total = Math.min(request.distinct === undefined ? hits.length : ordered.length, settings.maxTotalHits)
  const page = ordered.slice(from, from + count)
  const distances = distancesOf(request.sort, page, columns)
  const counted = request.distinct === undefined || count === 0 ? counters : countAgain(counters, ordered, groups)
  const { facets, stats } = facetsOf(counted, settings.facets)

  const documents = await readDocuments(reader.db, columns.generation, page)
  const marked = markedWords(readings, reader.stopWords)
  return {
    total,
    facets,
    stats,
    hits: page.flatMap((ordinal, i) => {
      const document = documents.get(ordinal)
      return document ? [hitOf({ reader, request, document, marked, distance: distances[i] })] : []
    }),
  }
}

/** The one place in which a sort becomes this engine's language. */
function sortRule(sort: Sort, columns: Columns): Rule {
  const sign = sort.order === 'asc' ? 1 : -1
  if (sort.by === 'distance') {
    return (ordinal) => {
      const place = columns.places[ordinal]
      // As in Meilisearch, places within a metre are equal.
      return place === undefined ? Infinity : sign * Math.round(metresBetween(sort.from, place))
    }
  }
  const column = columnOf(columns, sort.field)
  return (ordinal) => {
    const rank = rankOf(column, ordinal)
    return rank === undefined ? Infinity : sign * rank
  }
}

function windowOf({ page, hitsPerPage, offset = 0, limit = 20 }: SearchRequest, most: number): { from: number, count: number } {
  const size = hitsPerPage ?? 20
  const paged = page !== undefined || hitsPerPage !== undefined
  const from = paged ? ((page ?? 1) - 1) * size : offset
  return { from, count: Math.max(0, Math.min(paged ? size : limit, most - from)) }
}

function firstOfEach(ordinals: readonly number[], columns: Columns, field: string): number[] {
  const { lists } = columnOf(columns, field)
  const seen = new Set<number>()
  return ordinals.filter((ordinal) => {
    const ids = lists[ordinal]
    if (!ids || ids.length === 0) return true
    if (ids.some(id => seen.has(id))) return false
    ids.forEach(id => seen.add(id))
    return true
  })
}

function distancesOf(sorts: SearchRequest['sort'], page: readonly number[], columns: Columns): (number | undefined)[] {
  const sort = sorts?.find(candidate => candidate.by === 'distance')
  return page.map((ordinal) => {
    const place = columns.places[ordinal]
    return sort && place ? Math.round(metresBetween(sort.from, place)) : undefined
  })
}

function hitOf({ reader, request, document, marked, distance }: {
  reader: Reader
  request: SearchRequest
  document: Document
  marked: Marked
  distance: number | undefined
}): Hit {
  const id = document[reader.index.primaryKey]
  const { highlight, crop } = request
  const formatted = new Set([...highlight?.fields ?? [], ...Object.keys(crop?.fields ?? {})])
  const highlighted: Record<string, string> = {}
  for (const field of formatted) {
    if (valuesAt(document, field.split('.')) === undefined) continue
    const words = crop?.fields[field]
    const format = {
      marks: highlight?.fields.includes(field) ? highlight : undefined,
      crop: words === undefined ? undefined : { words, marker: crop!.marker },
    }
    highlighted[field] = textsAt(document, field).map(text => formatText(text, marked, format, reader.tokenize)).join(', ')
  }
  const retrieved = request.retrieve ? onlyFields(document, request.retrieve) : document
  return { id: typeof id === 'number' ? id : String(id), document: retrieved, highlighted, ...(distance !== undefined && { distance }) }
}
