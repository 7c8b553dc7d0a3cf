import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { sql } from 'drizzle-orm'
import { afterEach, expect, test } from 'vitest'
import { placeHold } from '../../../server/booking/index.ts'
import { refundByHand } from '../../../server/checkout/index.ts'
import { chargeSavedCard, reconcilePayments, type PaymentGateway } from '../../../server/payment/index.ts'
import { withTransaction } from '../../../server/platform/database.ts'
import { newId } from '../../../server/platform/ids.ts'
import { clockEnv } from '../../support/clock.ts'
import { holdBodyOf, quoteAt } from '../../support/booking.ts'
import { startMoney } from '../../support/money.ts'
import { vouchersOf } from '../../support/vouchers.ts'
import { buildBundle, buildResidents } from '../../support/world.ts'

// The process dies, really, before a call to Stripe and after it: after the restart exactly one of each exists, there and in the books.

const money = await startMoney()
const { app, db, h } = money
afterEach(async () => await money.resetTime())

const worker = join(import.meta.dirname, 'fixtures/dying-app.ts')

/** Runs the app's jobs in another process until it comes to this call, the first with these words in its request, and kills it there. */
async function dieAt(method: keyof PaymentGateway, when: 'before' | 'after', words = ''): Promise<void> {
  const settings = Object.fromEntries(Object.entries(app.config).map(([name, value]) => [name, String(value)]))
  const child = spawn(process.execPath, [worker], { env: { PATH: process.env.PATH, ...clockEnv, ...settings, DIES_AT: method, DIES: when, DIES_WITH: words }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const wrong = new Promise<never>((_, reject) => {
    child.stderr.on('data', (data: Buffer) => (said += data.toString()))
    child.once('exit', code => reject(new Error(`it ended by itself with ${code}: ${said}`)))
  })
  const here = (async () => {
    for await (const data of child.stdout) {
      said += String(data)
      if (said.includes('here')) return
      if (said.includes('done')) throw new Error(`it never came to ${method}`)
    }
  })()
  await Promise.race([here, wrong])
  wrong.catch(() => {})
  child.kill('SIGKILL')
  const [, signal] = await once(child, 'exit') as [number | null, NodeJS.Signals | null]
  expect(signal).toBe('SIGKILL')
}

/** What a restart does: the sweep finds what hangs, and its jobs are done. */
async function restart(): Promise<void> {
  await sweep()
  await money.heard()
}

/** After a day the payment service has forgotten its keys: whoever tries again looks first what came of it. */
const aDay = 25 * 60

async function sweep(minutes = 3): Promise<void> {
  await db.execute(sql`update linli_clock set shift = shift + make_interval(mins => ${minutes})`)
  await h.control('clock', { advanceMs: minutes * 60_000 })
  await reconcilePayments(app)
}

const causes = async (bookingId: string, cause: string) =>
  (await db.execute<{ n: number }>(sql`select count(*)::int as n from ledger_transaction where booking_id = ${bookingId} and cause = ${cause}`)).rows[0]!.n
const opsOf = async (bookingId: string, kind: string) => (await db.execute(sql`
  select o.state from payment_op o left join payment p on p.id = o.payment_id where coalesce(o.booking_id, p.booking_id) = ${bookingId} and o.kind = ${kind}`)).rows

/** Each death is a start of the whole app, in a process of its own. */
const patience = 4 * 60_000

const moments = [['before'], ['after']] as const

/** A card that its owner let be charged again, as the stand-in keeps it. */
async function savedCard() {
  const key = newId()
  const { sessionId, url } = await app.gateway.createCheckout({
    paymentId: newId(), bookingId: newId(), lines: [{ title: '保洁', amount: 1_000 }], currency: 'CNY', email: 'a@example.com', locale: 'zh-CN',
    successUrl: 'http://linli.test/a', cancelUrl: 'http://linli.test/b', expiresAt: new Date(Date.now() + 31 * 60_000), excludedMethods: [], savesCard: true,
  }, key)
  await h.submit(`${new URL(url!).pathname}/pay`, { method: 'card', number: '4242424242424242', expiry: '12/34', cvc: '123' })
  return (await app.gateway.fetchPayment({ sessionId })).savedCard!
}

test.each(moments)('a card is charged once by a process that dies %s the call', async (when) => {
  const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
  const [resident] = await buildResidents(db, 1)
  const bookingId = await placeHold(app, { personId: resident!.personId, body: holdBodyOf((await quoteAt(app, { world })).id, resident!) })
  const card = await savedCard()
  await withTransaction(db, async tx => await chargeSavedCard(app, tx, { bookingId, amount: 10_000, currency: 'CNY', card }))
  await dieAt('chargeSaved', when)
  await restart()
  const charges = (await h.stripe.paymentIntents.list({ customer: card.gatewayCustomerId })).data.filter(({ amount, status }) => amount === 10_000 && status === 'succeeded')
  expect(charges).toHaveLength(1)
  expect([await opsOf(bookingId, 'charge'), await causes(bookingId, 'charge')]).toEqual([[{ state: 'done' }], 1])
  expect((await db.execute(sql`select state from booking_leg where booking_id = ${bookingId}`)).rows).toEqual([{ state: 'confirmed' }])
}, patience)

test.each(moments)('a leg is refunded, its transfers made and reversed once each, by processes that die %s each call', async (when) => {
  const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
  const account = await money.account(world.legs[0]!.providerId)
  await h.control('topups', { currency: 'cny', amount: 50_000 })
  const booking = await money.paid(world, { voucher: await vouchersOf(money).campaign({ off: { amount: 2_000 } }) })
  const transfers = async () => (await h.stripe.transfers.list({ transfer_group: booking.id })).data.toSorted((a, b) => b.amount - a.amount)
  await money.serve(booking.legs[0]!)
  await dieAt('createTransfer', when)
  await sweep(aDay)
  await dieAt('createTransfer', when, '"chargeId":null')
  await restart()
  // What the payer paid comes out of the charge, what the voucher paid out of the balance.
  expect((await transfers()).map(({ amount, source_transaction: source }) => [amount, source])).toEqual([[7_200, booking.charge], [1_800, null]])
  expect([await opsOf(booking.id, 'transfer'), await causes(booking.id, 'transfer'), await money.balance(account)])
    .toEqual([[{ state: 'done' }, { state: 'done' }], 2, 9_000])

  await refundByHand(app, { who: money.operator, legId: booking.legs[0]!, amount: 4_000, reason: 'half' })
  await dieAt('refund', when)
  // Refund first: as long as nobody knows, nothing comes back from the provider.
  expect(await opsOf(booking.id, 'reversal')).toEqual([])
  await sweep()
  const [ofPayer, ofVoucher] = (await transfers()).map(({ id }) => id)
  await dieAt('reverseTransfer', when, ofPayer)
  await sweep(aDay)
  await dieAt('reverseTransfer', when, ofVoucher)
  await restart()
  expect((await h.stripe.refunds.list({ payment_intent: booking.intent })).data.map(({ amount }) => amount)).toEqual([3_200])
  const reversed = await Promise.all((await transfers()).map(async ({ id }) => (await h.stripe.transfers.listReversals(id)).data.map(({ amount }) => amount)))
  expect(reversed).toEqual([[2_880], [720]])
  expect([await opsOf(booking.id, 'refund'), await causes(booking.id, 'refund'), await causes(booking.id, 'voucher_return')]).toEqual([[{ state: 'done' }], 1, 1])
  expect([await opsOf(booking.id, 'reversal'), await causes(booking.id, 'reversal')]).toEqual([[{ state: 'done' }, { state: 'done' }], 2])
  expect(await money.balance(account)).toBe(5_400)
  const { gateway_fees: fee, ...books } = await money.ledger(booking.id)
  expect(books).toEqual({ commission: -600, voucher: 1_200, gateway_balance: 8_000 - fee! - 3_200 - 5_400 })
}, patience)
