import type { IndexSettings, SearchRequest } from '../engine.ts'
import type { Columns } from './columns.ts'
import { compileFilter, type Predicate } from './filtering.ts'
import { eachSequence, matchSlot, type MatchOptions, type Postings, type SlotMatches } from './matching.ts'
import { maxLetters, parseQuery, type ParsedQuery } from './parse-query.ts'
import { attributeSpan } from './postings.ts'
import { joinsOf, readingsOf, splitsOf, termsOf, type Slot, type Vocabulary } from './query.ts'
import { findCandidates, type Candidates } from './rank.ts'
import { byFrequency, fromTheEnd, removalsOf } from './removals.ts'
import type { Reader } from './search.ts'
import { editsBetween } from './typos.ts'
import type { WordsVersion } from './word-cache.ts'

type Words = Pick<SearchRequest, 'q' | 'filter' | 'searchOn' | 'matchingStrategy'>

/** Control characters and broken pairs are no words; more than a few hundred letters is no query. */
const cleanQuery = (q = ''): string => q.slice(0, 1000).toWellFormed().replace(/[\p{Cc}\uFFFD]/gu, ' ')

function withoutWords(columns: Columns, { filter }: Words): number[] {
  const holds: Predicate = filter ? compileFilter(filter, columns) : () => true
  const found: number[] = []
  for (let ordinal = 0; ordinal < columns.size; ordinal++) if (columns.alive[ordinal] === 1 && holds(ordinal)) found.push(ordinal)
  return found
}

export interface Matched {
  columns: Columns
  readings: readonly (readonly Slot[])[]
  candidates?: Candidates
  excluded: ReadonlySet<number>
  /** What meets words and filter, before what is excluded. */
  found: readonly number[]
}

const maxAttempts = 5

/** The documents that have the words. Words and columns are of one version: a write in between makes it look again. */
export async function matchWords(reader: Reader, request: Words): Promise<Matched> {
  const parsed = parseQuery(cleanQuery(request.q), reader)
  if (parsed.items.length === 0 && parsed.negative.length === 0) {
    const columns = await reader.columns()
    return { columns, readings: [], excluded: new Set(), found: withoutWords(columns, request) }
  }
  const { settings } = reader.index
  for (let attempt = 1; ; attempt++) {
    const columns = await reader.columns()
    const version = { generation: columns.generation, words: columns.words }
    const vocabulary = await lookUp(reader, parsed, version)
    const { synonyms } = reader
    const readings = readingsOf(parsed.items, { vocabulary, synonyms, disableOnNumbers: settings.typos.disableOnNumbers })
    const derived = readings.flat().flatMap(slot => slot.derivations.flatMap(derivation => derivation.words))
    const words = new Set([...derived, ...parsed.negative.flat()].filter(word => word !== undefined))
    const { words: wordsRead, postings } = await reader.words.postings(version, [...words])
    // The columns may have gone on while the words were read.
    if (columns.words !== wordsRead && attempt < maxAttempts) continue

    const excluded = new Set<number>()
    const searched = attributesOf(request.searchOn, settings.searchable)
    for (const sequence of parsed.negative) {
      eachSequence(sequence, postings, (ordinal, units, from, to) => {
        for (let at = from; at < to; at++) if (searched.has((units[at]! / attributeSpan) | 0)) excluded.add(ordinal)
      })
    }
    if (parsed.items.length === 0) return { columns, readings, excluded, found: withoutWords(columns, request) }
    const candidates = candidatesOf(readings, { request, settings, columns, postings, items: parsed.items.length })
    return { columns, readings, candidates, excluded, found: candidates.ordinals }
  }
}

function candidatesOf(readings: readonly (readonly Slot[])[], { request, settings, columns, postings, items }: {
  request: Words
  settings: IndexSettings
  columns: Columns
  postings: Postings
  items: number
}): Candidates {
  const attributes = attributesOf(request.searchOn, settings.searchable)
  const untyped = attributesOf(settings.typos.disableOnFields, settings.searchable)
  const filter: Predicate = request.filter ? compileFilter(request.filter, columns) : () => true
  const options = {
    postings, size: columns.size, admits: (ordinal: number) => columns.alive[ordinal] === 1 && filter(ordinal),
    attribute: (attribute: number) => attributes.has(attribute), typoAttribute: (attribute: number) => !untyped.has(attribute),
  }
  const removals = removalsOf(readings, stepsOf(request.matchingStrategy, readings, items, {
    ...options, admits: ordinal => columns.alive[ordinal] === 1,
  }))
  // The same slot stands in several readings: it is matched once, and only in documents that have what no reading can do without.
  const firsts = new Map<Slot, SlotMatches>()
  readings.forEach((row, i) => {
    const first = row[removals[i]!.indexOf(Infinity)]
    if (first && !firsts.has(first)) firsts.set(first, matchSlot(first, options))
  })
  const heads = [...firsts.values()].map(match => match.head)
  const admits: Predicate = heads.length === 1 ? ordinal => heads[0]![ordinal] !== 0 : ordinal => heads.some(head => head[ordinal] !== 0)
  const matches = new Map([...new Set(readings.flat())].map(slot => [slot, firsts.get(slot) ?? matchSlot(slot, { ...options, admits })]))
  return findCandidates(readings.map(row => row.map(slot => matches.get(slot)!)), removals, columns.size)
}

/** In which step each item of the query is dropped. Frequencies are those of all documents, whatever the filter. */
function stepsOf(strategy: SearchRequest['matchingStrategy'], readings: readonly (readonly Slot[])[], items: number, options: MatchOptions) {
  switch (strategy) {
    case 'all': return () => Infinity
    case 'frequency': {
      const having = Array.from({ length: items }, () => new Set<number>())
      for (const slot of new Set(readings.flat())) {
        const { ordinals } = matchSlot(slot, options)
        for (let i = 0; i < slot.span; i++) for (const ordinal of ordinals) having[slot.first + i]!.add(ordinal)
      }
      return byFrequency(having.map(documents => documents.size))
    }
    default: return fromTheEnd(items)
  }
}

async function lookUp({ words: cache, index }: Reader, { items }: ParsedQuery, version: WordsVersion): Promise<Vocabulary> {
  const { disableOnNumbers } = index.settings.typos
  const typed = termsOf(items, disableOnNumbers)
  const joined = joinsOf(items, disableOnNumbers)
  const terms = [...typed, ...joined]
  const withTypos = terms.filter(({ budget }) => budget > 0)
  const answer = await cache.ask(version, {
    known: terms.flatMap(({ word }) => [word, ...splitsOf(word).flat()]),
    beginning: terms.filter(({ prefix }) => prefix).map(({ word }) => word),
    similar: typed.filter(({ budget }) => budget > 0).map(({ word }) => word),
    alike: joined.filter(({ budget }) => budget > 0).map(({ word, prefix }) => ({ word, longest: prefix ? maxLetters : word.length + 1 })),
  })
  const similar = withTypos.map(({ word, prefix, budget: most }) => [word, (answer.similar.get(word) ?? []).flatMap((other) => {
    if (other === word || (prefix && other.startsWith(word))) return []
    const whole = editsBetween(word, other, { most, prefix: false })
    if (whole !== undefined) return [{ word: other, typos: whole, prefix: false }]
    const beginning = prefix ? editsBetween(word, other, { most, prefix: true }) : undefined
    return beginning === undefined ? [] : [{ word: other, typos: beginning, prefix: true }]
  })] as const)
  return { known: new Set(answer.known), beginning: answer.beginning, similar: new Map(similar) }
}

const attributesOf = (fields: readonly string[] | undefined, searchable: readonly string[]): Set<number> =>
  new Set((fields ?? searchable).map(field => searchable.indexOf(field)))
