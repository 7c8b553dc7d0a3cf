import type { Filter, GeoPoint } from '../engine.ts'
import { columnOf, idsOf, metresBetween, numberIn, type Column, type Columns } from './columns.ts'

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
    case 'starts-with': return hasText(columnOf(columns, filter.field), text => text.startsWith(filter.value.toLowerCase()))
    case 'contains': return hasText(columnOf(columns, filter.field), text => text.includes(filter.value.toLowerCase()))
    case 'gt': return isWithin(columnOf(columns, filter.field), [filter.value], (value, [least]) => value > least!)
    case 'gte': return isWithin(columnOf(columns, filter.field), [filter.value], (value, [least]) => value >= least!)
    case 'lt': return isWithin(columnOf(columns, filter.field), [filter.value], (value, [most]) => value < most!)
    case 'lte': return isWithin(columnOf(columns, filter.field), [filter.value], (value, [most]) => value <= most!)
    case 'between': return isWithin(columnOf(columns, filter.field), [filter.from, filter.to], (value, [least, most]) => value >= least! && value <= most!)
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
    case 'geo-polygon': return (ordinal) => {
      const place = columns.places[ordinal]
      return place !== undefined && isInside(place, filter.corners)
    }
  }
}

/** Whether a line from the place to the south crosses an odd number of sides. */
function isInside({ lat, lng }: GeoPoint, corners: readonly GeoPoint[]): boolean {
  return corners.filter((to, i) => {
    const from = corners.at(i - 1)!
    if ((from.lng > lng) === (to.lng > lng)) return false
    return from.lat + (to.lat - from.lat) * (lng - from.lng) / (to.lng - from.lng) < lat
  }).length % 2 === 1
}

function hasOneOf(column: Column, values: readonly (string | number | boolean)[]): Predicate {
  const ids = values.flatMap(value => idsOf(column, value))
  if (ids.length === 0) return () => false
  const wanted = new Uint8Array(column.shown.length)
  for (const id of ids) wanted[id] = 1
  return hasOne(column, wanted)
}

const hasText = (column: Column, holds: (text: string) => boolean): Predicate =>
  hasOne(column, Uint8Array.from(column.shown, value => typeof value !== 'number' && holds(String(value).toLowerCase()) ? 1 : 0))

/** Numbers are compared where all limits read as such, everything else as text. */
function isWithin(
  column: Column,
  limits: readonly (number | string)[],
  holds: <T extends number | string>(value: T, limits: readonly T[]) => boolean,
): Predicate {
  const texts = limits.map(limit => String(limit).toLowerCase())
  const numbers = texts.map(numberIn).filter(number => number !== undefined)
  const areNumbers = numbers.length === limits.length
  return hasOne(column, Uint8Array.from(column.shown, (value) => {
    const isMet = typeof value === 'number' ? areNumbers && holds(value, numbers) : holds(String(value).toLowerCase(), texts)
    return isMet ? 1 : 0
  }))
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
