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
    case 'starts-with': return valuesOf(document, filter.field)
      .some(value => typeof value !== 'number' && String(value).toLowerCase().startsWith(filter.value.toLowerCase()))
    case 'gt': return numbersOf(document, filter.field).some(value => value > filter.value)
    case 'gte': return numbersOf(document, filter.field).some(value => value >= filter.value)
    case 'lt': return numbersOf(document, filter.field).some(value => value < filter.value)
    case 'lte': return numbersOf(document, filter.field).some(value => value <= filter.value)
    case 'between': return numbersOf(document, filter.field).some(value => value >= filter.from && value <= filter.to)
    case 'exists': return found(document, filter.field).length > 0
    case 'null': return found(document, filter.field).length > 0 && found(document, filter.field).every(value => value === null)
    case 'empty': return found(document, filter.field).some(value => value === '' || (Array.isArray(value) && value.length === 0))
    case 'geo-radius': return placeOf(document) !== undefined && metres(filter.center, placeOf(document)!) <= filter.metres
    case 'geo-box': {
      const place = placeOf(document)
      return place !== undefined && place.lat <= filter.northEast.lat && place.lat >= filter.southWest.lat
        && place.lng <= filter.northEast.lng && place.lng >= filter.southWest.lng
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

const numbersOf = (document: Document, path: string): number[] => valuesOf(document, path).filter(value => typeof value === 'number')

/** Whether a document's value is what a filter says, which knows text alone: a number is met by whatever reads as it. */
const same = (own: Scalar, said: Scalar): boolean => typeof own === 'number'
  ? /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(String(said)) && Number(said) === own
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
