import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { searchQuery } from '../../../shared/schemas/catalog.ts'
import { bundleIndex } from '../../../server/search/bundle-index.ts'
import { ensureIndex, flushNotes, mend, missingSupply, noteClick, noteSearch, searchBundles } from '../../../server/search/index.ts'
import { createTestApp } from '../../support/app.ts'
import { buildBundle, buildCity, type World } from '../../support/world.ts'

const { app, server } = await createTestApp()
let world: World

beforeAll(async () => {
  await buildCity(app.db)
  world = await buildBundle(app.db, [{ skill: 'nursing' }])
  await ensureIndex(app)
})

const look = async (query: Record<string, unknown>) => {
  const parsed = searchQuery.parse(query)
  noteSearch(app, parsed, await searchBundles(app, parsed))
  await flushNotes(app)
}

test('a search is noted without who asked, and without the numbers and addresses that it names', async () => {
  await look({ q: 'nurse call 138 0000 1234 or me@example.com near', rating: '4' })
  await look({ q: 'nurse', page: 2 })
  const { rows } = await app.db.execute(sql`select words, filters, districts, categories, found, at = date_trunc('hour', at) as rounded from search_note`)
  expect(rows).toEqual([{ words: 'nurse call … or …', filters: { rating: 4 }, districts: ['near'], categories: [], found: expect.any(Number), rounded: true }])
})

test('what was looked for and not found is told to operators alone, by district and category', async () => {
  await app.db.execute(sql`delete from search_note`)
  for (let i = 0; i < 3; i++) await look({ q: 'submarine', district: 'far', category: 'care', priceTo: 1 })
  await look({ q: 'balloon near', priceTo: 1 })
  await look({ q: 'balloon nurse near' })
  await look({ q: 'nurse near' })
  await look({ q: '', category: 'care' })
  const { rows } = await missingSupply(app, { days: 30, page: 1 })
  expect(rows).toEqual([
    { district: 'far', category: 'care', searches: 3, empty: 3, words: ['submarine'] },
    { district: 'near', category: null, searches: 3, empty: 2, words: ['balloon', 'balloon nurse'] },
  ])
  expect((await server.client().get('/api/operator/missing-supply')).status).toBe(401)
})

test('clicks lift a bundle, those from far down more; a bundle that is not there is not noted', async () => {
  const popularity = async () => Number((await app.search.search(bundleIndex, {})).hits[0]!.document.popularity)
  const before = await popularity()
  expect((await server.client().post('/api/search/clicks', { slug: world.slug, position: 1 })).status).toBe(204)
  await mend(app)
  const once = await popularity()
  await noteClick(app, { slug: world.slug, position: 40, address: 'test' })
  await noteClick(app, { slug: 'nobody-knows-it', position: 1, address: 'test' })
  await mend(app)
  expect(once).toBeGreaterThan(before)
  expect(await popularity()).toBeGreaterThan(once)
  const { rows } = await app.db.execute<{ count: number }>(sql`select count(*)::int as count from search_click`)
  expect(rows[0]!.count).toBe(2)
})
