import { sql } from 'drizzle-orm'
import Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Booking } from '../../../shared/schemas/booking.ts'
import { giveUpHold, openCheckout, readBooking } from '../../../server/checkout/index.ts'
import { expireHold, placeHold } from '../../../server/booking/index.ts'
import { reconcilePayments } from '../../../server/payment/index.ts'
import { setClockOffset } from '../../../server/platform/clock.ts'
import { createTestApp } from '../../support/app.ts'
import { holdBodyOf, quoteAt } from '../../support/booking.ts'
import { buildBundle, buildCity, buildResidents, type Household, type World } from '../../support/world.ts'
import { secretKey, startHarness, webhookSecret } from '../../unit/sandbox-stripe/harness.ts'

let webhookUrl = ''
/** What the stand-in has sent, so that a test can send it again. */
const sent: { payload: string, signature: string }[] = []
const h = await startHarness({
  receive: async (payload, signature) => {
    sent.push({ payload, signature })
    return await deliver(payload, signature)
  },
})
const { app, server } = await createTestApp({ env: { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_BASE: h.origin } })
webhookUrl = `${server.url}/api/webhooks/stripe`
const { db } = app
afterAll(async () => await h.stop())

async function deliver(payload: string, signature: string): Promise<number> {
  return (await fetch(webhookUrl, { method: 'POST', headers: { 'stripe-signature': signature, 'content-type': 'application/json' }, body: payload })).status
}

let world: World
let residents: Household[]
beforeAll(async () => {
  await buildCity(db)
  residents = await buildResidents(db, 40)
})
beforeEach(async () => {
  world = await buildBundle(db, [{ skill: 'clean', price: 12_000 }, { skill: 'nurse', price: 29_800, instant: false }])
  sent.length = 0
})

const next = () => residents.shift()!

/** A hold with its payment page open. */
async function held(at = '09:00') {
  const resident = next()
  const bookingId = await placeHold(app, { personId: resident.personId, body: holdBodyOf((await quoteAt(app, { world, at })).id, resident) })
  const { url } = await openCheckout(app, { personId: resident.personId, bookingId })
  const session = /cs_\w+/.exec(url)![0]
  const read = async (): Promise<Booking> => await readBooking(db, { personId: resident.personId, id: bookingId }) as Booking
  return { resident, bookingId, session, url, read }
}

/** Waits until the stand-in has delivered all that it has to say, then does the work. */
async function heard(): Promise<void> {
  await expect.poll(async () => {
    const { webhooks } = await h.control('state') as { webhooks: { waiting: number, inFlight: number } }
    return webhooks.waiting + webhooks.inFlight
  }, { interval: 10 }).toBe(0)
  await app.jobs.drain()
}

const statesOf = (booking: Booking) => booking.legs.map(leg => leg.state)
const ledgerOf = async (bookingId: string) => (await db.execute(sql`
  select account, sum(amount)::int as amount from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
   where booking_id = ${bookingId} group by account having sum(amount) <> 0 order by account`)).rows

/** Moves the database's clock and the stand-in's together. */
async function advance(minutes: number): Promise<void> {
  await setClockOffset(db, minutes * 60)
  await h.control('clock', { offsetMs: minutes * 60_000 })
}

test('paid: each leg is confirmed, or asked of its provider; the claims stay; the ledger is balanced', async () => {
  const { session, read, bookingId } = await held()
  expect(await read()).toMatchObject({ state: 'held', payment: { state: 'awaiting_payment' } })
  await h.control('pay', { session, method: 'alipay' })
  await heard()
  const booking = await read()
  expect(statesOf(booking)).toEqual(['confirmed', 'requested'])
  expect(booking).toMatchObject({ holdExpiresAt: null, payment: { state: 'paid', method: 'alipay', capturedAmount: 41_800 } })
  const { rows } = await db.execute(sql`select expires_at from claim where booking_leg_id in (select id from booking_leg where booking_id = ${bookingId})`)
  expect(rows).toEqual([{ expires_at: null }, { expires_at: null }])
  const ledger = await ledgerOf(bookingId)
  expect(ledger.reduce((sum, row) => sum + Number(row.amount), 0)).toBe(0)
  expect(ledger).toContainEqual({ account: 'resident', amount: -41_800 })
})

test('a declined attempt stays on the page, and a good card after it pays', async () => {
  const { session, read } = await held()
  await h.control('pay', { session, method: 'card', outcome: 'declined' })
  await heard()
  expect(await read()).toMatchObject({ state: 'held', payment: { state: 'awaiting_payment' } })
  await h.control('pay', { session, method: 'card' })
  await heard()
  expect((await read()).payment).toMatchObject({ state: 'paid', method: 'card' })
})

test('asking for the payment page again answers the open one; once it is paid there is none', async () => {
  const { resident, bookingId, url, session } = await held()
  const answers = await Promise.all([1, 2, 3].map(async () => await openCheckout(app, { personId: resident.personId, bookingId })))
  expect(new Set(answers.map(answer => answer.url))).toEqual(new Set([url]))
  await h.control('pay', { session })
  await heard()
  await expect(openCheckout(app, { personId: resident.personId, bookingId })).rejects.toMatchObject({ code: 'already_paid' })
  await expect(openCheckout(app, { personId: next().personId, bookingId })).rejects.toMatchObject({ code: 'not_found' })
})

test('the same webhook sent five times at once, and again out of order, is one payment', async () => {
  const { session, read, bookingId } = await held()
  await h.control('webhooks', { order: 'reverse', paused: true })
  await h.control('pay', { session })
  await h.control('webhooks', { paused: false })
  await heard()
  const answers = await Promise.all(sent.reverse().flatMap(({ payload, signature }) => Array.from({ length: 5 }, async () => await deliver(payload, signature))))
  expect(new Set(answers)).toEqual(new Set([200]))
  await app.jobs.drain()
  await h.control('webhooks', { order: 'any' })
  const booking = await read()
  expect(statesOf(booking)).toEqual(['confirmed', 'requested'])
  expect(booking.events.filter(event => event.event === 'pay')).toHaveLength(2)
  expect(await ledgerOf(bookingId)).toContainEqual({ account: 'resident', amount: -41_800 })
})

test('a forged, a tampered and an old webhook are refused, and nothing is written', async () => {
  const { session, read } = await held()
  const stripe = new Stripe(secretKey)
  const event = { id: 'evt_forged', object: 'event', type: 'checkout.session.completed', created: 1, data: { object: { id: session, object: 'checkout.session', payment_status: 'paid' } } }
  const payload = JSON.stringify(event)
  const sign = (secret: string, timestamp?: number) => stripe.webhooks.generateTestHeaderString({ payload, secret, ...(timestamp && { timestamp }) })
  const old = Math.floor(Date.now() / 1000) - 301
  expect(await deliver(payload, sign('whsec_other'))).toBe(400)
  expect(await deliver(payload.replace('evt_forged', 'evt_changed'), sign(webhookSecret))).toBe(400)
  expect(await deliver(payload, sign(webhookSecret, old))).toBe(400)
  expect(await deliver(payload, '')).toBe(400)
  expect((await db.execute(sql`select 1 from payment_event where id like 'evt_forged%' or id like 'evt_changed%'`)).rows).toEqual([])
  // Even a genuine signature over a lie fulfils nothing: the truth is fetched from Stripe.
  expect(await deliver(payload, sign(webhookSecret))).toBe(200)
  await app.jobs.drain()
  expect((await read()).state).toBe('held')
})

test('a webhook that is lost is found by reconciliation', async () => {
  const { session, read } = await held()
  await h.control('webhooks', { dropNext: 50 })
  await h.control('pay', { session })
  await h.control('webhooks', { dropNext: 0 })
  await app.jobs.drain()
  expect((await read()).state).toBe('held')
  const { missed } = await reconcilePayments(app)
  expect(missed).toBeGreaterThan(0)
  await app.jobs.drain()
  expect((await read()).payment).toMatchObject({ state: 'paid' })
  expect((await reconcilePayments(app)).missed).toBe(0)
})

test('an asynchronous payment holds the time, and confirms when it succeeds; one that fails gives the time back', async () => {
  const good = await held('08:00')
  const bad = await held('14:00')
  for (const { session } of [good, bad]) await h.control('pay', { session, method: 'alipay', outcome: 'processing', then: 'by_hand' })
  await heard()
  expect(await good.read()).toMatchObject({ state: 'held', payment: { state: 'processing' } })
  expect(new Date((await good.read()).holdExpiresAt!).getTime() - Date.now()).toBeGreaterThan(60 * 60_000)
  await h.control('payments/settle', { session: good.session, outcome: 'succeeded' })
  await h.control('payments/settle', { session: bad.session, outcome: 'failed' })
  await heard()
  expect((await good.read()).state).toBe('requested')
  expect(await bad.read()).toMatchObject({ state: 'cancelled', payment: { state: 'payment_failed' } })
  const { rows } = await db.execute(sql`select 1 from claim where booking_leg_id in (select id from booking_leg where booking_id = ${bad.bookingId})`)
  expect(rows).toEqual([])
})

/** An asynchronous payment that is still under way when its hold has ended: the only one that can come late. */
async function heldTooLong(at: string) {
  const late = await held(at)
  await h.control('pay', { session: late.session, method: 'alipay', outcome: 'processing', then: 'by_hand' })
  await heard()
  await advance(25 * 60)
  await app.jobs.drain()
  expect(await expireHold(app, late.bookingId)).toBe(true)
  return late
}

test('paid after the hold expired, and the time is still free: claimed again and confirmed', async () => {
  const late = await heldTooLong('09:00')
  try {
    await h.control('payments/settle', { session: late.session, outcome: 'succeeded' })
    await heard()
    const booking = await late.read()
    expect(statesOf(booking)).toEqual(['confirmed', 'requested'])
    expect(booking).toMatchObject({ payment: { state: 'paid', refundedAmount: 0 } })
    expect(booking.events.map(event => event.event)).toContain('pay_late')
  } finally {
    await advance(0)
  }
})

test('paid after the hold expired, and the time was sold to another: refunded in full', async () => {
  const late = await heldTooLong('09:00')
  try {
    const other = next()
    const quote = await quoteAt(app, { world, at: '09:00' })
    await placeHold(app, { personId: other.personId, body: holdBodyOf(quote.id, other) })
    await h.control('payments/settle', { session: late.session, outcome: 'succeeded' })
    await heard()
    await heard()
    const booking = await late.read()
    expect(statesOf(booking)).toEqual(['expired', 'expired'])
    expect(booking.payment).toMatchObject({ capturedAmount: 41_800, refundedAmount: 41_800 })
    const refunds = await h.stripe.refunds.list({ limit: 100 })
    expect(refunds.data.map(refund => refund.amount)).toEqual([41_800])
    const ledger = await ledgerOf(late.bookingId)
    expect(ledger.reduce((sum, row) => sum + Number(row.amount), 0)).toBe(0)
  } finally {
    await advance(0)
  }
})

test('the page of a hold that ended shows no way to pay, and its end expires the hold', async () => {
  const { session, read, bookingId } = await held()
  try {
    await advance(40)
    await heard()
    expect(await read()).toMatchObject({ state: 'expired', payment: { state: 'expired' } })
    await expect(h.control('pay', { session })).rejects.toThrow()
    const { rows } = await db.execute(sql`select 1 from claim where booking_leg_id in (select id from booking_leg where booking_id = ${bookingId})`)
    expect(rows).toEqual([])
  } finally {
    await advance(0)
  }
})

test('a hold that is given up closes its page first, and its time is free at once', async () => {
  const { resident, session, read, bookingId } = await held('09:00')
  await giveUpHold(app, { personId: resident.personId, bookingId })
  await heard()
  expect(await read()).toMatchObject({ state: 'cancelled', payment: { state: 'expired' } })
  await expect(h.control('pay', { session })).rejects.toThrow()
  const other = next()
  await placeHold(app, { personId: other.personId, body: holdBodyOf((await quoteAt(app, { world, at: '09:00' })).id, other) })
  await expect(giveUpHold(app, { personId: resident.personId, bookingId })).rejects.toMatchObject({ code: 'transition_illegal' })
})

test('giving up what was paid a moment ago says so, and the booking stands', async () => {
  const { resident, session, read, bookingId } = await held()
  await h.control('webhooks', { paused: true })
  await h.control('pay', { session })
  await expect(giveUpHold(app, { personId: resident.personId, bookingId })).rejects.toMatchObject({ code: 'already_paid' })
  expect((await read()).state).toBe('requested')
  await h.control('webhooks', { paused: false })
  await heard()
  expect((await read()).events.filter(event => event.event === 'pay')).toHaveLength(2)
})

test('a hold cannot be given up while the payment service is silent: it may still be paid', async () => {
  const { resident, read, bookingId } = await held()
  await h.control('faults', { path: '/v1/checkout/sessions/*', kind: '500', times: 20 })
  await expect(giveUpHold(app, { personId: resident.personId, bookingId })).rejects.toMatchObject({ code: 'checkout_unavailable' })
  expect((await read()).state).toBe('held')
  await fetch(`${h.origin}/_control/stripe/faults`, { method: 'DELETE' })
})
