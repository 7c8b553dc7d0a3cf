import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually, sessionParams, startHarness, type Harness } from './harness.ts'

let h: Harness
beforeAll(async () => {
  h = await startHarness()
})
afterAll(() => h.stop())
beforeEach(async () => {
  await h.control('reset', {})
  h.received.length = 0
})

const types = () => h.received.map(({ event }) => event.type)

describe('hosted checkout', () => {
  test('a card pays on the page, and the intent, charge and balance transaction add up', async () => {
    const session = await h.stripe.checkout.sessions.create(sessionParams())
    expect(session).toMatchObject({ object: 'checkout.session', status: 'open', payment_status: 'unpaid', amount_total: 41_800, payment_intent: null })
    expect(session.url).toBe(`${h.origin}/_sandbox/stripe/checkout/${session.id}`)

    const page = await h.page(`/_sandbox/stripe/checkout/${session.id}`)
    expect(page.text).toContain('深度保洁 &lt;两小时&gt;')
    expect(page.text).toContain('lang="zh-CN"')
    const location = await h.submit(`/_sandbox/stripe/checkout/${session.id}/pay`, { method: 'card', number: '4242424242424242', expiry: '12/34', cvc: '123' })
    expect(location).toBe(`http://shop.test/done?session=${session.id}`)

    const paid = await h.stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge.balance_transaction', 'line_items'] })
    expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid', url: null, client_reference_id: 'booking-1' })
    expect(paid.line_items?.data.map((line) => line.amount_total)).toEqual([26_800, 15_000])
    expect(paid.payment_intent).toMatchObject({
      status: 'succeeded', amount_received: 41_800, transfer_group: 'booking-1', metadata: { booking: 'booking-1' },
      latest_charge: { status: 'succeeded', transfer_group: 'booking-1', payment_method_details: { type: 'card', card: { last4: '4242' } },
        balance_transaction: { amount: 41_800, currency: 'cny', fee: 1621, net: 40_179, exchange_rate: null } },
    })
    await eventually(() => types().includes('checkout.session.completed') && types().includes('charge.updated'), 'webhooks arrive')
    expect(h.problems).toEqual([])
  })

  test('a declined card leaves the session open, and a good one then pays the same intent', async () => {
    const session = await h.stripe.checkout.sessions.create(sessionParams())
    const path = `/_sandbox/stripe/checkout/${session.id}`
    const back = await h.submit(`${path}/pay`, { method: 'card', number: '4000 0000 0000 0002', expiry: '12 / 34', cvc: '123' })
    expect(back).toMatch(/^\/_sandbox\/stripe\/checkout\/cs_test_/)
    expect((await h.page(back)).text).toContain('您的银行卡被拒绝')
    const open = await h.stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })
    expect(open).toMatchObject({ status: 'open', payment_intent: { status: 'requires_payment_method', last_payment_error: { decline_code: 'generic_decline' } } })

    const poor = await h.submit(`${path}/pay`, { method: 'card', number: '4000000000009995', expiry: '12/34', cvc: '123' })
    expect((await h.page(poor)).text).toContain('卡内余额不足')
    await h.submit(`${path}/pay`, { method: 'card', number: '4242 4242 4242 4242', expiry: '12/34', cvc: '123' })
    const paid = await h.stripe.checkout.sessions.retrieve(session.id)
    expect(paid.payment_intent).toBe(typeof open.payment_intent === 'object' ? open.payment_intent?.id : '')
    await eventually(() => types().filter((type) => type === 'payment_intent.payment_failed').length === 2, 'both failures are told')
  })

  test('a mistyped or real card number is told at the field and never becomes an attempt', async () => {
    const session = await h.stripe.checkout.sessions.create(sessionParams({ locale: 'en' }))
    const path = `/_sandbox/stripe/checkout/${session.id}`
    const back = await h.submit(`${path}/pay`, { method: 'card', number: '4242 4242 4242 4241', expiry: '12/34', cvc: '123' })
    expect((await h.page(back)).text).toContain('The card number is incorrect')
    expect((await h.stripe.checkout.sessions.retrieve(session.id)).payment_intent).toBeNull()
  })

  test('submitting a paid page again charges nothing more and leads to the shop', async () => {
    const session = await h.stripe.checkout.sessions.create(sessionParams())
    const path = `/_sandbox/stripe/checkout/${session.id}/pay`
    await h.submit(path, { method: 'alipay', outcome: 'succeed' })
    expect(await h.submit(path, { method: 'alipay', outcome: 'succeed' })).toContain('http://shop.test/done')
    expect((await h.stripe.charges.list()).data).toHaveLength(1)
  })

  test('an asynchronous payment completes unpaid, then succeeds by the clock', async () => {
    const session = await h.stripe.checkout.sessions.create(sessionParams())
    await h.submit(`/_sandbox/stripe/checkout/${session.id}/pay`, { method: 'wechat_pay', outcome: 'later', then: 'succeeded' })
    expect(await h.stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] }))
      .toMatchObject({ status: 'complete', payment_status: 'unpaid', payment_intent: { status: 'processing' } })
    await h.control('clock', { advanceMs: 60_000 })
    expect((await h.stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('paid')
    await eventually(() => types().includes('checkout.session.async_payment_succeeded'), 'the late event arrives')
  })

  test('an asynchronous payment can fail by hand, once', async () => {
    const session = await h.stripe.checkout.sessions.create(sessionParams())
    await h.control('pay', { session: session.id, method: 'alipay', outcome: 'processing' })
    await h.control('payments/settle', { session: session.id, outcome: 'failed' })
    await expect(h.control('payments/settle', { session: session.id, outcome: 'succeeded' })).rejects.toThrow('does not wait')
    expect((await h.stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('unpaid')
    expect((await h.stripe.balance.retrieve()).pending).toEqual([])
  })

  test('a session expires by the clock and by a call, and then cannot be paid', async () => {
    const byClock = await h.stripe.checkout.sessions.create(sessionParams())
    const byCall = await h.stripe.checkout.sessions.create(sessionParams())
    expect((await h.stripe.checkout.sessions.expire(byCall.id)).status).toBe('expired')
    await expect(h.stripe.checkout.sessions.expire(byCall.id)).rejects.toMatchObject({ statusCode: 400 })
    await h.control('clock', { advanceMs: 32 * 60_000 })
    expect((await h.stripe.checkout.sessions.retrieve(byClock.id)).status).toBe('expired')
    const page = await h.page(`/_sandbox/stripe/checkout/${byClock.id}`)
    expect(page).toMatchObject({ status: 410 })
    expect(page.text).toContain('付款已超时')
    await h.submit(`/_sandbox/stripe/checkout/${byClock.id}/pay`, { method: 'card', number: '4242424242424242', expiry: '12/34', cvc: '123' })
    expect((await h.stripe.charges.list()).data).toEqual([])
    await eventually(() => types().filter((type) => type === 'checkout.session.expired').length === 2, 'both expiries are told')
  })

  test.each([
    ['too soon', { expires_at: Math.floor(Date.now() / 1000) + 60 }, 'expires_at'],
    ['too late', { expires_at: Math.floor(Date.now() / 1000) + 25 * 3600 }, 'expires_at'],
    ['both lists of methods', { allowed_payment_method_types: ['card'], excluded_payment_method_types: ['alipay'] }, 'excluded_payment_method_types'],
    ['a parameter that does not exist', { payment_method_types: ['card'] }, 'payment_method_types'],
  ])('a session is refused: %s', async (_, over, param) => {
    await expect(h.stripe.checkout.sessions.create({ ...sessionParams(), ...over })).rejects.toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError', param })
  })

  test('only the methods that a session allows are offered', async () => {
    const session = await h.stripe.checkout.sessions.create(sessionParams({ excluded_payment_method_types: ['wechat_pay'] }))
    expect((await h.page(`/_sandbox/stripe/checkout/${session.id}`)).text).not.toContain('微信支付')
    await h.submit(`/_sandbox/stripe/checkout/${session.id}/pay`, { method: 'wechat_pay', outcome: 'succeed' })
    expect((await h.stripe.checkout.sessions.retrieve(session.id)).status).toBe('open')
  })
})
