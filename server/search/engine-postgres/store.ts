import { sql, type SQL } from 'drizzle-orm'
import type { Queryable, Tx } from '../../platform/database.ts'
import type { Document, Scalar } from '../engine.ts'
import { blockSize, packBlock, unpackBlock } from './postings.ts'

export interface Generation { id: number, version: number, words: number, hash: string, filled: boolean }

/** Places of each word of a document. */
export type WordPlaces = ReadonlyMap<string, readonly number[]>

/** A document ready to be written. */
export interface Entry {
  id: string
  document: Document
  columns: Record<string, readonly Scalar[] | null>
  places: WordPlaces
  lengths: readonly number[]
}

export async function liveGeneration(db: Queryable, name: string): Promise<Generation | undefined> {
  const { rows } = await db.execute<Generation & Record<string, unknown>>(sql`
    select g.id, g.version, g.words_version as words, g.hash, g.filled
      from search_index i join search_generation g on g.id = i.live where i.name = ${name}`)
  return rows[0]
}

export interface Generations {
  live: number
  liveHash: string
  building: number | null
  buildingHash: string | null
}

/** The live generation, and the one that a rebuild is filling, with their settings; locked against other writers in this order. */
export async function lockGenerations(tx: Tx, name: string): Promise<Generations | undefined> {
  // Two statements: whoever waited for the lock must read what the other left.
  await tx.execute(sql`select from search_index where name = ${name} for update`)
  const { rows } = await tx.execute<Generations & Record<string, unknown>>(sql`
    select i.live, l.hash as "liveHash", i.building, b.hash as "buildingHash"
      from search_index i join search_generation l on l.id = i.live left join search_generation b on b.id = i.building
     where i.name = ${name}`)
  return rows[0]
}

export async function createGeneration(db: Queryable, name: string, hash: string): Promise<number> {
  const { rows } = await db.execute<{ id: number }>(sql`
    insert into search_generation (index_name, hash) values (${name}, ${hash}) returning id`)
  return rows[0]!.id
}

/** One more change of a generation, with `count` new ordinals: the first of them. The row's lock makes its writers take turns. */
async function nextVersion(tx: Tx, generation: number, count: number): Promise<{ version: number, first: number }> {
  const { rows } = await tx.execute<{ version: number, first: number }>(sql`
    update search_generation set version = version + 1, next_ordinal = next_ordinal + ${count}
     where id = ${generation} returning version, next_ordinal - ${count} as first`)
  if (!rows[0]) throw new Error(`generation ${generation} is gone: another rebuild has begun since`)
  return rows[0]
}

const list = (values: readonly unknown[]): SQL => sql`${sql.param([...values])}`

export interface Stored { ordinal: number, id: string, document: Document | null }

export async function storedDocuments(db: Queryable, generation: number, ids: readonly string[]): Promise<Map<string, Stored>> {
  const { rows } = await db.execute<Stored & Record<string, unknown>>(sql`
    select ordinal, id, document from search_document where generation = ${generation} and id = any(${list(ids)}::text[])`)
  return new Map(rows.map(row => [row.id, row]))
}

/**
 * Writes documents into one generation; `wordsOf` gives the words of a document that is replaced. A document of `undefined` is deleted.
 * `onlyNew` leaves what is there, deleted ones included.
 */
export async function writeEntries(tx: Tx, { generation, entries, deleted = [], wordsOf, onlyNew = false }: {
  generation: number
  entries: readonly Entry[]
  deleted?: readonly string[]
  wordsOf: (document: Document) => WordPlaces
  onlyNew?: boolean
}): Promise<number> {
  // The lock comes before the reads: what is read here is not changed by another writer.
  const { version, first } = await nextVersion(tx, generation, entries.length + deleted.length)
  const before = await storedDocuments(tx, generation, [...entries.map(entry => entry.id), ...deleted])
  let next = first
  const rows: { ordinal: number, id: string, document: string | null, columns: string, lengths: string }[] = []
  const changes = new PostingChanges()
  for (const entry of new Map(entries.map(entry => [entry.id, entry])).values()) {
    const old = before.get(entry.id)
    if (old && onlyNew) continue
    const ordinal = old?.ordinal ?? next++
    changes.replace(ordinal, old?.document ? wordsOf(old.document) : undefined, entry.places)
    rows.push({
      ordinal,
      id: entry.id,
      document: JSON.stringify(entry.document),
      columns: JSON.stringify(entry.columns),
      lengths: `{${entry.lengths.join()}}`,
    })
  }
  for (const id of deleted) {
    const old = before.get(id)
    if (old?.document) changes.replace(old.ordinal, wordsOf(old.document), new Map())
    // The empty row tells a rebuild under way that this document is gone.
    rows.push({ ordinal: old?.ordinal ?? next++, id, document: null, columns: '{}', lengths: '{}' })
  }
  await tx.execute(sql`
    insert into search_document (generation, ordinal, id, version, document, columns, lengths)
    select ${generation}, ordinal, id, ${version}, document::jsonb, columns::jsonb, lengths::int[]
      from unnest(${list(rows.map(row => row.ordinal))}::int[], ${list(rows.map(row => row.id))}::text[],
                  ${list(rows.map(row => row.document))}::text[], ${list(rows.map(row => row.columns))}::text[],
                  ${list(rows.map(row => row.lengths))}::text[]) as r (ordinal, id, document, columns, lengths)
    on conflict (generation, ordinal) do update set version = excluded.version, document = excluded.document,
       columns = excluded.columns, lengths = excluded.lengths`)
  await changes.write(tx, generation)
  return rows.length
}

/** Changes of places, gathered by word and block. */
class PostingChanges {
  readonly blocks = new Map<string, { word: string, block: number, entries: Map<number, readonly number[] | undefined> }>()

  private at(word: string, ordinal: number) {
    const block = Math.floor(ordinal / blockSize)
    const key = `${block} ${word}`
    let change = this.blocks.get(key)
    if (change === undefined) this.blocks.set(key, change = { word, block, entries: new Map() })
    return change.entries
  }

  /** Only words whose places differ are written: most changes are of prices and days. */
  replace(ordinal: number, before: WordPlaces | undefined, after: WordPlaces): void {
    for (const word of before?.keys() ?? []) if (!after.has(word)) this.at(word, ordinal).set(ordinal % blockSize, undefined)
    for (const [word, places] of after) {
      const old = before?.get(word)
      const isSame = old?.length === places.length && places.every((place, i) => place === old[i])
      if (!isSame) this.at(word, ordinal).set(ordinal % blockSize, places)
    }
  }

  async write(tx: Tx, generation: number): Promise<void> {
    const changes = [...this.blocks.values()]
    if (changes.length === 0) return
    await tx.execute(sql`update search_generation set words_version = words_version + 1 where id = ${generation}`)
    const words = changes.map(change => change.word)
    const numbers = changes.map(change => change.block)
    const { rows } = await tx.execute<{ word: string, block: number, places: Buffer }>(sql`
      select p.word, p.block, p.places
        from unnest(${list(words)}::text[], ${list(numbers)}::int[]) as c (word, block)
        join search_posting p on p.generation = ${generation} and p.word = c.word collate "C" and p.block = c.block`)
    const before = new Map(rows.map(row => [`${row.block} ${row.word}`, row.places]))
    const packed = changes.map(({ word, block, entries }) => {
      const old = before.get(`${block} ${word}`)
      const merged = old ? unpackBlock(old) : new Map<number, readonly number[]>()
      for (const [offset, places] of entries) {
        if (places === undefined) merged.delete(offset)
        else merged.set(offset, places)
      }
      return { word, block, places: merged.size > 0 ? packBlock([...merged]) : null }
    })
    await tx.execute(sql`
      insert into search_word (generation, word) select ${generation}, word from unnest(${list([...new Set(words)])}::text[]) as w (word)
      on conflict do nothing`)
    const kept = packed.filter(row => row.places !== null)
    const emptied = packed.filter(row => row.places === null)
    await tx.execute(sql`
      insert into search_posting (generation, word, block, places)
      select ${generation}, word, block, places
        from unnest(${list(kept.map(row => row.word))}::text[], ${list(kept.map(row => row.block))}::int[],
                    ${list(kept.map(row => row.places))}::bytea[])
          as r (word, block, places)
      on conflict (generation, word, block) do update set places = excluded.places`)
    if (emptied.length === 0) return
    await tx.execute(sql`
      delete from search_posting p
       using unnest(${list(emptied.map(row => row.word))}::text[], ${list(emptied.map(row => row.block))}::int[]) as r (word, block)
       where p.generation = ${generation} and p.word = r.word collate "C" and p.block = r.block`)
  }
}
