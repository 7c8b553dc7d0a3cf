import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { currentConsent } from '#shared/consent.ts'
import { connectBusyCalendar, findSlots, importBusy, listBusyCalendars, sweepBusyCalendars } from '../../../server/availability/index.ts'
import { setClockOffset } from '../../../server/platform/clock.ts'
import type { FetchPolicy } from '../../../server/platform/safe-fetch.ts'
import { createTestApp } from '../../support/app.ts'
import { day } from '../../support/booking.ts'
import type { Client } from '../../support/http.ts'
import { addStaff } from '../../support/notices.ts'
import { buildBundle, buildCity, type World } from '../../support/world.ts'

const { app, server } = await createTestApp()
const { db } = app

/** In the place of the public internet: this machine. */
const policy: FetchPolicy = { allowsUrl: url => url.protocol === 'http:', allowsAddress: address => address === '127.0.0.1' }

let answer: { status: number, body: string } = { status: 200, body: '' }
let asked = 0
let whileAsked: () => Promise<void> = async () => {}
const elsewhere = createServer((_, response) => {
  asked++
  void whileAsked().then(() => response.writeHead(answer.status).end(answer.body))
})
await new Promise<void>(resolve => elsewhere.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/secret-token/basic.ics`
afterAll(() => void elsewhere.close())

const calendarWith = (...times: [from: string, to: string][]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...times.flatMap(([from, to], i) => [
  'BEGIN:VEVENT', `UID:${i}`, 'SUMMARY:Dentist', `DTSTART:${from.replaceAll(/[-:]/g, '')}00Z`, `DTEND:${to.replaceAll(/[-:]/g, '')}00Z`, 'END:VEVENT',
]), 'END:VCALENDAR'].join('\r\n')

let world: World
let worker: string
let personId: string
beforeAll(async () => await buildCity(db))
beforeEach(async () => {
  world = await buildBundle(db, [{ skill: 'clean' }])
  const leg = world.legs[0]!
  worker = leg.workerIds[0]!
  personId = await addStaff(app, { providerId: leg.providerId, role: 'worker', resourceId: worker })
  answer = { status: 200, body: calendarWith([`${day(3)}T09:00`, `${day(3)}T12:00`]) }
  asked = 0
  whileAsked = async () => {}
  await setClockOffset(db, 0)
})

const connect = async () => await connectBusyCalendar(app, { personId, resourceId: worker, url, policy })
const take = async () => await importBusy(app, worker, { policy })
const state = async () => (await listBusyCalendars(db, { personId }))[0]!
const overrides = async () => (await db.execute<{ from: string, kind: string, imported: boolean }>(sql`
  select lower(during)::text as from, kind, busy_calendar_id is not null as imported from availability_override where resource_id = ${worker} order by during`)).rows
const startsOn = async (offset: number): Promise<string[]> => {
  const calendar = await findSlots(app, { slug: world.slug, from: day(offset), days: 1, districtId: 'near', persons: 1, choices: [] })
  return (calendar.days[0]!.times ?? []).map(({ start }) => start.slice(11, 16))
}

test('what is busy there is not offered here; taken in again it is replaced, and what people entered stays', async () => {
  await db.execute(sql`insert into availability_override (id, resource_id, during, kind, note)
    values (gen_random_uuid(), ${worker}, tstzrange(${`${day(3)}T15:00Z`}, ${`${day(3)}T16:00Z`}), 'off', 'school')`)
  expect(await startsOn(3)).toContain('09:00')
  await connect()
  await take()
  expect(await state()).toMatchObject({ host: new URL(url).host, busyCount: 1, problem: null, syncedAt: expect.stringMatching(/^20/) })
  const free = await startsOn(3)
  expect(free.filter(start => start > '08:00' && start < '12:00')).toEqual([])
  expect(free).toContain('12:00')
  answer.body = calendarWith([`${day(4)}T09:00`, `${day(4)}T10:00`], [`${day(4)}T09:30`, `${day(4)}T11:00`])
  await take()
  await take()
  expect(await overrides()).toEqual([
    { from: expect.stringContaining(day(3)), kind: 'off', imported: false }, { from: expect.stringContaining(day(4)), kind: 'busy', imported: true },
  ])
  expect(await startsOn(3)).toContain('09:00')
})

test('a calendar that cannot be had or read leaves what was there, and says why', async () => {
  await connect()
  await take()
  const { syncedAt } = await state()
  const bad: [typeof answer, object][] = [
    [{ status: 500, body: '' }, { problem: 'unreachable', problemDetail: null }],
    [{ status: 200, body: '<html>' }, { problem: 'not_a_calendar' }],
    [{ status: 200, body: 'x'.repeat(1024 * 1024 + 1) }, { problem: 'too_large' }],
    [{ status: 200, body: answer.body.replace('SUMMARY:Dentist', 'RRULE:FREQ=SECONDLY') }, { problem: 'not_understood', problemDetail: 'RRULE:FREQ=SECONDLY' }],
  ]
  for (const [reply, expected] of bad) {
    answer = reply
    await take()
    expect(await state()).toMatchObject({ ...expected, busyCount: 1, syncedAt })
    expect(await overrides()).toHaveLength(1)
  }
  answer = { status: 200, body: calendarWith() }
  await take()
  expect(await state()).toMatchObject({ problem: null, busyCount: 0 })
  expect(await overrides()).toEqual([])
})

test('the job of the real app asks no address of this machine', async () => {
  await connect()
  await app.jobs.drain()
  expect(asked).toBe(0)
  expect(await state()).toMatchObject({ problem: 'address_refused' })
})

test('it is asked again after an hour, not before, and once however often the sweeper runs', async () => {
  await connect()
  await app.jobs.drain()
  await take()
  const waiting = async () => (await db.execute(sql`select 1 from pgboss.job where name = 'availability.import-busy' and state = 'created' and singleton_key = ${worker}`)).rows.length
  await setClockOffset(db, 59 * 60)
  await sweepBusyCalendars(app)
  expect(await waiting()).toBe(0)
  await setClockOffset(db, 61 * 60)
  await sweepBusyCalendars(app)
  await sweepBusyCalendars(app)
  expect(await waiting()).toBe(1)
  await app.jobs.drain()
})

test('an answer that comes after the address was changed is not taken in', async () => {
  await connect()
  whileAsked = async () => void await connectBusyCalendar(app, { personId, resourceId: worker, url: `${url}?other`, policy })
  await take()
  expect(await state()).toMatchObject({ syncedAt: null, busyCount: 0 })
  expect(await overrides()).toEqual([])
})

test('the address is a secret: sealed in its row, never answered', async () => {
  const view = await connect()
  const { rows } = await db.execute(sql`select encode(url_sealed, 'escape') as sealed, host, problem_detail from busy_calendar`)
  expect(JSON.stringify([view, rows])).not.toContain('secret-token')
})

async function signedIn(role: 'manager' | 'worker' | null, providerId: string): Promise<Client> {
  const client = server.client()
  const email = `${crypto.randomUUID()}@example.com`
  const reply = await client.post('/api/session/sign-up', { name: 'Wang', email, password: 'a long password', consent: currentConsent })
  const { id } = (reply.body as { person: { id: string } }).person
  if (role) await db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${providerId}, ${id}, ${role})`)
  return client
}

test('over HTTP: the manager and nobody else connects a worker\'s calendar; addresses within are refused', async () => {
  const { providerId } = world.legs[0]!
  const manager = await signedIn('manager', providerId)
  const path = `/api/busy-calendars/${worker}`
  expect((await manager.get('/api/busy-calendars')).body).toMatchObject([{ id: worker, host: null, syncedAt: null }])
  expect(await manager.put(path, { url: 'webcal://calendar.example.com/a.ics' })).toMatchObject({ status: 200, body: { host: 'calendar.example.com' } })
  for (const address of ['https://127.0.0.1/a.ics', 'https://[::1]/', 'https://localhost/', 'https://169.254.169.254/latest/', 'https://calendar.example.com:22/']) {
    expect(await manager.put(path, { url: address }), address).toMatchObject({ status: 422, body: { code: 'calendar_address_refused' } })
  }
  expect((await manager.put(path, { url: 'http://calendar.example.com/a.ics' })).status).toBe(400)
  for (const stranger of [await signedIn(null, providerId), await signedIn('worker', providerId)]) {
    expect((await stranger.get('/api/busy-calendars')).body).toEqual([])
    expect((await stranger.put(path, { url: 'https://calendar.example.com/a.ics' })).status).toBe(404)
    expect((await stranger.delete(path)).status).toBe(404)
  }
  expect((await manager.delete(path)).status).toBe(204)
  expect((await manager.delete(path)).status).toBe(404)
  await db.execute(sql`delete from pgboss.job where name = 'availability.import-busy'`)
})

test('a calendar that is disconnected takes its busy times along', async () => {
  await connect()
  await take()
  await db.execute(sql`delete from busy_calendar where resource_id = ${worker}`)
  expect(await overrides()).toEqual([])
})
