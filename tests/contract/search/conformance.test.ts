import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SearchEngine } from '../../../server/search/engine.ts'
import { createMeilisearchEngine } from '../../../server/search/engine-meilisearch/engine.ts'
import { createPostgresEngine } from '../../../server/search/engine-postgres/engine.ts'
import { createTestDatabase } from '../../support/database.ts'
import { cameOf, readCases, readFixture, runCase, toRequest, wanted, type Case } from './cases.ts'

const { MEILI_URL, MEILI_KEY, LINLI_SEARCH_CASES: own } = process.env

/** On PostgreSQL always; on Meilisearch where `MEILI_URL` is set. `LINLI_SEARCH_CASES` runs another file over the same documents. */
const engines: [name: string, create: () => Promise<SearchEngine>][] = [
  ['PostgreSQL', async () => createPostgresEngine((await createTestDatabase()).db)],
  ...(MEILI_URL ? [['Meilisearch', async () => createMeilisearchEngine({ url: MEILI_URL, ...(MEILI_KEY && { key: MEILI_KEY }) })] as const] : []).map(
    ([name, create]): [string, () => Promise<SearchEngine>] => [name, create],
  ),
]

const cases = readCases(own ?? new URL('cases.json', import.meta.url))
const ofKind = <Kind extends Case['kind']>(kind: Kind) => cases.filter((one): one is Extract<Case, { kind: Kind }> => one.kind === kind)

describe.each(engines)('%s', (_, create) => {
  const { index, documents } = readFixture(`conformance_${process.pid}`)
  let engine: SearchEngine

  beforeAll(async () => {
    engine = await create()
    await engine.configure(index)
    await engine.replaceAll(index, documents)
  })
  afterAll(async () => await engine.delete(index, { ids: documents.map(document => Number(document.id)) }))

  test.each(ofKind('search').map(one => [one.id, JSON.stringify(one.request), one] as const))('%s: %s', async (id, _request, one) => {
    const expected = wanted(one.expect)
    const came = cameOf(await runCase(engine, index, one), one.expect)
    if (own) console.log(`${id}\n  expected ${JSON.stringify(expected)}\n  came     ${JSON.stringify(came)}`)
    expect(came).toEqual(expected)
  })

  test.runIf(ofKind('multi').length > 0 && !own)('C37: several searches in one, as disjunctive facets need them', async () => {
    const [first, second] = await engine.multiSearch(ofKind('multi')[0]!.request.map(request => ({ index, request: toRequest(request) })))
    expect(first?.hits.map(hit => hit.id).sort()).toEqual([1, 2])
    expect(second?.facets.district).toEqual({ 'Pudong': 2, 'Jing\'an': 1 })
    const joined = await engine.search(index, {
      q: '保洁', facets: ['category', 'district'], groups: [{ field: 'district', filter: { op: 'eq', field: 'district', value: 'Pudong' } }],
    })
    expect(joined.hits.map(hit => hit.id)).toEqual(first?.hits.map(hit => hit.id))
    expect(joined.facets).toEqual({ category: first?.facets.category, district: second?.facets.district })
  })

  test.runIf(!own)('C23: distances come as whole metres, on hits with a place alone', async () => {
    const { hits } = await engine.search(index, { sort: [{ by: 'distance', from: { lat: 31.2304, lng: 121.4737 }, order: 'asc' }] })
    expect(hits.map(hit => Number.isInteger(hit.distance))).toEqual([...Array.from({ length: 10 }, () => true), false, false])
  })

  test.runIf(!own)('C39: a match with a typing error is marked', async () => {
    const { hits } = await engine.search(index, { q: 'housekeepng', limit: 1, highlight: { fields: ['title_en'], before: '<em>', after: '</em>' } })
    expect(hits[0]?.highlighted.title_en).toBe('<em>Housekeeping</em>')
  })

  test.runIf(!own)('C40: documents are replaced whole, merged, and deleted by filter', async () => {
    const other = { ...index, name: `${index.name}_other` }
    await engine.configure(other)
    await engine.replaceAll(other, documents.slice(0, 3))
    await engine.upsert(other, [{ id: 1, title_en: 'Gutter sweeping', price: 10 }])
    expect((await engine.search(other, { q: 'gutter' })).hits.map(hit => hit.document)).toEqual([{ id: 1, title_en: 'Gutter sweeping', price: 10 }])
    expect((await engine.search(other, { q: '家政' })).total).toBe(0)
    await engine.merge(other, [{ id: 1, price: 20 }])
    expect((await engine.search(other, { q: 'gutter' })).hits.map(hit => hit.document)).toEqual([{ id: 1, title_en: 'Gutter sweeping', price: 20 }])
    await engine.delete(other, { filter: { op: 'gte', field: 'price', value: 299 } })
    expect((await engine.search(other, {})).hits.map(hit => hit.id)).toEqual([1])
    expect(await engine.replaceAll(other, documents.slice(3, 5))).toBe(2)
    expect((await engine.search(other, {})).hits.map(hit => hit.id).sort()).toEqual([4, 5])
    await engine.delete(other, { ids: [4, 5] })
  })
})
