import {
  Meilisearch, MeilisearchApiError, MeilisearchRequestError, MeilisearchRequestTimeOutError,
  type EnqueuedTaskPromise, type MultiSearchQuery, type Task,
} from 'meilisearch'
import { admitFacetValues, admitFilter, admitSearch } from '../admit.ts'
import { definitionHash, documentId } from '../definition.ts'
import {
  EngineAwayError, type Document, type Documents, type Filter, type IndexDefinition, type Json,
  type SearchEngine, type SearchRequest,
} from '../engine.ts'
import { simplifyText } from '../fold.ts'
import { newId } from '../../platform/ids.ts'
import { formattedFields, resultOf } from './answers.ts'
import { fromStored, originalsField, toStored } from './documents.ts'
import { renderFilter, renderSort } from './render.ts'
import { toMeilisearch } from './settings.ts'

export interface MeilisearchOptions {
  url: string
  key?: string
  /** The longest that a write waits for its task, in ms. Default ten minutes. */
  taskTimeout?: number
  /** How often it looks, in ms. Default 50. */
  taskInterval?: number
}

/** A task was accepted and failed later; `code` is Meilisearch's. */
export class TaskError extends Error {
  override name = 'TaskError'
  readonly code: string

  constructor(task: Task) {
    super(`${task.type} on ${task.indexUid ?? 'the server'} ended as ${task.status}: ${task.error?.message ?? 'no reason given'}`)
    this.code = task.error?.code ?? task.status
  }
}

/** Where the hash of the settings in force is kept: an index has no place of its own for it. */
const stateIndex = 'linli_state'
const batchSize = 1000
const leastVersion = [1, 36] as const
const abandonedMs = 3_600_000

export function createMeilisearchEngine({ url, key, taskTimeout = 600_000, taskInterval = 50 }: MeilisearchOptions): SearchEngine {
  const client = new Meilisearch({
    host: url, timeout: 15_000, defaultWaitOptions: { timeout: taskTimeout, interval: taskInterval }, ...(key && { apiKey: key }),
  })

  /** A write is done when its task is, and only if it succeeded. */
  const done = async (task: EnqueuedTaskPromise): Promise<Task> => {
    const ended = await task.waitTask()
    if (ended.status !== 'succeeded') throw new TaskError(ended)
    return ended
  }

  const exists = async (uid: string): Promise<boolean> => await client.getRawIndex(uid).then(() => true, (error: unknown) => {
    if (codeOf(error) === 'index_not_found') return false
    throw error
  })

  const send = async (uid: string, index: IndexDefinition, documents: readonly Document[], how: 'replace' | 'merge' = 'replace') => {
    const { primaryKey, settings } = index
    documents.forEach(document => documentId(index, document))
    for (let at = 0; at < documents.length; at += batchSize) {
      const lines = documents.slice(at, at + batchSize).map(document => JSON.stringify(toStored(document, settings.searchable))).join('\n')
      const target = client.index(uid)
      await done(how === 'merge'
        ? target.updateDocumentsFromString(lines, 'application/x-ndjson', { primaryKey })
        : target.addDocumentsFromString(lines, 'application/x-ndjson', { primaryKey }))
    }
  }

  const readState = async (name: string): Promise<{ hash: string, filled?: boolean } | undefined> => {
    try {
      return await client.index(stateIndex).getDocument<{ hash: string, filled?: boolean }>(name)
    } catch (error) {
      if (['index_not_found', 'document_not_found'].includes(codeOf(error) ?? '')) return undefined
      throw error
    }
  }

  const writeState = async (index: IndexDefinition, filled: boolean) =>
    await done(client.index(stateIndex).addDocuments([{ id: index.name, hash: definitionHash(index), filled }], { primaryKey: 'id' }))

  const dropAbandoned = async (name: string) => {
    // Raw: the client's own `Index` does not carry over when it was made.
    const { results } = await client.getRawIndexes({ limit: 1000 })
    for (const { uid, createdAt } of results) {
      const isOld = Date.parse(createdAt) < Date.now() - abandonedMs
      if (uid.startsWith(`${name}__next_`) && isOld) await done(client.deleteIndex(uid))
    }
  }

  async function* storedDocuments(uid: string, fields?: string[]): AsyncGenerator<Record<string, unknown>> {
    for (let offset = 0; ;) {
      const query = { offset, limit: batchSize, ...(fields && { fields }) }
      const { results } = await client.index(uid).getDocuments<Record<string, unknown>>(query)
      yield* results
      if (results.length < batchSize) return
      offset += results.length
    }
  }

  const engine: SearchEngine = {
    async configure(index) {
      if ((await readState(index.name))?.hash === definitionHash(index)) return false
      if (await exists(index.name)) {
        const documents = storedDocuments(index.name)
        await engine.replaceAll(index, (async function* () {
          for await (const stored of documents) yield fromStored(stored)
        })())
        return true
      }
      await done(client.createIndex(index.name, { primaryKey: index.primaryKey }))
      await done(client.index(index.name).updateSettings(toMeilisearch(index.settings)))
      await writeState(index, false)
      return true
    },

    async state(index) {
      if (!await asked(exists(index.name))) return { hash: undefined, documents: 0, filled: false }
      const [state, stats] = await asked(Promise.all([readState(index.name), client.index(index.name).getStats()]))
      return { hash: state?.hash, documents: stats.numberOfDocuments, filled: state?.filled ?? false }
    },

    upsert: async (index, documents) => await send(index.name, index, documents),

    merge: async (index, documents) => await send(index.name, index, documents, 'merge'),

    async delete(index, which) {
      if ('ids' in which) {
        if (which.ids.length > 0) await done(client.index(index.name).deleteDocuments([...which.ids].map(String)))
      } else {
        admitFilter(index.settings, which.filter)
        await done(client.index(index.name).deleteDocuments({ filter: filterText(index, which.filter) }))
      }
    },

    async replaceAll(index, documents) {
      await dropAbandoned(index.name)
      const next = `${index.name}__next_${newId()}`
      await done(client.createIndex(next, { primaryKey: index.primaryKey }))
      await done(client.index(next).updateSettings(toMeilisearch(index.settings)))
      const ids = new Set<string>()
      for await (const batch of batched(documents)) {
        for (const document of batch) ids.add(documentId(index, document))
        await send(next, index, batch)
      }
      const { numberOfDocuments } = await client.index(next).getStats()
      if (numberOfDocuments !== ids.size) {
        throw new Error(`${next} has ${numberOfDocuments} documents of ${ids.size}: it does not take the place of ${index.name}`)
      }
      if (!await exists(index.name)) await done(client.createIndex(index.name, { primaryKey: index.primaryKey }))
      await done(client.swapIndexes([{ indexes: [index.name, next], rename: false }]))
      await writeState(index, true)
      await done(client.deleteIndex(next))
      return ids.size
    },

    search: async (index, request) => (await engine.multiSearch([{ index, request }]))[0]!,

    async multiSearch(queries) {
      const plans = queries.map(({ index, request }) => planOf(index, request))
      const { results } = await asked(client.multiSearch({ queries: plans.flatMap(plan => plan.queries) }))
      let at = 0
      return plans.map(({ queries: own, request, index }) => {
        const answers = results.slice(at, at += own.length)
        return resultOf(index, request, answers)
      })
    },

    async facetValues(index, request) {
      admitFacetValues(index.settings, request)
      const { field, prefix, q, filter, matchingStrategy } = request
      const { facetHits } = await asked(client.index(index.name).searchForFacetValues({
        facetName: field,
        ...(prefix && { facetQuery: simplifyText(clean(prefix)) }),
        ...(q && { q: simplifyText(clean(q)) }),
        ...(matchingStrategy && { matchingStrategy }),
        ...(filter && { filter: filterText(index, filter) }),
      }))
      return facetHits.map(({ value, count }) => ({ value, count }))
    },

    async suggest(index, { q, fields, filter, limit = 8 }) {
      const marks = { before: '\uE000', after: '\uE001' }
      const request: SearchRequest = { q, searchOn: fields, limit, highlight: { fields, ...marks }, ...(filter && { filter }) }
      const { hits } = await engine.search(index, request)
      return hits.flatMap(({ id, highlighted, document }) => {
        const field = fields.find(name => highlighted[name]?.includes(marks.before))
        return field === undefined ? [] : [{ id, field, text: String(document[field]) }]
      })
    },

    async scan(index, field) {
      const found = new Map<string, Json>()
      for await (const stored of storedDocuments(index.name, [index.primaryKey, field, originalsField])) {
        const document = fromStored(stored)
        found.set(String(document[index.primaryKey]), document[field] ?? null)
      }
      return found
    },

    async health() {
      try {
        const [, version, waiting, failed] = await Promise.all([
          client.health(),
          client.getVersion(),
          client.tasks.getTasks({ statuses: ['enqueued', 'processing'], limit: 1 }),
          client.tasks.getTasks({ statuses: ['failed'], limit: 1, afterFinishedAt: new Date(Date.now() - 86_400_000).toISOString() }),
        ])
        const [major = 0, minor = 0] = version.pkgVersion.split('.').map(Number)
        const isNew = major > leastVersion[0] || (major === leastVersion[0] && minor >= leastVersion[1])
        return {
          ok: isNew, engine: 'meilisearch', backlog: waiting.total, failed: failed.total,
          ...(!isNew && { detail: `Meilisearch ${version.pkgVersion} is older than ${leastVersion.join('.')}` }),
        }
      } catch (error) {
        return { ok: false, engine: 'meilisearch', backlog: 0, failed: 0, detail: error instanceof Error ? error.message : String(error) }
      }
    },
  }
  return engine
}

/** The code of an error that Meilisearch answered. */
function codeOf(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const given: unknown = cause.cause
    if (given !== null && typeof given === 'object' && 'code' in given && typeof given.code === 'string') return given.code
  }
  return undefined
}

/** What a reader asked for; where the server is not there, or not ready for it, that is said in the interface's words. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    const isAway = error instanceof MeilisearchRequestError || error instanceof MeilisearchRequestTimeOutError
      || (error instanceof MeilisearchApiError && (error.response.status >= 500 || codeOf(error) === 'index_not_found'))
    throw isAway ? new EngineAwayError('Meilisearch does not answer', { cause: error }) : error
  }
}

const clean = (q: string): string => q.slice(0, 1000).toWellFormed().replace(/[\p{Cc}\uFFFD]/gu, ' ')

const filterText = ({ settings }: IndexDefinition, filter: Filter): string =>
  renderFilter(filter, settings.filterable.find(field => field !== '_geo') ?? '_missing')

interface Plan {
  index: IndexDefinition
  request: SearchRequest
  queries: MultiSearchQuery[]
}

/** One query for the hits, and one without hits for each facet that has a group: its counts are made without its own group. */
function planOf(index: IndexDefinition, request: SearchRequest): Plan {
  admitSearch(index.settings, request)
  const groups = request.groups ?? []
  const grouped = [...new Set(groups.map(group => group.field))].filter(field => request.facets?.includes(field))
  const filterOf = (without?: string): string | undefined => {
    const of: Filter[] = groups.filter(group => group.field !== without).map(group => group.filter)
    if (request.filter) of.unshift(request.filter)
    return of.length === 0 ? undefined : filterText(index, { op: 'and', of })
  }
  const base = (filter: string | undefined) => ({
    indexUid: index.name,
    ...(request.q !== undefined && { q: simplifyText(clean(request.q)) }),
    ...(request.matchingStrategy && { matchingStrategy: request.matchingStrategy }),
    ...(request.searchOn && { attributesToSearchOn: [...request.searchOn] }),
    ...(request.distinct && { distinct: request.distinct }),
    ...(filter !== undefined && { filter }),
  })
  const main: MultiSearchQuery = {
    ...base(filterOf()),
    ...pagingOf(request),
    ...(request.sort && { sort: request.sort.map(renderSort) }),
    ...(request.facets && { facets: request.facets.filter(field => !grouped.includes(field)) }),
    ...(request.highlight && {
      attributesToHighlight: [...request.highlight.fields],
      highlightPreTag: request.highlight.before,
      highlightPostTag: request.highlight.after,
    }),
    ...(request.crop && {
      attributesToCrop: Object.entries(request.crop.fields).map(([field, words]) => `${field}:${words}`),
      cropMarker: request.crop.marker,
    }),
    ...(request.retrieve && {
      attributesToRetrieve: [...new Set([...request.retrieve, ...formattedFields(request), index.primaryKey, originalsField])],
    }),
  }
  return { index, request, queries: [main, ...grouped.map(field => ({ ...base(filterOf(field)), limit: 0, facets: [field] }))] }
}

function pagingOf({ page, hitsPerPage, offset, limit }: SearchRequest): Partial<MultiSearchQuery> {
  if (page !== undefined || hitsPerPage !== undefined) return { page: page ?? 1, hitsPerPage: hitsPerPage ?? 20 }
  return { ...(offset !== undefined && { offset }), ...(limit !== undefined && { limit }) }
}

async function* batched(documents: Documents): AsyncGenerator<Document[]> {
  let batch: Document[] = []
  for await (const document of documents) {
    batch.push(document)
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
