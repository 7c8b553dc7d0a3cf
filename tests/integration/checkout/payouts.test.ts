import { sql } from 'drizzle-orm'
import { afterEach, describe, expect, test } from 'vitest'
import { dayAfter, wallTimeOf } from '#shared/wall-time.ts'
import { placeHold, previewCancellation } from '../../../server/booking/index.ts'
import {
  cancelByOperator, cancelLegs, disputeLeg, explainMismatch, openCheckout, readBankDisputes, readEarnings, readManualRefunds, readMismatches,
  readProviderStatement, readReceipt, readStatementOfBooking, readStatementOfDay, refundByHand, resolveDispute, resolveRefund, statementCsv,
} from '../../../server/checkout/index.ts'
import { reconcileBalance, reconcilePayments } from '../../../server/payment/index.ts'
import { now } from '../../../server/platform/clock.ts'
import { holdBodyOf, quoteAt } from '../../support/booking.ts'
import { startMoney } from '../../support/money.ts'
import { buildBundle, buildResidents, type World } from '../../support/world.ts'

// From what a leg earned to the provider's balance and back: the books and Stripe say the same, to the fen.

const money = await startMoney()
const { app, db, h } = money
afterEach(async () => await money.resetTime())

const cancel = async (booking: Awaited<ReturnType<typeof money.paid>>, nth: number) => {
  const wish = { legIds: [booking.legs[nth]!], rest: 'keep' as const }
  const { token } = await previewCancellation(app, { personId: booking.who.id, bookingId: booking.id, wish })
  await cancelLegs(app, { who: booking.who, bookingId: booking.id, token })
}

/** A booking's books, with the gateway's fees apart: what they are is the gateway's affair. */
const booksOf = async (bookingId: string) => {
  const { gateway_fees: fees = 0, ...rest } = await money.ledger(bookingId)
  return { fees, ...rest }
}

/** What every screen says of a booking's money, each held against the sums of the ledger. Answers what each provider is shown. */
async function screensOf(booking: Awaited<ReturnType<typeof money.paid>>, { legs }: World) {
  const shown = []
  // Legs are served in whatever order, and the clock goes back for that: all that there is has moved within a month from now.
  const { day: today } = wallTimeOf(await now(db), 'UTC')
  const [from, to] = [dayAfter(today, -30), dayAfter(today, 30)]
  for (const { providerId } of legs) {
    await db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${providerId}, ${booking.who.id}, 'manager') on conflict do nothing`)
    const desk = { personId: booking.who.id, providerId, page: 1 }
    const { totals: [total] } = await readEarnings(app, desk)
    const { balances: [balance], lines } = await readProviderStatement(app, { ...desk, from, to })
    const { rows: [books] } = await db.execute<{ owed: number, debt: number, paid: number }>(sql`
      select coalesce(-sum(amount) filter (where account = 'provider'), 0)::int as owed, coalesce(sum(amount) filter (where account = 'debt'), 0)::int as debt,
        coalesce(sum(amount) filter (where account = 'provider' and t.cause in ('transfer', 'reversal', 'owed', 'netting')), 0)::int as paid
        from ledger_entry e join ledger_transaction t on t.id = e.transaction_id where e.party_id = ${providerId}`)
    const { currency: _, ...sums } = total!
    expect({ owed: sums.due + sums.frozen + sums.onTheWay, debt: sums.debts, paid: sums.paid }, 'the earnings are the ledger’s').toEqual(books)
    expect([balance?.closing ?? 0, balance?.closingDebt ?? 0], 'and so is the statement').toEqual([books!.owed, books!.debt])
    expect(lines.reduce((sum, line) => sum + line.owed, 0)).toBe(books!.owed)
    shown.push(sums)
  }
  const { balances } = await readStatementOfBooking(app, { who: money.operator, bookingId: booking.id })
  const byAccount = (rows: readonly { account: string, amount: number }[]) => Object.fromEntries(Map.groupBy(rows, ({ account }) => account).entries()
    .map(([account, of]) => [account, of.reduce((sum, { amount }) => sum + amount, 0)] as const).filter(([, amount]) => amount !== 0))
  expect(byAccount(balances)).toEqual(await money.ledger(booking.id))
  const { accounts } = await readStatementOfDay(app, { who: money.operator, day: to })
  expect(byAccount(accounts.map(({ account, closing }) => ({ account, amount: closing })))).toEqual(await money.ledger())
  return shown
}

test('three providers: one leg cancelled, one delivered, one disputed; every fen is where it belongs', async () => {
  const world = await buildBundle(db, [
    { skill: 'a', price: 9_999, required: false }, { skill: 'b', price: 20_001 }, { skill: 'c', price: 33_333, rule: { kind: 'gap', min: 0, max: 240, sameDay: true } },
  ])
  const accounts = [await money.account(world.legs[0]!.providerId), await money.account(world.legs[1]!.providerId), await money.account(world.legs[2]!.providerId)]
  const before = await money.balance()
  const booking = await money.paid(world)
  const fee = Math.round(63_333 * 0.034) + 200
  expect(await money.balance() - before).toBe(63_333 - fee)

  // Ten hours before its start half is given back; the other half is earned.
  await money.setTime(Date.parse((await booking.read()).legs[0]!.start) - 10 * 3_600_000)
  await cancel(booking, 0)
  await money.heard()
  expect(await money.earnings(booking.id)).toEqual([{ state: 'paid', amount: 4_499, commission: 500 }])
  await money.serve(booking.legs[1]!)
  await money.heard()
  await money.serve(booking.legs[2]!, { release: false })
  await disputeLeg(app, { who: booking.who, bookingId: booking.id, legId: booking.legs[2]!, reason: 'half of it' })
  await money.heard()
  expect(await money.earnings(booking.id)).toHaveLength(2)
  const nothing = { inWindow: 0, due: 0, frozen: 0, onTheWay: 0, paid: 0, debts: 0 }
  expect(await screensOf(booking, world)).toEqual([{ ...nothing, paid: 4_499 }, { ...nothing, paid: 18_001 }, { ...nothing, inWindow: 30_000 }])
  // Until it is decided, what was paid for it is held for the resident.
  expect((await money.ledger(booking.id)).resident).toBe(-33_333)
  await resolveDispute(app, { who: money.operator, legId: booking.legs[2]!, refundAmount: 11_111, reason: '' })
  await money.heard()

  expect(await money.earnings(booking.id)).toEqual([
    { state: 'paid', amount: 4_499, commission: 500 }, { state: 'paid', amount: 18_001, commission: 2_000 }, { state: 'paid', amount: 20_000, commission: 2_222 },
  ])
  expect(await Promise.all(accounts.map(async account => await money.balance(account)))).toEqual([4_499, 18_001, 20_000])
  const left = 63_333 - fee - 5_000 - 11_111 - 4_499 - 18_001 - 20_000
  expect(await money.balance() - before).toBe(left)
  expect(await money.ledger(booking.id)).toEqual({ gateway_balance: left, gateway_fees: fee, commission: -500 - 2_000 - 2_222 })
  const transfers = await h.stripe.transfers.list({ transfer_group: booking.id })
  expect(transfers.data.map(({ amount }) => amount).sort()).toEqual([18_001, 20_000, 4_499])
  expect(transfers.data.every(({ source_transaction: source }) => source === booking.charge)).toBe(true)
  expect((await booking.read()).payment).toMatchObject({ capturedAmount: 63_333, refundedAmount: 16_111, state: 'partly_refunded' })
  expect(await screensOf(booking, world)).toEqual([4_499, 18_001, 20_000].map(paid => ({ ...nothing, paid })))
  expect(await readReceipt(app, { personId: booking.who.id, id: booking.id })).toMatchObject({ paidAmount: 63_333, refundedAmount: 16_111, netAmount: 47_222 })
  // Two thirds of the last are given back, and nothing is left with its provider: it owes that.
  await h.control('payouts', { account: accounts[2], currency: 'cny' })
  await refundByHand(app, { who: money.operator, legId: booking.legs[2]!, amount: 11_111, reason: 'more of it' })
  await money.heard()
  expect((await screensOf(booking, world))[2]).toEqual({ ...nothing, paid: 10_000, debts: 10_000 })
})

describe('a provider that cannot receive yet', () => {
  test('is sent what it has earned once it can', async () => {
    const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
    const booking = await money.paid(world)
    await money.serve(booking.legs[0]!)
    await money.heard()
    expect(await money.earnings(booking.id)).toMatchObject([{ state: 'waiting_account', amount: 9_000 }])
    expect(await money.ledger(booking.id)).toMatchObject({ provider: -9_000, commission: -1_000 })
    const account = await money.account(world.legs[0]!.providerId)
    await money.heard()
    expect(await money.balance(account)).toBe(9_000)
    expect(await money.ledger(booking.id)).not.toHaveProperty('provider')
  })

  test('hears of it by a thin event, once however often it comes; a forged one writes nothing', async () => {
    const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
    const { providerId } = world.legs[0]!
    const account = await money.account(providerId)
    await h.control('accounts/capability', { account, status: 'restricted' })
    await money.heard()
    const booking = await money.paid(world)
    await money.serve(booking.legs[0]!)
    await money.heard()
    expect(await money.earnings(booking.id)).toMatchObject([{ state: 'waiting_account' }])
    await h.control('accounts/capability', { account, status: 'active' })
    await money.heard()
    expect(await money.earnings(booking.id)).toMatchObject([{ state: 'paid' }])
    const count = async () => (await db.execute(sql`select count(*)::int as n from payment_event`)).rows[0]!.n
    const before = await count()
    const { payload, signature } = money.thin.at(-1)!
    const forged = payload.replace(account, 'acct_another')
    const statuses = [payload, payload, forged, '{}'].map(async body => await money.deliver(body, signature, '/accounts'))
    expect(await Promise.all(statuses)).toEqual([200, 200, 400, 400])
    // Each endpoint has its own secret: what is signed for one is nothing to the other.
    expect(await money.deliver(payload, signature)).toBe(400)
    expect(await count()).toBe(before)
    await money.heard()
    expect(await money.balance(account)).toBe(9_000)
  })
})

describe('what is told twice, late or wrongly', () => {
  test('changes nothing: every webhook again, backwards, after all is done', async () => {
    const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
    await money.account(world.legs[0]!.providerId)
    const from = money.sent.length
    const booking = await money.paid(world)
    await money.serve(booking.legs[0]!)
    await refundByHand(app, { who: money.operator, legId: booking.legs[0]!, amount: 4_000, reason: 'half' })
    await money.heard()
    const told = async () => [await money.ledger(booking.id), await money.earnings(booking.id), await booking.read()]
    const before = await told()
    const again = money.sent.slice(from).reverse()
    expect(new Set(await Promise.all([...again, ...again].map(async ({ payload, signature }) => await money.deliver(payload, signature))))).toEqual(new Set([200]))
    await money.heard()
    expect(await told()).toEqual(before)
    const { rows: [tampered] } = await db.execute<{ n: number }>(sql`select count(*)::int as n from payment_event`)
    const { payload, signature } = again[0]!
    expect(await money.deliver(payload.replace('4000', '9000').replace('"created"', '"Created"'), signature)).toBe(400)
    expect((await db.execute(sql`select count(*)::int as n from payment_event`)).rows).toEqual([tampered])
  })

  test('a payment in another currency than the price fulfils nothing, and a person has to look at it', async () => {
    const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
    const [resident] = await buildResidents(db, 1)
    const id = await placeHold(app, { personId: resident!.personId, body: holdBodyOf((await quoteAt(app, { world, at: '09:00' })).id, resident!) })
    const { url } = await openCheckout(app, { personId: resident!.personId, bookingId: id })
    await db.execute(sql`update payment set currency = 'HKD' where booking_id = ${id}`)
    await h.control('pay', { session: /cs_\w+/.exec(url)![0] })
    await money.heard()
    expect((await db.execute(sql`select l.state, p.state as payment from booking_leg l join payment p using (booking_id) where booking_id = ${id}`)).rows)
      .toEqual([{ state: 'held', payment: 'review' }])
    await reconcilePayments(app)
    expect((await readMismatches(app, { who: money.operator, open: true, page: 1 })).rows.find(row => row.bookingId === id)).toMatchObject({ kind: 'payment_review' })
    await db.execute(sql`update payment set state = 'expired' where booking_id = ${id}`)
    await reconcilePayments(app)
    await money.heard()
  })
})

describe('what a provider was sent, and should not have been', () => {
  test('comes back when an operator gives a part back by hand, to the fen', async () => {
    const world = await buildBundle(db, [{ skill: 'a', price: 9_999 }])
    const account = await money.account(world.legs[0]!.providerId)
    const booking = await money.paid(world)
    await money.serve(booking.legs[0]!)
    await money.heard()
    expect(await money.balance(account)).toBe(8_999)
    await expect(refundByHand(app, { who: booking.who, legId: booking.legs[0]!, amount: 1, reason: 'x' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(refundByHand(app, { who: money.operator, legId: booking.legs[0]!, amount: 10_000, reason: 'x' })).rejects.toMatchObject({ code: 'refund_exceeds_payment' })
    await refundByHand(app, { who: money.operator, legId: booking.legs[0]!, amount: 3_333, reason: 'broke a window' })
    await money.heard()
    expect(await money.earnings(booking.id)).toEqual([{ state: 'paid', amount: 5_999, commission: 667 }])
    expect(await money.balance(account)).toBe(5_999)
    expect((await booking.read()).legs[0]).toMatchObject({ state: 'settled', refundedAmount: 3_333 })
    const { fees, ...books } = await booksOf(booking.id)
    expect(books).toEqual({ commission: -667, gateway_balance: 9_999 - fees - 3_333 - 5_999 })
  })

  test('is owed where its balance is empty, and paid off by what it earns next', async () => {
    const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
    const { providerId } = world.legs[0]!
    const account = await money.account(providerId)
    const first = await money.paid(world)
    const second = await money.paid(world, { at: '14:00' })
    await money.serve(first.legs[0]!)
    await money.heard()
    await h.control('payouts', { account, currency: 'cny' })
    await refundByHand(app, { who: money.operator, legId: first.legs[0]!, amount: 4_000, reason: 'half a service' })
    await money.heard()
    expect(await money.earnings(first.id)).toEqual([{ state: 'paid', amount: 5_400, commission: 600 }])
    expect(await money.ledger(first.id)).toMatchObject({ debt: 3_600 })
    await db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${providerId}, ${first.who.id}, 'manager')`)
    const desk = { personId: first.who.id, page: 1, providerId }
    expect(await readEarnings(app, desk)).toMatchObject({ totals: [{ paid: 5_400, debts: 3_600 }], debts: [{ amount: 3_600, nettedAmount: 0 }] })
    await money.serve(second.legs[0]!)
    await money.heard()
    expect(await money.earnings(second.id)).toEqual([{ state: 'paid', amount: 9_000, commission: 1_000 }])
    expect(await money.balance(account)).toBe(5_400)
    expect(await readEarnings(app, desk)).toMatchObject({
      totals: [{ paid: 14_400, debts: 0 }], debts: [], legs: [{ nettedAmount: 3_600, sentAmount: 5_400 }, { owedAmount: 3_600 }],
    })
    const { rows } = await db.execute(sql`select sum(amount)::int as left from ledger_entry where account = 'debt' and party_id = ${providerId}`)
    expect(rows).toEqual([{ left: 0 }])
    // The statement tells all of it, from the ledger alone.
    const statement = await readProviderStatement(app, desk)
    expect(statement.lines.map(({ cause, gross, owed, debt, balance }) => [cause, gross, owed, debt, balance])).toEqual([
      ['earning', 10_000, 9_000, 0, 9_000], ['transfer', 0, -9_000, 0, 0], ['earning', -4_000, -3_600, 0, -3_600], ['owed', 0, 3_600, 3_600, 0],
      ['earning', 10_000, 9_000, 0, 9_000], ['netting', 0, -3_600, -3_600, 5_400], ['transfer', 0, -5_400, 0, 0],
    ])
    expect(statement.balances).toEqual([{ currency: 'CNY', opening: 0, closing: 0, openingDebt: 0, closingDebt: 0 }])
    expect(statementCsv(statement, 'en').split('\r\n')[2]).toContain(',Transferred,transfer,LL-')
    expect(statementCsv(statement, 'zh').split('\r\n')[6]).toContain(',抵扣欠款,netting,LL-')
    // Its days are those of its own calendar, and a year of them at most.
    await db.execute(sql`update provider set zone = 'Pacific/Kiritimati' where id = ${providerId}`)
    const there = await readProviderStatement(app, desk)
    expect([there.zone, there.to]).toEqual(['Pacific/Kiritimati', wallTimeOf(await now(db), 'Pacific/Kiritimati').day])
    for (const span of [{ from: '2026-02-02', to: '2026-02-01' }, { from: '2025-01-01', to: '2026-01-02' }]) {
      await expect(readProviderStatement(app, { ...desk, ...span })).rejects.toMatchObject({ code: 'choice_invalid' })
    }
  })
})

describe('a payment that a bank disputes', () => {
  const disputed = async () => {
    const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
    const account = await money.account(world.legs[0]!.providerId)
    const booking = await money.paid(world)
    await money.serve(booking.legs[0]!)
    await money.heard()
    return { booking, account }
  }

  test('is brought back from its providers, and sent again when it is won', async () => {
    const { booking, account } = await disputed()
    const before = await money.ledger(booking.id)
    const { id } = await h.control('disputes/open', { charge: booking.charge })
    await money.heard()
    expect(await money.balance(account)).toBe(0)
    expect(await money.earnings(booking.id)).toMatchObject([{ state: 'frozen', amount: 9_000 }])
    expect((await booking.read()).payment).toMatchObject({ state: 'disputed' })
    const { rows: disputes } = await readBankDisputes(app, { who: money.operator, open: true, page: 1 })
    expect(disputes).toMatchObject([{ id, amount: 10_000, broughtBackAmount: 9_000, withProvidersAmount: 0 }])
    expect(await money.ledger(booking.id)).toMatchObject({ in_transit: 10_000, provider: -9_000 })
    // What is to be given back meanwhile waits for an operator.
    await refundByHand(app, { who: money.operator, legId: booking.legs[0]!, amount: 1_000, reason: 'late' })
    const { rows: [waiting] } = await readManualRefunds(app, { who: money.operator, open: true, page: 1 })
    expect(waiting).toMatchObject({ cause: 'payment_disputed', amount: 1_000, bookingId: booking.id })
    await expect(resolveRefund(app, { who: money.operator, id: waiting!.id, how: 'retried', note: 'x' })).rejects.toMatchObject({ code: 'payment_disputed' })
    await h.control('disputes/close', { dispute: id, outcome: 'won' })
    await money.heard()
    expect((await booking.read()).payment).toMatchObject({ state: 'paid' })
    // What came back lies on the balance with what is not available yet; it is tried again until it is.
    expect(await money.earnings(booking.id)).toMatchObject([{ state: 'waiting_balance', amount: 8_100 }])
    await h.control('topups', { currency: 'cny', amount: 100_000 })
    await money.setTime(Date.now() + 12 * 86_400_000)
    await reconcilePayments(app)
    await money.heard()
    expect(await money.balance(account)).toBe(8_100)
    await resolveRefund(app, { who: money.operator, id: waiting!.id, how: 'retried', note: 'the bank has decided' })
    await money.heard()
    expect(await money.ledger(booking.id)).toEqual({
      ...before, commission: -900, gateway_fees: before.gateway_fees! + 10_000, gateway_balance: 10_000 - before.gateway_fees! - 10_000 - 1_000 - 8_100,
    })
  })

  test('is written off when it is lost: the provider bears what came back, the platform its fees', async () => {
    const { booking, account } = await disputed()
    const fees = (await money.ledger(booking.id)).gateway_fees!
    const { id } = await h.control('disputes/open', { charge: booking.charge })
    await h.control('disputes/close', { dispute: id, outcome: 'lost' })
    await money.heard()
    expect(await money.balance(account)).toBe(0)
    expect(await money.earnings(booking.id)).toEqual([{ state: 'reversed', amount: 0, commission: 0 }])
    expect((await booking.read()).payment).toMatchObject({ state: 'lost' })
    expect(await money.ledger(booking.id)).toEqual({ gateway_fees: fees + 10_000, gateway_balance: -fees - 10_000 })
  })

  test('is the platform’s loss where nothing came back', async () => {
    const { booking, account } = await disputed()
    const fees = (await money.ledger(booking.id)).gateway_fees!
    await h.control('payouts', { account, currency: 'cny' })
    const { id } = await h.control('disputes/open', { charge: booking.charge })
    await money.heard()
    expect(await money.earnings(booking.id)).toMatchObject([{ state: 'frozen', amount: 9_000 }])
    await h.control('disputes/close', { dispute: id, outcome: 'lost' })
    await money.heard()
    expect(await money.ledger(booking.id)).toEqual({ gateway_fees: fees + 10_000, losses: 9_000, gateway_balance: -fees - 10_000 - 9_000 })
  })
})

test('while a bank decides a resident cannot cancel, an operator can: what is to be given back waits for the decision', async () => {
  const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
  const booking = await money.paid(world)
  const { id } = await h.control('disputes/open', { charge: booking.charge })
  await money.heard()
  await expect(cancel(booking, 0)).rejects.toMatchObject({ code: 'payment_disputed' })
  await cancelByOperator(app, { who: money.operator, legId: booking.legs[0]!, reason: 'nobody will come' })
  expect(await booking.read()).toMatchObject({ state: 'cancelled', legs: [{ refundedAmount: 0 }] })
  const [waiting] = (await readManualRefunds(app, { who: money.operator, open: true, page: 1 })).rows.filter(row => row.bookingId === booking.id)
  expect(waiting).toMatchObject({ cause: 'payment_disputed', amount: 10_000 })
  await h.control('disputes/close', { dispute: id, outcome: 'won' })
  await money.heard()
  await resolveRefund(app, { who: money.operator, id: waiting!.id, how: 'retried', note: 'the bank has decided' })
  await money.heard()
  expect((await booking.read()).legs[0]).toMatchObject({ refundedAmount: 10_000 })
  expect(await money.earnings(booking.id)).toEqual([])
  const { fees, ...books } = await booksOf(booking.id)
  expect(books).toEqual({ gateway_balance: -fees })
})

describe('a refund that fails after it was shown as done', () => {
  test('is taken back and waits for an operator, who asks again, or gives it back another way', async () => {
    const world = await buildBundle(db, [{ skill: 'a', price: 10_000, required: false }, { skill: 'b', price: 5_000, required: false }])
    const booking = await money.paid(world, { method: 'wechat_pay' })
    for (const nth of [0, 1]) await cancel(booking, nth)
    await money.heard()
    for (const outcome of ['succeeded', 'failed']) {
      for (const { id } of (await h.stripe.refunds.list({ payment_intent: booking.intent })).data) await h.control('refunds/settle', { refund: id, outcome })
      await money.heard()
    }
    expect((await booking.read()).legs.map(leg => leg.refundedAmount)).toEqual([0, 0])
    expect((await money.ledger(booking.id)).resident).toBe(-15_000)
    // Of what is owed to a resident nothing becomes a provider's.
    expect(await money.earnings(booking.id)).toEqual([])
    const queue = (await readManualRefunds(app, { who: money.operator, open: true, page: 1 })).rows.filter(row => row.bookingId === booking.id)
      .sort((a, b) => b.amount - a.amount)
    expect(queue).toMatchObject([{ cause: 'refund_failed', amount: 10_000, method: 'wechat_pay' }, { cause: 'refund_failed', amount: 5_000 }])
    await resolveRefund(app, { who: money.operator, id: queue[0]!.id, how: 'retried', note: 'again' })
    await resolveRefund(app, { who: money.operator, id: queue[1]!.id, how: 'paid_elsewhere', note: 'by bank' })
    await expect(resolveRefund(app, { who: money.operator, id: queue[1]!.id, how: 'dismissed', note: 'no' })).rejects.toMatchObject({ code: 'not_found' })
    await money.heard()
    for (const { id, status } of (await h.stripe.refunds.list({ payment_intent: booking.intent })).data) {
      if (status === 'pending') await h.control('refunds/settle', { refund: id, outcome: 'succeeded' })
    }
    await money.heard()
    expect((await booking.read()).legs.map(leg => leg.refundedAmount)).toEqual([10_000, 5_000])
    const { fees, ...books } = await booksOf(booking.id)
    expect(books).toEqual({ outside: -5_000, gateway_balance: 5_000 - fees })
  })

  test('goes to the operators at once where the method gives nothing back any more', async () => {
    const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
    const booking = await money.paid(world, { method: 'alipay' })
    await money.serve(booking.legs[0]!)
    await money.setTime(Date.now() + 91 * 86_400_000)
    await refundByHand(app, { who: money.operator, legId: booking.legs[0]!, amount: 500, reason: 'late' })
    const queue = (await readManualRefunds(app, { who: money.operator, open: true, page: 1 })).rows.filter(row => row.bookingId === booking.id)
    expect(queue).toMatchObject([{ cause: 'past_window', amount: 500 }])
  })
})

test('a payment that settles in another currency is sent on in that, and the books balance in both', async () => {
  await h.control('settings', { settlementCurrency: 'usd', settlementRate: 0.1399 })
  try {
    const world = await buildBundle(db, [{ skill: 'a', price: 9_999 }, { skill: 'b', price: 20_001 }])
    const accounts = [await money.account(world.legs[0]!.providerId), await money.account(world.legs[1]!.providerId)]
    const booking = await money.paid(world)
    for (const leg of booking.legs) await money.serve(leg)
    await money.heard()
    expect(await money.earnings(booking.id)).toMatchObject([{ state: 'paid', amount: 8_999 }, { state: 'paid', amount: 18_001 }])
    expect(await Promise.all(accounts.map(async account => await money.balance(account, 'usd')))).toEqual([1_258, 2_518])
    await refundByHand(app, { who: money.operator, legId: booking.legs[1]!, amount: 20_001, reason: 'all' })
    await money.heard()
    expect(await money.balance(accounts[1], 'usd')).toBe(0)
    const { 'gateway_balance USD': usd, 'gateway_fees USD': fee, ...books } = await money.ledger(booking.id)
    expect(usd).toBe(4_197 - fee! - 2_798 - 1_258)
    expect(books).toMatchObject({ commission: -1_000 })
  } finally {
    await h.control('settings', { settlementCurrency: '', settlementRate: 1 })
  }
})

test('the night’s reconciliation finds what does not match, and an operator explains it', async () => {
  // Later than whatever the tests before have moved.
  const later = Date.now() + 100 * 86_400_000
  await money.setTime(later)
  const first = await reconcileBalance(app)
  expect(first.read).toBeGreaterThan(20)
  expect(first.open).toBe(0)
  const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
  const account = await money.account(world.legs[0]!.providerId)
  await h.control('topups', { currency: 'cny', amount: 50_000 })
  const stray = await h.stripe.transfers.create({ amount: 700, currency: 'cny', destination: account })
  expect((await reconcileBalance(app)).open, 'its event may be on the way').toBe(0)
  await money.setTime(later + 4 * 3_600_000)
  expect((await reconcileBalance(app)).open).toBe(1)
  const strays = async (open: boolean) => (await readMismatches(app, { who: money.operator, open, page: 1 })).rows.filter(row => row.subject === stray.id)
  const [found] = await strays(true)
  expect(found).toMatchObject({ kind: 'movement_unknown', ours: null, theirs: { amount: -700, currency: 'CNY' } })
  await explainMismatch(app, { who: money.operator, id: found!.id, note: 'a thank-you, by hand' })
  expect((await reconcileBalance(app)).open).toBe(0)
  expect([await strays(true), await strays(false)]).toMatchObject([[], [{ note: 'a thank-you, by hand' }]])
  // What the books hold at the gateway is what lies there, all bookings together, and the stray transfer aside.
  expect((await money.ledger()).gateway_balance).toBe(await money.balance() + 700)
})

test('the books cannot be rewritten, nor emptied', async () => {
  for (const statement of ['update ledger_entry set amount = amount + 1', 'delete from ledger_entry', 'truncate ledger_entry, ledger_transaction cascade', 'truncate ledger_transaction cascade']) {
    await expect(db.execute(sql.raw(statement))).rejects.toMatchObject({ cause: { code: '23001' } })
  }
})
