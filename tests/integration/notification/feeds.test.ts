import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { currentConsent } from '#shared/consent.ts'
import { parseCalendar, propertyOf, type Component } from '../../../server/availability/busy/calendar-text.ts'
import { busyTimes } from '../../../server/availability/busy/calendar-busy.ts'
import { changeLegs } from '../../../server/booking/change-legs.ts'
import { lockBooking } from '../../../server/booking/index.ts'
import { bookingLeg } from '../../../server/booking/schema.ts'
import { withTransaction } from '../../../server/platform/database.ts'
import { createTestApp } from '../../support/app.ts'
import type { Client, Reply } from '../../support/http.ts'
import { paidBooking } from '../../support/notices.ts'
import { buildBundle, buildCity, buildResidents, type World } from '../../support/world.ts'

const { app, server } = await createTestApp()
const { db } = app
let world: World
let people = 0

beforeAll(async () => await buildCity(db))
beforeEach(async () => {
  world = await buildBundle(db, [{ skill: 'clean' }, { skill: 'nurse' }])
})

/** Somebody who is signed in; with `as`, a member of the first leg's provider. */
async function signUp(as?: 'manager' | 'worker'): Promise<{ client: Client, personId: string }> {
  const client = server.client()
  const reply = await client.post('/api/session/sign-up', {
    name: '陈静', email: `chen${++people}@example.com`, password: 'a long password', locale: 'en', consent: currentConsent,
  })
  const personId = (reply.body as { person: { id: string } }).person.id
  const leg = world.legs[0]!
  if (as) await db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${leg.providerId}, ${personId}, ${as})`)
  if (as === 'worker') await db.execute(sql`update resource set person_id = ${personId} where id = ${leg.workerIds[0]}`)
  return { client, personId }
}

interface Made {
  id: string
  url: string
}
async function makeFeed(client: Client, body: object): Promise<Made & { path: string }> {
  const reply = await client.post('/api/calendar-feeds', body)
  expect(reply.status).toBe(201)
  const made = reply.body as Made
  return { ...made, path: new URL(made.url).pathname }
}
/** A calendar program has no cookies. */
const fetchFeed = async (path: string, headers?: Record<string, string>): Promise<Reply> => await server.client().get(path, headers && { headers })
const entriesOf = (reply: Reply): Component[] => parseCalendar(String(reply.body)).flatMap(calendar => calendar.components)
const valueOf = (entry: Component | undefined, name: string) => entry && propertyOf(entry, name)?.value

test('a resident, a worker and a manager each read their own legs at a secret address', async () => {
  const booker = await signUp()
  const [resident] = await buildResidents(db, 1)
  await paidBooking(app, { world, resident: resident! })
  await db.execute(sql`update booking set booker_id = ${booker.personId}`)
  const worker = await signUp('worker')
  const manager = await signUp('manager')
  const mine = await makeFeed(booker.client, { kind: 'resident' })
  expect(mine.path).toMatch(/^\/api\/calendars\/[\w-]{43}\.ics$/)
  const reply = await fetchFeed(mine.path)
  expect(reply.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
  expect(entriesOf(reply).map(entry => [entry.name, valueOf(entry, 'SUMMARY'), valueOf(entry, 'STATUS')]))
    .toEqual([['VEVENT', 'Step 0', 'CONFIRMED'], ['VEVENT', 'Step 1', 'CONFIRMED']])
  const times = busyTimes({ text: String(reply.body), from: Date.now(), to: Date.now() + 80 * 86_400_000, zone: 'UTC' })
  const { rows } = await db.execute<{ start: string }>(sql`select min(starts_at)::text as start from booking_leg`)
  expect(times[0]!.start).toBe(new Date(rows[0]!.start).getTime())

  for (const { client, body } of [{ client: worker.client, body: { kind: 'worker' } }, { client: manager.client, body: { kind: 'provider', providerId: world.legs[0]!.providerId } }]) {
    const entries = entriesOf(await fetchFeed((await makeFeed(client, body)).path))
    expect(entries.map(entry => valueOf(entry, 'SUMMARY'))).toEqual(['Step 0'])
    expect(valueOf(entries[0], 'DESCRIPTION')).toContain('+8613800000000')
  }
  expect((await manager.client.post('/api/calendar-feeds', { kind: 'provider', providerId: world.legs[1]!.providerId })).status).toBe(404)
  expect((await booker.client.post('/api/calendar-feeds', { kind: 'worker' })).status).toBe(404)
})

test('a leg that moves keeps its UID and counts up; one that is cancelled is crossed out; an unpaid hold never shows', async () => {
  const booker = await signUp()
  const [resident] = await buildResidents(db, 1)
  const bookingId = await paidBooking(app, { world, resident: resident! })
  await db.execute(sql`update booking set booker_id = ${booker.personId} where id = ${bookingId}`)
  const { path } = await makeFeed(booker.client, { kind: 'resident' })
  const facts = async () => entriesOf(await fetchFeed(path)).map(entry => ['UID', 'SEQUENCE', 'STATUS', 'DTSTART'].map(name => valueOf(entry, name)))
  const [first, second] = await facts()
  expect([first![1], first![2]]).toEqual(['0', 'CONFIRMED'])
  await withTransaction(db, async (tx) => {
    const { legs } = (await lockBooking(tx, bookingId))!
    await tx.update(bookingLeg).set({ revision: 1, startsAt: new Date(legs[0]!.startsAt.getTime() - 3_600_000) }).where(sql`id = ${legs[0]!.id}`)
    await changeLegs(tx, [legs[0]!], { event: 'reschedule', actor: 'resident' })
    await changeLegs(tx, [legs[1]!], { event: 'cancel', actor: 'resident' })
  })
  const [moved, cancelled] = await facts()
  expect(moved!.slice(0, 3)).toEqual([first![0], '1', 'CONFIRMED'])
  expect(moved![3]).not.toBe(first![3])
  expect(cancelled).toEqual([second![0], '1', 'CANCELLED', second![3]])
  await db.execute(sql`update booking_leg set state = 'held' where booking_id = ${bookingId}`)
  expect(await facts()).toEqual([])
})

test('nothing changed: 304 without a body; something did: the new file', async () => {
  const booker = await signUp()
  const [resident] = await buildResidents(db, 1)
  const bookingId = await paidBooking(app, { world, resident: resident! })
  await db.execute(sql`update booking set booker_id = ${booker.personId} where id = ${bookingId}`)
  const { path } = await makeFeed(booker.client, { kind: 'resident' })
  const first = await fetchFeed(path)
  const tag = first.headers.get('etag')!
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`]) {
    const again = await fetchFeed(path, { 'if-none-match': known })
    expect([again.status, again.body]).toEqual([304, null])
    expect(again.headers.get('etag')).toBe(tag)
  }
  await withTransaction(db, async (tx) => {
    const { legs } = (await lockBooking(tx, bookingId))!
    await changeLegs(tx, [legs[1]!], { event: 'cancel', actor: 'resident' })
  })
  const changed = await fetchFeed(path, { 'if-none-match': tag })
  expect(changed.status).toBe(200)
  expect(changed.headers.get('etag')).not.toBe(tag)
})

test('an address is told once, kept as a hash, revoked by its owner alone, and then 404 like one that never was', async () => {
  const owner = await signUp()
  const other = await signUp()
  const { id, url, path } = await makeFeed(owner.client, { kind: 'resident' })
  const token = /([\w-]{43})\.ics$/.exec(url)![1]!
  expect(JSON.stringify((await owner.client.get('/api/calendar-feeds')).body)).not.toContain(token)
  const { rows } = await db.execute(sql`select * from calendar_feed`)
  expect(JSON.stringify(rows)).not.toContain(token)
  await fetchFeed(path)
  expect((await owner.client.get('/api/calendar-feeds')).body).toMatchObject([{ id, kind: 'resident', readAt: expect.stringMatching(/^20/) }])
  expect((await other.client.get('/api/calendar-feeds')).body).toEqual([])
  expect((await other.client.delete(`/api/calendar-feeds/${id}`)).status).toBe(404)
  expect((await fetchFeed(path)).status).toBe(200)
  expect((await owner.client.delete(`/api/calendar-feeds/${id}`)).status).toBe(204)
  expect((await fetchFeed(path)).status).toBe(404)
  expect((await fetchFeed(path.replace(token, 'A'.repeat(43)))).status).toBe(404)
  expect((await fetchFeed(`/api/calendars/${'x'.repeat(60)}`)).status).toBe(404)
})

test('who is no longer a manager, or has left, has no calendar any more; nobody makes more than twenty', async () => {
  const manager = await signUp('manager')
  const { path } = await makeFeed(manager.client, { kind: 'provider', providerId: world.legs[0]!.providerId })
  await db.execute(sql`update provider_member set role = 'worker' where person_id = ${manager.personId}`)
  expect((await fetchFeed(path)).status).toBe(404)
  const resident = await signUp()
  const first = await makeFeed(resident.client, { kind: 'resident' })
  for (let i = 0; i < 19; i++) await makeFeed(resident.client, { kind: 'resident' })
  expect(await resident.client.post('/api/calendar-feeds', { kind: 'resident' })).toMatchObject({ status: 409, body: { code: 'too_many_feeds' } })
  expect((await resident.client.delete('/api/account', { confirm: true })).status).toBe(204)
  expect((await fetchFeed(first.path)).status).toBe(404)
  const { rows } = await db.execute(sql`select 1 from calendar_feed where person_id = ${resident.personId}`)
  expect(rows).toEqual([])
})
