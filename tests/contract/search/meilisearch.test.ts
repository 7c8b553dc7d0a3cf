import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Document, SearchEngine } from '../../../server/search/engine.ts'
import { definitionHash } from '../../../server/search/definition.ts'
import { createMeilisearchEngine } from '../../../server/search/engine-meilisearch/engine.ts'
import { readFixture } from './fixture.ts'
import { startMeilisearchDouble, type MeilisearchDouble } from './meilisearch-double.ts'

const { index, documents } = readFixture('services')
let double: MeilisearchDouble
let engine: SearchEngine

beforeEach(async () => {
  double = await startMeilisearchDouble({ key: 'secret' })
  engine = createMeilisearchEngine({ url: double.url, key: 'secret', taskInterval: 1 })
  await engine.configure(index)
  await engine.replaceAll(index, documents)
})

afterEach(async () => {
  await double.stop()
  // Whatever a real server would not have taken is a fault, even where the engine lived with it.
  expect(double.refused).toEqual([])
})

const ids = async (request: Parameters<SearchEngine['search']>[1]) => (await engine.search(index, request)).hits.map(hit => hit.id)

test('an index is made with its settings, and the same settings change nothing', async () => {
  expect(await engine.state(index)).toEqual({ hash: definitionHash(index), documents: 12, filled: true })
  const before = double.requests.length
  expect(await engine.configure(index)).toBe(false)
  expect(double.requests.slice(before)).toEqual(['GET /indexes/linli_state/documents/services'])
})

test('changed settings rebuild into a second index, swap, and keep every document', async () => {
  const changed = { ...index, settings: { ...index.settings, stopWords: ['of'] } }
  expect(await engine.configure(changed)).toBe(true)
  expect(await engine.state(changed)).toEqual({ hash: definitionHash(changed), documents: 12, filled: true })
  expect(double.indexes.get('services')?.settings.stopWords).toEqual(['of'])
  expect([...double.indexes.keys()].sort()).toEqual(['linli_state', 'services'])
})

test('settings that change while it serves: every search finds what it found before', async () => {
  const changed = { ...index, settings: { ...index.settings, stopWords: ['the'] } }
  const other = createMeilisearchEngine({ url: double.url, key: 'secret', taskInterval: 1 })
  let isOver = false
  const change = other.configure(changed).finally(() => {
    isOver = true
  })
  for (let searches = 0; !isOver || searches < 10; searches++) expect(await ids({ limit: 20 })).toHaveLength(12)
  expect(await change).toBe(true)
  expect(double.indexes.get('services')?.settings.stopWords).toEqual(['the'])
})

test('a server that is away is said to be away to who searches, and the same engine goes on when it is back', async () => {
  await double.stop()
  await expect(engine.search(index, { q: 'plumbing' })).rejects.toMatchObject({ name: 'EngineAwayError' })
  await expect(engine.state(index)).rejects.toMatchObject({ name: 'EngineAwayError' })
  double = await startMeilisearchDouble({ key: 'secret', after: double })
  expect((await engine.search(index, { q: 'plumbing' })).total).toBe(1)
  await expect(engine.search({ ...index, name: 'not_yet' }, {})).rejects.toMatchObject({ name: 'EngineAwayError' })
})

test('a rebuild never shows an empty index, and one that lost documents does not take the place', async () => {
  const next = { ...documents[0]!, id: 99 }
  double.failNext('documentAdditionOrUpdate', { code: 'internal', message: 'disk full' })
  await expect(engine.replaceAll(index, [next])).rejects.toThrow('disk full')
  expect(await ids({ limit: 20 })).toHaveLength(12)
  expect(await engine.replaceAll(index, [next])).toBe(1)
  expect(await ids({})).toEqual([99])
})

test('a write is visible when it returns, a replaced document is whole, a merged one keeps the rest', async () => {
  await engine.upsert(index, [{ id: 5, title_en: 'Piano tuning' }])
  expect((await engine.search(index, { q: 'piano' })).hits[0]?.document).toEqual({ id: 5, title_en: 'Piano tuning' })
  await engine.merge(index, [{ id: 1, price: 1 }])
  const [hit] = (await engine.search(index, { filter: { op: 'eq', field: 'price', value: 1 } })).hits
  expect(hit?.document).toMatchObject({ id: 1, price: 1, title_en: 'Housekeeping and elderly care' })
})

test('a task that was accepted and fails later is an error with its code', async () => {
  double.failNext('documentAdditionOrUpdate', { code: 'invalid_document_fields', message: 'no' })
  await expect(engine.upsert(index, [{ id: 5 }])).rejects.toMatchObject({ name: 'TaskError', code: 'invalid_document_fields' })
})

test('documents go by id or by filter', async () => {
  await engine.delete(index, { ids: [1, 2] })
  await engine.delete(index, { filter: { op: 'eq', field: 'district', value: 'huangpu' } })
  expect(await ids({ limit: 20 })).toEqual([4, 5, 6, 7, 8, 10, 12])
})

test('the counts of a facet are made without its own choice, and with all others', async () => {
  const before = double.requests.length
  const result = await engine.search(index, {
    filter: { op: 'eq', field: 'active', value: true },
    groups: [
      { field: 'district', filter: { op: 'in', field: 'district', values: ['Pudong'] } },
      { field: 'category', filter: { op: 'in', field: 'category', values: ['Housekeeping'] } },
    ],
    facets: ['district', 'category', 'tags', 'price'],
  })
  expect(result.hits.map(hit => hit.id)).toEqual([1, 2])
  expect(result.facets.district).toEqual({ 'Pudong': 2, 'Jing\'an': 1 })
  expect(result.facets.category).toEqual({ 'Housekeeping': 2, 'Elderly care': 1 })
  expect(result.facets.tags).toEqual({ 上门服务: 1, certified: 2 })
  expect(result.stats.price).toEqual({ min: 299, max: 399 })
  expect(double.requests.slice(before)).toEqual(['POST /multi-search'])
})

test('traditional characters find simplified ones, and are shown as they were written', async () => {
  const result = await engine.search(index, { q: '養老院', highlight: { fields: ['title_zh'], before: '<em>', after: '</em>' }, retrieve: ['title_zh'] })
  expect(result.hits[0]).toEqual({ id: 10, document: { title_zh: '養老院陪诊' }, highlighted: { title_zh: '<em>養老院</em>陪诊' } })
})

test('pages have a true total, sorts and suggestions are asked for as the API wants them', async () => {
  const sorted = await engine.search(index, { page: 2, hitsPerPage: 5, sort: [{ by: 'field', field: 'price', order: 'desc' }], distinct: 'provider_id' })
  expect(sorted.total).toBe(8)
  expect(sorted.hits).toHaveLength(3)
  const near = await engine.search(index, { limit: 1, sort: [{ by: 'distance', from: { lat: 31.2304, lng: 121.4737 }, order: 'asc' }] })
  expect(near.hits[0]?.id).toBe(3)
  expect(await engine.suggest(index, { q: 'plumb', fields: ['title_en'] })).toEqual([{ id: 8, field: 'title_en', text: 'Plumbing repair' }])
  expect(await engine.facetValues(index, { field: 'district', prefix: 'pud' })).toEqual([{ value: 'Pudong', count: 3 }])
})

test('crops, polygons, limits of text and refusals are said as the API wants them', async () => {
  const corners = [[31.2, 121.42], [31.2, 121.46], [31.18, 121.46], [31.18, 121.42]].map(([lat = 0, lng = 0]) => ({ lat, lng }))
  const { hits } = await engine.search(index, {
    q: 'home', matchingStrategy: 'frequency', crop: { fields: { desc_en: 3 }, marker: '…' }, retrieve: ['title_en'],
    filter: { op: 'and', of: [{ op: 'geo-polygon', corners }, { op: 'gt', field: 'provider_id', value: 'p2' }, { op: 'contains', field: 'category', value: 'baby' }] },
  })
  expect(hits.map(hit => hit.document)).toEqual([{ title_en: 'Postnatal doula at home' }])
  const before = double.requests.length
  await expect(engine.search(index, { facets: ['boost'] })).rejects.toMatchObject({ code: 'invalid_search_facets' })
  await expect(engine.facetValues(index, { field: 'boost' })).rejects.toMatchObject({ code: 'invalid_facet_search_facet_name' })
  expect(double.requests.slice(before)).toEqual([])
})

test('drift can be found: the value of a field for each id', async () => {
  expect(Object.fromEntries(await engine.scan(index, 'boost'))).toMatchObject({ 1: 0, 2: 2, 7: 1 })
})

test('health tells the backlog, a server that is too old, and one that is gone', async () => {
  expect(await engine.health()).toEqual({ ok: true, engine: 'meilisearch', backlog: 0, failed: 0 })
  const old = await startMeilisearchDouble({ version: '1.35.9' })
  expect(await createMeilisearchEngine({ url: old.url }).health()).toMatchObject({ ok: false, detail: 'Meilisearch 1.35.9 is older than 1.36' })
  await old.stop()
  expect(await createMeilisearchEngine({ url: old.url }).health()).toMatchObject({ ok: false })
})

test('nothing that is typed reaches a filter as syntax', async () => {
  for (const typed of ['"', '\\', '\\"', '" OR price > 0 OR district = "', '\') OR NOT (price = \'1', '%', ':*', '\u0000', '\ud800', '['.repeat(10_000)]) {
    expect(await ids({ q: typed, filter: { op: 'eq', field: 'district', value: typed } })).toEqual([])
  }
  expect((await engine.search(index, { q: '\ud800' })).total).toBeGreaterThanOrEqual(0)
})

test('a document that lost its key is refused before anything is sent', async () => {
  const broken: Document = { title_en: 'no id' }
  await expect(engine.upsert(index, [broken])).rejects.toThrow('has no id')
})
