import type { IndexSettings, SearchResult } from '../engine.ts'
import { columnOf, type Column, type Columns } from './columns.ts'
import type { Predicate } from './filtering.ts'

/** Counts how often each value of a column is met, by the value's number. */
export interface Counter {
  field: string
  column: Column
  counts: Uint32Array
  /** Of values that are written in several ways, the first document that was counted. */
  firsts: Map<number, number>
}

export interface Group {
  field: string
  holds: Predicate
}

/**
 * The documents that meet every group, and the counts of each facet over those that meet every group but the facet's own.
 */
export function countFacets({ ordinals, groups, facets, columns }: {
  ordinals: readonly number[]
  groups: readonly Group[]
  facets: readonly string[]
  columns: Columns
}): { hits: number[], counters: Counter[] } {
  const counters = facets.map((field) => {
    const column = columnOf(columns, field)
    return { field, column, counts: new Uint32Array(column.shown.length), firsts: new Map<number, number>() }
  })
  const byField = (field: string) => counters.filter(counter => counter.field === field)
  const own = groups.map(group => byField(group.field))
  const hits: number[] = []
  for (const ordinal of ordinals) {
    let failed = -1
    let failures = 0
    for (let i = 0; i < groups.length && failures < 2; i++) {
      if (groups[i]!.holds(ordinal)) continue
      // Several groups of one facet are one group: their failures count once.
      if (failures === 1 && groups[failed]!.field === groups[i]!.field) continue
      failed = i
      failures++
    }
    if (failures === 0) hits.push(ordinal)
    if (failures === 0) countIn(counters, ordinal)
    else if (failures === 1) countIn(own[failed]!, ordinal)
  }
  return { hits, counters }
}

function countIn(counters: readonly Counter[], ordinal: number): void {
  for (const { column, counts, firsts } of counters) {
    const list = column.lists[ordinal]
    if (!list) continue
    for (let i = 0; i < list.length; i++) counts[list[i]!]!++
    if (column.written.size === 0) continue
    for (const id of list) if (column.written.has(id)) firsts.set(id, Math.min(ordinal, firsts.get(id) ?? ordinal))
  }
}

/** Counts anew over these documents, but for the facets that have a group of their own. */
export function countAgain(counters: readonly Counter[], ordinals: readonly number[], groups: readonly Group[]): Counter[] {
  const again = counters.map(counter => groups.some(group => group.field === counter.field)
    ? counter
    : { ...counter, counts: new Uint32Array(counter.counts.length), firsts: new Map<number, number>() })
  const counting = again.filter(counter => !counters.includes(counter))
  for (const ordinal of ordinals) countIn(counting, ordinal)
  return again
}

/** A value as the first of the counted documents has it. */
function shownIn({ column, firsts }: Counter, id: number): string {
  const first = firsts.get(id)
  return String((first === undefined ? undefined : column.written.get(id)?.get(first)) ?? column.shown[id])
}

export const byText = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0

/** Values with their counts, in the order of the settings, and the range of those that are numbers. */
export function facetsOf(counters: readonly Counter[], { order, maxValues }: IndexSettings['facets']): Pick<SearchResult, 'facets' | 'stats'> {
  const facets: Record<string, Record<string, number>> = {}
  const stats: Record<string, { min: number, max: number }> = {}
  for (const counter of counters) {
    const { field, column, counts } = counter
    const found = [...counts.keys()].filter(id => counts[id]! > 0)
    const entries = found.map(id => [shownIn(counter, id), counts[id]!] as const)
    const byCount = (order[field] ?? order['*'] ?? 'alpha') === 'count'
    entries.sort((a, b) => (byCount ? b[1] - a[1] : 0) || byText(a[0], b[0]))
    facets[field] = Object.fromEntries(entries.slice(0, maxValues))
    const numbers = found.map(id => column.shown[id]).filter(value => typeof value === 'number')
    if (numbers.length > 0) {
      stats[field] = {
        min: numbers.reduce((least, value) => Math.min(least, value)),
        max: numbers.reduce((most, value) => Math.max(most, value)),
      }
    }
  }
  return { facets, stats }
}
