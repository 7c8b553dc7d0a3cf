import type { Filter } from '../engine.ts'
import { columnOf, idsOf, metresBetween, type Column, type Columns } from './columns.ts'

export type Predicate = (ordinal: number) => boolean

/** The one place in which a filter becomes this engine's language: a function of a document's ordinal. */
export function compileFilter(filter: Filter, columns: Columns): Predicate {
  switch (filter.op) {
    case 'and': {
      const all = filter.of.map(inner => compileFilter(inner, columns))
      return ordinal => all.every(holds => holds(ordinal))
    }
    case 'or': {
      const any = filter.of.map(inner => compileFilter(inner, columns))
      return ordinal => any.some(holds => holds(ordinal))
    }
    case 'not': {
      const inner = compileFilter(filter.of, columns)
      return ordinal => !inner(ordinal)
    }
    case 'eq': return hasOneOf(columnOf(columns, filter.field), [filter.value])
    case 'ne': {
      const has = hasOneOf(columnOf(columns, filter.field), [filter.value])
      return ordinal => !has(ordinal)
    }
    case 'in': return hasOneOf(columnOf(columns, filter.field), filter.values)
    case 'starts-with': {
      const column = columnOf(columns, filter.field)
      const beginning = filter.value.toLowerCase()
      return hasOne(column, Uint8Array.from(column.shown, value => typeof value !== 'number' && String(value).toLowerCase().startsWith(beginning) ? 1 : 0))
    }
    case 'gt': return hasNumber(columnOf(columns, filter.field), value => value > filter.value)
    case 'gte': return hasNumber(columnOf(columns, filter.field), value => value >= filter.value)
    case 'lt': return hasNumber(columnOf(columns, filter.field), value => value < filter.value)
    case 'lte': return hasNumber(columnOf(columns, filter.field), value => value <= filter.value)
    case 'between': return hasNumber(columnOf(columns, filter.field), value => value >= filter.from && value <= filter.to)
    case 'exists': {
      const { lists } = columnOf(columns, filter.field)
      return ordinal => lists[ordinal] !== undefined
    }
    case 'null': {
      const { lists } = columnOf(columns, filter.field)
      return ordinal => lists[ordinal] === null
    }
    case 'empty': {
      const { lists } = columnOf(columns, filter.field)
      return ordinal => lists[ordinal]?.length === 0
    }
    case 'geo-radius': return (ordinal) => {
      const place = columns.places[ordinal]
      return place !== undefined && metresBetween(filter.center, place) <= filter.metres
    }
    case 'geo-box': {
      const { northEast, southWest } = filter
      // A box whose west is east of its east goes over the date line.
      const lngIn = southWest.lng <= northEast.lng
        ? (lng: number) => lng >= southWest.lng && lng <= northEast.lng
        : (lng: number) => lng >= southWest.lng || lng <= northEast.lng
      return (ordinal) => {
        const place = columns.places[ordinal]
        return place !== undefined && place.lat >= southWest.lat && place.lat <= northEast.lat && lngIn(place.lng)
      }
    }
  }
}

function hasOneOf(column: Column, values: readonly (string | number | boolean)[]): Predicate {
  const ids = values.flatMap(value => idsOf(column, value))
  if (ids.length === 0) return () => false
  const wanted = new Uint8Array(column.shown.length)
  for (const id of ids) wanted[id] = 1
  return hasOne(column, wanted)
}

function hasNumber(column: Column, holds: (value: number) => boolean): Predicate {
  return hasOne(column, Uint8Array.from(column.shown, value => typeof value === 'number' && holds(value) ? 1 : 0))
}

/** Asked once for each value, then by number for each document: a search asks of every document that has the words. */
function hasOne({ lists }: Column, wanted: Uint8Array): Predicate {
  return (ordinal) => {
    const list = lists[ordinal]
    if (!list) return false
    for (let i = 0; i < list.length; i++) if (wanted[list[i]!] === 1) return true
    return false
  }
}
