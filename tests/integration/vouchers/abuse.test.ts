import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { currentConsent } from '../../../shared/consent.ts'
import type { Booking } from '../../../shared/schemas/booking.ts'
import { placeHold } from '../../../server/booking/index.ts'
import { applyPaymentEvent, openCheckout, readBooking } from '../../../server/checkout/index.ts'
import { findPaymentOfBooking } from '../../../server/payment/index.ts'
import { day, holdBodyOf, quoteAt } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'
import { vouchersOf } from '../../support/vouchers.ts'
import { buildBundle, buildResidents } from '../../support/world.ts'

// What somebody would try who wants to pay less than the price. Each is refused, and nothing is written.

const life = await startLife()
const { app, db, server } = life
const vouchers = vouchersOf(life)
const world = await buildBundle(db, [{ skill: 'a', price: 20_000, workers: 4 }])
const { legs: [leg] } = world

const rows = async (): Promise<Record<string, unknown>> => (await db.execute(sql`
  select (select count(*)::int from quote) as quotes, (select count(*)::int from booking) as bookings, (select count(*)::int from claim) as claims,
         (select count(*)::int from voucher_redemption) as redemptions, (select coalesce(sum(spent_amount), 0)::int from voucher_campaign) as spent,
         (select count(*)::int from payment) as payments, (select count(*)::int from refund) as refunds, (select count(*)::int from ledger_entry) as entries`)).rows[0]!
beforeEach(async () => void await db.execute(sql`delete from rate_limit`))

let signedUp = 0
async function signedIn() {
  const client = server.client()
  const email = `abuser-${signedUp++}@example.test`
  const { body } = await client.post('/api/session/sign-up', { name: 'Mallory', email, password: 'a long password', consent: currentConsent })
  const personId = (body as { person: { id: string } }).person.id
  const idOf = async (path: string, json: unknown) => ((await client.post(path, json)).body as { id: string }).id
  const recipientId = await idOf('/api/household/recipients', { name: 'Father', relation: 'parent' })
  const addressId = await idOf('/api/household/addresses', { districtId: 'near', street: '1 Lane' })
  return { client, personId, recipientId, addressId }
}

const quoteBody = (change: Record<string, unknown> = {}, ofLeg: Record<string, unknown> = {}) => ({
  slug: world.slug, districtId: 'near', persons: 1, legs: [{ legId: leg!.id, ...ofLeg }], starts: [{ legId: leg!.id, start: `${day(4)}T09:00:00.000Z` }], ...change,
})

test.each([
  ['a price', quoteBody({ amount: 1 })],
  ['a price of a part', quoteBody({}, { shareAmount: 1 })],
  ['a commission', quoteBody({}, { commissionBps: 0 })],
  ['a policy', quoteBody({}, { policy: { id: 'flexible', tiers: [] } })],
  ['a currency', quoteBody({ currency: 'JPY' })],
  ['nobody', quoteBody({ persons: 0 })],
  ['a negative number of persons', quoteBody({ persons: -2 })],
  ['half a person', quoteBody({ persons: 1.5 })],
  ['more persons than numbers go', quoteBody({ persons: 1e21 })],
  ['a negative length', quoteBody({}, { minutes: -60 })],
  ['a broken length', quoteBody({}, { minutes: 30.5 })],
  ['a length that is not sold', quoteBody({}, { minutes: 15 })],
])('a quote with %s of the client\'s own is refused', async (_, body) => {
  const before = await rows()
  expect([400, 422]).toContain((await server.client().post('/api/quotes', body)).status)
  expect(await rows()).toEqual(before)
})

test('a hold takes neither prices nor sums off from the client, nor a voucher that is not made for it', async () => {
  const mallory = await signedIn()
  const [foreign, dear] = [await vouchers.campaign(), await vouchers.campaign({ minSpend: 20_001 })]
  await db.execute(sql`update voucher_campaign set currency = 'JPY' where id = ${foreign}`)
  const fits = await vouchers.campaign()
  const { body } = await mallory.client.post('/api/quotes', quoteBody())
  const held = { ...holdBodyOf((body as { id: string }).id, { ...mallory }), locale: 'en' }
  const before = await rows()
  const attempts: [unknown, number][] = [
    [{ ...held, amount: 1 }, 400],
    [{ ...held, currency: 'JPY' }, 400],
    [{ ...held, voucher: { id: fits, amount: 20_000 } }, 400],
    [{ ...held, voucher: [{ id: fits }, { id: fits }] }, 400],
    [{ ...held, voucher: { id: fits, code: 'GUESSED' } }, 409],
    [{ ...held, voucher: { id: foreign } }, 409],
    [{ ...held, voucher: { id: dear } }, 409],
    [{ ...held, voucher: { id: leg!.id } }, 409],
  ]
  for (const [json, status] of attempts) expect((await mallory.client.post('/api/holds', json)).status, JSON.stringify(json)).toBe(status)
  expect(await rows()).toEqual(before)
})

test('codes are not for guessing', async () => {
  const { client } = await signedIn()
  const quote = await quoteAt(app, { world, at: '09:00' })
  const answers: number[] = []
  for (let n = 0; n < 22; n++) answers.push((await client.get(`/api/quotes/${quote.id}/vouchers?code=GUESS${String(n).padStart(3, '0')}`)).status)
  expect([answers[0], answers.at(-1)]).toEqual([409, 429])
})

test('a payment in another currency, or of another sum, fulfils nothing and uses no voucher', async () => {
  for (const wrong of [{ currency: 'JPY' }, { amount: 14_999 }]) {
    const campaign = await vouchers.campaign()
    const [resident] = await buildResidents(db, 1)
    const { personId } = resident!
    const quote = await quoteAt(app, { world, at: '09:00', offset: 6 })
    const body = { ...holdBodyOf(quote.id, resident!), voucher: { id: campaign, code: null } }
    const id = await placeHold(app, { personId, body })
    await openCheckout(app, { personId, bookingId: id })
    const payment = (await findPaymentOfBooking(db, id))!
    life.memory.pay(payment.gatewaySessionId!)
    const honest = app.gateway.fetchPayment
    app.gateway.fetchPayment = async of => ({ ...await honest(of), ...wrong, settlement: null })
    try {
      await applyPaymentEvent(app, { eventId: null, paymentId: payment.id, sessionId: payment.gatewaySessionId, gatewayPaymentId: null })
    } finally {
      app.gateway.fetchPayment = honest
    }
    const after = await readBooking(db, { personId, id }) as Booking
    expect([after.payment?.state, after.legs[0]!.state, after.voucher?.state]).toEqual(['review', 'held', 'reserved'])
    expect(await vouchers.stand(campaign)).toMatchObject({ books: 100_000 })
  }
})

test('nobody cancels, invoices or reads the receipt of another\'s booking, and no operator gives back less than nothing', async () => {
  const mallory = await signedIn()
  const booking = await life.booked(world, { at: '13:00' })
  const { client: desk, personId: operatorId } = await signedIn()
  await db.execute(sql`update person set operator = true where id = ${operatorId}`)
  const before = await rows()
  const fapiao = { kind: 'personal', title: 'Mallory', email: 'mallory@example.test' }
  expect((await mallory.client.post(`/api/bookings/${booking.id}/cancellation-preview`, {})).status).toBe(404)
  expect((await mallory.client.get(`/api/bookings/${booking.id}/receipt`)).status).toBe(404)
  expect((await mallory.client.request('PUT', `/api/bookings/${booking.id}/fapiao`, { json: fapiao })).status).toBe(404)
  expect((await mallory.client.post('/api/operator/campaigns', {})).status).not.toBe(201)
  for (const refundAmount of [-1, 0.5, 1e21, '1']) {
    expect((await desk.post(`/api/operator/legs/${booking.leg}/resolve`, { refundAmount })).status, String(refundAmount)).toBe(400)
    const parts = [{ legId: booking.leg, amount: refundAmount }]
    expect((await desk.post('/api/operator/foreign-refunds/re_1/allot', { parts, reason: 'x' })).status, String(refundAmount)).toBe(400)
  }
  expect(await rows()).toEqual(before)
})
