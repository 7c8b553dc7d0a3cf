import type { GeoPoint, Scalar } from '../engine.ts'

const folded = (value: Scalar): string => typeof value === 'string' ? `s${value.toLowerCase()}` : `${typeof value === 'number' ? 'n' : 'b'}${String(value)}`

/** The values of one path in all documents of an index, by ordinal; each different value is kept once and has a number. */
export interface Column {
  /** `undefined`: missing; `null`: null; empty: empty. The same list is shared by all documents that have it. */
  lists: (readonly number[] | null | undefined)[]
  ids: Map<string, number>
  /** As the first document has it; `written`: as others have it that write it otherwise, by the value's number and ordinal. */
  shown: Scalar[]
  written: Map<number, Map<number, Scalar>>
  sharedLists: Map<string, readonly number[]>
  /** Places of the values in ascending order, numbers before text; made anew when values come. */
  ranks?: Float64Array
}

export const newColumn = (): Column => ({ lists: [], ids: new Map(), shown: [], written: new Map(), sharedLists: new Map() })

export function setValues(column: Column, ordinal: number, values: readonly Scalar[] | null | undefined): void {
  for (const writings of column.written.values()) writings.delete(ordinal)
  if (values === undefined || values === null) {
    column.lists[ordinal] = values
    return
  }
  const ids = values.map((value) => {
    const key = folded(value)
    let id = column.ids.get(key)
    if (id === undefined) {
      id = column.shown.length
      column.ids.set(key, id)
      column.shown.push(value)
      column.ranks = undefined
    }
    if (column.shown[id] !== value) {
      const writings = column.written.get(id) ?? new Map<number, Scalar>()
      column.written.set(id, writings.set(ordinal, value))
    }
    return id
  })
  const key = ids.join()
  const shared = column.sharedLists.get(key) ?? [...new Set(ids)]
  column.sharedLists.set(key, shared)
  column.lists[ordinal] = shared
}

/** The numbers of all values that are the same as this one to a filter; see `Filter`. */
export function idsOf({ ids }: Column, value: Scalar): number[] {
  const text = String(value).toLowerCase()
  const number = numberIn(text)
  return [`s${text}`, `b${text}`, ...(number === undefined ? [] : [`n${number}`])].map(key => ids.get(key)).filter(id => id !== undefined)
}

/** What reads as a decimal number, whole text. */
export function numberIn(text: string): number | undefined {
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/u.test(text) ? Number(text) : NaN
  return Number.isFinite(number) ? number : undefined
}

/** The place of a document's first value among all values; undefined where it has none. */
export function rankOf(column: Column, ordinal: number): number | undefined {
  const id = column.lists[ordinal]?.[0]
  if (id === undefined) return undefined
  return ranksOf(column)[id]
}

function ranksOf(column: Column): Float64Array {
  if (column.ranks) return column.ranks
  const { shown } = column
  const order = shown.map((_, id) => id).sort((a, b) => compareScalars(shown[a]!, shown[b]!))
  const ranks = new Float64Array(shown.length)
  for (const [rank, id] of order.entries()) ranks[id] = rank
  return column.ranks = ranks
}

function compareScalars(a: Scalar, b: Scalar): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'number') return -1
  if (typeof b === 'number') return 1
  const [x, y] = [String(a).toLowerCase(), String(b).toLowerCase()]
  return x < y ? -1 : x > y ? 1 : 0
}

/** All that a search needs to know of an index's documents besides their words, at one version. */
export interface Columns {
  generation: number
  version: number
  /** Version of the words that belong to it. */
  words: number
  /** Ordinals are below it. */
  size: number
  alive: Uint8Array
  fields: ReadonlyMap<string, Column>
  places: (GeoPoint | undefined)[]
  /** Words of each attribute, `ordinal × attributes + attribute`. */
  lengths: Uint16Array
  attributes: number
}

export function columnOf(columns: Columns, field: string): Column {
  const column = columns.fields.get(field)
  if (column === undefined) throw new Error(`${field} is no column`)
  return column
}

const earthRadius = 6_371_000
const radians = Math.PI / 180

/** Metres between two points, on a sphere (haversine). */
export function metresBetween(a: GeoPoint, b: GeoPoint): number {
  const height = Math.sin((b.lat - a.lat) * radians / 2) ** 2
    + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.sin((b.lng - a.lng) * radians / 2) ** 2
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(height)))
}
