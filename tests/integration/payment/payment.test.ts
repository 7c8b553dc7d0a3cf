import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setClockOffset } from '../../../server/platform/clock.ts'
import { warmPool, withTransaction } from '../../../server/platform/database.ts'
import { newId } from '../../../server/platform/ids.ts'
import {
  closeCheckout, openCheckout, openOnboarding, receiveWebhook, reconcilePayments,
  refreshPayoutAccount, requestRefund, runPaymentOps, type PaymentContext, type PaymentGateway,
} from '../../../server/payment/index.ts'
import { startBed, type Bed } from './bed.ts'

let bed: Bed
beforeAll(async () => {
  bed = await startBed()
})
afterAll(() => bed.stop())
beforeEach(async () => {
  bed.changes.length = 0
  await setClockOffset(bed.db, 0)
  await bed.h.control('reset', {})
  // What the test before left undone is about objects that the stand-in has forgotten.
  await bed.db.execute(sql`delete from pgboss.job where name like 'payment.%'`)
})

const refund = async (paymentId: string, amount?: number, ctx: PaymentContext = bed.ctx) =>
  await withTransaction(bed.db, async tx => await requestRefund(ctx, tx, { paymentId, bookingLegId: null, amount, reason: 'cancelled_by_resident' }))

/** The process dies after the gateway did its work and before anybody wrote down the result. */
const dying = <Args extends unknown[]>(work: (...args: Args) => Promise<unknown>) => async (...args: Args): Promise<never> => {
  await work(...args)
  throw new Error('killed')
}

const count = async (table: string) => (await bed.db.execute<{ n: number }>(sql`select count(*)::int as n from ${sql.identifier(table)}`)).rows[0]!.n

describe('paying', () => {
  test('a page is opened once, paid, and the payment and its ledger follow from the events', async () => {
    const opened = await bed.open()
    const { sessionId, url, expiresAt } = opened
    expect((await bed.prepare(opened.bookingId)).page).toEqual({ sessionId, url, expiresAt })
    await bed.h.submit(new URL(opened.url).pathname + '/pay', { method: 'card', number: '4000 0000 0000 0002', expiry: '12/34', cvc: '123' })
    await bed.heard()
    expect(await bed.payment(opened.paymentId)).toMatchObject({ state: 'awaiting_payment', lastFailure: 'generic_decline' })
    await bed.h.submit(new URL(opened.url).pathname + '/pay', { method: 'card', number: '4242 4242 4242 4242', expiry: '12/34', cvc: '123' })
    await bed.heard()
    expect(await bed.payment(opened.paymentId)).toMatchObject({
      state: 'paid', capturedAmount: 41_800, refundedAmount: 0, method: 'card', settlement: { amount: 41_800, fee: 1621, currency: 'CNY' },
    })
    expect(bed.changes.map(({ from, to }) => `${from} → ${to}`)).toEqual(['awaiting_payment → paid'])
    expect(await bed.ledger(opened.bookingId)).toEqual({ resident: -41_800, gateway_balance: 40_179, gateway_fees: 1621 })
    await expect(bed.prepare(opened.bookingId)).rejects.toMatchObject({ code: 'payment_not_open' })
  })

  test('an asynchronous payment is processing, then paid or failed', async () => {
    const good = await bed.open()
    const bad = await bed.open()
    for (const { sessionId } of [good, bad]) await bed.h.control('pay', { session: sessionId, method: 'alipay', outcome: 'processing' })
    await bed.heard()
    expect((await bed.payment(good.paymentId)).state).toBe('processing')
    await bed.h.control('payments/settle', { session: good.sessionId, outcome: 'succeeded' })
    await bed.h.control('payments/settle', { session: bad.sessionId, outcome: 'failed' })
    await bed.heard()
    expect((await bed.payment(good.paymentId)).state).toBe('paid')
    expect((await bed.payment(bad.paymentId)).state).toBe('payment_failed')
    expect(await bed.ledger(bad.bookingId)).toEqual({})
  })

  test('an event sent five times at once, reversed and doubled is applied once; a forged one writes nothing', async () => {
    await bed.h.control('webhooks', { order: 'reverse', duplicateNext: { events: 10, times: 5 } })
    const { bookingId, paymentId } = await bed.paid()
    expect((await bed.payment(paymentId)).state).toBe('paid')
    expect(bed.changes).toHaveLength(1)
    expect(await bed.ledger(bookingId)).toMatchObject({ resident: -41_800 })
    const before = await count('payment_event')
    const rawBody = JSON.stringify({ id: 'evt_forged', object: 'event', type: 'checkout.session.completed', data: { object: {} } })
    await expect(receiveWebhook(bed.ctx, { rawBody, signature: 't=1,v1=00' })).rejects.toMatchObject({ code: 'webhook_signature_invalid' })
    await expect(receiveWebhook(bed.ctx, { rawBody, signature: undefined })).rejects.toMatchObject({ code: 'webhook_signature_invalid' })
    expect(await count('payment_event')).toBe(before)
  })

  test('lost events are found by reconciliation, once', async () => {
    const opened = await bed.open()
    await bed.h.control('webhooks', { dropNext: 100 })
    await bed.h.control('pay', { session: opened.sessionId })
    await bed.heard()
    expect((await bed.payment(opened.paymentId)).state).toBe('awaiting_payment')
    expect((await reconcilePayments(bed.ctx)).missed).toBeGreaterThan(0)
    await bed.heard()
    expect((await bed.payment(opened.paymentId)).state).toBe('paid')
    expect((await reconcilePayments(bed.ctx)).missed).toBe(0)
  })

  test('an event that was never carried out and that the gateway has forgotten keeps nothing else waiting', async () => {
    await bed.db.execute(sql`insert into payment_event (id, type, object_id, created_at, received_at, source)
      values ('evt_forgotten', 'charge.refunded', 'ch_x', linli_now() - interval '40 days', linli_now() - interval '40 days', 'webhook')`)
    expect((await reconcilePayments(bed.ctx)).forgotten).toBe(1)
    expect((await reconcilePayments(bed.ctx)).forgotten).toBe(0)
  })

  test('a page closed early is expired; one that was paid first says so', async () => {
    const open = await bed.open()
    expect(await closeCheckout(bed.ctx, open.paymentId)).toMatchObject({ state: 'expired' })
    const paid = await bed.open()
    await bed.h.control('webhooks', { paused: true })
    await bed.h.control('pay', { session: paid.sessionId })
    expect(await closeCheckout(bed.ctx, paid.paymentId)).toMatchObject({ state: 'paid', amount: 41_800 })
  })

  test('a process that dies after opening the page leaves one page, which is adopted', async () => {
    const bookingId = newId()
    const { opId, paymentId } = await bed.prepare(bookingId)
    await expect(openCheckout(bed.as({ createCheckout: dying(bed.ctx.gateway.createCheckout) }), opId!)).rejects.toThrow('killed')
    await runPaymentOps(bed.ctx, paymentId)
    const page = await bed.open(bookingId)
    expect((await bed.h.stripe.checkout.sessions.list()).data.map(session => session.id)).toEqual([page.sessionId])
  })

  test('a gateway that does not answer is told as such, and asking again works', async () => {
    await bed.h.control('faults', { path: '/v1/checkout/sessions', kind: 'cut', times: 3 })
    const { opId, paymentId } = await bed.prepare(newId())
    await expect(openCheckout(bed.ctx, opId!)).rejects.toMatchObject({ code: 'checkout_unavailable' })
    expect(await openCheckout(bed.ctx, opId!)).toMatchObject({ url: expect.stringContaining('/_sandbox/stripe/checkout/') })
    expect(await bed.payment(paymentId)).toMatchObject({ state: 'awaiting_payment' })
  })
})

describe('refunds', () => {
  test('a part, then the rest: never more than was captured, and the ledger keeps the fee only', async () => {
    const { paymentId, bookingId } = await bed.paid()
    await refund(paymentId, 15_000)
    expect(await bed.payment(paymentId)).toMatchObject({ state: 'refund_pending', refundedAmount: 15_000 })
    await bed.heard()
    expect(await bed.payment(paymentId)).toMatchObject({ state: 'partly_refunded', refundedAmount: 15_000 })
    await expect(refund(paymentId, 26_801)).rejects.toMatchObject({ code: 'refund_exceeds_payment' })
    await expect(refund(paymentId, 0.5)).rejects.toMatchObject({ code: 'refund_exceeds_payment' })
    await refund(paymentId)
    await bed.heard()
    await bed.heard()
    expect(await bed.payment(paymentId)).toMatchObject({ state: 'refunded', refundedAmount: 41_800 })
    expect(await bed.ledger(bookingId)).toEqual({ gateway_balance: -1621, gateway_fees: 1621 })
    await expect(refund(paymentId)).rejects.toMatchObject({ code: 'payment_not_refundable' })
  })

  test('of sixteen who ask at once for more than half, one gets it', async () => {
    const { paymentId } = await bed.paid()
    await warmPool(bed.db, 16)
    const results = await Promise.allSettled(Array.from({ length: 16 }, async () => await refund(paymentId, 30_000)))
    expect(results.filter(result => result.status === 'fulfilled')).toHaveLength(1)
    await bed.heard()
    expect((await bed.h.stripe.refunds.list()).data.map(each => each.amount)).toEqual([30_000])
  })

  const asNow = (): PaymentGateway['refund'] => bed.ctx.gateway.refund
  /** Another version of this code said it in other words, under the same key. */
  const asBefore = (): PaymentGateway['refund'] => async ({ opId, gatewayPaymentId: intent, amount }, idempotencyKey) => {
    const { id: refundId } = await bed.h.stripe.refunds.create({ payment_intent: intent, amount, metadata: { op_id: opId, version: '1' } }, { idempotencyKey })
    return { refundId, opId, amount, currency: 'CNY', state: 'pending', settlement: null }
  }
  test.each([
    ['soon', 0, asNow], ['after the key was forgotten', 25 * 3600, asNow], ['by a newer version, whose call differs', 0, asBefore],
  ])('a process that dies after the refund leaves one refund: adopted %s', async (_, later, made) => {
    const { paymentId, bookingId } = await bed.paid()
    await refund(paymentId, 10_000)
    await expect(runPaymentOps(bed.as({ refund: dying(made()) }), paymentId)).rejects.toThrow('killed')
    await setClockOffset(bed.db, later)
    await bed.h.control('clock', { offsetMs: later * 1000 })
    await Promise.all([runPaymentOps(bed.ctx, paymentId), runPaymentOps(bed.ctx, paymentId)])
    expect((await bed.h.stripe.refunds.list()).data).toHaveLength(1)
    expect(await bed.refunds(paymentId)).toMatchObject([{ state: 'succeeded', amount: 10_000 }])
    expect(await bed.ledger(bookingId)).toMatchObject({ resident: -31_800 })
  })

  test('an asynchronous refund that fails after it was shown as done is taken back', async () => {
    const { paymentId, bookingId } = await bed.paid('wechat_pay')
    const before = await bed.ledger(bookingId)
    await refund(paymentId, 10_000)
    await bed.heard()
    expect(await bed.refunds(paymentId)).toMatchObject([{ state: 'pending' }])
    const gatewayRefundId = (await bed.refunds(paymentId))[0]?.gatewayRefundId
    await bed.h.control('refunds/settle', { refund: gatewayRefundId, outcome: 'succeeded' })
    await bed.heard()
    expect((await bed.payment(paymentId)).state).toBe('partly_refunded')
    await bed.h.control('refunds/settle', { refund: gatewayRefundId, outcome: 'failed' })
    await bed.heard()
    expect(await bed.payment(paymentId)).toMatchObject({ state: 'paid', refundedAmount: 0 })
    expect(await bed.ledger(bookingId)).toEqual(before)
  })

  test('what the gateway refuses ends as failed, and gives the amount free', async () => {
    const { paymentId } = await bed.paid('alipay')
    await bed.h.control('clock', { advanceMs: 91 * 86_400_000 })
    await refund(paymentId, 10_000)
    const failed: string[] = []
    await runPaymentOps(bed.ctx, paymentId, { after: async (_, { to }) => void failed.push(to) })
    expect(failed).toEqual(['failed'])
    expect(await bed.payment(paymentId)).toMatchObject({ state: 'paid', refundedAmount: 0 })
  })

  test('a refund that nobody here asked for puts the payment under review', async () => {
    const { paymentId } = await bed.paid()
    const { gatewayPaymentId } = await bed.payment(paymentId)
    await bed.h.stripe.refunds.create({ payment_intent: gatewayPaymentId!, amount: 100 })
    await bed.heard()
    expect((await bed.payment(paymentId)).state).toBe('review')
  })
})

test('a provider is led to onboarding with one account, and is active only when the gateway says so', async () => {
  const providerId = newId()
  const input = { providerId, name: '安心护理', email: 'care@example.com', country: 'HK', refreshUrl: 'http://shop.test/again', returnUrl: 'http://shop.test/desk' }
  await openOnboarding(bed.ctx, input)
  const { url } = await openOnboarding(bed.ctx, input)
  expect(await refreshPayoutAccount(bed.ctx, providerId)).toMatchObject({ state: 'restricted' })
  await bed.h.submit(new URL(url).pathname, { outcome: 'complete' })
  expect(await refreshPayoutAccount(bed.ctx, providerId)).toMatchObject({ state: 'active' })
})
