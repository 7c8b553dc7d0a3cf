import fc from '../../support/fc.ts'
import { beforeAll, expect, test } from 'vitest'
import type { Document, Filter, SearchEngine } from '../../../server/search/engine.ts'
import { renderFilter } from '../../../server/search/engine-meilisearch/render.ts'
import { createPostgresEngine } from '../../../server/search/engine-postgres/engine.ts'
import { createTestDatabase } from '../../support/database.ts'
import { readFixture } from './fixture.ts'
import { holds } from './evaluate.ts'
import { parseFilter } from './parse-filter.ts'

const { index, documents } = readFixture('filters')
let engine: SearchEngine

beforeAll(async () => {
  engine = createPostgresEngine((await createTestDatabase()).db)
  await engine.configure(index)
  await engine.replaceAll(index, documents)
})

const texts = ['199', '4.50', 'TRUE', 'Pudong', 'pudong', 'JING\'AN', 'Housekeeping', 'insured', '上门服务', 'Elderly care', 'p1', '"', '\\', '\\"', 'a" OR price > 0 OR "', '\') OR (', '%', ':*', '\ud800']
const field = fc.constantFrom('category', 'district', 'tags', 'price', 'rating', 'provider_id', 'items.cat', 'items.minutes', 'active')
const number = fc.oneof(fc.constantFrom(199, 299, 350, 399, 4.5, 4.8, 60, 120, 0, -1), fc.double({ noNaN: true, noDefaultInfinity: true }))
const limit = fc.oneof(number, fc.constantFrom('199', 'p5', 'Minhang', 'i', '上', 'JING\'AN'))
const scalar = fc.oneof(fc.constantFrom(...texts), fc.string(), number, fc.boolean())
const point = fc.record({ lat: fc.double({ min: 31, max: 31.4, noNaN: true }), lng: fc.double({ min: 121.3, max: 121.7, noNaN: true }) })

const { filter } = fc.letrec<{ filter: Filter, leaf: Filter }>(tie => ({
  leaf: fc.oneof(
    fc.record({ op: fc.constantFrom('eq', 'ne'), field, value: scalar }),
    fc.record({ op: fc.constantFrom('starts-with', 'contains'), field, value: fc.constantFrom('', 'p', 'HU', '上门', 'tr', '1', ...texts) }),
    fc.record({ op: fc.constant('in'), field, values: fc.array(scalar, { maxLength: 4 }) }),
    fc.record({ op: fc.constantFrom('gt', 'gte', 'lt', 'lte'), field, value: limit }),
    fc.record({ op: fc.constant('between'), field, from: limit, to: limit }),
    fc.record({ op: fc.constantFrom('exists', 'null', 'empty'), field }),
    fc.record({ op: fc.constant('geo-radius'), center: point, metres: fc.nat(20_000) }),
    fc.record({ op: fc.constant('geo-polygon'), corners: fc.array(point, { minLength: 3, maxLength: 3 }) }),
    fc.record({ op: fc.constant('geo-box'), northEast: point, southWest: point })
      .map(box => ({
        ...box,
        northEast: { lat: Math.max(box.northEast.lat, box.southWest.lat), lng: Math.max(box.northEast.lng, box.southWest.lng) },
        southWest: { lat: Math.min(box.northEast.lat, box.southWest.lat), lng: Math.min(box.northEast.lng, box.southWest.lng) },
      })),
  ) as fc.Arbitrary<Filter>,
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc.record({ op: fc.constantFrom('and', 'or'), of: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ op: fc.constant('not'), of: tie('filter') }),
  ) as fc.Arbitrary<Filter>,
}))

const idsWhere = (wanted: Filter): Document[string][] => documents.filter(document => holds(wanted, document)).map(document => document.id!)

test('any filter finds the same documents on PostgreSQL as a plain evaluation', async () => {
  await fc.assert(fc.asyncProperty(filter, async (wanted) => {
    const { hits, total } = await engine.search(index, { filter: wanted, limit: 100 })
    expect(hits.map(hit => hit.id).sort()).toEqual(idsWhere(wanted).sort())
    expect(total).toBe(hits.length)
  }), { numRuns: 500 })
})

test('any filter means the same after it was written for Meilisearch and read back', () => {
  fc.assert(fc.property(filter, (wanted) => {
    expect(idsWhere(parseFilter(renderFilter(wanted, 'price'))!)).toEqual(idsWhere(wanted))
  }), { numRuns: 2000 })
})
