import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { standardPolicies } from '../../../shared/policy.ts'
import type { Booking } from '../../../shared/schemas/booking.ts'
import { placeHold, previewCancellation } from '../../../server/booking/index.ts'
import { cancelLegs, openCheckout, readBooking } from '../../../server/checkout/index.ts'
import { GatewayError } from '../../../server/payment/index.ts'
import { setClockOffset } from '../../../server/platform/clock.ts'
import { createTestApp } from '../../support/app.ts'
import { holdBodyOf, quoteAt } from '../../support/booking.ts'
import { buildBundle, buildCity, buildResidents } from '../../support/world.ts'
import { secretKey, startHarness, webhookSecret } from '../../unit/sandbox-stripe/harness.ts'

// A leg's refund, all the way: the leg, the payment, the books and Stripe agree to the fen.

let webhookUrl = ''
const h = await startHarness({
  receive: async (payload, signature) =>
    (await fetch(webhookUrl, { method: 'POST', headers: { 'stripe-signature': signature, 'content-type': 'application/json' }, body: payload })).status,
})
const { app, server } = await createTestApp({ env: { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_BASE: h.origin } })
webhookUrl = `${server.url}/api/webhooks/stripe`
const { db } = app
beforeAll(async () => await buildCity(db))
afterAll(async () => await h.stop())

async function heard(): Promise<void> {
  await expect.poll(async () => {
    const { webhooks } = await h.control('state') as { webhooks: { waiting: number, inFlight: number } }
    return webhooks.waiting + webhooks.inFlight
  }, { interval: 10 }).toBe(0)
  await app.jobs.drain()
}

/** Three legs of 9 999, 20 001 and 333 fen, paid by `method`. */
async function paid(method: 'card' | 'alipay') {
  const world = await buildBundle(db, [
    { skill: 'a', price: 9_999, policy: standardPolicies.moderate }, { skill: 'b', price: 20_001 }, { skill: 'c', price: 333, required: false },
  ])
  const [resident] = await buildResidents(db, 1)
  const personId = resident!.personId
  const id = await placeHold(app, { personId, body: holdBodyOf((await quoteAt(app, { world, at: '09:00', offset: 3 })).id, resident!) })
  const { url } = await openCheckout(app, { personId, bookingId: id })
  await h.control('pay', { session: /cs_\w+/.exec(url)![0], method })
  await heard()
  const read = async () => await readBooking(db, { personId, id }) as Booking
  const cancel = async (nth: number) => {
    const legIds = [(await read()).legs[nth]!.id]
    const { token } = await previewCancellation(app, { personId, bookingId: id, wish: { legIds, rest: 'keep' } })
    await cancelLegs(app, { who: { id: personId, operator: false }, bookingId: id, token })
  }
  const paidIn = async () => Number((await db.execute(sql`
    select sum(amount)::int as amount from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
     where booking_id = ${id} and account = 'resident'`)).rows[0]!.amount)
  const balance = async () => Number((await db.execute(sql`
    select sum(amount)::int as amount from ledger_entry e join ledger_transaction t on t.id = e.transaction_id where booking_id = ${id}`)).rows[0]!.amount)
  return { id, read, cancel, paidIn, balance }
}

const legsOf = (booking: Booking) => booking.legs.map(leg => leg.refundedAmount)
const refundsOf = async (bookingId: string) => (await db.execute<{ id: string, amount: number, state: string }>(sql`
  select r.gateway_refund_id as id, r.amount::int as amount, r.state from refund r join payment p on p.id = r.payment_id
   where p.booking_id = ${bookingId} order by r.created_at, r.id`)).rows

test('each cancelled leg is refunded by its own share and policy: leg, payment, books and Stripe say the same', async () => {
  const booking = await paid('card')
  const { start } = (await booking.read()).legs[0]!
  await setClockOffset(db, (Date.parse(start) - Date.now()) / 1000 - 20 * 3_600)
  try {
    await booking.cancel(0)
    // Promised at once, on the leg and on the payment, before Stripe has heard of it.
    expect(legsOf(await booking.read())).toEqual([5_000, 0, 0])
    expect((await booking.read()).payment).toMatchObject({ state: 'refund_pending', refundedAmount: 5_000 })
    await booking.cancel(2)
    await heard()
    const after = await booking.read()
    expect(legsOf(after)).toEqual([5_000, 0, 167])
    expect(after.payment).toMatchObject({ state: 'partly_refunded', capturedAmount: 30_333, refundedAmount: 5_167 })
    expect(await refundsOf(booking.id)).toMatchObject([{ amount: 5_000, state: 'succeeded' }, { amount: 167, state: 'succeeded' }])
    // What is still held for the resident is the leg that goes on: of the others a part went back, and the rest is earned.
    expect([await booking.paidIn(), await booking.balance()]).toEqual([-20_001, 0])
    const atStripe = await Promise.all((await refundsOf(booking.id)).map(async ({ id }) => (await h.stripe.refunds.retrieve(id)).amount))
    expect(atStripe).toEqual([5_000, 167])
  } finally {
    await setClockOffset(db, 0)
  }
})

test('a refund that fails days after it was shown is no longer counted, on the leg, on the payment, nor in the books', async () => {
  const booking = await paid('alipay')
  await booking.cancel(1)
  await heard()
  expect(legsOf(await booking.read())).toEqual([0, 20_001, 0])
  const [refund] = await refundsOf(booking.id)
  await h.control('refunds/settle', { refund: refund!.id, outcome: 'failed' })
  await heard()
  const after = await booking.read()
  expect(legsOf(after)).toEqual([0, 0, 0])
  expect(after.legs[1]!.state).toBe('cancelled')
  expect(after.payment).toMatchObject({ state: 'paid', refundedAmount: 0 })
  expect([await booking.paidIn(), await booking.balance()]).toEqual([-30_333, 0])
})

test('a refund that the payment service refuses outright is taken back on the leg too', async () => {
  const booking = await paid('card')
  const refuse = app.gateway.refund

  app.gateway.refund = async () => await Promise.reject(new GatewayError('refused', 'charge_disputed'))
  try {
    await booking.cancel(1)
    await heard()
  } finally {
    app.gateway.refund = refuse
  }
  const after = await booking.read()
  expect(legsOf(after)).toEqual([0, 0, 0])
  expect(await refundsOf(booking.id)).toMatchObject([{ state: 'failed' }])
})
