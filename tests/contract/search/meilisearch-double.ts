import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import type { Document, Json } from '../../../server/search/engine.ts'
import { holds, metres, placeOf, valuesOf } from './evaluate.ts'
import { parseFilter, parseSort, type FilterInput } from './parse-filter.ts'

/**
 * Meilisearch's HTTP API as far as its engine uses it, with the shapes of its documentation. What it does not know (a path, a parameter, a
 * field, a filter it cannot read, an attribute that the settings do not admit) it refuses, and remembers in `refused`, so that a test fails.
 * Writes are tasks: they are done when they are asked for, so that nothing is visible before its task was awaited.
 * It finds by whole words alone: what it is for is the engine's requests, not Meilisearch's ranking.
 */
export interface MeilisearchDouble {
  url: string
  /** Everything that no real server would have taken. */
  refused: string[]
  /** Requests as `METHOD /path`, in order. */
  requests: string[]
  /** The next task of this type fails with this error. */
  failNext: (type: string, error: { code: string, message: string }) => void
  indexes: Map<string, DoubleIndex>
  stop: () => Promise<void>
}

interface DoubleIndex {
  primaryKey: string | undefined
  createdAt: string
  settings: z.infer<typeof settingsBody>
  documents: Map<string, Document>
}

interface Task {
  uid: number
  indexUid: string | null
  type: string
  status: 'enqueued' | 'succeeded' | 'failed'
  error: object | null
  run: () => void
}

const filterInput: z.ZodType<FilterInput> = z.lazy(() => z.union([z.string(), z.array(filterInput)]))
const order = z.enum(['alpha', 'count'])
const settingsBody = z.strictObject({
  searchableAttributes: z.array(z.string()),
  filterableAttributes: z.array(z.union([z.string(), z.strictObject({
    attributePatterns: z.array(z.string()),
    features: z.strictObject({ facetSearch: z.boolean(), filter: z.strictObject({ equality: z.boolean(), comparison: z.boolean() }) }),
  })])),
  sortableAttributes: z.array(z.string()),
  rankingRules: z.array(z.string().regex(/^(words|typo|proximity|attribute|attributeRank|wordPosition|sort|exactness|[\w.]+:(asc|desc))$/)),
  dictionary: z.array(z.string()),
  synonyms: z.record(z.string(), z.array(z.string())),
  stopWords: z.array(z.string()),
  typoTolerance: z.strictObject({
    enabled: z.boolean(),
    minWordSizeForTypos: z.strictObject({ oneTypo: z.int(), twoTypos: z.int() }),
    disableOnNumbers: z.boolean(),
    disableOnAttributes: z.array(z.string()),
  }),
  localizedAttributes: z.array(z.strictObject({ attributePatterns: z.array(z.string()), locales: z.array(z.string().length(3)) })),
  faceting: z.strictObject({ maxValuesPerFacet: z.int(), sortFacetValuesBy: z.record(z.string(), order) }),
  pagination: z.strictObject({ maxTotalHits: z.int() }),
  searchCutoffMs: z.int().min(500),
}).partial()

const searchQuery = z.strictObject({
  indexUid: z.string(),
  q: z.string().optional(),
  matchingStrategy: z.enum(['last', 'all', 'frequency']).optional(),
  attributesToSearchOn: z.array(z.string()).optional(),
  attributesToRetrieve: z.array(z.string()).optional(),
  attributesToHighlight: z.array(z.string()).optional(),
  highlightPreTag: z.string().optional(),
  highlightPostTag: z.string().optional(),
  attributesToCrop: z.array(z.string()).optional(),
  cropMarker: z.string().optional(),
  distinct: z.string().optional(),
  filter: filterInput.optional(),
  sort: z.array(z.string()).optional(),
  facets: z.array(z.string()).optional(),
  page: z.int().min(0).optional(),
  hitsPerPage: z.int().min(0).optional(),
  offset: z.int().min(0).optional(),
  limit: z.int().min(0).optional(),
})
type Query = z.infer<typeof searchQuery>

class Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const errorOf = (code: string, message: string, type = 'invalid_request') => ({ message, code, type, link: `https://docs.meilisearch.com/errors#${code}` })

export interface DoubleOptions {
  key?: string
  version?: string
  /** The place and the indexes of one that was stopped: it comes back. */
  after?: MeilisearchDouble
}

export async function startMeilisearchDouble({ key, version = '1.50.0', after }: DoubleOptions = {}): Promise<MeilisearchDouble> {
  const indexes = after?.indexes ?? new Map<string, DoubleIndex>()
  const tasks: Task[] = []
  const refused: string[] = []
  const requests: string[] = []
  const failures = new Map<string, { code: string, message: string }>()

  const indexOf = (uid: string): DoubleIndex => {
    const index = indexes.get(uid)
    if (!index) throw new Refusal(404, 'index_not_found', `Index \`${uid}\` not found.`)
    return index
  }
  const newIndex = (primaryKey: string | undefined): DoubleIndex => ({ primaryKey, createdAt: new Date().toISOString(), settings: {}, documents: new Map() })

  const enqueue = (indexUid: string | null, type: string, work: () => void) => {
    const task: Task = {
      uid: tasks.length, indexUid, type, status: 'enqueued', error: null,
      run() {
        const planned = failures.get(type)
        failures.delete(type)
        try {
          if (planned) throw new Refusal(400, planned.code, planned.message)
          work()
          task.status = 'succeeded'
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          task.status = 'failed'
          task.error = errorOf(error.code, error.message)
        }
      },
    }
    tasks.push(task)
    return { taskUid: task.uid, indexUid, status: 'enqueued', type, enqueuedAt: new Date().toISOString() }
  }

  /** Documents are taken by `primaryKey`; without one it is inferred from the fields that end in `id`, and two are one too many. */
  const write = (uid: string, documents: Document[], given: string | undefined, merge: boolean) => {
    const index = indexes.get(uid) ?? newIndex(undefined)
    indexes.set(uid, index)
    const candidates = Object.keys(documents[0] ?? {}).filter(field => field.toLowerCase().endsWith('id'))
    if (!index.primaryKey && !given && candidates.length !== 1) {
      const code = candidates.length > 1 ? 'index_primary_key_multiple_candidates_found' : 'index_primary_key_no_candidate_found'
      throw new Refusal(400, code, `The primary key inference failed: ${candidates.join(', ')}`)
    }
    index.primaryKey ??= given ?? candidates[0]!
    for (const document of documents) {
      const id = document[index.primaryKey]
      if (!(typeof id === 'number' && Number.isInteger(id)) && !(typeof id === 'string' && /^[\w-]{1,511}$/.test(id))) {
        throw new Refusal(400, 'invalid_document_id', `Document identifier ${JSON.stringify(id)} is invalid.`)
      }
      index.documents.set(String(id), merge ? { ...index.documents.get(String(id)), ...document } : document)
    }
  }

  const admit = (uid: string, { filter, sort, facets, attributesToSearchOn }: Pick<Query, 'filter' | 'sort' | 'facets' | 'attributesToSearchOn'>) => {
    const { settings } = indexOf(uid)
    const filterable = new Set((settings.filterableAttributes ?? []).flatMap(entry => typeof entry === 'string' ? [entry] : entry.attributePatterns))
    const read = <T>(what: () => T): T => {
      try {
        return what()
      } catch (error) {
        throw new Refusal(400, 'invalid_search_filter', String(error))
      }
    }
    const tree = filter === undefined ? undefined : read(() => parseFilter(filter))
    for (const field of JSON.stringify(tree ?? {}).matchAll(/"field":"([^"]+)"/g)) {
      if (field[1] === '_geo' || !filterable.has(field[1]!)) throw new Refusal(400, 'invalid_search_filter', `Attribute \`${field[1]}\` is not filterable.`)
    }
    if (/"op":"geo-/.test(JSON.stringify(tree ?? {})) && !filterable.has('_geo')) throw new Refusal(400, 'invalid_search_filter', '`_geo` is not filterable.')
    for (const facet of facets ?? []) if (!filterable.has(facet)) throw new Refusal(400, 'invalid_search_facets', `Attribute \`${facet}\` is not filterable.`)
    const sorts = (sort ?? []).map(text => read(() => parseSort(text)))
    for (const one of sorts) {
      if (!settings.sortableAttributes?.includes(one.by === 'field' ? one.field : '_geo')) throw new Refusal(400, 'invalid_search_sort', 'Attribute is not sortable.')
    }
    for (const field of attributesToSearchOn ?? []) {
      if (!settings.searchableAttributes?.includes(field)) throw new Refusal(400, 'invalid_search_attributes_to_search_on', `Attribute \`${field}\` is not searchable.`)
    }
    return { tree, sorts }
  }

  const search = (query: Query) => {
    const index = indexOf(query.indexUid)
    const { tree, sorts } = admit(query.indexUid, query)
    const words = (query.q ?? '').toLowerCase().split(/\s+/).filter(word => word !== '')
    const fields = query.attributesToSearchOn ?? index.settings.searchableAttributes ?? []
    const textOf = (document: Document) => fields.flatMap(field => valuesOf(document, field)).join(' ').toLowerCase()
    let found = [...index.documents.values()].filter(document => (!tree || holds(tree, document)) && words.every(word => textOf(document).includes(word)))
    const rankOf = (document: Document): number[] => sorts.map((sort) => {
      const place = placeOf(document)
      const value = sort.by === 'field' ? valuesOf(document, sort.field)[0] : place && metres(sort.from, place)
      return typeof value === 'number' ? (sort.order === 'asc' ? value : -value) : Infinity
    })
    const ranks = new Map(found.map(document => [document, rankOf(document)]))
    found = found.toSorted((a, b) => {
      const at = sorts.findIndex((_, i) => ranks.get(a)![i] !== ranks.get(b)![i])
      return at === -1 ? 0 : ranks.get(a)![at]! - ranks.get(b)![at]!
    })
    if (query.distinct !== undefined) {
      found = [...new Map(found.toReversed().map(document => [valuesOf(document, query.distinct!)[0] ?? document, document])).values()]
        .toSorted((a, b) => found.indexOf(a) - found.indexOf(b))
    }
    const distribution = Object.fromEntries((query.facets ?? []).map(facet => [facet, countsOf(found.map(document => valuesOf(document, facet).map(String)))]))
    const stats = Object.fromEntries((query.facets ?? []).flatMap((facet) => {
      const numbers = found.flatMap(document => valuesOf(document, facet)).filter(value => typeof value === 'number')
      return numbers.length > 0 ? [[facet, { min: Math.min(...numbers), max: Math.max(...numbers) }]] : []
    }))
    const isPaged = query.page !== undefined || query.hitsPerPage !== undefined
    const size = query.hitsPerPage ?? 20
    const from = isPaged ? ((query.page ?? 1) - 1) * size : query.offset ?? 0
    const hits = found.slice(from, from + (isPaged ? size : query.limit ?? 20)).map(document => formatted(document, query, words))
    return {
      indexUid: query.indexUid, query: query.q ?? '', processingTimeMs: 1, hits,
      ...(isPaged
        ? { page: query.page ?? 1, hitsPerPage: size, totalPages: Math.ceil(found.length / size), totalHits: found.length }
        : { offset: query.offset ?? 0, limit: query.limit ?? 20, estimatedTotalHits: found.length }),
      ...(query.facets && { facetDistribution: distribution, facetStats: stats }),
    }
  }

  type Handler = (match: string[], body: unknown, params: URLSearchParams) => unknown
  const accepted = (value: unknown) => ({ status: 202, value })
  const routes: [method: string, path: RegExp, params: string[], handler: Handler][] = [
    ['GET', /^health$/, [], () => ({ status: 'available' })],
    ['GET', /^version$/, [], () => ({ commitSha: '0', commitDate: '0', pkgVersion: version })],
    ['GET', /^indexes$/, ['limit', 'offset'], () => ({
      results: [...indexes].map(([uid, { primaryKey, createdAt }]) => ({ uid, primaryKey, createdAt, updatedAt: createdAt })), offset: 0, limit: 1000, total: indexes.size,
    })],
    ['POST', /^indexes$/, [], (_, body) => {
      const { uid, primaryKey } = z.strictObject({ uid: z.string().regex(/^[\w-]{1,512}$/), primaryKey: z.string() }).parse(body)
      return accepted(enqueue(uid, 'indexCreation', () => {
        if (indexes.has(uid)) throw new Refusal(409, 'index_already_exists', `Index \`${uid}\` already exists.`)
        indexes.set(uid, newIndex(primaryKey))
      }))
    }],
    ['GET', /^indexes\/([\w-]+)$/, [], ([uid = '']) => {
      const { primaryKey, createdAt } = indexOf(uid)
      return { uid, primaryKey, createdAt, updatedAt: createdAt }
    }],
    ['DELETE', /^indexes\/([\w-]+)$/, [], ([uid = '']) => accepted(enqueue(uid, 'indexDeletion', () => {
      indexOf(uid)
      indexes.delete(uid)
    }))],
    ['GET', /^indexes\/([\w-]+)\/stats$/, [], ([uid = '']) => ({ numberOfDocuments: indexOf(uid).documents.size, isIndexing: false, fieldDistribution: {} })],
    ['PATCH', /^indexes\/([\w-]+)\/settings$/, [], ([uid = ''], body) => {
      const settings = settingsBody.parse(body)
      return accepted(enqueue(uid, 'settingsUpdate', () => Object.assign(indexOf(uid).settings, settings)))
    }],
    ['POST', /^indexes\/([\w-]+)\/documents$/, ['primaryKey'], ([uid = ''], body, params) =>
      accepted(enqueue(uid, 'documentAdditionOrUpdate', () => write(uid, documentsOf(body), params.get('primaryKey') ?? undefined, false)))],
    ['PUT', /^indexes\/([\w-]+)\/documents$/, ['primaryKey'], ([uid = ''], body, params) =>
      accepted(enqueue(uid, 'documentAdditionOrUpdate', () => write(uid, documentsOf(body), params.get('primaryKey') ?? undefined, true)))],
    ['POST', /^indexes\/([\w-]+)\/documents\/delete-batch$/, [], ([uid = ''], body) => {
      const ids = z.array(z.union([z.string(), z.int()])).parse(body)
      return accepted(enqueue(uid, 'documentDeletion', () => ids.forEach(id => indexOf(uid).documents.delete(String(id)))))
    }],
    ['POST', /^indexes\/([\w-]+)\/documents\/delete$/, [], ([uid = ''], body) => {
      const { filter } = z.strictObject({ filter: filterInput }).parse(body)
      const { tree } = admit(uid, { filter })
      return accepted(enqueue(uid, 'documentDeletion', () => {
        for (const [id, document] of indexOf(uid).documents) if (holds(tree!, document)) indexOf(uid).documents.delete(id)
      }))
    }],
    ['GET', /^indexes\/([\w-]+)\/documents$/, ['offset', 'limit', 'fields'], ([uid = ''], _, params) => {
      const all = [...indexOf(uid).documents.values()]
      const [offset, limit] = [Number(params.get('offset') ?? 0), Number(params.get('limit') ?? 20)]
      const fields = params.get('fields')?.split(',')
      return { results: all.slice(offset, offset + limit).map(document => fields ? only(document, fields) : document), offset, limit, total: all.length }
    }],
    ['GET', /^indexes\/([\w-]+)\/documents\/([\w-]+)$/, [], ([uid = '', id = '']) => {
      const document = indexOf(uid).documents.get(id)
      if (!document) throw new Refusal(404, 'document_not_found', `Document \`${id}\` not found.`)
      return document
    }],
    ['POST', /^indexes\/([\w-]+)\/facet-search$/, [], ([uid = ''], body) => {
      const { facetName, facetQuery = '', filter, q } = z.strictObject({
        facetName: z.string(), facetQuery: z.string().optional(), q: z.string().optional(), filter: filterInput.optional(),
        matchingStrategy: z.enum(['last', 'all', 'frequency']).optional(),
      }).parse(body)
      const { facetDistribution } = search({ indexUid: uid, facets: [facetName], limit: 0, ...(q !== undefined && { q }), ...(filter !== undefined && { filter }) })
      const hits = Object.entries(facetDistribution![facetName]!).filter(([value]) => value.toLowerCase().startsWith(facetQuery.toLowerCase()))
      return { facetHits: hits.map(([value, count]) => ({ value, count })), facetQuery, processingTimeMs: 1 }
    }],
    ['POST', /^multi-search$/, [], (_, body) => ({ results: z.strictObject({ queries: z.array(searchQuery).min(1) }).parse(body).queries.map(search) })],
    ['POST', /^swap-indexes$/, [], (_, body) => {
      const swaps = z.array(z.strictObject({ indexes: z.tuple([z.string(), z.string()]), rename: z.boolean() })).parse(body)
      return accepted(enqueue(null, 'indexSwap', () => {
        for (const { indexes: [a, b] } of swaps) {
          const [first, second] = [indexOf(a), indexOf(b)]
          indexes.set(a, second).set(b, first)
        }
      }))
    }],
    ['GET', /^tasks$/, ['statuses', 'limit', 'afterFinishedAt'], (_, __, params) => {
      const statuses = params.get('statuses')?.split(',')
      const found = tasks.filter(task => !statuses || statuses.includes(task.status))
      return { results: [], total: found.length, limit: 1, from: 0, next: null }
    }],
    ['GET', /^tasks\/(\d+)$/, [], ([uid = '']) => {
      // Tasks run in order, when somebody looks.
      for (const task of tasks.slice(0, Number(uid) + 1)) if (task.status === 'enqueued') task.run()
      const { indexUid, type, status, error } = tasks[Number(uid)]!
      return { uid: Number(uid), batchUid: Number(uid), indexUid, type, status, error, canceledBy: null, details: {}, duration: 'PT0.01S', enqueuedAt: '', startedAt: '', finishedAt: '' }
    }],
  ]

  const answer = async (request: IncomingMessage): Promise<{ status: number, value: unknown }> => {
    const url = new URL(request.url ?? '/', 'http://double')
    const path = decodeURIComponent(url.pathname.slice(1))
    requests.push(`${request.method} /${path}`)
    try {
      if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) throw new Refusal(403, 'invalid_api_key', 'The provided API key is invalid.')
      const body = await readBody(request)
      for (const [method, pattern, params, handler] of routes) {
        const match = pattern.exec(path)
        if (!match || request.method !== method) continue
        const unknown = [...url.searchParams.keys()].filter(name => !params.includes(name))
        if (unknown.length > 0) throw new Refusal(400, 'bad_request', `Unknown parameter \`${unknown.join()}\``)
        const given = handler(match.slice(1), body, url.searchParams)
        return given !== null && typeof given === 'object' && 'status' in given && 'value' in given
          ? { status: Number(given.status), value: given.value }
          : { status: 200, value: given }
      }
      throw new Refusal(404, 'not_found', 'no such route')
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(400, 'bad_request', String(error))
      if (!['index_not_found', 'document_not_found'].includes(refusal.code)) refused.push(`${request.method} /${path}: ${refusal.code} ${refusal.message}`)
      return { status: refusal.status, value: errorOf(refusal.code, refusal.message) }
    }
  }

  const server = createServer((request, response) => {
    void answer(request).then(({ status, value }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    })
  })
  await new Promise<void>(resolve => void server.listen(after ? Number(new URL(after.url).port) : 0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused, requests, indexes,
    failNext: (type, error) => void failures.set(type, error),
    stop: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  if (text === '') return undefined
  const type = request.headers['content-type']
  if (type === 'application/x-ndjson') return text.split('\n').filter(line => line !== '').map(parseJson)
  if (type === 'application/json') return parseJson(text)
  throw new Refusal(415, 'invalid_content_type', `${type} is no content type of this route`)
}

/** serde_json refuses half a surrogate pair, also where it is escaped. */
function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text, (_, inner: unknown) => {
    if (typeof inner === 'string' && !inner.isWellFormed()) throw new Refusal(400, 'malformed_payload', 'lone leading surrogate in hex escape')
    return inner
  })
  return value
}

const documentsOf = (body: unknown): Document[] => z.array(z.record(z.string(), z.json())).parse(body)
const only = (document: Document, fields: readonly string[]): Document => Object.fromEntries(Object.entries(document).filter(([field]) => fields.includes(field)))

function countsOf(lists: string[][]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of lists.flat()) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

function formatted(document: Document, query: Query, words: readonly string[]): Record<string, Json> {
  const { attributesToRetrieve: retrieve, attributesToHighlight: fields, highlightPreTag: before = '<em>', highlightPostTag: after = '</em>' } = query
  const shown = retrieve ? only(document, retrieve) : document
  if (!fields) return shown
  const mark = (text: string) => words.reduce((marked, word) => marked.replace(new RegExp(RegExp.escape(word), 'giu'), found => `${before}${found}${after}`), text)
  const marked = Object.entries(shown).map(([field, value]) => [field, fields.includes(field) && typeof value === 'string' ? mark(value) : value])
  return { ...shown, _formatted: Object.fromEntries(marked) as Json }
}
