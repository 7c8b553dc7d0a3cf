import {
  SearchRequestError, type FacetValuesRequest, type Filter, type GeoPoint, type IndexSettings, type SearchRequest, type SearchRequestCode,
} from './engine.ts'

type Settings = Pick<IndexSettings, 'searchable' | 'filterable' | 'sortable'>

/** @throws {SearchRequestError} for what the settings do not admit, the same on both engines */
export function admitSearch({ searchable, filterable, sortable }: Settings, request: SearchRequest): void {
  if (request.filter) admitFilter({ filterable }, request.filter)
  for (const group of request.groups ?? []) admitFilter({ filterable }, group.filter)
  const among = (fields: readonly string[], named: readonly string[], code: SearchRequestCode) => {
    for (const field of named) if (!fields.includes(field)) throw new SearchRequestError(code, `${field} is none of ${fields.join(', ')}`)
  }
  among(sortable, request.sort?.map(sort => sort.by === 'distance' ? '_geo' : sort.field) ?? [], 'invalid_search_sort')
  for (const sort of request.sort ?? []) if (sort.by === 'distance') admitPoint(sort.from, 'invalid_search_sort')
  among(withoutGeo(filterable), request.facets ?? [], 'invalid_search_facets')
  among(withoutGeo(filterable), request.distinct === undefined ? [] : [request.distinct], 'invalid_search_distinct')
  among(searchable, request.searchOn ?? [], 'invalid_search_attributes_to_search_on')
  admitCount(request.limit, 'invalid_search_limit')
  admitCount(request.offset, 'invalid_search_offset')
  admitCount(request.page, 'invalid_search_page')
  admitCount(request.hitsPerPage, 'invalid_search_hits_per_page')
}

/** @throws {SearchRequestError} */
export function admitFacetValues({ filterable }: Settings, { field, filter }: FacetValuesRequest): void {
  if (!withoutGeo(filterable).includes(field)) throw new SearchRequestError('invalid_facet_search_facet_name', `${field} is no facet`)
  if (filter) admitFilter({ filterable }, filter)
}

/** @throws {SearchRequestError} */
export function admitFilter(settings: Pick<Settings, 'filterable'>, filter: Filter): void {
  const refuse = (message: string): never => {
    throw new SearchRequestError('invalid_search_filter', message)
  }
  switch (filter.op) {
    case 'and':
    case 'or': return filter.of.forEach(inner => admitFilter(settings, inner))
    case 'not': return admitFilter(settings, filter.of)
    case 'geo-radius':
    case 'geo-box':
    case 'geo-polygon': {
      if (!settings.filterable.includes('_geo')) refuse('_geo is not filterable')
      if (filter.op === 'geo-box' && filter.northEast.lat < filter.southWest.lat) refuse('the north of a box is below its south')
      if (filter.op === 'geo-polygon' && filter.corners.length < 3) refuse('a polygon has three corners at least')
      const points = filter.op === 'geo-radius' ? [filter.center] : filter.op === 'geo-box' ? [filter.northEast, filter.southWest] : filter.corners
      return points.forEach(point => admitPoint(point, 'invalid_search_filter'))
    }
    default: if (!withoutGeo(settings.filterable).includes(filter.field)) refuse(`${filter.field} is not filterable`)
  }
}

const withoutGeo = (fields: readonly string[]): string[] => fields.filter(field => field !== '_geo')

function admitPoint({ lat, lng }: GeoPoint, code: SearchRequestCode): void {
  if (!(Math.abs(lat) <= 90 && Math.abs(lng) <= 180)) throw new SearchRequestError(code, `there is no place at ${lat}, ${lng}`)
}

function admitCount(count: number | undefined, code: SearchRequestCode): void {
  if (count !== undefined && !(Number.isInteger(count) && count >= 0)) throw new SearchRequestError(code, `${count} is no number of hits`)
}
