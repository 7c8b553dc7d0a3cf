import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Document, IndexDefinition, RankingRule, SearchEngine, SearchRequest, SearchResult } from '../../../server/search/engine.ts'
import { parseFilter, parseSort, type FilterInput } from './parse-filter.ts'

const filterInput: z.ZodType<FilterInput> = z.lazy(() => z.union([z.string(), z.array(filterInput)]))

/** A search as Meilisearch's API takes it. */
const request = z.strictObject({
  q: z.string().optional(),
  matchingStrategy: z.enum(['last', 'all']).optional(),
  filter: filterInput.optional(),
  sort: z.array(z.string()).optional(),
  facets: z.array(z.string()).optional(),
  distinct: z.string().optional(),
  page: z.int().optional(),
  hitsPerPage: z.int().optional(),
  offset: z.int().optional(),
  limit: z.int().optional(),
  attributesToHighlight: z.array(z.string()).optional(),
  highlightPreTag: z.string().optional(),
  highlightPostTag: z.string().optional(),
  attributesToSearchOn: z.array(z.string()).optional(),
  attributesToRetrieve: z.array(z.string()).optional(),
})
const id = z.union([z.string(), z.number()])
const expectation = z.looseObject({
  /** In this order. */
  ids: z.array(id).optional(),
  /** In any order. */
  set: z.array(id).optional(),
  /** These come first, in this order; others may follow. */
  first: z.array(id).optional(),
  total: z.int().optional(),
  facets: z.record(z.string(), z.record(z.string(), z.int())).optional(),
  stats: z.record(z.string(), z.object({ min: z.number(), max: z.number() })).optional(),
  highlighted: z.record(z.string(), z.string()).optional(),
  note: z.string().optional(),
})
export type Expectation = z.infer<typeof expectation>

const testCase = z.object({ id: z.string(), basis: z.string().optional() }).and(z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('search'), request, expect: expectation }),
  z.object({ kind: z.literal('multi'), request: z.array(request), expect: expectation }),
  z.object({ kind: z.literal('task'), request: z.unknown(), expect: expectation }),
]))
export type Case = z.infer<typeof testCase>

/** A case as it stands in the file: one that cannot be read fails alone. */
const listed = z.looseObject({ id: z.string(), kind: z.string(), request: z.unknown() })

/** A list of cases, or `{ cases: [...] }`. */
export function listCases(file: string | URL): z.infer<typeof listed>[] {
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'))
  return z.union([z.array(listed), z.object({ cases: z.array(listed) }).transform(({ cases }) => cases)]).parse(json)
}

export const readCase = (one: z.infer<typeof listed>): Case => testCase.parse(one)

const rankingRule = z.string().transform((rule): RankingRule => {
  const field = /^(.+):(asc|desc)$/u.exec(rule)
  if (field) return { field: field[1]!, order: field[2] === 'desc' ? 'desc' : 'asc' }
  return z.enum(['words', 'typo', 'proximity', 'attributeRank', 'sort', 'wordPosition', 'exactness']).parse(rule)
})

/** Meilisearch's settings, as our definition. */
const fixture = z.object({
  settings: z.strictObject({
    searchableAttributes: z.array(z.string()),
    filterableAttributes: z.array(z.string()),
    sortableAttributes: z.array(z.string()),
    rankingRules: z.array(rankingRule),
    dictionary: z.array(z.string()),
    synonyms: z.record(z.string(), z.array(z.string())),
    stopWords: z.array(z.string()),
    typoTolerance: z.object({ disableOnNumbers: z.boolean(), disableOnAttributes: z.array(z.string()) }),
    localizedAttributes: z.array(z.object({ attributePatterns: z.array(z.string()), locales: z.array(z.string()) })),
    faceting: z.object({ maxValuesPerFacet: z.int(), sortFacetValuesBy: z.record(z.string(), z.enum(['alpha', 'count'])) }),
    pagination: z.object({ maxTotalHits: z.int() }),
  }),
  documents: z.array(z.record(z.string(), z.json())),
})

export function readFixture(name: string): { index: IndexDefinition, documents: Document[] } {
  const { settings, documents } = fixture.parse(JSON.parse(readFileSync(new URL('fixture.json', import.meta.url), 'utf8')))
  return {
    documents,
    index: {
      name,
      primaryKey: 'id',
      settings: {
        searchable: settings.searchableAttributes,
        filterable: settings.filterableAttributes,
        sortable: settings.sortableAttributes,
        ranking: settings.rankingRules,
        dictionary: settings.dictionary,
        synonyms: settings.synonyms,
        stopWords: settings.stopWords,
        typos: { disableOnNumbers: settings.typoTolerance.disableOnNumbers, disableOnFields: settings.typoTolerance.disableOnAttributes },
        languages: settings.localizedAttributes.map(({ attributePatterns, locales }) => ({ patterns: attributePatterns, locales })),
        facets: { maxValues: settings.faceting.maxValuesPerFacet, order: settings.faceting.sortFacetValuesBy },
        maxTotalHits: settings.pagination.maxTotalHits,
      },
    },
  }
}

export function toRequest(
  {
    filter, sort, attributesToHighlight, highlightPreTag = '<em>', highlightPostTag = '</em>', attributesToSearchOn, attributesToRetrieve, ...rest
  }: z.infer<typeof request>,
  { settings }: IndexDefinition,
): SearchRequest {
  const every = (fields: readonly string[]) => fields.includes('*')
  return {
    ...rest,
    ...(filter !== undefined && { filter: parseFilter(filter) }),
    ...(sort && { sort: sort.map(parseSort) }),
    ...(attributesToHighlight && {
      highlight: { fields: every(attributesToHighlight) ? settings.searchable : attributesToHighlight, before: highlightPreTag, after: highlightPostTag },
    }),
    ...(attributesToSearchOn && !every(attributesToSearchOn) && { searchOn: attributesToSearchOn }),
    ...(attributesToRetrieve && !every(attributesToRetrieve) && { retrieve: attributesToRetrieve }),
  }
}

/** What came, in the form of what was expected: the two are equal where the case holds. */
export function cameOf({ hits, total, facets, stats }: SearchResult, expected: Expectation): Expectation {
  const ids = hits.map(hit => hit.id)
  const pick = <T>(from: Readonly<Record<string, T>>, keys: object) => Object.fromEntries(Object.keys(keys).map(key => [key, from[key]]))
  return {
    ...(expected.ids && { ids }),
    ...(expected.set && { set: ids.toSorted(byText) }),
    ...(expected.first && { first: ids.slice(0, expected.first.length) }),
    ...(expected.total !== undefined && { total }),
    ...(expected.facets && { facets: pick(facets, expected.facets) as Expectation['facets'] }),
    ...(expected.stats && { stats: pick(stats, expected.stats) as Expectation['stats'] }),
    ...(expected.highlighted && { highlighted: pick(hits[0]?.highlighted ?? {}, expected.highlighted) as Expectation['highlighted'] }),
  }
}

const wanted = ({ ids, set, first, total, facets, stats, highlighted }: Expectation): Expectation => ({
  ...(ids && { ids }),
  ...(set && { set: set.toSorted(byText) }),
  ...(first && { first }),
  ...(total !== undefined && { total }),
  ...(facets && { facets }),
  ...(stats && { stats }),
  ...(highlighted && { highlighted }),
})

const byText = (a: string | number, b: string | number): number => String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0

/** Every search of a case: one, or several at once. */
export async function runCase(engine: SearchEngine, index: IndexDefinition, one: Exclude<Case, { kind: 'task' }>): Promise<SearchResult[]> {
  if (one.kind === 'search') return [await engine.search(index, toRequest(one.request, index))]
  return await engine.multiSearch(one.request.map(request => ({ index, request: toRequest(request, index) })))
}

/** What is expected of each search of a case. What stands beside the note is of the first one. @throws where nothing can be checked */
export function expectationsOf({ id: name, expect }: Case, count: number): Expectation[] {
  const { note, ...first } = expect
  const noted = readNote(note)
  const all = Array.from({ length: count }, (_, i) => wanted({ ...(i === 0 && first), ...noted.get(i) }))
  if (all.every(expected => Object.keys(expected).length === 0)) throw new Error(`${name} says nothing that can be checked: ${JSON.stringify(expect)}`)
  return all
}

/**
 * What a note asserts, by the number of the search, in the forms in which cases say it: `results[1].hits ids {1,2}`,
 * `results[1].facetDistribution.district = {Pudong:2,"Jing'an":1}`, `_formatted.title_en = "<em>…</em>"`, `totalHits 8`.
 */
export function readNote(note = ''): Map<number, Expectation> {
  const found = new Map<number, Expectation>()
  const add = (result: string | undefined, expected: Expectation) => {
    const before = found.get(Number(result ?? 0)) ?? {}
    found.set(Number(result ?? 0), { ...before, ...expected, ...(expected.facets && { facets: { ...before.facets, ...expected.facets } }) })
  }
  const result = String.raw`(?:results\[(\d+)\]\.)?`
  for (const [, nth, ids = ''] of note.matchAll(new RegExp(`${result}hits ids \\{([^}]*)\\}`, 'g'))) {
    add(nth, { set: ids.split(',').map(text => JSON.parse(text) as string | number) })
  }
  for (const [, nth, facet = '', counts = ''] of note.matchAll(new RegExp(`${result}facetDistribution\\.([\\w.]+) = \\{([^}]*)\\}`, 'g'))) {
    const values = [...counts.matchAll(/(?:"([^"]*)"|([^",:]+)):\s*(\d+)/g)]
    add(nth, { facets: { [facet]: Object.fromEntries(values.map(([, quoted, plain = '', count]) => [quoted ?? plain.trim(), Number(count)])) } })
  }
  for (const [, nth, field = '', text = ''] of note.matchAll(new RegExp(`${result}_formatted\\.([\\w.]+) = ("[^"]*")`, 'g'))) {
    add(nth, { highlighted: { [field]: JSON.parse(text) as string } })
  }
  for (const [, nth, total] of note.matchAll(new RegExp(`${result}totalHits (\\d+)`, 'g'))) add(nth, { total: Number(total) })
  return found
}
