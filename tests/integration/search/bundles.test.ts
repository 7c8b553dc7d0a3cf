import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { makeCatalogue } from '../../../sandbox/seed/world.ts'
import { writeRows } from '../../../sandbox/seed/write.ts'
import { withTransaction } from '../../../server/platform/database.ts'
import { startJobs } from '../../../server/platform/jobs.ts'
import { createLog } from '../../../server/platform/log.ts'
import { bundleIndex } from '../../../server/search/bundle-index.ts'
import {
  bundleChanged, createSearchEngine, ensureIndex, mend, searchBundles, searchHandlers, searchHealth, suggestBundles,
  type SearchContext,
} from '../../../server/search/index.ts'
import { searchAnswer, searchQuery, suggestAnswer } from '../../../shared/schemas/catalog.ts'
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

test.each([
  ['jia zheng', 'jiazheng'], ['hu shi shang men', 'hushi shangmen'], ['hushishangmen', 'hushi shangmen'], ['xuhui bao jie', 'xuhui baojie'],
])('pinyin is read however it is spaced: “%s” is “%s”', async (q, written) => {
  const expected = await search({ q: written })
  expect(expected).toMatchObject({ match: 'all', missed: [] })
  expect(expected.total).toBeGreaterThan(0)
  expect(await search({ q })).toMatchObject({ total: expected.total, hits: expected.hits.map(({ id }) => ({ id })), missed: [] })
})

test.each([
  ['cheap cleaning', 'cleaning', ['cheap']], ['xyzzy 保洁', '保洁', ['xyzzy']], ['琥珀保洁', '保洁', ['琥珀']], ['ａｓｄｆ cleaning', 'cleaning', ['ａｓｄｆ']],
])('a word that no bundle has is left out wherever it stands, and told: “%s”', async (q, rest, missed) => {
  const expected = await search({ q: rest })
  const found = await search({ q })
  expect(found).toMatchObject({ missed, match: 'all', total: expected.total, understood: { text: q } })
  expect(found.hits.map(hit => hit.id)).toEqual(expected.hits.map(hit => hit.id))
})

test('words that no bundle has together: the last are dropped, and it is told; nothing known finds nothing', async () => {
  expect(await search({ q: 'cleaning taiji' })).toMatchObject({ match: 'some', missed: [] })
  expect(await search({ q: 'clean father' })).toMatchObject({ match: 'all', missed: [] })
  expect(await search({ q: 'qwfpgj zxcvbq' })).toMatchObject({ total: 0, missed: ['qwfpgj', 'zxcvbq'] })
  expect(await search({ q: '"cheap cleaning"' })).toMatchObject({ total: 0, missed: [] })
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
  // A whole day: of today, only its end may be left.
  const day = new Date(Date.parse(todayInShanghai()) + 14 * 86_400_000).toISOString().slice(0, 10)
  const onDay = await search({ day })
  const inEvening = await search({ day, part: 'evening' })
  expect(onDay.total).toBeGreaterThan(0)
  expect(inEvening.total).toBeLessThan(onDay.total)
  expect((await search({ day: '2020-01-01' })).total).toBe(0)
})

test.each([
  ['jiazheng', 'category', 'housekeeping'], ['jia zhe', 'category', 'housekeeping'], ['家政', 'category', 'housekeeping'], ['Housek', 'category', 'housekeeping'], ['elder', 'category', 'elderly-care'],
])('“%s” suggests the %s %s', async (q, kind, slug) => {
  const { suggestions } = suggestAnswer.parse(await suggestBundles(ctx, q))
  expect(suggestions.map(one => `${one.kind} ${one.slug}`)).toContain(`${kind} ${slug}`)
  expect(suggestions.length).toBeLessThanOrEqual(10)
})

test('suggestions name providers and bundles by what is typed of them, and nothing for nothing', async () => {
  const { rows: [provider] } = await db.execute<{ slug: string, name: string }>(sql`select slug, name_zh as name from provider where status = 'verified' order by slug limit 1`)
  const { suggestions } = await suggestBundles(ctx, provider!.name.slice(0, 3))
  expect(suggestions.some(one => one.kind === 'provider' && one.name.zh.startsWith(provider!.name.slice(0, 3)))).toBe(true)
  for (const q of ['明天 护士', 'nurse in Xuhui', 'cheap nurse', 'hu shi']) {
    expect((await suggestBundles(ctx, q)).suggestions.at(-1), q).toMatchObject({ kind: 'bundle' })
  }
  expect((await suggestBundles(ctx, '周六 家政')).suggestions).toContainEqual(expect.objectContaining({ kind: 'category', slug: 'housekeeping' }))
  expect((await suggestBundles(ctx, 'clean')).suggestions.at(-1)).toMatchObject({ kind: 'bundle' })
  expect(await suggestBundles(ctx, '  ')).toEqual({ suggestions: [] })
})

test('words for a place and a day filter, and can be taken off one by one', async () => {
  const { understood, total, hits, facets } = await search({ q: '徐汇 周六上午 保洁' })
  expect(understood.text).toBe('保洁')
  expect(understood.pieces.map(piece => piece.facet)).toEqual(['district', 'day', 'part'])
  expect(total).toBeGreaterThan(0)
  const [day] = understood.pieces[1]!.values
  const ticked = await search({ q: '保洁', district: 'xuhui', day, part: 'morning' })
  expect(hits.map(hit => hit.id)).toEqual(ticked.hits.map(hit => hit.id))
  expect(facets).toEqual(ticked.facets)
  expect((await search({ q: understood.pieces[0]!.without })).understood.pieces.map(piece => piece.facet)).toEqual(['day', 'part'])
  const english = await search({ q: 'Saturday Xuhui cleaning' })
  expect(english.understood).toMatchObject({ text: 'cleaning', pieces: [{ facet: 'day', values: [day] }, { facet: 'district', values: ['xuhui'] }] })
})

test('nothing found: each thing to let go of says what it would show, and shows it', async () => {
  const { total, relaxations } = await search({ q: 'xuhui cleaning', priceTo: 1, rating: '4' })
  expect(total).toBe(0)
  expect(relaxations).toHaveLength(1)
  expect(relaxations[0]).toMatchObject({ facet: 'price', q: 'xuhui cleaning' })
  expect((await search({ q: 'xuhui cleaning', rating: '4' })).total).toBe(relaxations[0]!.count)

  // Of several words, the same are dropped before and after.
  const dear = await search({ q: 'clean father', priceTo: 1 })
  expect((await search({ q: 'clean father' })).total).toBe(dear.relaxations.find(({ facet }) => facet === 'price')!.count)

  const past = await search({ q: 'cleaning xuhui', day: '2020-01-01' })
  const withoutTime = past.relaxations.find(({ facet }) => facet === 'time')!
  expect((await search({ q: withoutTime.q })).total).toBe(withoutTime.count)
})

test('languages, licences, elders, instant confirmation and stars filter, each as its facet counts', async () => {
  const all = await search()
  expect(all.facets.language.map(({ value }) => value)).toContain('en')
  for (const facet of ['language', 'credential'] as const) {
    const rare = all.facets[facet].at(-1)!
    expect((await search({ [facet]: rare.value })).total).toBe(rare.count)
  }
  expect((await search({ elder: '1' })).hits.every(hit => hit.elderFriendly)).toBe(true)
  expect((await search({ elder: '1' })).total).toBe(all.flags.elder)
  expect((await search({ instant: '1' })).total).toBe(all.flags.instant)
  const rated = await search({ rating: '4.8' })
  expect(rated.hits.every(hit => hit.rating! >= 4.8)).toBe(true)
  expect(rated.total).toBeLessThan(all.total)
  const best = (await search({ sort: 'rating' })).hits.map(hit => hit.rating ?? 0)
  expect(best).toEqual(best.toSorted((a, b) => b - a))
})

test('distance is from the middle of the chosen district', async () => {
  const near = await search({ district: 'xuhui', sort: 'distance' })
  const { hits } = await ctx.search.search(bundleIndex, {
    filter: { op: 'eq', field: 'district', value: 'xuhui' }, sort: [{ by: 'distance', from: { lat: 31.1883, lng: 121.4365 }, order: 'asc' }], limit: 24,
  })
  expect(near.hits.map(hit => hit.id)).toEqual(hits.map(hit => hit.id))
  expect((await search({ sort: 'distance' })).hits).toEqual((await search()).hits)
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
