import { SearchRequestError, type Filter, type GeoPoint, type Scalar, type Sort } from '../engine.ts'

/**
 * The one place in which filters and sorts become Meilisearch's language. Everything that is text stands in quotes.
 *
 * @param anyField a filterable field, to say "all" and "none" with: no document has one of no values
 */
export function renderFilter(filter: Filter, anyField: string): string {
  switch (filter.op) {
    case 'and': return filter.of.length === 0 ? `(NOT ${renderIn(anyField, [])})` : `(${filter.of.map(inner => renderFilter(inner, anyField)).join(' AND ')})`
    case 'or': return filter.of.length === 0 ? renderIn(anyField, []) : `(${filter.of.map(inner => renderFilter(inner, anyField)).join(' OR ')})`
    case 'not': return `(NOT ${renderFilter(filter.of, anyField)})`
    case 'eq': return renderIn(filter.field, [filter.value])
    case 'ne': return `(NOT ${renderIn(filter.field, [filter.value])})`
    case 'in': return renderIn(filter.field, filter.values)
    case 'starts-with': return renderPart(filter.field, 'STARTS WITH', filter.value, anyField)
    case 'contains': return renderPart(filter.field, 'CONTAINS', filter.value, anyField)
    case 'gt': return `${fieldName(filter.field)} > ${renderLimit(filter.value)}`
    case 'gte': return `${fieldName(filter.field)} >= ${renderLimit(filter.value)}`
    case 'lt': return `${fieldName(filter.field)} < ${renderLimit(filter.value)}`
    case 'lte': return `${fieldName(filter.field)} <= ${renderLimit(filter.value)}`
    case 'between': return `${fieldName(filter.field)} ${renderLimit(filter.from)} TO ${renderLimit(filter.to)}`
    case 'exists': return `${fieldName(filter.field)} EXISTS`
    case 'null': return `${fieldName(filter.field)} IS NULL`
    case 'empty': return `${fieldName(filter.field)} IS EMPTY`
    case 'geo-radius': return `_geoRadius(${renderPoint(filter.center)}, ${renderNumber(filter.metres)})`
    case 'geo-polygon': return `_geoPolygon(${filter.corners.map(corner => `[${renderPoint(corner)}]`).join(', ')})`
    case 'geo-box': return `_geoBoundingBox([${renderPoint(filter.northEast)}], [${renderPoint(filter.southWest)}])`
  }
}

export function renderSort(sort: Sort): string {
  return sort.by === 'distance' ? `_geoPoint(${renderPoint(sort.from)}):${sort.order}` : `${fieldName(sort.field)}:${sort.order}`
}

function fieldName(field: string): string {
  if (!/^[A-Za-z_][\w.-]*$/.test(field)) throw new SearchRequestError('invalid_search_filter', `${field} is no field`)
  return field
}

function renderIn(field: string, values: readonly Scalar[]): string {
  return `${fieldName(field)} IN [${values.map(renderValue).filter(value => value !== undefined).join(', ')}]`
}

function renderPart(field: string, operator: 'STARTS WITH' | 'CONTAINS', value: string, anyField: string): string {
  const text = renderText(value)
  return text === undefined ? renderIn(anyField, []) : `${fieldName(field)} ${operator} ${text}`
}

function renderLimit(limit: number | string): string {
  const text = typeof limit === 'number' ? renderNumber(limit) : renderText(limit)
  if (text === undefined) throw new SearchRequestError('invalid_search_filter', `${limit} cannot be said in a filter`)
  return text
}

function renderValue(value: Scalar): string | undefined {
  if (typeof value === 'number') return renderNumber(value)
  if (typeof value === 'boolean') return String(value)
  return renderText(value)
}

/**
 * A text in quotes. Meilisearch's parser lets a backslash take the next character along, and makes only `\"` (of the quotes in use) a
 * quote again: a text that this cannot say (a backslash before both kinds of quotes, or at the end) is `undefined`, as nothing has it.
 */
function renderText(value: string): string | undefined {
  const text = value.toWellFormed()
  const quote = text.includes('"') && !text.includes('\'') ? '\'' : '"'
  if (/(?:^|[^\\])(?:\\\\)*\\$/u.test(text)) return undefined
  if (!text.includes(quote)) return `${quote}${text}${quote}`
  return text.includes('\\') ? undefined : `${quote}${text.replaceAll(quote, `\\${quote}`)}${quote}`
}

/** Plain digits: the parser knows no exponent with a sign. */
function renderNumber(value: number): string {
  if (!Number.isFinite(value)) throw new SearchRequestError('invalid_search_filter', `${value} is no number to compare with`)
  const text = String(value)
  if (!text.includes('e')) return text
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(20)
}

const renderPoint = ({ lat, lng }: GeoPoint): string => `${renderNumber(lat)}, ${renderNumber(lng)}`
