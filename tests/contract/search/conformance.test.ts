import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SearchEngine } from '../../../server/search/engine.ts'
import { createMeilisearchEngine } from '../../../server/search/engine-meilisearch/engine.ts'
import { createPostgresEngine } from '../../../server/search/engine-postgres/engine.ts'
import { createTestDatabase } from '../../support/database.ts'
import { listCases } from './cases.ts'
import { checkCase, isTold } from './check-case.ts'
import { expectationsOf, readNote, saysNothing } from './expectations.ts'
import { readFixture } from './fixture.ts'

const { MEILI_URL, MEILI_KEY, LINLI_SEARCH_CASES: own } = process.env

/** On PostgreSQL always; on Meilisearch where `MEILI_URL` is set. `LINLI_SEARCH_CASES` runs another file over the same documents. */
const engines: [name: string, create: () => Promise<SearchEngine>][] = [
  ['PostgreSQL', async () => createPostgresEngine((await createTestDatabase()).db)],
  ...(MEILI_URL ? [['Meilisearch', async () => createMeilisearchEngine({ url: MEILI_URL, ...(MEILI_KEY && { key: MEILI_KEY }) })] as const] : []).map(
    ([name, create]): [string, () => Promise<SearchEngine>] => [name, create],
  ),
]

/** The mission's forty, and ours. A path of one's own is meant from where npm was called. */
const cases = own ? listCases(resolve(process.env.INIT_CWD ?? '', own)) : ['cases.json', 'cases.own.json'].flatMap(file => listCases(new URL(file, import.meta.url)))

test('what a case says in a note is read', () => {
  expect([...readNote('results[0].hits ids {1,2}; results[1].facetDistribution.district = {Pudong:2,"Jing\'an":1}')]).toEqual([
    [0, { set: [1, 2] }], [1, { facets: { district: { 'Pudong': 2, 'Jing\'an': 1 } } }],
  ])
  expect([...readNote('_formatted.title_en = "<em>Housekeeping</em>", _formatted.tags = ["a","b"], totalHits 8')]).toEqual([
    [0, { highlighted: { title_en: '<em>Housekeeping</em>', tags: 'a, b' }, total: 8 }],
  ])
  expect([...readNote('results[1]: hits ids = [3], results[1]: _formatted.tags = \'a\'')]).toEqual([[1, { ids: [3], highlighted: { tags: 'a' } }]])
  expect([...readNote('hits ids [2,1]; facetStats.price = {min:1.5,max:2}; fails with invalid_search_filter')]).toEqual([
    [0, { ids: [2, 1], stats: { price: { min: 1.5, max: 2 } }, error: 'invalid_search_filter' }],
  ])
  expect(expectationsOf([{ hits: [{ id: 1 }] }, { totalHits: 0 }], 2)).toEqual([{ ids: [1] }, { total: 0 }])
  expect(saysNothing(expectationsOf({ note: 'looks good' }, 1))).toBe(true)
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

  test.for(cases.filter(one => !isTold(one)).map(one => ({ ...one, said: JSON.stringify(one.request) })))('$id: $said', async (one, { skip }) => {
    const { expected, came, isOpen } = await checkCase(engine, { index, documents }, one)
    const basis = one.basis === undefined ? '' : ` (${one.basis})`
    const report = `${one.id} ${one.said}${basis}\n  expected ${JSON.stringify(isOpen ? one.expect : expected)}\n  came     ${JSON.stringify(came)}`
    if (own) console.log(report)
    // Shown, for a person to judge; of ours there is none.
    if (isOpen && own) skip('nothing that it expects can be compared')
    expect(came, report).toEqual(expected)
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

  test.each(cases.filter(isTold).map(one => one.id))('%s: documents are replaced whole, merged, and deleted by filter', async (id) => {
    const other = { ...index, name: `${index.name}_${id.toLowerCase()}` }
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
