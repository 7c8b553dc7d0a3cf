import { sql } from 'drizzle-orm'
import { afterEach, describe, expect, test } from 'vitest'
import { placeHold } from '../../../server/booking/index.ts'
import {
  allotRefund, applyPaymentEvent, cancelByOperator, explainMismatch, openCheckout, readBooking, readManualRefunds, readMismatches, readReceipt,
  readRefundableLegs, refundByHand, requestFapiao, resolveRefund, runTimers,
} from '../../../server/checkout/index.ts'
import { findPaymentOfBooking, reconcileBalance, reconcilePayments } from '../../../server/payment/index.ts'
import { holdBodyOf, quoteAt } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'
import { startMoney } from '../../support/money.ts'
import { buildBundle, buildResidents } from '../../support/world.ts'

// A payment that a person has to look at: what holds it, and how it is released.

describe('a refund that somebody made in the payment service’s own dashboard', async () => {
  const money = await startMoney()
  const { app, db, h } = money
  afterEach(async () => await money.resetTime())
  const reviewOf = async (bookingId: string) =>
    (await readMismatches(app, { who: money.operator, open: true, page: 1 })).rows.find(row => row.kind === 'payment_review' && row.bookingId === bookingId)
  const stateOf = async (booking: Awaited<ReturnType<typeof money.paid>>) => (await booking.read()).payment?.state

  test('holds the payment until it is allotted to legs; then every fen is where it would be had we made it', async () => {
    const world = await buildBundle(db, [{ skill: 'a', price: 9_999 }, { skill: 'b', price: 20_000 }])
    const accounts = [await money.account(world.legs[0]!.providerId), await money.account(world.legs[1]!.providerId)]
    const booking = await money.paid(world)
    const other = await money.paid(world, { at: '14:00' })
    const [first, second] = booking.legs as [string, string]
    await money.serve(first)
    await money.heard()
    const { id: refundId } = await h.stripe.refunds.create({ payment_intent: booking.intent, amount: 5_001 })
    await money.heard()
    expect(await stateOf(booking)).toBe('review')
    await money.serve(second)
    await money.heard()
    // What was sent stays with its provider; nothing more goes out.
    expect(await money.earnings(booking.id)).toMatchObject([{ state: 'paid', amount: 8_999 }, { state: 'frozen', amount: 18_000 }])
    expect([await money.balance(accounts[0]), await money.balance(accounts[1])]).toEqual([8_999, 0])

    await reconcilePayments(app)
    const { id, review } = (await reviewOf(booking.id))!
    expect(review).toMatchObject({
      isSumWrong: false, refunds: [{ id: refundId, amount: 5_001, currency: 'CNY' }], legs: [{ legId: first, leftCashAmount: 9_999 }, { legId: second, leftCashAmount: 20_000 }],
    })
    const reason = 'promised on the telephone'
    const allot = async (parts: { legId: string, amount: number }[], who = money.operator) => await allotRefund(app, { who, refundId, parts, platformAmount: 0, reason })
    await expect(explainMismatch(app, { who: money.operator, id, note: reason })).rejects.toMatchObject({ code: 'refund_not_allotted' })
    await expect(allot([{ legId: first, amount: 5_000 }])).rejects.toMatchObject({ code: 'refund_not_spread' })
    await expect(allot([{ legId: first, amount: 10_000 }])).rejects.toMatchObject({ code: 'refund_exceeds_payment', details: { left: 9_999 } })
    await expect(allot([{ legId: other.legs[0]!, amount: 5_001 }])).rejects.toMatchObject({ code: 'not_found' })
    await expect(allot([{ legId: first, amount: 5_001 }], booking.who)).rejects.toMatchObject({ code: 'not_found' })
    // Pressed twice: once it is done.
    const pressed = await Promise.allSettled([1, 2].map(async () => await allot([{ legId: first, amount: 2_000 }, { legId: second, amount: 3_001 }])))
    expect(pressed.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await money.heard()

    expect(await stateOf(booking)).toBe('partly_refunded')
    expect((await booking.read()).legs).toMatchObject([{ refundedAmount: 2_000 }, { refundedAmount: 3_001 }])
    expect(await money.earnings(booking.id)).toEqual([{ state: 'paid', amount: 7_199, commission: 800 }, { state: 'paid', amount: 15_299, commission: 1_700 }])
    expect([await money.balance(accounts[0]), await money.balance(accounts[1])]).toEqual([7_199, 15_299])
    const { gateway_fees: fees = 0, ...books } = await money.ledger(booking.id)
    expect(books).toEqual({ commission: -2_500, gateway_balance: 29_999 - fees - 5_001 - 7_199 - 15_299 })
    expect(await reviewOf(booking.id)).toBeUndefined()
    await money.setTime(Date.parse((await booking.read()).legs[1]!.start) + 200 * 3_600_000)
    expect((await reconcileBalance(app)).open).toBe(0)
    const { rows: acts } = await db.execute(sql`select action, reason, data from operator_act where action = 'refund.allot'`)
    expect(acts).toEqual([{ action: 'refund.allot', reason, data: { refundId, parts: [{ legId: first, amount: 2_000 }, { legId: second, amount: 3_001 }], platformAmount: 0, currency: 'CNY' } }])
  })
})

describe('a payment that is held', async () => {
  const life = await startLife({ pool: 4 })
  const { app, db, memory } = life
  const look = async (bookingId: string) => {
    const { id: paymentId, gatewaySessionId: sessionId } = (await findPaymentOfBooking(db, bookingId))!
    await applyPaymentEvent(app, { eventId: null, paymentId, sessionId, gatewayPaymentId: null })
    return (await findPaymentOfBooking(db, bookingId))!
  }
  const explain = async (bookingId: string) => {
    await reconcilePayments(app)
    const found = (await readMismatches(app, { who: life.operator, open: true, page: 1 })).rows.find(row => row.bookingId === bookingId)!
    await explainMismatch(app, { who: life.operator, id: found.id, note: 'looked at' })
    await app.jobs.drain()
  }

  test('for a refund that fails after all is released by itself; one that was allotted stays promised', async () => {
    const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
    const booking = await life.booked(world)
    const { gatewaySessionId: session } = (await findPaymentOfBooking(db, booking.id))!
    memory.refundElsewhere(session!, 300, 'pending')
    expect((await look(booking.id)).state).toBe('review')
    memory.settleRefund(session!, 0, 'failed')
    expect((await look(booking.id)).state).toBe('paid')
    const refundId = memory.refundElsewhere(session!, 400, 'pending')!
    await look(booking.id)
    const honest = app.gateway.fetchPayment
    const allot = async () => await allotRefund(app, { who: life.operator, refundId, parts: [{ legId: booking.leg, amount: 400 }], platformAmount: 0, reason: 'x' })
    app.gateway.fetchPayment = async of => ({ ...await honest(of), refunds: [] })
    try {
      await expect(allot(), 'an answer that says nothing of it').rejects.toMatchObject({ code: 'checkout_unavailable' })
    } finally {
      app.gateway.fetchPayment = honest
    }
    expect((await db.execute(sql`select count(*)::int as n from refund where payment_id = (select id from payment where booking_id = ${booking.id})`)).rows).toEqual([{ n: 0 }])
    await allot()
    expect([(await look(booking.id)).state, (await booking.read()).legs[0]!.refundedAmount]).toEqual(['refund_pending', 400])
    memory.settleRefund(session!, 1, 'failed')
    expect([(await look(booking.id)).state, (await booking.read()).legs[0]!.refundedAmount]).toEqual(['paid', 0])
    expect((await readManualRefunds(app, { who: life.operator, open: true, page: 1 })).rows).toMatchObject([{ bookingId: booking.id, amount: 400, cause: 'refund_failed' }])
    expect((await life.ledger(booking.id)).in_transit).toBe(0)
  })

  test('for a refund that the platform bears costs no provider anything, and is not given twice when a leg is given back later', async () => {
    const world = await buildBundle(db, [{ skill: 'a', price: 10_000, required: false }, { skill: 'b', price: 20_000, required: false }])
    for (const { providerId } of world.legs) {
      await db.execute(sql`insert into payout_account (provider_id, gateway_account_id, state) values (${providerId}, ${`acct_${providerId}`}, 'active')`)
    }
    const booking = await life.booked(world)
    const [first, second] = booking.legIds as [string, string]
    const session = (await findPaymentOfBooking(db, booking.id))!.gatewaySessionId!
    await db.execute(sql`update booking_leg set state = 'delivered', state_since = linli_now() - interval '73 hours' where id = ${first}`)
    await runTimers(app)
    const refundId = memory.refundElsewhere(session, 6_000)!
    await look(booking.id)
    const allot = async (platformAmount: number) =>
      await allotRefund(app, { who: life.operator, refundId, parts: [{ legId: first, amount: 1_000 }], platformAmount, reason: 'for the trouble' })
    await expect(allot(4_999)).rejects.toMatchObject({ code: 'refund_not_spread' })
    await allot(5_000)
    await app.jobs.drain()
    expect(await look(booking.id)).toMatchObject({ state: 'partly_refunded', refundedAmount: 6_000 })
    expect((await booking.read()).legs.map(leg => leg.refundedAmount)).toEqual([1_000, 0])
    expect(await life.earnings(booking.id)).toMatchObject([{ amount: 8_100, commission: 900 }])
    // Held for the payer is the leg that is still to be served, whole.
    expect(await life.ledger(booking.id)).toMatchObject({ losses: 5_000, resident: -20_000, provider: 0, in_transit: 0 })
    const receipt = async () => await readReceipt(app, { personId: booking.resident.id, id: booking.id })
    expect(await receipt()).toMatchObject({ paidAmount: 30_000, refundedAmount: 6_000, netAmount: 24_000 })

    await cancelByOperator(app, { who: life.operator, legId: second, reason: 'nobody will come' })
    await refundByHand(app, { who: life.operator, legId: first, amount: 9_000, reason: 'nor was it done well' })
    await app.jobs.drain()
    expect(await look(booking.id)).toMatchObject({ state: 'refunded', refundedAmount: 30_000 })
    expect((await booking.read()).legs.map(leg => leg.refundedAmount)).toEqual([10_000, 20_000])
    expect((await app.gateway.fetchPayment({ sessionId: session })).refunds.map(({ amount }) => amount)).toEqual([6_000, 20_000, 4_000])
    expect(await life.ledger(booking.id)).toMatchObject({ losses: 0, resident: 0, provider: 0, commission: 0, gateway_balance: -100 })
    expect(await receipt()).toMatchObject({ refundedAmount: 30_000, netAmount: 0, taxAmount: 0 })
  })

  test('for a refund that the platform bears, and that fails after all: it is promised, until an operator says that it is not', async () => {
    const booking = await life.booked(await buildBundle(db, [{ skill: 'a', price: 10_000 }]))
    const session = (await findPaymentOfBooking(db, booking.id))!.gatewaySessionId!
    const refundId = memory.refundElsewhere(session, 300, 'pending')!
    await look(booking.id)
    await allotRefund(app, { who: life.operator, refundId, parts: [], platformAmount: 300, reason: 'for the trouble' })
    memory.settleRefund(session, 0, 'failed')
    expect((await look(booking.id)).state).toBe('paid')
    expect(await life.ledger(booking.id)).toMatchObject({ losses: 300, resident: -10_300, in_transit: 0 })
    const waiting = (await readManualRefunds(app, { who: life.operator, open: true, page: 1 })).rows.find(row => row.bookingId === booking.id)!
    expect(waiting).toMatchObject({ amount: 300, cause: 'refund_failed' })
    await resolveRefund(app, { who: life.operator, id: waiting.id, how: 'dismissed', note: 'they do not want it' })
    expect(await life.ledger(booking.id)).toMatchObject({ losses: 0, resident: -10_000 })
  })

  test.each([
    ['another sum', { amount: 9_000 }, { amount: 9_000, currency: 'CNY' }],
    ['another currency', { currency: 'HKD' }, { amount: 10_000, currency: 'HKD' }],
  ])('because %s was paid is given back in full once an operator has looked, and its time is free', async (_, wrong, theirs) => {
    const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
    const [resident] = await buildResidents(db, 1)
    const { personId } = resident!
    const id = await placeHold(app, { personId, body: holdBodyOf((await quoteAt(app, { world })).id, resident!) })
    await openCheckout(app, { personId, bookingId: id })
    const payment = (await findPaymentOfBooking(db, id))!
    memory.pay(payment.gatewaySessionId!)
    const { fetchPayment, refund } = app.gateway
    const dressed = <T extends object>(told: T) => ({ ...told, ...wrong, settlement: theirs })
    app.gateway.fetchPayment = async (of) => {
      const told = await fetchPayment(of)
      if (told.paymentId !== payment.id) return told
      return { ...told, ...wrong, settlement: { ...theirs, fee: 0, exchangeRate: null }, refunds: told.refunds.map(dressed) }
    }
    app.gateway.refund = async (...call) => dressed(await refund(...call))
    try {
      expect((await look(id)).state).toBe('review')
      const held = (await readMismatches(app, { who: life.operator, open: true, page: 1 })).rows.find(row => row.bookingId === id)
      expect(held).toMatchObject({ ours: { amount: 10_000, currency: 'CNY' }, theirs, review: { isSumWrong: true } })
      await explain(id)
      expect(await look(id)).toMatchObject({ state: 'refunded', capturedAmount: theirs.amount, refundedAmount: theirs.amount })
    } finally {
      Object.assign(app.gateway, { fetchPayment, refund })
    }
    const { rows: refunds } = await db.execute(sql`select amount::int, currency, state from refund where payment_id = ${payment.id}`)
    expect(refunds).toEqual([{ ...theirs, state: 'succeeded' }])
    expect((await readBooking(db, { personId, id }))!.legs[0]!.state).toBe('cancelled')
    expect(await life.claims((await readBooking(db, { personId, id }))!.legs[0]!.id)).toBe(0)
    const { rows: left } = await db.execute(sql`select account, currency from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
      where booking_id = ${id} group by 1, 2 having sum(amount) <> 0`)
    expect(left, 'nothing is left in any account, in either currency').toEqual([])
    // Whoever has paid nothing in the end gets no fapiao.
    await expect(requestFapiao(app, { who: life.who(personId), bookingId: id, body: { kind: 'personal', title: '陈静', email: 'a@example.test' } }))
      .rejects.toMatchObject({ code: 'fapiao_nothing_paid' })
    // The same rule says that no leg was paid: what was paid for none of them is not given back by hand a second time.
    const { reference, legs } = (await readBooking(db, { personId, id }))!
    await expect(readRefundableLegs(app, { who: life.operator, reference })).rejects.toMatchObject({ code: 'not_found' })
    await expect(refundByHand(app, { who: life.operator, legId: legs[0]!.id, amount: 1, reason: 'x' })).rejects.toMatchObject({ code: 'payment_not_refundable' })
    expect((await readMismatches(app, { who: life.operator, open: true, page: 1 })).rows.filter(row => row.bookingId === id)).toEqual([])
  })
})

test('a bank that takes a part of three legs leaves not a fen unaccounted for', async () => {
  const life = await startLife({ pool: 4 })
  const { app, db, memory } = life
  const world = await buildBundle(db, [{ skill: 'a', price: 3_333 }, { skill: 'b', price: 3_333, rule: { kind: 'gap', min: 0, max: 240, sameDay: true } }, { skill: 'c', price: 3_334, rule: { kind: 'gap', min: 0, max: 240, sameDay: true } }])
  for (const { providerId } of world.legs) {
    await db.execute(sql`insert into payout_account (provider_id, gateway_account_id, state) values (${providerId}, ${`acct_${providerId}`}, 'active')`)
  }
  const booking = await life.booked(world)
  const settle = async (legIds: readonly string[]) => {
    for (const id of legIds) await db.execute(sql`update booking_leg set state = 'delivered', state_since = linli_now() - interval '73 hours' where id = ${id}`)
    await runTimers(app)
    await app.jobs.drain()
  }
  // One is served before the bank decides, two after.
  await settle(booking.legIds.slice(0, 1))
  const { id: paymentId, gatewaySessionId: session } = (await findPaymentOfBooking(db, booking.id))!
  const honest = app.gateway.fetchPayment
  memory.dispute(session!, 'open')
  memory.dispute(session!, 'lost')
  app.gateway.fetchPayment = async (of) => {
    const told = await honest(of)
    return { ...told, disputes: told.disputes.map(dispute => ({ ...dispute, amount: 100, taken: { amount: 100, fee: 50, currency: 'CNY' } })) }
  }
  await applyPaymentEvent(app, { eventId: null, paymentId, sessionId: session, gatewayPaymentId: null })
  await app.jobs.drain()
  await settle(booking.legIds.slice(1))
  const { rows } = await db.execute(sql`select e.written_off_amount::int as lost from earning e join booking_leg l on l.id = e.booking_leg_id
    where e.booking_id = ${booking.id} order by l.position`)
  expect(rows).toEqual([{ lost: 33 }, { lost: 33 }, { lost: 34 }])
  expect(await life.ledger(booking.id)).toMatchObject({ resident: 0, provider: 0, in_transit: 0 })
})
