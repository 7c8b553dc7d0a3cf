/**
 * The one interface to search, and what an index is: both engines are generic over an `IndexDefinition`, and nothing here knows a bundle.
 * Filters and sorts are typed trees. Each engine turns them into its own language in exactly one place, so that no text that a visitor
 * typed is ever read as syntax.
 */

export type Scalar = string | number | boolean
export type Json = Scalar | null | Json[] | { [key: string]: Json }
/** A document as it is stored. Its primary key is a string or a number. */
export type Document = Readonly<Record<string, Json>>

export interface GeoPoint { lat: number, lng: number }

/** A condition on a field holds if one of its values meets it, also where these stand in different objects of an array. */
export type Filter =
  | { op: 'and' | 'or', of: readonly Filter[] }
  | { op: 'not', of: Filter }
  /**
   * Text is compared without case, `true` and `false` as their words, and a number with what reads as one: `'199'` and 199 are the same.
   * `ne` also holds where the field is missing.
   */
  | { op: 'eq' | 'ne', field: string, value: Scalar }
  | { op: 'in', field: string, values: readonly Scalar[] }
  /** Text that begins so, or has it anywhere, without case. Meilisearch has `contains` behind its experimental `containsFilter` alone. */
  | { op: 'starts-with' | 'contains', field: string, value: string }
  /** Numbers by value, where the limit reads as one; text letter by letter, without case. */
  | { op: 'gt' | 'gte' | 'lt' | 'lte', field: string, value: number | string }
  /** Both ends belong to it. */
  | { op: 'between', field: string, from: number | string, to: number | string }
  | { op: 'exists' | 'null' | 'empty', field: string }
  | { op: 'geo-radius', center: GeoPoint, metres: number }
  | { op: 'geo-box', northEast: GeoPoint, southWest: GeoPoint }
  /** Within straight lines from corner to corner, at least three, and from the last to the first; not over the date line. */
  | { op: 'geo-polygon', corners: readonly GeoPoint[] }

/** What has no value comes last in both directions. */
export type Sort =
  | { by: 'field', field: string, order: 'asc' | 'desc' }
  | { by: 'distance', from: GeoPoint, order: 'asc' | 'desc' }

export type RankingRule =
  | 'words' | 'typo' | 'proximity' | 'attributeRank' | 'sort' | 'wordPosition' | 'exactness'
  | { field: string, order: 'asc' | 'desc' }

export interface IndexSettings {
  /** In order of weight; a path may lead through objects and arrays (`items.name`). At most 16. */
  searchable: readonly string[]
  /** Paths of filters and facets; `_geo` admits the geo filters. */
  filterable: readonly string[]
  /** Paths of sorts; `_geo` admits sorting by distance. */
  sortable: readonly string[]
  ranking: readonly RankingRule[]
  /** Trade words that stay whole. */
  dictionary: readonly string[]
  /** One way: who searches the key also finds the values. Keys and values may have several words. */
  synonyms: Readonly<Record<string, readonly string[]>>
  stopWords: readonly string[]
  typos: { disableOnNumbers: boolean, disableOnFields: readonly string[] }
  /** Patterns of field names (`*_zh`) and their languages, ISO 639-3. */
  languages: readonly { patterns: readonly string[], locales: readonly string[] }[]
  facets: { maxValues: number, order: Readonly<Record<string, 'alpha' | 'count'>> }
  maxTotalHits: number
}

export interface IndexDefinition {
  /** `[a-z0-9_-]+`. */
  name: string
  primaryKey: string
  settings: IndexSettings
}

/** A group of alternatives of one facet: its counts are made as if the group were not there (disjunctive facets). */
export interface FacetGroup {
  field: string
  filter: Filter
}

export interface SearchRequest {
  q?: string
  /** Where nothing has all words, the `last` are dropped, or the most frequent first (`frequency`); never a phrase. Default `last`. */
  matchingStrategy?: 'last' | 'all' | 'frequency'
  filter?: Filter
  /** Filters besides `filter`, each with the facet that it belongs to. */
  groups?: readonly FacetGroup[]
  sort?: readonly Sort[]
  facets?: readonly string[]
  /** One hit, the best, for each value of this field. */
  distinct?: string
  /** Pages, with a true total; or `offset` and `limit` (default 0 and 20). */
  page?: number
  hitsPerPage?: number
  offset?: number
  limit?: number
  /** Search these fields alone; of `searchable`. */
  searchOn?: readonly string[]
  highlight?: { fields: readonly string[], before: string, after: string }
  /** Shows of these fields so many words around the matches, with the marker where something is left out. */
  crop?: { fields: Readonly<Record<string, number>>, marker: string }
  /** Fields of the hits; all where not given. */
  retrieve?: readonly string[]
}

export interface Hit {
  id: string | number
  document: Document
  /** The fields to highlight or crop that have text, with the matches marked and the rest cut off. */
  highlighted: Readonly<Record<string, string>>
  /** Whole metres, where hits were sorted by distance and the document has a place. */
  distance?: number
}

export interface SearchResult {
  hits: readonly Hit[]
  /** Never above `maxTotalHits`. */
  total: number
  /**
   * Counts per value, as the first document found has it, in the order of the settings. With `distinct` only documents that are kept count,
   * unless none is asked for (`limit: 0`).
   */
  facets: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Of facets whose values are numbers. */
  stats: Readonly<Record<string, { min: number, max: number }>>
}

export interface FacetValuesRequest extends Pick<SearchRequest, 'q' | 'filter' | 'matchingStrategy'> {
  field: string
  /** Values that begin so, typing errors allowed. Numbers have no beginning. */
  prefix?: string
}

export interface SuggestRequest {
  q: string
  /** Fields whose text is suggested, in order of weight. */
  fields: readonly string[]
  filter?: Filter
  limit?: number
}

export interface Suggestion { id: string | number, field: string, text: string }

export interface EngineHealth {
  ok: boolean
  engine: 'postgres' | 'meilisearch'
  /** Writes accepted and not yet visible, and those that failed in the last day. */
  backlog: number
  failed: number
  detail?: string
}

export interface IndexState {
  /** Of the settings in force; undefined before the first `configure`. */
  hash: string | undefined
  documents: number
  /** `replaceAll` came to its end once: what is there is all there is. */
  filled: boolean
}

/** Several documents, all in one go or in batches. */
export type Documents = Iterable<Document> | AsyncIterable<Document>

/** Every write is visible to searches when its promise is fulfilled. */
export interface SearchEngine {
  /** Creates the index or brings its settings up to date, keeping its documents. Answers whether anything changed. */
  configure: (index: IndexDefinition) => Promise<boolean>
  state: (index: IndexDefinition) => Promise<IndexState>
  /** Replaces whole documents, or adds them. */
  upsert: (index: IndexDefinition, documents: readonly Document[]) => Promise<void>
  /** Changes only the given fields; a document that is not there is added. */
  merge: (index: IndexDefinition, documents: readonly Document[]) => Promise<void>
  delete: (index: IndexDefinition, which: { ids: readonly (string | number)[] } | { filter: Filter }) => Promise<void>
  /**
   * Puts these documents in the place of all, at once: searches see the old ones until they see the new.
   * Documents written by others meanwhile win over what `documents` says of them. Answers how many there are.
   */
  replaceAll: (index: IndexDefinition, documents: Documents) => Promise<number>
  search: (index: IndexDefinition, request: SearchRequest) => Promise<SearchResult>
  multiSearch: (queries: readonly { index: IndexDefinition, request: SearchRequest }[]) => Promise<SearchResult[]>
  facetValues: (index: IndexDefinition, request: FacetValuesRequest) => Promise<{ value: string, count: number }[]>
  suggest: (index: IndexDefinition, request: SuggestRequest) => Promise<Suggestion[]>
  /** Every document's id and the field `field` of it: for finding drift. */
  scan: (index: IndexDefinition, field: string) => Promise<Map<string, Json>>
  health: () => Promise<EngineHealth>
}

/** What is wrong with a request, in Meilisearch's words. */
export type SearchRequestCode =
  | 'invalid_search_filter' | 'invalid_search_sort' | 'invalid_search_facets' | 'invalid_search_distinct'
  | 'invalid_search_attributes_to_search_on' | 'invalid_search_limit' | 'invalid_search_offset' | 'invalid_search_page'
  | 'invalid_search_hits_per_page' | 'invalid_facet_search_facet_name' | 'invalid_document_id' | 'index_not_found'

/** A field, path or sort that the index's settings do not admit: a mistake of the caller, never of a visitor. */
export class SearchRequestError extends Error {
  override name = 'SearchRequestError'
  readonly code: SearchRequestCode

  constructor(code: SearchRequestCode, message: string) {
    super(message)
    this.code = code
  }
}

/** The engine did not answer, or has no such index yet: others may go on without it. */
export class EngineAwayError extends Error {
  override name = 'EngineAwayError'
}
