import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { searchAnswer } from '../../../shared/schemas/catalog.ts'
import { placeHold } from '../../../server/booking/index.ts'
import { withTransaction } from '../../../server/platform/database.ts'
import { bundleIndex } from '../../../server/search/bundle-index.ts'
import { bundleChanged, ensureIndex, followChanges } from '../../../server/search/index.ts'
import { startMeilisearchDouble } from '../../contract/search/meilisearch-double.ts'
import { createTestApp } from '../../support/app.ts'
import { day, holdBodyOf, quoteAt } from '../../support/booking.ts'
import { buildBundle, buildCity, buildResidents, type World } from '../../support/world.ts'

let double = await startMeilisearchDouble({ key: 'secret' })
const { app, server } = await createTestApp({ env: { MEILI_URL: double.url, MEILI_KEY: 'secret' } })
const client = server.client()
let nursing: World
let cleaning: World

beforeAll(async () => {
  await buildCity(app.db)
  nursing = await buildBundle(app.db, [{ skill: 'nursing' }])
  cleaning = await buildBundle(app.db, [{ skill: 'cleaning' }])
})
afterAll(async () => await double.stop())

const search = async (query = '') => {
  const { status, body } = await client.get(`/api/search${query}`)
  expect(status).toBe(200)
  return searchAnswer.parse(body)
}
const slugsOf = (answer: Awaited<ReturnType<typeof search>>) => answer.hits.map(hit => hit.slug).sort()

/** All that waits, as the workers would do it. */
async function workOff(): Promise<void> {
  await app.db.execute(sql`update search_aside set retry_at = linli_now()`)
  await followChanges(app)
  await app.jobs.drain()
}

test('an index that is not filled yet hides nothing: bundles are listed, and it is said that the search is limited', async () => {
  const answer = await search(`?scenario=clean-and-care&priceTo=1&q=${encodeURIComponent('护理')}`)
  expect(answer).toMatchObject({ limited: true, total: 2 })
  expect(slugsOf(answer)).toEqual([nursing.slug, cleaning.slug].sort())
  expect((await search('?scenario=other')).total).toBe(0)
  expect((await search('?category=care')).total).toBe(2)
  expect((await search('?category=sports')).total).toBe(0)
  // A few that were indexed before the rest are not taken for all.
  await app.search.configure(bundleIndex)
  await app.search.upsert(bundleIndex, [{ id: nursing.bundleId, title_en: 'Early' }])
  expect(await search('?q=early')).toMatchObject({ limited: true, total: 2 })
  await ensureIndex(app)
  expect(await search('?priceTo=1')).toMatchObject({ limited: false, total: 0 })
  expect((await search()).limited).toBe(false)
})

test('away during a burst: the site lists, suggests and books, readiness tells of it, and afterwards nothing is lost', async () => {
  await double.stop()
  for (let i = 0; i < 30; i++) {
    await withTransaction(app.db, async (tx) => {
      await tx.execute(sql`update bundle set title_en = ${`Burst ${i}`}`)
      await bundleChanged(tx, app.jobs, [nursing.bundleId, cleaning.bundleId])
    })
  }
  await workOff()
  expect(slugsOf(await search('?q=burst'))).toEqual([nursing.slug, cleaning.slug].sort())
  expect(await client.get('/api/suggest?q=care')).toMatchObject({ status: 200, body: { suggestions: [{ kind: 'scenario' }, { kind: 'category', slug: 'care' }] } })
  expect((await client.get(`/api/bundles/${nursing.slug}`)).status).toBe(200)
  const [resident] = await buildResidents(app.db, 1)
  const quote = await quoteAt(app, { world: nursing, offset: 4, nth: 0 })
  const bookingId = await placeHold(app, { personId: resident!.personId, body: holdBodyOf(quote.id, resident!) })
  expect((await app.db.execute(sql`select from claim where booking_leg_id in (select id from booking_leg where booking_id = ${bookingId})`)).rowCount).toBe(1)
  await app.db.execute(sql`insert into availability_override (id, resource_id, during, kind)
    values (gen_random_uuid(), ${nursing.legs[0]!.workerIds[0]!}, tstzrange(${`${day(6)}T00:00:00Z`}, ${`${day(7)}T00:00:00Z`}), 'off')`)

  expect(await client.get('/api/health/ready')).toMatchObject({ status: 200, body: { search: { ok: false, backlog: 2, aside: { count: 2 } } } })
  expect(String((await client.get('/api/health/metrics')).body)).toMatch(/search\w*aside\w*\S* 2/)

  double = await startMeilisearchDouble({ key: 'secret', after: double })
  await workOff()
  const back = await search('?q=burst')
  expect(back.limited).toBe(false)
  expect(back.hits.map(hit => hit.title.en)).toEqual(['Burst 29', 'Burst 29'])
  expect(slugsOf(await search(`?day=${day(6)}`))).toEqual([cleaning.slug])
  expect(await client.get('/api/health/ready')).toMatchObject({ body: { search: { ok: true, backlog: 0, aside: { count: 0 } } } })
  expect(double.refused).toEqual([])
})
