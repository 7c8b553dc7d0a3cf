import type { Db } from '../../platform/database.ts'
import type { Document, GeoPoint, IndexDefinition, Scalar } from '../engine.ts'
import { newColumn, setValues, type Columns } from './columns.ts'
import { unitsOf, type Posting } from './postings.ts'
import type { Generation } from './store.ts'

/** Postings of these words, with the version of words that they belong to. */
export async function readPostings(db: Db, generation: number, words: readonly string[]): Promise<{
  words: number
  postings: Map<string, Posting>
}> {
  const { rows } = await db.$client.query<{ version: number, word: string, block: number, places: Buffer | null }>({
    text: `select g.words_version as version, p.word, p.block, p.places from search_generation g
             left join search_posting p on p.generation = g.id and p.word = any($2::text[]) where g.id = $1 order by p.word, p.block`,
    values: [generation, words],
  })
  const postings = new Map<string, { block: number, units: Uint16Array }[]>()
  for (const { word, block, places } of rows) {
    if (places === null) continue
    const posting = postings.get(word)
    if (posting) posting.push({ block, units: unitsOf(places) })
    else postings.set(word, [{ block, units: unitsOf(places) }])
  }
  return { words: rows[0]?.version ?? -1, postings }
}

export interface WordQuestion {
  /** Are these words of the index? */
  known: readonly string[]
  /** Which words begin with these, or are similar to these? */
  beginning: readonly string[]
  similar: readonly string[]
  /**
   * Which have the first letter of these, and are as long to one letter, or to `longest`? What is written as one word is long and may have
   * one typing error, not in its first letter: these are few, and much sooner found than what is similar to a long word.
   */
  alike: readonly { word: string, longest: number }[]
}

const maxBeginnings = 200

export interface WordAnswer {
  known: string[]
  beginning: Map<string, string[]>
  similar: Map<string, string[]>
}

export async function askWords(db: Db, generation: number, { known, beginning, similar, alike }: WordQuestion): Promise<WordAnswer> {
  const { rows } = await db.$client.query<{ kind: number, word: string, typed: string }>({
    text: `select 0 as kind, word, '' as typed from search_word where generation = $1 and word = any($2::text[])
           union all
           select 1, w.word, typed from unnest($3::text[]) as typed, lateral (
             select word from search_word where generation = $1 and word > typed collate "C" and word < typed || U&'\\FFFF' collate "C"
              order by length(word), word limit ${maxBeginnings}) as w
           union all
           select 2, s, typed from unnest($4::text[]) as typed, search_similar($1, typed) as s
           union all
           select 2, w.word, typed from unnest($5::text[], $6::int[]) as alike (typed, longest), lateral (
             select word from search_word where generation = $1
                and word >= left(typed, 1) collate "C" and word < left(typed, 1) || U&'\\FFFF' collate "C"
                and length(word) between length(typed) - 1 and longest) as w`,
    values: [generation, known, beginning, similar, alike.map(({ word }) => word), alike.map(({ longest }) => longest)],
  })
  const found = (kind: number) => {
    const byTyped = Map.groupBy(rows.filter(row => row.kind === kind), row => row.typed)
    return new Map([...byTyped].map(([typed, of]) => [typed, of.map(row => row.word)]))
  }
  return { known: rows.filter(row => row.kind === 0).map(row => row.word), beginning: found(1), similar: found(2) }
}

/** Brings the columns in memory up to the database's version, reading only what changed since. */
export async function refreshColumns(db: Db, index: IndexDefinition, { generation, known }: {
  generation: Generation
  known?: Columns | undefined
}): Promise<Columns> {
  if (known?.generation === generation.id && known.version === generation.version) return known
  const { searchable } = index.settings
  const paths = columnPaths(index.settings)
  const columns: Columns = known?.generation === generation.id
    ? known
    : {
        generation: generation.id, version: -1, words: -1, size: 0, alive: new Uint8Array(256),
        fields: new Map(paths.map(path => [path, newColumn()])), places: [],
        lengths: new Uint16Array(256 * searchable.length), attributes: searchable.length,
      }
  const { rows } = await db.$client.query<{
    version: number
    words: number
    ordinal: number | null
    alive: boolean
    columns: Record<string, Scalar[] | null>
    lengths: number[]
    geo: GeoPoint | null
  }>({
    text: `select g.version, g.words_version as words,
                  d.ordinal, d.document is not null as alive, d.columns, d.lengths, d.document -> '_geo' as geo
             from search_generation g left join search_document d on d.generation = g.id and d.version > $2
            where g.id = $1 order by d.ordinal`,
    values: [generation.id, columns.version],
  })
  for (const row of rows) {
    if (row.ordinal === null) continue
    const { ordinal } = row
    columns.size = Math.max(columns.size, ordinal + 1)
    if (columns.size > columns.alive.length) {
      columns.alive = grown(columns.alive, new Uint8Array(columns.size * 2))
      columns.lengths = grown(columns.lengths, new Uint16Array(columns.size * 2 * columns.attributes))
    }
    columns.alive[ordinal] = row.alive ? 1 : 0
    columns.places[ordinal] = typeof row.geo?.lat === 'number' && typeof row.geo.lng === 'number' ? row.geo : undefined
    // A server with other settings may have written more of them.
    columns.lengths.set(row.lengths.slice(0, columns.attributes), ordinal * columns.attributes)
    for (const [path, column] of columns.fields) setValues(column, ordinal, row.columns[path])
  }
  columns.version = rows[0]?.version ?? columns.version
  columns.words = rows[0]?.words ?? columns.words
  return columns
}

function grown<T extends Uint8Array | Uint16Array>(before: T, after: T): T {
  after.set(before)
  return after
}

/** Paths whose values are kept in memory. */
export function columnPaths({ filterable, sortable, ranking }: IndexDefinition['settings']): string[] {
  const ranked = ranking.flatMap(rule => typeof rule === 'object' ? [rule.field] : [])
  return [...new Set([...filterable, ...sortable, ...ranked])].filter(path => path !== '_geo')
}

export async function readDocuments(db: Db, generation: number, ordinals: readonly number[]): Promise<Map<number, Document>> {
  if (ordinals.length === 0) return new Map()
  const { rows } = await db.$client.query<{ ordinal: number, document: Document }>({
    text: 'select ordinal, document from search_document where generation = $1 and ordinal = any($2::int[]) and document is not null',
    values: [generation, ordinals],
  })
  return new Map(rows.map(row => [row.ordinal, row.document]))
}
