import { sql } from 'drizzle-orm'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { cancelHold, lockBooking, placeHold } from '../../../server/booking/index.ts'
import { bookingLeg } from '../../../server/booking/schema.ts'
import { changeLegs } from '../../../server/booking/change-legs.ts'
import type { Actor, LegEvent } from '../../../server/booking/index.ts'
import { changeRecipient } from '../../../server/identity/index.ts'
import { planNotices, planRefundNotices, sendNotice, sweepNotices } from '../../../server/notification/index.ts'
import { setClockOffset } from '../../../server/platform/clock.ts'
import { warmPool, withTransaction } from '../../../server/platform/database.ts'
import { newId } from '../../../server/platform/ids.ts'
import { createTestApp } from '../../support/app.ts'
import { holdBodyOf, quoteAt } from '../../support/booking.ts'
import { addStaff, paidBooking } from '../../support/notices.ts'
import { buildBundle, buildCity, buildResidents, type Household, type World } from '../../support/world.ts'

const { app, mails, sms } = await createTestApp()
const { db } = app
const { sendMail } = app.post

let world: World
let resident: Household
beforeAll(async () => await buildCity(db))
beforeEach(async () => {
  // What another test booked is reminded of here otherwise.
  await db.execute(sql`update booking_leg set state = 'settled'`)
  world = await buildBundle(db, [{ skill: 'clean', price: 12_000 }, { skill: 'nurse', price: 29_800, instant: false }])
  resident = (await buildResidents(db, 1))[0]!
  mails.length = 0
  sms.length = 0
})
afterEach(async () => {
  app.post.sendMail = sendMail
  await setClockOffset(db, 0)
})

const bookerMail = () => `${resident.personId}@example.test`
const mailsTo = (to: string) => mails.filter(mail => mail.to === to)
const textsTo = (to: string) => sms.filter(message => message.to === to).map(({ text }) => text)
interface Row extends Record<string, unknown> {
  id: string
  state: string
  reader: string
  template: string
  attempts: number
  error: string | null
}
const rowsOf = async (bookingId: string) => (await db.execute<Row>(
  sql`select id, state, reader, channel, template, attempts, error from notification where booking_id = ${bookingId} order by id`)).rows
const eventsOf = async (bookingId: string, event: string) =>
  (await db.execute<{ id: number }>(sql`select id from booking_event where booking_id = ${bookingId} and event = ${event} order by id`)).rows.map(({ id }) => Number(id))

/** One event on the nth leg of a booking, as the slice that owns it does. */
async function happen(bookingId: string, nth: number, cause: { event: LegEvent, actor: Actor }): Promise<void> {
  await withTransaction(db, async (tx) => {
    const { legs } = (await lockBooking(tx, bookingId))!
    await changeLegs(tx, [legs[nth]!], cause)
  })
  await app.jobs.drain()
}

test('a hold tells nobody; paid, everybody who must know of it is told in their own language, with what it takes to be there', async () => {
  const [clean, nurse] = world.legs
  const manager = await addStaff(app, { providerId: nurse!.providerId, role: 'owner', locale: 'en', phone: '+8613900000011' })
  const worker = await addStaff(app, { providerId: clean!.providerId, role: 'worker', resourceId: clean!.workerIds[0]!, email: null, phone: '+8613900000012' })
  const quote = await quoteAt(app, { world, at: '09:00' })
  await placeHold(app, { personId: resident.personId, body: holdBodyOf(quote.id, resident) })
  await app.jobs.drain()
  expect([mails, sms]).toEqual([[], []])

  const bookingId = await paidBooking(app, { world, resident, at: '12:00' })
  await app.jobs.drain()
  const [booked] = mailsTo(bookerMail())
  expect(booked).toMatchObject({ subject: '预约成功：组合' })
  expect(booked!.text).toContain('第0步 · 已确认')
  expect(booked!.text).toContain('第1步 · 等待服务商确认')
  expect(booked!.text).toContain('12:00–13:00')
  expect(booked!.html).toContain('<html lang="zh-CN">')
  expect(booked!.attachments?.[0]).toMatchObject({ contentType: expect.stringContaining('text/calendar') })
  expect(booked!.attachments![0]!.content.match(/BEGIN:VEVENT/g)).toHaveLength(2)
  // The payer is somebody else, who reads the language of the booking and has no page here.
  const [receipt] = mailsTo('chen@example.test')
  expect(receipt).toMatchObject({ subject: 'Booked: Bundle' })
  expect(receipt!.text).not.toContain('/bookings/')
  expect(mailsTo(`${manager}@example.test`).map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Please answer: Step 1, /)])
  expect(textsTo('+8613900000011')).toHaveLength(1)
  expect(textsTo('+8613900000012')).toEqual([expect.stringMatching(/^【邻里】新的上门：第0步，.*1 Lane/)])
  expect((await rowsOf(bookingId)).every(row => row.state === 'sent')).toBe(true)
  expect((await rowsOf(bookingId)).some(row => row.reader === worker)).toBe(true)
})

test('nothing that a mail carries is fetched from elsewhere, and what people typed stays text', async () => {
  await db.execute(sql`update recipient set name = ${'<img src=x onerror=alert(1)>'} where id = ${resident.recipientId}`)
  await paidBooking(app, { world, resident })
  await app.jobs.drain()
  const { html = '' } = mailsTo(bookerMail())[0]!
  expect(html).toContain('&lt;img src=x')
  expect(html).not.toMatch(/<img|<link|<script|@import|url\(/i)
  expect([...html.matchAll(/https?:\/\/[^"<\s]+/g)].every(([url]) => url.startsWith('http://linli.test/'))).toBe(true)
})

test('what is known of a person\'s health is in no mail, no SMS and no row', async () => {
  await changeRecipient(app, {
    personId: resident.personId,
    id: resident.recipientId,
    body: { name: 'Father', relation: 'parent', birthYear: 1948, needs: ['memory'], notes: 'insulin at noon' },
  })
  const bookingId = await paidBooking(app, { world, resident })
  await app.jobs.drain()
  const out = JSON.stringify([mails, sms, await rowsOf(bookingId)])
  expect(out).not.toMatch(/memory|insulin|1948/i)
})

test('the same job run again and again, and by twelve at once, says a thing once', async () => {
  const bookingId = await paidBooking(app, { world, resident })
  const eventIds = await eventsOf(bookingId, 'pay')
  expect(eventIds).toHaveLength(2)
  await warmPool(db, 8)
  await Promise.all(Array.from({ length: 12 }, async () => await planNotices(app, { bookingId, eventIds })))
  await app.jobs.drain()
  const rows = await rowsOf(bookingId)
  await Promise.all(rows.flatMap(({ id }) => Array.from({ length: 12 }, async () => await sendNotice(app, id))))
  await sweepNotices(app)
  await app.jobs.drain()
  expect(mailsTo(bookerMail())).toHaveLength(1)
  expect(mails).toHaveLength((await rowsOf(bookingId)).length)
  expect((await rowsOf(bookingId)).every(({ attempts }) => attempts === 1)).toBe(true)
})

test('two that send at the same moment: one does, while the mail server still thinks', async () => {
  const bookingId = await paidBooking(app, { world, resident })
  await planNotices(app, { bookingId, eventIds: await eventsOf(bookingId, 'pay') })
  const [row] = await rowsOf(bookingId)
  const server = Promise.withResolvers<null>()
  let taken = 0
  app.post.sendMail = async () => {
    taken++
    await server.promise
  }
  const first = sendNotice(app, row!.id)
  await expect.poll(() => taken).toBe(1)
  await sendNotice(app, row!.id)
  await sweepNotices(app)
  server.resolve(null)
  await first
  expect(taken).toBe(1)
  expect((await rowsOf(bookingId))[0]).toMatchObject({ state: 'sent', attempts: 1 })
  await app.jobs.drain()
})

test('a process that died between writing and sending: the sweeper sends; one that died while sending is given a quarter of an hour first', async () => {
  const bookingId = await paidBooking(app, { world, resident })
  await planNotices(app, { bookingId, eventIds: await eventsOf(bookingId, 'pay') })
  // The jobs that would send are lost with their process.
  await db.execute(sql`delete from pgboss.job where name in ('notification.send', 'booking.changed')`)
  const [row] = await rowsOf(bookingId)
  await db.execute(sql`update notification set state = 'sending', attempts = 1, next_attempt_at = linli_now() + interval '15 minutes' where id = ${row!.id}`)
  await sweepNotices(app)
  await app.jobs.drain()
  const others = (await rowsOf(bookingId)).length - 1
  expect(mails).toHaveLength(others)
  await setClockOffset(db, 16 * 60)
  await sweepNotices(app)
  await app.jobs.drain()
  expect(mails).toHaveLength(others + 1)
  expect((await rowsOf(bookingId)).every(({ state }) => state === 'sent')).toBe(true)
})

test('a mail server that is away is tried again later; one that refuses for good is not; the row tells neither name nor address', async () => {
  const bookingId = await paidBooking(app, { world, resident })
  const failure = (code: string, responseCode?: number) => Object.assign(new Error(`no such user ${bookerMail()}`), { code, ...(responseCode && { responseCode }) })
  app.post.sendMail = async ({ to }) => {
    throw to === bookerMail() ? failure('ECONNECTION') : failure('EENVELOPE', 550)
  }
  await app.jobs.drain()
  const rows = await rowsOf(bookingId)
  expect(rows.map(({ state, error }) => [state, error]).sort()).toEqual([['failed', 'ECONNECTION'], ['failed', 'EENVELOPE 550']])
  app.post.sendMail = sendMail
  await sweepNotices(app)
  await app.jobs.drain()
  expect(mails).toEqual([])
  await setClockOffset(db, 61)
  await sweepNotices(app)
  await app.jobs.drain()
  expect(mails.map(({ to }) => to)).toEqual([bookerMail()])
})

test('a reader without an e-mail gets an SMS, and no mail to an address that does not exist', async () => {
  await db.execute(sql`update person set email = ${`${resident.personId}@linli.invalid`}, phone_number = '+8613700000001', phone_number_verified = true where id = ${resident.personId}`)
  await paidBooking(app, { world, resident })
  await app.jobs.drain()
  expect(textsTo('+8613700000001')).toEqual([expect.stringMatching(/^【邻里】预约成功：组合，.*预约号 LL-/)])
  expect(mails.filter(({ to }) => to.endsWith('.invalid'))).toEqual([])
  await db.execute(sql`update person set phone_number = null where id = ${resident.personId}`)
})

test('a person who has left is told nothing', async () => {
  const bookingId = await paidBooking(app, { world, resident })
  await planNotices(app, { bookingId, eventIds: await eventsOf(bookingId, 'pay') })
  await db.execute(sql`update person set deleted_at = linli_now() where id = ${resident.personId}`)
  await app.jobs.drain()
  expect(mailsTo(bookerMail())).toEqual([])
  expect((await rowsOf(bookingId)).find(({ reader }) => reader === resident.personId)).toMatchObject({ state: 'skipped' })
})

test('accepted, cancelled, disputed: each side hears its own, and a worker who was sent is called back', async () => {
  const nurse = world.legs[1]!
  const manager = await addStaff(app, { providerId: nurse.providerId, role: 'manager' })
  await addStaff(app, { providerId: nurse.providerId, role: 'worker', resourceId: nurse.workerIds[0]!, email: null, phone: '+8613900000021' })
  const bookingId = await paidBooking(app, { world, resident })
  await app.jobs.drain()
  mails.length = 0
  await happen(bookingId, 1, { event: 'accept', actor: 'provider' })
  expect(mails.map(({ to, subject }) => [to, subject])).toEqual([[bookerMail(), '服务商已确认：第1步']])
  expect(textsTo('+8613900000021')).toHaveLength(1)
  await happen(bookingId, 1, { event: 'cancel', actor: 'resident' })
  expect(mailsTo(`${manager}@example.test`).map(({ subject }) => subject)).toEqual([expect.stringContaining('已取消')])
  expect(textsTo('+8613900000021').at(-1)).toContain('不用去了')
  expect(mailsTo(bookerMail()).at(-1)!.attachments![0]!.content).toContain('STATUS:CANCELLED')
})

test('a payment that failed is told; a hold that was given up is not', async () => {
  for (const event of ['give_up', 'fail_payment'] as const) {
    const quote = await quoteAt(app, { world, at: '15:00' })
    const id = await placeHold(app, { personId: resident.personId, body: holdBodyOf(quote.id, resident) })
    await withTransaction(db, async tx => await cancelHold(tx, (await lockBooking(tx, id))!, { event }))
    await app.jobs.drain()
  }
  expect(mails.map(({ subject }) => subject)).toEqual(['付款没有成功：组合'])
})

test('a refund that arrived and one that failed are told once, with the amount', async () => {
  const operator = await addStaff(app, { providerId: world.legs[0]!.providerId, role: 'worker', locale: 'en' })
  await db.execute(sql`update person set operator = true where id = ${operator}`)
  const bookingId = await paidBooking(app, { world, resident })
  await app.jobs.drain()
  mails.length = 0
  const [paymentId, opId, refundId] = [newId(), newId(), newId()]
  await db.execute(sql`insert into payment (id, booking_id, state, currency, amount) values (${paymentId}, ${bookingId}, 'paid', 'CNY', 41800)`)
  await db.execute(sql`insert into payment_op (id, payment_id, kind, params) values (${opId}, ${paymentId}, 'refund', '{}')`)
  await db.execute(sql`insert into refund (id, payment_id, op_id, amount, currency, state, reason)
    values (${refundId}, ${paymentId}, ${opId}, 29800, 'CNY', 'succeeded', 'paid_late')`)
  for (let i = 0; i < 3; i++) await planRefundNotices(app, { refundId, bookingId, state: 'succeeded' })
  await app.jobs.drain()
  expect(mails.map(({ to, subject }) => [to, subject]).sort()).toEqual([
    [bookerMail(), '付款来晚了，已全额退回 ¥298.00'], ['chen@example.test', 'Your payment came too late: ¥298.00 refunded'],
  ].sort())
  await planRefundNotices(app, { refundId, bookingId, state: 'failed' })
  await app.jobs.drain()
  expect(mails.slice(2).map(({ to }) => to).sort()).toEqual([bookerMail(), `${operator}@example.test`].sort())
})

/** Sets the clock so that a leg starts in so many minutes. */
async function minutesBefore(bookingId: string, minutes: number): Promise<void> {
  const { rows } = await db.execute<{ start: string }>(sql`
    select min(starts_at) as start from booking_leg where booking_id = ${bookingId} and state = 'confirmed'`)
  await setClockOffset(db, Math.round((Date.parse(rows[0]!.start) - Date.now()) / 1000 - minutes * 60))
}

test('reminders go out a day and two hours before, to booker, contact and worker, once each however often the sweeper runs', async () => {
  const clean = world.legs[0]!
  await addStaff(app, { providerId: clean.providerId, role: 'worker', resourceId: clean.workerIds[0]!, email: null, phone: '+8613900000031' })
  const bookingId = await paidBooking(app, { world, resident })
  await app.jobs.drain()
  const sweep = async () => {
    for (let i = 0; i < 3; i++) await sweepNotices(app)
    await Promise.all([sweepNotices(app), sweepNotices(app)])
    await app.jobs.drain()
  }
  const counts = () => [mailsTo(bookerMail()).length, textsTo('+8613800000000').length, textsTo('+8613900000031').length]
  expect(counts()).toEqual([1, 0, 1])
  await minutesBefore(bookingId, 25 * 60)
  await sweep()
  expect(counts()).toEqual([1, 0, 1])
  await minutesBefore(bookingId, 24 * 60 - 1)
  await sweep()
  expect(counts()).toEqual([2, 1, 2])
  expect(mailsTo(bookerMail())[1]!.subject).toMatch(/^提醒：/)
  await minutesBefore(bookingId, 119)
  await sweep()
  // The booker has no phone here: the short reminder comes by mail.
  expect(counts()).toEqual([3, 2, 3])
})

test('no reminder for what was booked too late for it, was cancelled, or has moved since it was written', async () => {
  const bookingId = await paidBooking(app, { world, resident })
  await app.jobs.drain()
  mails.length = 0
  // Confirmed 20 hours before: the reminder of the day before is for those who booked earlier.
  await minutesBefore(bookingId, 20 * 60)
  await db.execute(sql`insert into booking_event (booking_id, booking_leg_id, actor, event, from_state, to_state)
    select booking_id, id, 'resident', 'reschedule', 'confirmed', 'confirmed' from booking_leg where booking_id = ${bookingId} and state = 'confirmed'`)
  await sweepNotices(app)
  await app.jobs.drain()
  expect(mails).toEqual([])
  await minutesBefore(bookingId, 119)
  await sweepNotices(app)
  expect((await rowsOf(bookingId)).filter(({ state }) => state === 'pending').length).toBeGreaterThan(0)
  await db.update(bookingLeg).set({ revision: 1 }).where(sql`booking_id = ${bookingId}`)
  await app.jobs.drain()
  expect([mails, sms]).toEqual([[], []])
  expect((await rowsOf(bookingId)).filter(({ template }) => template === 'reminder_hours').map(({ state }) => state)).toEqual(['skipped'])
})
