import { sql } from 'drizzle-orm'
import { afterEach, expect, test } from 'vitest'
import { readVisits } from '../../../server/booking/index.ts'
import { doorTokenOf } from '../../../server/booking/door-link.ts'
import { keepFile } from '../../../server/platform/files/index.ts'
import { doorToday } from '../../support/door.ts'
import { startLife } from '../../support/life.ts'
import { picture } from '../../support/uploads.ts'
import { buildBundle } from '../../support/world.ts'

const life = await startLife()
const { app, db, server } = life
const stranger = server.client()
afterEach(async () => await life.resetClock())

/** A visit of today, and its code. */
async function visitToday() {
  const world = await buildBundle(db, [{ skill: 'care' }])
  const { leg } = await life.booked(world)
  const token = await doorToday(app, leg)
  const workerId = String((await db.execute(sql`select resource_id as id from booking_leg_resource where booking_leg_id = ${leg}`)).rows[0]!.id)
  const { rows: [at] } = await db.execute<{ day: string, start: string }>(sql`
    select (starts_at at time zone zone)::date::text as day, to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as start from booking_leg where id = ${leg}`)
  return { leg, token, workerId, ...at! }
}
const open = async (token: string) => await stranger.get(`/api/door/${token}`)
const statusOf = async (token: string) => (await open(token)).status

test('whoever scans the code sees the worker, their papers and the visit, and nothing else', async () => {
  const { token, workerId, start, day } = await visitToday()
  const paper = async (kind: string, expiresOn: string) => await db.execute(sql`
    insert into credential (id, resource_id, kind, number, issuer_zh, issuer_en, expires_on) values (gen_random_uuid(), ${workerId}, ${kind}, 'N-1', '市', 'City', ${expiresOn}::date)`)
  await db.execute(sql`delete from credential where resource_id = ${workerId}`)
  await paper('home_service_card', day)
  await paper('nursing_licence', '2020-01-31')
  const { status, headers, body } = await open(token)
  expect(status).toBe(200)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-robots-tag')).toBe('noindex')
  const { rows: [names] } = await db.execute(sql`
    select jsonb_build_object('zh', r.name_zh, 'en', r.name_en) as worker, jsonb_build_object('zh', p.name_zh, 'en', p.name_en) as provider
      from resource r join provider p on p.id = r.provider_id where r.id = ${workerId}`)
  expect(body).toEqual({
    ...names, title: { zh: '第0步', en: 'Step 0' }, portrait: null, start: start.replace('Z', '.000Z'), end: expect.any(String), zone: expect.any(String),
    credentials: [
      { kind: 'home_service_card', expiresOn: day, holds: true },
      { kind: 'nursing_licence', expiresOn: '2020-01-31', holds: false },
    ],
  })
})

test('the code holds from midnight to midnight of its day', async () => {
  const { token, start } = await visitToday()
  const seen: number[] = []
  // The visit is at noon: before its day, at its beginning, at its end, after it.
  for (const minutes of [12 * 60 + 1, 12 * 60 - 1, -(12 * 60 - 1), -(12 * 60 + 1)]) {
    await life.before(start, minutes)
    seen.push(await statusOf(token))
  }
  expect(seen).toEqual([404, 200, 200, 404])
})

test('it shows the face of who comes, by a link that ends with the day', async () => {
  const { leg, token, workerId, start } = await visitToday()
  const { id } = await keepFile(app, { bytes: await picture(), use: 'portrait', ownerId: await life.providerOf(leg), personId: null })
  await db.execute(sql`update file set loose_since = null where id = ${id}`)
  await db.execute(sql`update resource set portrait_file_id = ${id} where id = ${workerId}`)
  const face = async () => String(((await open(token)).body as { portrait: string }).portrait)
  const isOpen = async (path: string) => (await fetch(server.url + path)).status === 200
  const atNoon = await face()
  expect(await isOpen(atNoon)).toBe(true)
  // Two minutes before midnight: what is given out then ends two minutes later.
  await life.before(start, -(12 * 60 - 2))
  const late = await face()
  expect([await isOpen(atNoon), await isOpen(late)]).toEqual([false, true])
  await life.before(start, -(12 * 60 + 1))
  expect([await isOpen(late), await statusOf(token)]).toEqual([false, 404])
})

test('who asks and asks is told to wait, in their language', async () => {
  const { token } = await visitToday()
  expect(await statusOf(token)).toBe(200)
  await db.execute(sql`update rate_limit set count = 300 where bucket like 'door:%'`)
  const { status, headers, body } = await stranger.request('GET', `/api/door/${token}`, { headers: { 'accept-language': 'en' } })
  expect([status, body]).toMatchObject([429, { code: 'too_many_requests', detail: expect.stringMatching(/wait|again/i) }])
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  await db.execute(sql`delete from rate_limit`)
})

test('a code that was altered, is of somebody else, or whose visit is off opens nothing', async () => {
  const [mine, other] = [await visitToday(), await visitToday()]
  const { leg, workerId, day, token } = mine
  const swap = (at: number) => `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
  expect(await Promise.all([0, 21, 30, 42, 43, 63].map(async at => await statusOf(swap(at))))).toEqual([404, 404, 404, 404, 404, 404])
  const foreign = { LINLI_SECRET: Buffer.alloc(32, 7).toString('base64') }
  expect(await statusOf(doorTokenOf(foreign, { legId: leg, workerId, day }))).toBe(404)
  // Signed by us, but for a worker who does not come.
  expect(await statusOf(doorTokenOf(app.config, { legId: leg, workerId: other.workerId, day }))).toBe(404)
  // Of the day on which the visit was before it was moved to today.
  expect(await statusOf(doorTokenOf(app.config, { legId: leg, workerId, day: '2026-01-01' }))).toBe(404)
  await db.execute(sql`update booking_leg set state = 'cancelled' where id = ${leg}`)
  expect([await statusOf(token), await statusOf(other.token)]).toEqual([404, 200])
})

test('the worker has the code of a visit of today, and of no other day', async () => {
  const { leg, token, day, start } = await visitToday()
  const { id: personId } = await life.staff.worker(leg)
  const doors = async () => (await readVisits(app, { personId, day })).map(({ door }) => door)
  expect(await doors()).toEqual([token])
  await life.before(start, 24 * 60)
  expect(await doors()).toEqual([null])
})
