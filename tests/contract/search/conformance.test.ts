import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SearchEngine } from '../../../server/search/engine.ts'
import { createMeilisearchEngine } from '../../../server/search/engine-meilisearch/engine.ts'
import { createPostgresEngine } from '../../../server/search/engine-postgres/engine.ts'
import { createTestDatabase } from '../../support/database.ts'
import { cameOf, expectationsOf, listCases, readCase, readFixture, readNote, runCase } from './cases.ts'

const { MEILI_URL, MEILI_KEY, LINLI_SEARCH_CASES: own } = process.env

/** On PostgreSQL always; on Meilisearch where `MEILI_URL` is set. `LINLI_SEARCH_CASES` runs another file over the same documents. */
const engines: [name: string, create: () => Promise<SearchEngine>][] = [
  ['PostgreSQL', async () => createPostgresEngine((await createTestDatabase()).db)],
  ...(MEILI_URL ? [['Meilisearch', async () => createMeilisearchEngine({ url: MEILI_URL, ...(MEILI_KEY && { key: MEILI_KEY }) })] as const] : []).map(
    ([name, create]): [string, () => Promise<SearchEngine>] => [name, create],
  ),
]

/** The mission's forty, and ours. */
const cases = own ? listCases(own) : ['cases.json', 'cases.own.json'].flatMap(file => listCases(new URL(file, import.meta.url)))
const searches = cases.filter(one => one.kind !== 'task')

test('what a case says in a note is read', () => {
  expect([...readNote('results[0].hits ids {1,2}; results[1].facetDistribution.district = {Pudong:2,"Jing\'an":1}')]).toEqual([
    [0, { set: [1, 2] }], [1, { facets: { district: { 'Pudong': 2, 'Jing\'an': 1 } } }],
  ])
  expect([...readNote('_formatted.title_en = "<em>Housekeeping</em>", totalHits 8')]).toEqual([
    [0, { highlighted: { title_en: '<em>Housekeeping</em>' }, total: 8 }],
  ])
  expect(() => expectationsOf({ id: 'X1', kind: 'search', request: {}, expect: { note: 'looks good' } }, 1)).toThrow('nothing that can be checked')
})

describe.each(engines)('%s', (_, create) => {
  const { index, documents } = readFixture(`conformance_${process.pid}`)
  let engine: SearchEngine

  beforeAll(async () => {
    engine = await create()
    await engine.configure(index)
    await engine.replaceAll(index, documents)
  })
  afterAll(async () => await engine.delete(index, { ids: documents.map(document => Number(document.id)) }))

  test.each(searches.map(one => [one.id, JSON.stringify(one.request), one] as const))('%s: %s', async (id, _request, asListed) => {
    const one = readCase(asListed)
    if (one.kind === 'task') throw new Error('a task is no search')
    const results = await runCase(engine, index, one)
    const expected = expectationsOf(one, results.length)
    const came = results.map((result, i) => cameOf(result, expected[i]!))
    if (own) console.log(`${id}\n  expected ${JSON.stringify(expected)}\n  came     ${JSON.stringify(came)}`)
    expect(came).toEqual(expected)
  })

  test.runIf(!own)('C37: the same by one search with a group, as the search page asks', async () => {
    const joined = await engine.search(index, {
      q: '保洁', facets: ['category', 'district'], groups: [{ field: 'district', filter: { op: 'eq', field: 'district', value: 'Pudong' } }],
    })
    expect(joined.hits.map(hit => hit.id).sort()).toEqual([1, 2])
    expect(joined.facets.district).toEqual({ 'Pudong': 2, 'Jing\'an': 1 })
    expect(joined.facets.category).toEqual({ Housekeeping: 2 })
  })

  test.runIf(!own)('C23: distances come as whole metres, on hits with a place alone', async () => {
    const { hits } = await engine.search(index, { sort: [{ by: 'distance', from: { lat: 31.2304, lng: 121.4737 }, order: 'asc' }] })
    expect(hits.map(hit => Number.isInteger(hit.distance))).toEqual([...Array.from({ length: 10 }, () => true), false, false])
  })

  test.runIf(cases.some(one => one.kind === 'task'))('C40: documents are replaced whole, merged, and deleted by filter', async () => {
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
