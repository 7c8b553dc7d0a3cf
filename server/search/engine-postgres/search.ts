import type { Db } from '../../platform/database.ts'
import { onlyFields } from '../definition.ts'
import {
  SearchRequestError, type Document, type Hit, type IndexDefinition, type SearchRequest, type SearchResult, type Sort,
} from '../engine.ts'
import type { Tokenize } from '../tokens.ts'
import { columnOf, metresBetween, rankOf, type Columns } from './columns.ts'
import { textsAt, valuesAt } from './document-text.ts'
import { countFacets, facetsOf } from './count-facets.ts'
import { compileFilter, type Predicate } from './filtering.ts'
import { highlight, markedWords, type Marked } from './highlight.ts'
import { eachSequence, matchSlot, type SlotMatches } from './matching.ts'
import { joinsOf, parseQuery, readingsOf, splitsOf, type ParsedQuery, type Slot, type Synonyms, type Vocabulary } from './query.ts'
import { findCandidates, firstByRules, rulesOf, type Candidates, type Rule } from './rank.ts'
import { readDocuments } from './read.ts'
import { editsBetween, mayHaveTypos, typoBudget } from './typos.ts'
import type { WordCache, WordsVersion } from './word-cache.ts'

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
  const parsed = parseQuery(cleanQuery(request.q), reader)
  const { columns, readings, candidates, excluded, found } = await matchWords(reader, parsed, request)

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
  const { facets, stats } = facetsOf(counters, settings.facets)

  const documents = await readDocuments(reader.db, columns.generation, page)
  const marked = markedWords(readings)
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

/** Control characters and broken pairs are no words; more than a few hundred letters is no query. */
const cleanQuery = (q = ''): string => q.slice(0, 1000).toWellFormed().replace(/[\p{Cc}\uFFFD]/gu, ' ')

function withoutWords(columns: Columns, { filter }: SearchRequest): number[] {
  const holds: Predicate = filter ? compileFilter(filter, columns) : () => true
  const found: number[] = []
  for (let ordinal = 0; ordinal < columns.size; ordinal++) if (columns.alive[ordinal] === 1 && holds(ordinal)) found.push(ordinal)
  return found
}

interface Matched {
  columns: Columns
  readings: readonly (readonly Slot[])[]
  candidates?: Candidates
  excluded: ReadonlySet<number>
  /** What meets words and filter, before what is excluded. */
  found: readonly number[]
}

const maxAttempts = 5

/** The documents that have the words. Words and columns are of one version: a write in between makes it look again. */
async function matchWords(reader: Reader, parsed: ParsedQuery, request: SearchRequest): Promise<Matched> {
  if (parsed.items.length === 0 && parsed.negative.length === 0) {
    const columns = await reader.columns()
    return { columns, readings: [], excluded: new Set(), found: withoutWords(columns, request) }
  }
  const { settings } = reader.index
  for (let attempt = 1; ; attempt++) {
    const columns = await reader.columns()
    const version = { generation: columns.generation, words: columns.words }
    const vocabulary = await lookUp(reader, parsed, version)
    const readings = readingsOf(parsed.items, vocabulary, reader.synonyms)
    const derived = readings.flat().flatMap(slot => slot.derivations.flatMap(derivation => derivation.words))
    const words = new Set([...derived, ...parsed.negative.flat()])
    const { words: wordsRead, postings } = await reader.words.postings(version, [...words])
    // The columns may have gone on while the words were read.
    if (columns.words !== wordsRead && attempt < maxAttempts) continue

    const attributes = attributesOf(request.searchOn, settings.searchable)
    const untyped = attributesOf(settings.typos.disableOnFields, settings.searchable, false)
    const filter: Predicate = request.filter ? compileFilter(request.filter, columns) : () => true
    const options = {
      postings, size: columns.size, admits: (ordinal: number) => columns.alive[ordinal] === 1 && filter(ordinal),
      attribute: (attribute: number) => attributes.has(attribute), typoAttribute: (attribute: number) => !untyped.has(attribute),
    }
    // The same slot stands in several readings: it is matched once, and only in documents that have the first of a reading.
    const firsts = new Map<Slot, SlotMatches>()
    for (const [first] of readings) if (first && !firsts.has(first)) firsts.set(first, matchSlot(first, options))
    const hasFirst = [...firsts.values()].map(match => match.head)
    const admits: Predicate = hasFirst.length === 1
      ? (ordinal) => hasFirst[0]![ordinal] !== 0
      : ordinal => hasFirst.some(head => head[ordinal] !== 0)
    const matches = new Map([...new Set(readings.flat())].map(slot => [slot, firsts.get(slot) ?? matchSlot(slot, { ...options, admits })]))
    const excluded = new Set<number>()
    for (const sequence of parsed.negative) eachSequence(sequence, postings, ordinal => void excluded.add(ordinal))
    if (parsed.items.length === 0) return { columns, readings, excluded, found: withoutWords(columns, request) }
    const rows = readings.map(row => row.map(slot => matches.get(slot)!))
    const candidates = findCandidates(rows, columns.size, request.matchingStrategy ?? 'last')
    return { columns, readings, candidates, excluded, found: candidates.ordinals }
  }
}

async function lookUp({ words: cache, index }: Reader, { items }: ParsedQuery, version: WordsVersion): Promise<Vocabulary> {
  const words = items.filter(item => item.kind === 'word')
  const last = words.find(item => item.prefix)
  const withTypos = words.filter(({ word }) => typoBudget(word) > 0 && mayHaveTypos(word, index.settings.typos.disableOnNumbers))
  const known = [...joinsOf(items).map(join => join.word), ...words.flatMap(({ word }) => splitsOf(word).flat())]
  const answer = await cache.ask(version, {
    known, similar: withTypos.map(item => item.word), ...(last && { beginning: last.word }),
  })
  const similar = withTypos.map(({ word, prefix }) => [word, (answer.similar.get(word) ?? []).flatMap((other) => {
    if (other === word || (prefix && other.startsWith(word))) return []
    const most = typoBudget(word)
    const whole = editsBetween(word, other, { most, prefix: false })
    if (whole !== undefined) return [{ word: other, typos: whole, prefix: false }]
    const beginning = prefix ? editsBetween(word, other, { most, prefix: true }) : undefined
    return beginning === undefined ? [] : [{ word: other, typos: beginning, prefix: true }]
  })] as const)
  return { known: new Set(answer.known), beginning: answer.beginning, similar: new Map(similar) }
}

function attributesOf(fields: readonly string[] | undefined, searchable: readonly string[], strict = true): Set<number> {
  if (fields === undefined) return new Set(searchable.keys())
  return new Set(fields.flatMap((field) => {
    const attribute = searchable.indexOf(field)
    if (attribute === -1 && strict) throw new SearchRequestError(`${field} is not searchable`)
    return attribute === -1 ? [] : [attribute]
  }))
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
  const highlighted: Record<string, string> = {}
  if (request.highlight) {
    for (const field of request.highlight.fields) {
      if (valuesAt(document, field.split('.')) === undefined) continue
      const text = textsAt(document, field).join(', ')
      highlighted[field] = highlight(text, marked, request.highlight, reader.tokenize) ?? text
    }
  }
  const retrieved = request.retrieve ? onlyFields(document, request.retrieve) : document
  return { id: typeof id === 'number' ? id : String(id), document: retrieved, highlighted, ...(distance !== undefined && { distance }) }
}
