import { beforeAll, expect, test } from 'vitest'
import type { Document, SearchEngine } from '../../../server/search/engine.ts'
import { createPostgresEngine } from '../../../server/search/engine-postgres/engine.ts'
import type { Db } from '../../../server/platform/database.ts'
import { createTestDatabase } from '../../support/database.ts'
import { readFixture } from './fixture.ts'

const { index, documents } = readFixture('postgres')
let db: Db
let engine: SearchEngine

beforeAll(async () => {
  ({ db } = await createTestDatabase({ max: 40 }))
  engine = createPostgresEngine(db)
  await engine.configure(index)
  await engine.replaceAll(index, documents)
})

const own = (name: string) => ({ ...index, name })

test('whatever is typed is a search for it, never a fault and never another filter', async () => {
  const typed = [
    '"', '""', '-', '--', '-"', '\\', '\'', '%', '_', ':*', '& | ! <->', '(((', '$1', '; drop table search_index', '\0', '\u0001\u001f', '\ud800', 'a\udc00b',
    'x'.repeat(10_000), '保'.repeat(10_000), '"'.repeat(5_000), 'a b '.repeat(3_000), '🙂🙂', 'ﬁ', '\u202e', '*'.repeat(200),
  ]
  for (const text of typed) {
    const { total } = await engine.search(index, { q: text })
    expect(total).toBeGreaterThanOrEqual(0)
    const filtered = await engine.search(index, { filter: { op: 'eq', field: 'district', value: text } })
    expect(filtered.total).toBe(0)
    expect(await engine.suggest(index, { q: text, fields: ['title_zh', 'title_en'] })).toBeInstanceOf(Array)
    expect(await engine.facetValues(index, { field: 'district', prefix: text })).toBeInstanceOf(Array)
  }
  expect((await engine.search(index, {})).total).toBe(12)
})

test('a document with broken text can be indexed and found', async () => {
  const broken = own('broken')
  await engine.configure(broken)
  await engine.upsert(broken, [{ id: 1, title_en: 'half \ud800 a pair\0 gutter', tags: ['\udc00'] }])
  expect((await engine.search(broken, { q: 'gutter' })).total).toBe(1)
})

test('another process sees a write in its next search', async () => {
  const shared = own('shared')
  const other = createPostgresEngine(db)
  await engine.configure(shared)
  await engine.replaceAll(shared, documents)
  expect((await other.search(shared, { q: 'gutter' })).total).toBe(0)
  await engine.upsert(shared, [{ id: 50, title_en: 'Gutter sweeping', district: 'Qingpu' }])
  expect((await other.search(shared, { q: 'gutter', facets: ['district'] })).facets.district).toEqual({ Qingpu: 1 })
  await engine.delete(shared, { ids: [50] })
  expect((await other.search(shared, { q: 'gutter' })).total).toBe(0)
})

test('during a rebuild the old documents are found, and what others write meanwhile is kept', async () => {
  const rebuilt = own('rebuilt')
  await engine.configure(rebuilt)
  await engine.replaceAll(rebuilt, documents)
  async function* slowly(): AsyncGenerator<Document> {
    yield { id: 1, title_en: 'Old title' }
    expect((await engine.search(rebuilt, {})).total).toBe(12)
    await engine.upsert(rebuilt, [{ id: 1, title_en: 'Newer title' }])
    await engine.delete(rebuilt, { ids: [2] })
    yield { id: 2, title_en: 'Deleted since' }
    yield { id: 3, title_en: 'Third' }
  }
  await engine.replaceAll(rebuilt, slowly())
  const { hits } = await engine.search(rebuilt, {})
  expect(hits.map(hit => hit.document)).toEqual([{ id: 1, title_en: 'Newer title' }, { id: 3, title_en: 'Third' }])
})

test('a rebuild that is killed leaves the old index, and the next one cleans up', async () => {
  const killed = own('killed')
  await engine.configure(killed)
  await engine.replaceAll(killed, documents)
  const dying = async function* (): AsyncGenerator<Document> {
    yield documents[0]!
    throw new Error('killed')
  }
  await expect(engine.replaceAll(killed, dying())).rejects.toThrow('killed')
  expect((await engine.search(killed, {})).total).toBe(12)
  expect(await engine.replaceAll(killed, documents.slice(0, 4))).toBe(4)
  const { rows } = await db.$client.query('select count(*)::int as count from search_generation where index_name = $1', ['killed'])
  expect(rows).toEqual([{ count: 1 }])
})

test('changed settings rebuild the index from its own documents', async () => {
  const before = own('settings')
  await engine.configure(before)
  await engine.replaceAll(before, documents)
  const after = { ...before, settings: { ...before.settings, searchable: ['desc_en'] } }
  expect(await engine.configure(after)).toBe(true)
  expect((await engine.search(after, { q: 'housekeeping' })).hits.map(hit => hit.id)).toEqual([9])
  expect(await engine.configure(after)).toBe(false)
})

test('settings that change while it serves: no search fails or sees less, and a server with the old ones leaves writing to the new', async () => {
  const old = own('rolling')
  const changed = { ...old, settings: { ...old.settings, searchable: [...old.settings.searchable, 'category', 'district'], sortable: ['price'] } }
  const [serving, started] = [engine, createPostgresEngine(db)]
  await serving.configure(old)
  await serving.replaceAll(old, [...documents, ...Array.from({ length: 600 }, (_, n) => ({ id: 1000 + n, title_en: `Window ${n}` }))])
  let isOver = false
  const change = started.configure(changed).finally(() => {
    isOver = true
  })
  let searches = 0
  for (; !isOver || searches < 20; searches++) {
    const { total, facets } = await serving.search(old, { q: 'housekeeping', facets: ['district'] })
    expect(total).toBeGreaterThan(0)
    expect(facets.district).toBeDefined()
    expect((await serving.search(old, {})).total).toBe(612)
  }
  expect(await change).toBe(true)
  await expect(serving.upsert(old, [{ id: 1, title_en: 'Old words' }])).rejects.toThrow('other settings')
  await started.upsert(changed, [{ id: 1, title_en: 'Gutter sweeping' }])
  expect((await serving.search(old, { q: 'gutter' })).total).toBe(1)
  expect((await started.search(changed, { q: 'gutter' })).total).toBe(1)
})

test('writers at the same time lose nothing', async () => {
  const busy = own('busy')
  await engine.configure(busy)
  const engines = [engine, createPostgresEngine(db)]
  await Promise.all(Array.from({ length: 40 }, async (_, n) => {
    await engines[n % 2]!.upsert(busy, [{ id: n % 20, title_en: `Window washing crew${n % 20}` }])
  }))
  const { total } = await engine.search(busy, { q: 'window washing', limit: 50 })
  expect(total).toBe(20)
  for (let n = 0; n < 20; n++) expect((await engine.search(busy, { q: `crew${n}`, matchingStrategy: 'all' })).hits.map(hit => hit.id)).toContain(n)
})
