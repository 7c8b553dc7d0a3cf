import type { Document, Filter, GeoPoint, Json, Scalar } from '../../../server/search/engine.ts'

/** Plain and obviously right: what a filter means, said over one document without any index. */
export function holds(filter: Filter, document: Document): boolean {
  switch (filter.op) {
    case 'and': return filter.of.every(inner => holds(inner, document))
    case 'or': return filter.of.some(inner => holds(inner, document))
    case 'not': return !holds(filter.of, document)
    case 'eq': return valuesOf(document, filter.field).some(value => same(value, filter.value))
    case 'ne': return !valuesOf(document, filter.field).some(value => same(value, filter.value))
    case 'in': return filter.values.some(wanted => valuesOf(document, filter.field).some(value => same(value, wanted)))
    case 'starts-with': return textsOf(document, filter.field).some(text => text.startsWith(filter.value.toLowerCase()))
    case 'contains': return textsOf(document, filter.field).some(text => text.includes(filter.value.toLowerCase()))
    case 'gt': return sidesOf(document, filter.field, filter.value).some(side => side > 0)
    case 'gte': return sidesOf(document, filter.field, filter.value).some(side => side >= 0)
    case 'lt': return sidesOf(document, filter.field, filter.value).some(side => side < 0)
    case 'lte': return sidesOf(document, filter.field, filter.value).some(side => side <= 0)
    case 'between': {
      const isNumeric = readsAsNumber(filter.from) && readsAsNumber(filter.to)
      return valuesOf(document, filter.field).some(value => (typeof value !== 'number' || isNumeric)
        && sideOf(value, filter.from)! >= 0 && sideOf(value, filter.to)! <= 0)
    }
    case 'exists': return found(document, filter.field).length > 0
    case 'null': return found(document, filter.field).length > 0 && found(document, filter.field).every(value => value === null)
    case 'empty': return found(document, filter.field).some(value => value === '' || (Array.isArray(value) && value.length === 0))
    case 'geo-radius': return placeOf(document) !== undefined && metres(filter.center, placeOf(document)!) <= filter.metres
    case 'geo-box': {
      const place = placeOf(document)
      return place !== undefined && place.lat <= filter.northEast.lat && place.lat >= filter.southWest.lat
        && place.lng <= filter.northEast.lng && place.lng >= filter.southWest.lng
    }
    case 'geo-polygon': {
      const place = placeOf(document)
      return place !== undefined && Math.abs(turns(place, filter.corners)) > 0.5
    }
  }
}

/** What stands at a path, arrays of objects walked through. */
function found(document: Document, path: string): Json[] {
  let here: Json[] = [document as Json]
  for (const key of path.split('.')) {
    here = here.flatMap(value => Array.isArray(value) ? value : [value])
      .flatMap(value => value !== null && typeof value === 'object' && !Array.isArray(value) && value[key] !== undefined ? [value[key]] : [])
  }
  return here
}

export const valuesOf = (document: Document, path: string): Scalar[] =>
  found(document, path).flatMap(value => Array.isArray(value) ? value : [value]).filter(value => value !== null && typeof value !== 'object')

const textsOf = (document: Document, path: string): string[] =>
  valuesOf(document, path).filter(value => typeof value !== 'number').map(value => String(value).toLowerCase())

/** Below 0, 0 or above: on which side of a limit a value is. A number has none of what is no number. */
function sideOf(value: Scalar, limit: Scalar): number | undefined {
  if (typeof value === 'number') return readsAsNumber(limit) ? Math.sign(value - Number(limit)) : undefined
  const [own, other] = [String(value).toLowerCase(), String(limit).toLowerCase()]
  return own < other ? -1 : own > other ? 1 : 0
}

const sidesOf = (document: Document, path: string, limit: Scalar): number[] =>
  valuesOf(document, path).flatMap(value => sideOf(value, limit) ?? [])

const readsAsNumber = (said: Scalar): boolean => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(String(said))

/** Whether a document's value is what a filter says, which knows text alone: a number is met by whatever reads as it. */
const same = (own: Scalar, said: Scalar): boolean => typeof own === 'number'
  ? readsAsNumber(said) && Number(said) === own
  : String(own).toLowerCase() === String(said).toLowerCase()

export function placeOf(document: Document): GeoPoint | undefined {
  const geo = document._geo
  if (geo === null || typeof geo !== 'object' || Array.isArray(geo)) return undefined
  return typeof geo.lat === 'number' && typeof geo.lng === 'number' ? { lat: geo.lat, lng: geo.lng } : undefined
}

/** By the law of cosines, so that it shares no formula with what it checks. */
export function metres(a: GeoPoint, b: GeoPoint): number {
  const radians = Math.PI / 180
  const cosine = Math.sin(a.lat * radians) * Math.sin(b.lat * radians)
    + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.cos((b.lng - a.lng) * radians)
  return 6_371_000 * Math.acos(Math.min(1, cosine))
}

/** How often who walks along the sides goes around a place; by angles, so that it shares no formula with what it checks. */
function turns(place: GeoPoint, corners: readonly GeoPoint[]): number {
  const angles = corners.map(({ lat, lng }) => Math.atan2(lat - place.lat, lng - place.lng))
  const sum = angles.reduce((total, angle, i) => total + Math.atan2(Math.sin(angle - angles.at(i - 1)!), Math.cos(angle - angles.at(i - 1)!)), 0)
  return sum / (2 * Math.PI)
}
