import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { SearchRequestError, type FacetValuesRequest, type IndexDefinition, type SearchRequest, type SearchRequestCode } from '../../../server/search/engine.ts'
import { parseFilter, parseSort, type FilterInput } from './parse-filter.ts'

const filterInput: z.ZodType<FilterInput> = z.lazy(() => z.union([z.string(), z.array(filterInput)]))
const count = z.int().min(0)
const fields = z.array(z.string())

/** A search as Meilisearch's API takes it: what it may say, and what changes nothing in which documents are found, and how. */
const searchRequest = z.strictObject({
  q: z.string(),
  matchingStrategy: z.enum(['last', 'all', 'frequency']),
  filter: filterInput,
  sort: fields,
  facets: fields,
  distinct: z.string(),
  page: count,
  hitsPerPage: count,
  offset: count,
  limit: count,
  attributesToHighlight: fields,
  highlightPreTag: z.string(),
  highlightPostTag: z.string(),
  attributesToCrop: fields,
  cropLength: count,
  cropMarker: z.string(),
  attributesToSearchOn: fields,
  attributesToRetrieve: fields,
  indexUid: z.string(),
  locales: fields,
  showRankingScore: z.boolean(),
  showRankingScoreDetails: z.boolean(),
  showMatchesPosition: z.boolean(),
  showPerformanceDetails: z.boolean(),
  retrieveVectors: z.boolean(),
}).partial()

const facetSearchRequest = searchRequest.pick({ q: true, filter: true, matchingStrategy: true, indexUid: true, locales: true }).extend({
  facetName: z.string(),
  facetQuery: z.string().optional(),
  exhaustiveFacetCount: z.boolean().optional(),
})

/** A case as it stands in the file: what it says is read when it is run, so that one that cannot be read fails alone. */
const listed = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String),
  kind: z.string().default('search'),
  request: z.json().default({}),
  expect: z.json().default({}),
  basis: z.string().optional(),
})
export type Case = z.infer<typeof listed>

/** A list of cases, or `{ cases: [...] }`. @throws with the file's name where it is neither */
export function listCases(file: string | URL): Case[] {
  const refuse = (reason: string): never => {
    throw new Error(`${String(file)} is no file of cases: ${reason}`)
  }
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
  const list = Array.isArray(json) ? json : z.object({ cases: z.array(z.unknown()) }).safeParse(json).data?.cases
  if (!list) return refuse('it has neither a list nor { "cases": [...] }')
  const { data, error } = z.array(listed).safeParse(list)
  return data ?? refuse(z.prettifyError(error))
}

/** What is null is not said. */
const spoken = (json: unknown): unknown =>
  json !== null && typeof json === 'object' ? Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null)) : json

/** @throws {SearchRequestError} with Meilisearch's code of the parameter that is wrong */
function read<T>(schema: z.ZodType<T>, json: unknown): T {
  const { data, error } = schema.safeParse(spoken(json))
  if (!error) return data
  const [{ path: [field], message }] = error.issues as [z.core.$ZodIssue]
  if (typeof field !== 'string') throw new Error(`this is no search of Meilisearch's: ${z.prettifyError(error)}`)
  throw new SearchRequestError(`invalid_search_${field.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)}` as SearchRequestCode, message)
}

function parsed<T>(code: SearchRequestCode, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw error instanceof SyntaxError ? new SearchRequestError(code, error.message) : error
  }
}

const readFilter = (filter: FilterInput | undefined) => filter === undefined ? undefined : parsed('invalid_search_filter', () => parseFilter(filter))

const namedFields = ({ searchable, filterable, sortable }: IndexDefinition['settings']): string[] =>
  [...new Set([...searchable, ...filterable, ...sortable])].filter(field => field !== '_geo')

/** The fields that a list of Meilisearch's names: `*` and patterns like `title_*` stand for all that are like it. */
function fieldsOf(named: readonly string[], all: readonly string[]): string[] {
  return [...new Set(named.flatMap((name) => {
    if (!name.includes('*')) return [name]
    const pattern = new RegExp(`^${name.split('*').map(RegExp.escape).join('.*')}$`, 'u')
    return all.filter(field => pattern.test(field))
  }))]
}

export function toRequest(json: unknown, { settings }: IndexDefinition): SearchRequest {
  const {
    filter, sort, facets, attributesToHighlight, highlightPreTag = '<em>', highlightPostTag = '</em>', attributesToCrop, cropLength = 10, cropMarker = '…',
    attributesToSearchOn, attributesToRetrieve, q, matchingStrategy, distinct, page, hitsPerPage, offset, limit,
  } = read(searchRequest, json)
  const where = readFilter(filter)
  const cropped = attributesToCrop?.flatMap((name) => {
    const [field = '', length] = name.split(':')
    return fieldsOf([field], namedFields(settings)).map(one => [one, length === undefined ? cropLength : Number(length)] as const)
  })
  return {
    ...(q !== undefined && { q }),
    ...(matchingStrategy && { matchingStrategy }),
    ...(distinct !== undefined && { distinct }),
    ...(page !== undefined && { page }),
    ...(hitsPerPage !== undefined && { hitsPerPage }),
    ...(offset !== undefined && { offset }),
    ...(limit !== undefined && { limit }),
    ...(where && { filter: where }),
    ...(sort && { sort: sort.map(text => parsed('invalid_search_sort', () => parseSort(text))) }),
    ...(facets && { facets: fieldsOf(facets, settings.filterable.filter(field => field !== '_geo')) }),
    ...(attributesToHighlight && {
      highlight: { fields: fieldsOf(attributesToHighlight, namedFields(settings)), before: highlightPreTag, after: highlightPostTag },
    }),
    ...(cropped && { crop: { fields: Object.fromEntries(cropped), marker: cropMarker } }),
    ...(attributesToSearchOn && { searchOn: fieldsOf(attributesToSearchOn, settings.searchable) }),
    ...(attributesToRetrieve && !attributesToRetrieve.includes('*') && { retrieve: attributesToRetrieve }),
  }
}

export function toFacetValuesRequest(json: unknown): FacetValuesRequest {
  const { facetName, facetQuery, q, filter, matchingStrategy } = read(facetSearchRequest, json)
  const where = readFilter(filter)
  return {
    field: facetName,
    ...(facetQuery !== undefined && { prefix: facetQuery }),
    ...(q !== undefined && { q }),
    ...(matchingStrategy && { matchingStrategy }),
    ...(where && { filter: where }),
  }
}
