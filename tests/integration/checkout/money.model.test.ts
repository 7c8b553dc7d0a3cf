import process from 'node:process'
import { sql } from 'drizzle-orm'
import fc from '../../support/fc.ts'
import { beforeEach, expect, test } from 'vitest'
import { placeHold, previewCancellation } from '../../../server/booking/index.ts'
import {
  allotRefund, cancelLegs, openCheckout, readEarnings, readManualRefunds, readProviderStatement, readReceipt, refundByHand, resolveRefund, wakeBooking,
} from '../../../server/checkout/index.ts'
import { findPaymentOfBooking, receiveWebhook, reconcilePayments, refreshPayoutAccount } from '../../../server/payment/index.ts'
import { DomainError } from '../../../server/platform/errors.ts'
import { holdBodyOf, quoteAt } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'
import { vouchersOf } from '../../support/vouchers.ts'
import { buildBundle, buildResidents } from '../../support/world.ts'

// Whatever happens to a booking's money, and in whatever order its events come, twice or not at all: the books balance and say what lies at
// the payment service, nothing is given back or sent twice, and the end is that of a run in which every event came once and in order.

const life = await startLife({ pool: 8 })
const { app, db, memory } = life
const vouchers = vouchersOf(life)
beforeEach(() => memory.outcomes.splice(0))

/** `LINLI_RUNS=200` tells that many stories; `LINLI_SEED` others. */
const runs = Number(process.env.LINLI_RUNS ?? 4)

const nth = fc.nat(1)
/** What people do: they act on what is known, so all that has happened is heard before. */
const act = fc.oneof(
  fc.record({ do: fc.constant('cancel' as const), nth }),
  fc.record({ do: fc.constant('serve' as const), nth }),
  fc.record({ do: fc.constant('serve' as const), nth }),
  fc.record({ do: fc.constant('give_back' as const), nth, amount: fc.integer({ min: 1, max: 9_000 }) }),
  fc.record({
    do: fc.constant('elsewhere' as const), nth, amount: fc.integer({ min: 1, max: 12_000 }), state: fc.constantFrom('succeeded' as const, 'pending' as const),
    // Of a hundred, what the platform bears; null: nobody says whose it was.
    platform: fc.option(fc.nat(100), { freq: 5 }),
  }),
  fc.record({ do: fc.constant('resolve' as const), how: fc.constantFrom('retried' as const, 'paid_elsewhere' as const, 'dismissed' as const) }),
  fc.record({ do: fc.constant('empty' as const), nth, isEmpty: fc.boolean() }),
  fc.record({ do: fc.constant('receive' as const), nth, may: fc.boolean() }),
  fc.record({ do: fc.constant('balance' as const), isEmpty: fc.boolean() }),
)
/** What happens by itself: told by events, which get lost, doubled and out of order. */
const happening = fc.oneof(
  fc.record({ do: fc.constant('settle' as const), nth: fc.nat(2), state: fc.constantFrom('succeeded' as const, 'failed' as const) }),
  fc.record({ do: fc.constant('dispute' as const), state: fc.constantFrom('open' as const, 'open' as const, 'won' as const, 'lost' as const), amount: fc.oneof(fc.constant(30_001), fc.integer({ min: 1, max: 30_000 })) }),
)
const outcomes = fc.array(fc.constantFrom('succeeded' as const, 'pending' as const, 'failed' as const), { minLength: 4, maxLength: 4 })
/** What a voucher pays of the two legs' 30 001. */
const voucher = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 29_000 }))
const story = fc.record({ voucher, outcomes, steps: fc.array(fc.oneof({ arbitrary: act, weight: 3 }, { arbitrary: happening, weight: 2 }), { minLength: 2, maxLength: 9 }) })
type Step = (typeof story extends fc.Arbitrary<infer S> ? S : never)['steps'][number]

/** Stories that once ended in two ways, or gave somebody more than they had paid, heard of all at once. */
const examples: Step[][] = [
  // What a bank took is spread over the legs in the same way whether a refund's failure was heard before or after.
  [
    { do: 'cancel', nth: 0 }, { do: 'serve', nth: 1 }, { do: 'dispute', state: 'open', amount: 30_001 }, { do: 'dispute', state: 'lost', amount: 30_001 },
    { do: 'settle', nth: 0, state: 'failed' },
  ],
  // What a bank gave back is not given back again by hand: neither what was promised before it decided, nor what is asked for later.
  [
    { do: 'serve', nth: 0 }, { do: 'serve', nth: 1 }, { do: 'dispute', state: 'open', amount: 30_001 }, { do: 'give_back', nth: 0, amount: 9_000 },
    { do: 'dispute', state: 'lost', amount: 30_001 }, { do: 'give_back', nth: 1, amount: 5_000 }, { do: 'resolve', how: 'paid_elsewhere' },
  ],
  // A bank may well take what had been paid another way before: its payer has it twice, and the books say so.
  [
    { do: 'cancel', nth: 0 }, { do: 'settle', nth: 0, state: 'failed' }, { do: 'resolve', how: 'paid_elsewhere' },
    { do: 'dispute', state: 'open', amount: 30_001 }, { do: 'dispute', state: 'lost', amount: 30_001 }, { do: 'serve', nth: 1 },
  ],
]
/** No event is delivered: the next look at the payment finds all of it. */
const silence = Array.from({ length: 300 }, () => 0)

/** Picks for the disorder; null: there is none. */
type Disorder = Iterator<number> | null

interface Story { voucher: number, outcomes: ('succeeded' | 'pending' | 'failed')[], steps: Step[] }

async function tell({ voucher: off, outcomes: planned, steps }: Story, disorder: Disorder) {
  const pick = (below: number) => Number(disorder?.next().value ?? 0) % below
  memory.outcomes.splice(0, Infinity, ...planned)
  memory.events.splice(0)
  memory.balance.isEmpty = false
  const world = await buildBundle(db, [{ skill: 'a', price: 10_001, required: false }, { skill: 'b', price: 20_000, required: false }])
  const accounts = world.legs.map(({ providerId }) => `acct_${providerId}`)
  for (const { providerId } of world.legs) {
    await db.execute(sql`insert into payout_account (provider_id, gateway_account_id, state) values (${providerId}, ${`acct_${providerId}`}, 'active')`)
  }
  const campaignId = off > 0 ? await vouchers.campaign({ off: { amount: off } }) : null
  const [resident] = await buildResidents(db, 1)
  const who = { id: resident!.personId, operator: false }
  // Far from any step of the policy: both tellings cancel for the same, also if midnight lies between them.
  const quote = await quoteAt(app, { world, offset: 4 })
  const body = holdBodyOf(quote.id, resident!)
  const bookingId = await placeHold(app, { personId: who.id, body: { ...body, ...(campaignId !== null && { voucher: { id: campaignId, code: null } }) } })
  // They run both providers, too, so that all screens can be read.
  for (const { providerId } of world.legs) {
    await db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${providerId}, ${who.id}, 'manager')`)
  }
  await openCheckout(app, { personId: who.id, bookingId })
  const { id: paymentId, gatewaySessionId } = (await findPaymentOfBooking(db, bookingId))!
  const session = gatewaySessionId!
  let told = 0

  /** Brings what has happened since: once and in order, or some of it, some of it twice, in any order. */
  const deliver = async () => {
    const fresh = memory.events.slice(told).filter(event => event.paymentId === paymentId)
    told = memory.events.length
    const heard = disorder === null
      ? fresh
      : fresh.flatMap(event => Array.from({ length: pick(3) }, () => event)).map(event => ({ event, key: pick(1_000) })).sort((a, b) => a.key - b.key).map(({ event }) => event)
    for (const event of heard) {
      await receiveWebhook(app, { rawBody: JSON.stringify(event), signature: 'memory' })
      if (disorder === null || pick(2) === 0) await app.jobs.drain()
    }
  }
  const settle = async () => {
    await deliver()
    await app.jobs.drain()
    if (disorder !== null) await reconcilePayments(app)
    await app.jobs.drain()
  }
  memory.pay(session)
  await settle()
  const { rows: legs } = await db.execute<{ id: string }>(sql`select id from booking_leg where booking_id = ${bookingId} order by position`)
  const legOf = (step: { nth: number }) => legs[step.nth]!.id

  const perform = async (step: Step): Promise<void> => {
    if (step.do === 'settle') return memory.settleRefund(session, step.nth, step.state)
    if (step.do === 'dispute') return memory.dispute(session, step.state, step.amount)
    await settle()
    if (step.do === 'balance') return void (memory.balance.isEmpty = step.isEmpty)
    if (step.do === 'empty') return void (step.isEmpty ? memory.empty.add(accounts[step.nth]!) : memory.empty.delete(accounts[step.nth]!))
    if (step.do === 'receive') {
      if (step.may) memory.restricted.delete(accounts[step.nth]!)
      else memory.restricted.add(accounts[step.nth]!)
      // Its event may be lost: then a refused transfer tells, and whoever waits is asked about again.
      if (disorder === null || pick(2) === 0) await refreshPayoutAccount(app, world.legs[step.nth]!.providerId)
    } else if (step.do === 'serve') {
      await db.execute(sql`update booking_leg set state = 'delivered', state_since = linli_now() - interval '73 hours' where id = ${legOf(step)} and state = 'confirmed'`)
      await wakeBooking(app, bookingId)
    } else if (step.do === 'cancel') {
      const { token } = await previewCancellation(app, { personId: who.id, bookingId, wish: { legIds: [legOf(step)], rest: 'keep' } })
      await cancelLegs(app, { who, bookingId, token })
    } else if (step.do === 'elsewhere') {
      const refundId = memory.refundElsewhere(session, step.amount, step.state)
      await settle()
      const told = (await app.gateway.fetchPayment({ sessionId: session })).refunds.find(refund => refund.refundId === refundId)
      if (!told || step.platform === null) return
      const platformAmount = Math.floor(told.amount * step.platform / 100)
      const parts = platformAmount < told.amount ? [{ legId: legOf(step), amount: told.amount - platformAmount }] : []
      await allotRefund(app, { who: life.operator, refundId: told.refundId, parts, platformAmount, reason: 'by hand' })
    } else if (step.do === 'give_back') {
      await refundByHand(app, { who: life.operator, legId: legOf(step), amount: step.amount, reason: 'by hand' })
    } else {
      const [waiting] = (await readManualRefunds(app, { who: life.operator, open: true, page: 1 })).rows.filter(row => row.bookingId === bookingId)
      if (waiting) await resolveRefund(app, { who: life.operator, id: waiting.id, how: step.how, note: 'so it is' })
    }
    // What was asked for reaches the payment service before anything else happens there: otherwise it is another story.
    await app.jobs.drain()
  }
  for (const step of steps) {
    await perform(step).catch((error: unknown) => {
      // What the rules refuse is refused in both runs.
      if (!(error instanceof DomainError)) throw error
    })
    if (disorder === null) await deliver()
  }
  await settle()
  await settle()
  // What waits for the balance is tried again once it may be.
  memory.balance.isEmpty = false
  await db.execute(sql`update earning set retry_at = linli_now() where booking_id = ${bookingId} and retry_at is not null`)
  await wakeBooking(app, bookingId)
  await app.jobs.drain()
  return { personId: who.id, campaignId, bookingId, providers: world.legs.map(({ providerId }) => providerId), accounts, session }
}

/** All that a booking has come to, with the ids left out that differ from run to run. */
async function endOf({ personId, campaignId, bookingId, providers, accounts }: Awaited<ReturnType<typeof tell>>) {
  const rowsOf = async (query: ReturnType<typeof sql>) => (await db.execute(query)).rows
  return {
    legs: await rowsOf(sql`select state, refunded_amount::int as refunded from booking_leg where booking_id = ${bookingId} order by position`),
    payment: await rowsOf(sql`select state, refunded_amount::int as refunded, captured_amount::int as captured from payment where booking_id = ${bookingId}`),
    earnings: await rowsOf(sql`select e.state, e.amount::int as amount, e.commission_amount::int as commission, e.written_off_amount::int as lost
      from earning e join booking_leg l on l.id = e.booking_leg_id where e.booking_id = ${bookingId} order by l.position`),
    ledger: await rowsOf(sql`select account, array_position(${sql.param(providers)}::uuid[], party_id) as party, sum(amount)::int as amount
      from ledger_entry e join ledger_transaction t on t.id = e.transaction_id where booking_id = ${bookingId} group by 1, 2 having sum(amount) <> 0 order by 1, 2`),
    debts: await rowsOf(sql`select array_position(${sql.param(providers)}::uuid[], provider_id) as party, sum(amount - netted_amount)::int as amount
      from provider_debt where provider_id = any(${sql.param(providers)}::uuid[]) group by 1 order by 1`),
    waiting: await rowsOf(sql`select state, sum(amount)::int as amount from manual_refund where booking_id = ${bookingId} group by 1 order by 1`),
    lost: (await rowsOf(sql`select coalesce(sum(lost_amount), 0)::int as amount from transfer where booking_id = ${bookingId}`))[0]!.amount,
    // What was paid past the payment service before a bank, which cannot know of it, took the payment back.
    twice: (await rowsOf(sql`select coalesce(sum(m.amount), 0)::int as amount from manual_refund m where m.booking_id = ${bookingId} and m.state = 'paid_elsewhere'
      and exists (select from bank_dispute d where d.payment_id = m.payment_id and d.state = 'lost' and d.opened_at >= m.resolved_at)`))[0]!.amount,
    campaign: campaignId === null ? null : await vouchers.stand(campaignId),
    screens: await screensOf({ personId, bookingId, providers }),
    sent: accounts.map(account => memory.transfers.filter(each => each.accountId === account).reduce((sum, { amount, reversed }) => sum + amount - reversed, 0)),
  }
}

/** What the resident, and each provider, is shown of it. */
async function screensOf({ personId, bookingId, providers }: { personId: string, bookingId: string, providers: readonly string[] }) {
  const { paidAmount, refundedAmount, takenBackAmount, voucherAmount, returnedVoucherAmount, netAmount, taxAmount } = await readReceipt(app, { personId, id: bookingId })
  return {
    receipt: { paidAmount, refundedAmount, takenBackAmount, voucherAmount, returnedVoucherAmount, netAmount, taxAmount },
    desks: await Promise.all(providers.map(async (providerId) => {
      const { totals, legs } = await readEarnings(app, { personId, providerId, page: 1 })
      const { balances } = await readProviderStatement(app, { personId, providerId })
      return { totals, balances, legs: legs.map(({ state, amount, sentAmount, nettedAmount, owedAmount }) => ({ state, amount, sentAmount, nettedAmount, owedAmount })) }
    })),
  }
}

async function check({ bookingId, session }: Awaited<ReturnType<typeof tell>>, end: Awaited<ReturnType<typeof endOf>>): Promise<void> {
  const amountOf = (account: string) => end.ledger.filter(row => row.account === account).reduce((sum, row) => sum + Number(row.amount), 0)
  expect(end.ledger.reduce((sum, row) => sum + Number(row.amount), 0), 'the ledger sums to zero').toBe(0)
  const [payment] = end.payment as [{ state: string, refunded: number, captured: number }]
  expect(payment.refunded, 'no more is given back than was captured').toBeLessThanOrEqual(payment.captured)
  const { refunds, disputes } = await app.gateway.fetchPayment({ sessionId: session })
  const gone = refunds.filter(({ state }) => state !== 'failed').reduce((sum, { amount }) => sum + amount, 0)
  const taken = disputes.reduce((sum, { state, amount }) => sum + 50 + (state === 'won' ? 0 : amount), 0)
  const sent = end.sent.reduce((sum, amount) => sum + amount, 0)
  expect(gone, 'the payment service gave back no more either').toBeLessThanOrEqual(payment.captured)
  expect(Math.min(...end.sent), 'a transfer net of reversals is never below zero').toBeGreaterThanOrEqual(0)
  const { rows: [foreign] } = await db.execute<{ amount: number }>(sql`
    select coalesce(sum(f.amount), 0)::int as amount from foreign_refund f join payment p on p.id = f.payment_id
     where p.booking_id = ${bookingId} and f.allotted_at is null and f.state <> 'failed'`)
  expect(payment.state === 'review', 'held as long as a refund that was made past us belongs to no leg').toBe(foreign!.amount > 0)
  expect(amountOf('gateway_balance'), 'the books have what lies at the payment service, but for what is held').toBe(payment.captured - 100 - (gone - foreign!.amount) - taken - sent)
  const owed = end.debts.reduce((sum, row) => sum + Number(row.amount), 0)
  expect(amountOf('debt'), 'and what providers owe').toBe(owed)
  const { rows: [open] } = await db.execute<{ n: number }>(sql`select count(*)::int as n from payment_op where booking_id = ${bookingId} and state = 'started'`)
  expect(open!.n, 'nothing is left undone').toBe(0)
  checkScreens(end)
  expect(await vouchers.differences(), 'a campaign’s counters and its books agree').toEqual([])
  // What was dismissed, or waits for somebody, is held for the payer; of the rest not a fen lies about once both legs are over.
  const isOver = end.legs.every(({ state }) => state === 'settled' || state === 'cancelled') && ['paid', 'partly_refunded', 'refunded', 'lost'].includes(payment.state)
  const isQuiet = isOver && amountOf('in_transit') === 0 && end.waiting.every(({ state }) => state === 'retried' || state === 'paid_elsewhere')
  const { paidAmount, refundedAmount, takenBackAmount } = end.screens.receipt
  if (isQuiet) expect(amountOf('resident'), 'and all that was paid is somebody’s').toBe(Math.max(0, refundedAmount + takenBackAmount - paidAmount))
}

/** Providers read what the ledger says, and nothing else. */
function checkScreens({ screens: { receipt, desks }, ledger, lost, twice }: Awaited<ReturnType<typeof endOf>>): void {
  const { paidAmount, refundedAmount, takenBackAmount, netAmount } = receipt
  expect(refundedAmount + takenBackAmount, 'nobody has more back than was paid').toBeLessThanOrEqual(paidAmount + Number(twice))
  expect(netAmount, 'a receipt adds up, and so does a fapiao').toBe(Math.max(0, paidAmount - refundedAmount - takenBackAmount))
  for (const [nth, { totals: [total], balances: [balance], legs }] of desks.entries()) {
    const inBooks = (account: string) => ledger.filter(row => row.account === account && row.party === nth + 1).reduce((sum, row) => sum + Number(row.amount), 0)
    expect([balance?.closing ?? 0, balance?.closingDebt ?? 0], 'a statement ends where the ledger does').toEqual([0 - inBooks('provider'), inBooks('debt')])
    expect(total!.debts, 'debts are the ledger’s').toBe(inBooks('debt'))
    const { due, frozen, onTheWay, paid } = total!
    expect(due + frozen + onTheWay + paid, 'the totals are the legs’').toBe(legs.reduce((sum, leg) => sum + (leg.state === 'in_window' ? 0 : leg.amount), 0))
    const open = legs.reduce((sum, leg) => sum + (leg.state === 'in_window' ? 0 : leg.amount - leg.sentAmount - leg.nettedAmount + leg.owedAmount), 0)
    // What a bank took for good and did not come back is the platform's, and no longer the provider's account.
    if (lost === 0) expect(balance?.closing ?? 0, 'what is still owed is what was earned, less what was sent and netted').toBe(open)
    if (due + frozen + onTheWay === 0) expect(balance?.closing ?? 0, 'nothing is owed once all is paid').toBe(0)
  }
}

test('any story ends with balanced books, and as it would have ended with every event once and in order', async () => {
  await fc.assert(fc.asyncProperty(story, fc.array(fc.nat(1_000), { minLength: 300, maxLength: 300 }), async (told, picks) => {
    const ordered = await tell(told, null)
    const expected = await endOf(ordered)
    await check(ordered, expected)
    const mixed = await tell(told, picks[Symbol.iterator]())
    const end = await endOf(mixed)
    await check(mixed, end)
    expect(end).toEqual(expected)
  }), { numRuns: runs, endOnFailure: true, examples: examples.map(steps => [{ voucher: 0, outcomes: ['pending', 'pending', 'pending', 'pending'], steps }, silence]) })
}, 2 * 60_000 + runs * 30_000)
