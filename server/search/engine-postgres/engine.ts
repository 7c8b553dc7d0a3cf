import { sql } from 'drizzle-orm'
import { withTransaction, type Db, type Tx } from '../../platform/database.ts'
import { admitFilter } from '../admit.ts'
import { definitionHash, documentId, storable } from '../definition.ts'
import {
  EngineAwayError, SearchRequestError, type Document, type Documents, type IndexDefinition, type Json, type SearchEngine,
  type SearchRequest,
} from '../engine.ts'
import { fold } from '../fold.ts'
import { tokenizerFor } from '../segment.ts'
import type { Columns } from './columns.ts'
import { columnAt, textOf } from './document-text.ts'
import { facetValues } from './facet-values.ts'
import { compileFilter } from './filtering.ts'
import { compileSynonyms } from './query.ts'
import { columnPaths, refreshColumns } from './read.ts'
import { createGeneration, liveGeneration, lockGenerations, storedDocuments, writeEntries, type Entry } from './store.ts'
import { runSearch, type Reader } from './search.ts'
import { createWordCache } from './word-cache.ts'

const batchSize = 500

/** Search in PostgreSQL: words and documents in its tables, the filterable values also in this process, up to date at every search. */
export function createPostgresEngine(db: Db): SearchEngine {
  const readers = new Map<string, Reader>()

  /** One reader for each index and settings; its refreshes take turns, so that an older answer never overwrites a newer one. */
  const readerOf = (index: IndexDefinition): Reader => {
    const key = `${index.name} ${definitionHash(index)}`
    let reader = readers.get(key)
    if (reader === undefined) readers.set(key, reader = createReader(db, index))
    return reader
  }

  const entryOf = (index: IndexDefinition, given: Document): Entry => {
    const { settings } = index
    const document = storable(given)
    const tokenize = tokenizerFor(settings.dictionary)
    const columns = columnPaths(settings).flatMap((path) => {
      const values = columnAt(document, path)
      return values === undefined ? [] : [[path, values] as const]
    })
    return { id: documentId(index, document), document, columns: Object.fromEntries(columns), ...textOf(document, settings, tokenize) }
  }

  const write = async (tx: Tx, index: IndexDefinition, documents: readonly Document[], deleted: readonly string[] = []) => {
    const generations = await lockGenerations(tx, index.name)
    if (!generations) throw new SearchRequestError('index_not_found', `the index ${index.name} is not configured`)
    const entries = documents.map(document => entryOf(index, document))
    const wordsOf = (document: Document) => textOf(document, index.settings, tokenizerFor(index.settings.dictionary)).places
    // A server that was started with other settings would write words that mean others there. What the live index refuses stands aside and
    // is tried again by whoever comes first; what a rebuild under way misses, the comparison at its end finds.
    const { live, liveHash, building, buildingHash } = generations
    const hash = definitionHash(index)
    if (liveHash !== hash) throw new Error(`the index ${index.name} has other settings than this server`)
    await writeEntries(tx, { generation: live, entries, deleted, wordsOf })
    if (building !== null && buildingHash === hash) await writeEntries(tx, { generation: building, entries, deleted, wordsOf })
  }

  const engine: SearchEngine = {
    async configure(index) {
      const hash = definitionHash(index)
      const live = await liveGeneration(db, index.name)
      if (live?.hash === hash) return false
      if (!live) {
        await withTransaction(db, async (tx) => {
          const id = await createGeneration(tx, index.name, hash)
          // Another server may have been quicker: its generation stays, ours goes.
          const { rowCount } = await tx.execute(sql`
            insert into search_index (name, live) values (${index.name}, ${id}) on conflict do nothing`)
          if (rowCount === 0) await tx.execute(sql`delete from search_generation where id = ${id}`)
        })
        return true
      }
      await engine.replaceAll(index, allDocuments(db, live.id))
      return true
    },

    async state(index) {
      const live = await liveGeneration(db, index.name)
      if (!live) return { hash: undefined, documents: 0, filled: false }
      const { rows } = await db.execute<{ count: number }>(sql`
        select count(*)::int as count from search_document where generation = ${live.id} and document is not null`)
      return { hash: live.hash, documents: rows[0]!.count, filled: live.filled }
    },

    async upsert(index, documents) {
      for (let at = 0; at < documents.length; at += batchSize) {
        await withTransaction(db, async tx => await write(tx, index, documents.slice(at, at + batchSize)))
      }
    },

    async merge(index, documents) {
      await withTransaction(db, async (tx) => {
        const generations = await lockGenerations(tx, index.name)
        if (!generations) throw new SearchRequestError('index_not_found', `the index ${index.name} is not configured`)
        const before = await storedDocuments(tx, generations.live, documents.map(document => documentId(index, document)))
        await write(tx, index, documents.map(document => ({ ...before.get(documentId(index, document))?.document, ...document })))
      })
    },

    async delete(index, which) {
      if ('filter' in which) admitFilter(index.settings, which.filter)
      const ids = 'ids' in which ? which.ids.map(String) : await readerOf(index).idsWhere(columns => compileFilter(which.filter, columns))
      if (ids.length > 0) await withTransaction(db, async tx => await write(tx, index, [], ids))
    },

    async replaceAll(index, documents) {
      const building = await withTransaction(db, async (tx) => {
        const generations = await lockGenerations(tx, index.name)
        const id = await createGeneration(tx, index.name, definitionHash(index))
        if (!generations) {
          const empty = await createGeneration(tx, index.name, '')
          await tx.execute(sql`insert into search_index (name, live) values (${index.name}, ${empty})`)
        }
        const abandoned = generations?.building ?? null
        await tx.execute(sql`update search_index set building = ${id} where name = ${index.name}`)
        if (abandoned !== null) await tx.execute(sql`delete from search_generation where id = ${abandoned}`)
        return id
      })
      let count = 0
      for await (const batch of batched(documents, batchSize)) {
        const entries = batch.map(document => entryOf(index, document))
        count += await withTransaction(db, async tx => await writeEntries(tx, {
          generation: building, entries, onlyNew: true, wordsOf: () => new Map(),
        }))
      }
      await withTransaction(db, async (tx) => {
        const generations = await lockGenerations(tx, index.name)
        if (generations?.building !== building) throw new Error(`another rebuild of ${index.name} has begun since`)
        await tx.execute(sql`update search_index set live = ${building}, building = null where name = ${index.name}`)
        await tx.execute(sql`update search_generation set filled = true where id = ${building}`)
        await tx.execute(sql`delete from search_generation where id = ${generations.live}`)
      })
      await db.execute(sql`analyze search_posting, search_word, search_document`)
      return count
    },

    search: async (index, request) => await runSearch(readerOf(index), request),

    multiSearch: async queries => await Promise.all(queries.map(async ({ index, request }) => await runSearch(readerOf(index), request))),

    facetValues: async (index, request) => await facetValues(readerOf(index), request),

    async suggest(index, { q, fields, filter, limit = 8 }) {
      const marks = { before: '\uE000', after: '\uE001' }
      const highlight = { fields, ...marks }
      const request: SearchRequest = { q, searchOn: fields, limit, retrieve: fields, highlight, ...(filter && { filter }) }
      const { hits } = await engine.search(index, request)
      return hits.flatMap(({ id, highlighted, document }) => {
        const field = fields.find(name => highlighted[name]?.includes(marks.before))
        return field === undefined ? [] : [{ id, field, text: String(document[field]) }]
      })
    },

    async scan(index, field) {
      const live = await liveGeneration(db, index.name)
      if (!live) return new Map()
      const { rows } = await db.execute<{ id: string, value: Json }>(sql`
        select id, document -> ${field} as value from search_document where generation = ${live.id} and document is not null`)
      return new Map(rows.map(row => [row.id, row.value]))
    },

    async health() {
      try {
        await db.execute(sql`select 1 from search_index limit 1`)
        return { ok: true, engine: 'postgres', backlog: 0, failed: 0 }
      } catch (error) {
        return { ok: false, engine: 'postgres', backlog: 0, failed: 0, detail: error instanceof Error ? error.message : String(error) }
      }
    },
  }
  return engine
}

function createReader(db: Db, index: IndexDefinition): Reader {
  const tokenize = tokenizerFor(index.settings.dictionary)
  let known: Columns | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const columns = async (): Promise<Columns> => {
    const generation = await liveGeneration(db, index.name)
    if (!generation) throw new EngineAwayError(`the index ${index.name} is not configured`)
    if (known?.generation === generation.id && known.version >= generation.version) return known
    const refreshed = turn.then(async () => {
      if (known?.generation === generation.id && known.version >= generation.version) return known
      return known = await refreshColumns(db, index, { generation, known })
    })
    turn = refreshed.catch(() => {})
    return await refreshed
  }
  return {
    db,
    index,
    tokenize,
    stopWords: new Set(index.settings.stopWords.map(fold)),
    synonyms: compileSynonyms(index.settings.synonyms, tokenize),
    columns,
    words: createWordCache(db),
    async idsWhere(compile) {
      const current = await columns()
      const holds = compile(current)
      const ordinals: number[] = []
      for (let ordinal = 0; ordinal < current.size; ordinal++) if (current.alive[ordinal] && holds(ordinal)) ordinals.push(ordinal)
      const { rows } = await db.execute<{ id: string }>(sql`
        select id from search_document where generation = ${current.generation} and ordinal = any(${sql.param(ordinals)}::int[])`)
      return rows.map(row => row.id)
    },
  }
}

async function* batched(documents: Documents, size: number): AsyncGenerator<Document[]> {
  let batch: Document[] = []
  for await (const document of documents) {
    batch.push(document)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

async function* allDocuments(db: Db, generation: number): AsyncGenerator<Document> {
  for (let after = -1; ;) {
    const { rows } = await db.execute<{ ordinal: number, document: Document }>(sql`
      select ordinal, document from search_document where generation = ${generation} and ordinal > ${after} and document is not null
       order by ordinal limit ${batchSize}`)
    if (rows.length === 0) return
    for (const row of rows) yield row.document
    after = rows.at(-1)!.ordinal
  }
}
