import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { makeCatalogue } from '../../../sandbox/seed/world.ts'
import { writeRows } from '../../../sandbox/seed/write.ts'
import { withTransaction } from '../../../server/platform/database.ts'
import { startJobs } from '../../../server/platform/jobs.ts'
import { createLog } from '../../../server/platform/log.ts'
import { bundleIndex } from '../../../server/search/bundle-index.ts'
import {
  bundleChanged, createSearchEngine, ensureIndex, mend, searchBundles, searchHandlers, searchHealth, type SearchContext,
} from '../../../server/search/index.ts'
import { searchAnswer, searchQuery } from '../../../shared/schemas/catalog.ts'
import { createTestDatabase } from '../../support/database.ts'

const { db, url } = await createTestDatabase()
const log = createLog({ LINLI_LOG_LEVEL: 'silent' })
const jobs = await startJobs({ databaseUrl: url, log, handlers: searchHandlers(() => ctx), supervise: false, max: 2 })
const ctx: SearchContext = { db, jobs, log, search: createSearchEngine({}, db) }
const search = async (query: Record<string, unknown> = {}) => searchAnswer.parse(await searchBundles(ctx, searchQuery.parse(query)))
const todayInShanghai = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(Date.now())

beforeAll(async () => {
  await writeRows(db, makeCatalogue({ today: todayInShanghai() }).rows)
  await ensureIndex(ctx)
  return async () => await jobs.stop()
})

test('the index is filled once, and a filled one is left alone', async () => {
  const { rows } = await db.execute<{ count: number }>(sql`select count(*)::int as count from bundle where status = 'published'`)
  expect((await ctx.search.state(bundleIndex)).documents).toBe(rows[0]!.count)
  expect(await ensureIndex(ctx)).toBe(false)
  expect(await mend(ctx)).toBe(0)
  expect(await searchHealth(ctx)).toMatchObject({ ok: true, engine: 'postgres' })
})

test.each([
  'clean and look after my father',
  'someone to clean and to look after my father',
  'someone to clean and to look after my father, in Xuhui, on Saturday morning',
  '打扫卫生 照顾父亲',
  '打扫卫生照顾父亲',
  '帮我找一个打扫卫生、照顾父亲的人',
  'baojie 照顾老人',
])('"%s" finds cleaning with care for elders first', async (q) => {
  const { hits, total } = await search({ q })
  expect(total).toBeGreaterThan(2)
  for (const hit of hits.slice(0, 3)) {
    expect(hit.categories.map(category => category.slug)).toEqual(expect.arrayContaining(['housekeeping', 'elderly-care']))
  }
})

test.each([['housekeepng', 'housekeeping'], ['護理', 'healthcare'], ['plumber', 'property-management'], ['taiji', 'sports']])(
  '"%s" finds %s', async (q, category) => {
    const { hits } = await search({ q })
    expect(hits[0]?.categories.map(one => one.slug)).toContain(category)
  })

test('what matched is marked, and only where something did', async () => {
  const { hits } = await search({ q: 'cleaning' })
  const marked = hits.find(hit => hit.highlight?.title.en.includes('\uE000'))
  expect(marked?.highlight?.title.en).toMatch(/\uE000clean\w*\uE001/i)
  expect((await search()).hits.every(hit => hit.highlight === null)).toBe(true)
})

test('facets: any within one, all between them, and each counted without itself', async () => {
  const all = await search()
  const [first, second] = all.facets.scenario
  const chosen = await search({ scenario: `${first!.value},${second!.value}`, district: 'xuhui' })
  expect(chosen.total).toBeLessThanOrEqual(first!.count + second!.count)
  expect(chosen.hits.every(hit => [first!.value, second!.value].includes(hit.scenario.slug))).toBe(true)
  const inXuhui = await search({ district: 'xuhui' })
  expect(chosen.facets.scenario).toEqual(inXuhui.facets.scenario)
  expect(inXuhui.facets.district).toEqual(all.facets.district)
  expect(inXuhui.total).toBe(all.facets.district.find(value => value.value === 'xuhui')!.count)
  expect(first!.name.zh).toMatch(/\p{Script=Han}/u)
})

test('prices: the range filters, and the slider keeps its ends', async () => {
  const all = await search()
  const middle = Math.round((all.price!.min + all.price!.max) / 2)
  const cheap = await search({ priceTo: middle, sort: '-price' })
  expect(cheap.total).toBeGreaterThan(0)
  expect(cheap.total).toBeLessThan(all.total)
  const prices = cheap.hits.map(hit => hit.priceFrom)
  expect(prices).toEqual(prices.toSorted((a, b) => b - a))
  expect(Math.max(...prices)).toBeLessThanOrEqual(middle)
  expect(cheap.price).toEqual(all.price)
})

test('pages follow each other without a gap or a repetition, and end', async () => {
  const first = await search({ sort: 'price' })
  const rest = await Promise.all(Array.from({ length: first.pages }, async (_, i) => await search({ sort: 'price', page: i + 1 })))
  const ids = rest.flatMap(answer => answer.hits.map(hit => hit.id))
  expect(ids).toHaveLength(first.total)
  expect(new Set(ids).size).toBe(first.total)
  expect((await search({ page: first.pages + 1 })).hits).toEqual([])
})

test('a day and a part of it leave only bundles that are free then', async () => {
  const all = await search({ sort: 'soonest' })
  const days = all.hits.map(hit => hit.nextFreeDay)
  expect(days).toEqual(days.toSorted())
  const day = days.find(date => date !== null)!
  const onDay = await search({ day })
  const inEvening = await search({ day, part: 'evening' })
  expect(onDay.total).toBeGreaterThan(0)
  expect(inEvening.total).toBeLessThan(onDay.total)
  expect((await search({ day: '2020-01-01' })).total).toBe(0)
})

test('a changed bundle is found by its new name, however often it changed; a withdrawn one is not', async () => {
  const [hit] = (await search({ q: 'cleaning' })).hits
  await withTransaction(db, async (tx) => {
    await tx.execute(sql`update bundle set title_en = 'Zanzibar special' where id = ${hit!.id}`)
    for (let i = 0; i < 5; i++) await bundleChanged(tx, jobs, [hit!.id])
  })
  expect((await search({ q: 'zanzibar' })).total).toBe(0)
  expect(await jobs.drain()).toBe(1)
  expect((await search({ q: 'zanzibar' })).hits.map(found => found.id)).toEqual([hit!.id])
  await withTransaction(db, async (tx) => {
    await tx.execute(sql`update bundle set status = 'paused' where id = ${hit!.id}`)
    await bundleChanged(tx, jobs, [hit!.id])
  })
  await jobs.drain()
  expect((await search({ q: 'zanzibar' })).total).toBe(0)
})

test('drift is found and mended: what is missing, what is stale, and what should not be there', async () => {
  const [stale, missing] = (await search()).hits
  await ctx.search.merge(bundleIndex, [{ id: stale!.id, title_en: 'Stale', checksum: 'stale' }])
  await ctx.search.delete(bundleIndex, { ids: [missing!.id] })
  await ctx.search.upsert(bundleIndex, [{ id: '00000000-0000-7000-8000-000000000000', title_en: 'Ghost' }])
  expect(await mend(ctx)).toBe(3)
  expect(await mend(ctx)).toBe(0)
  expect((await search({ q: 'ghost' })).hits.every(hit => hit.title.en !== 'Ghost')).toBe(true)
})
