import Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { decodeForm } from '../../../sandbox/stripe/core/form.ts'
import { html } from '../../../sandbox/stripe/pages/html.ts'
import { eventually, sessionParams, startHarness, type Harness } from './harness.ts'

let h: Harness
beforeAll(async () => {
  h = await startHarness()
})
afterAll(() => h.stop())
beforeEach(async () => {
  await h.control('reset', {})
  h.received.length = 0
  h.answers.length = 0
})

async function pay() {
  const session = await h.stripe.checkout.sessions.create(sessionParams())
  await h.control('pay', { session: session.id })
  return session
}

describe('the API answers as Stripe does', () => {
  test('a wrong key is refused', async () => {
    const stranger = new Stripe('sk_test_wrong', { host: '127.0.0.1', port: h.port, protocol: 'http' })
    await expect(stranger.balance.retrieve()).rejects.toMatchObject({ statusCode: 401 })
  })

  test('an unknown route or object is an error, never a success', async () => {
    await expect(h.stripe.coupons.create({ percent_off: 10 })).rejects.toMatchObject({ statusCode: 404, type: 'StripeInvalidRequestError' })
    await expect(h.stripe.checkout.sessions.retrieve('cs_test_none')).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' })
    await expect(h.stripe.v2.core.accounts.retrieve('acct_none')).rejects.toMatchObject({ statusCode: 404 })
    await expect(h.stripe.charges.list({ expand: ['data.nonsense'] })).resolves.toMatchObject({ data: [] })
    await pay()
    await expect(h.stripe.charges.list({ expand: ['data.nonsense'] })).rejects.toMatchObject({ statusCode: 400 })
  })

  test('the same key answers the first answer again, and refuses another request', async () => {
    const first = await h.stripe.checkout.sessions.create(sessionParams({ expires_at: undefined }), { idempotencyKey: 'key-1' })
    const again = await h.stripe.checkout.sessions.create(sessionParams({ expires_at: undefined }), { idempotencyKey: 'key-1' })
    expect(again.id).toBe(first.id)
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true')
    await expect(h.stripe.checkout.sessions.create(sessionParams({ expires_at: undefined, locale: 'en' }), { idempotencyKey: 'key-1' }))
      .rejects.toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' })
    expect((await h.stripe.checkout.sessions.list()).data).toHaveLength(1)
  })

  test('refusals of state are replayed under a key, refused parameters are not, and a key is forgotten after a day', async () => {
    await pay()
    const [charge] = (await h.stripe.charges.list()).data
    const tooMuch = { charge: charge?.id, amount: 99_999 }
    await expect(h.stripe.refunds.create(tooMuch, { idempotencyKey: 'key-2' })).rejects.toMatchObject({ statusCode: 400 })
    await expect(h.stripe.refunds.create({ ...tooMuch, amount: 5 }, { idempotencyKey: 'key-2' })).rejects.toMatchObject({ type: 'StripeIdempotencyError' })
    await expect(h.stripe.refunds.create({ ...tooMuch, amount: 0 }, { idempotencyKey: 'key-3' })).rejects.toMatchObject({ statusCode: 400 })
    await h.stripe.refunds.create({ ...tooMuch, amount: 5 }, { idempotencyKey: 'key-3' })
    await h.control('clock', { advanceMs: 25 * 3_600_000 })
    await h.stripe.refunds.create({ ...tooMuch, amount: 6 }, { idempotencyKey: 'key-3' })
  })

  test('lists page through everything exactly once in both directions', async () => {
    const created = Math.floor(Date.now() / 1000) - 1000
    const payments = Array.from({ length: 23 }, (_, index) => ({ amount: 1000 + index, currency: 'cny', created: created + Math.floor(index / 3), client_reference_id: `b${index}` }))
    await h.control('import', { payments })
    await h.control('import', { payments })
    const all: number[] = []
    for await (const charge of h.stripe.charges.list({ limit: 5 })) all.push(charge.amount)
    expect(all).toEqual(payments.map(({ amount }) => amount).reverse())
    const [oldest] = (await h.stripe.charges.list({ created: { lte: created }, limit: 1 })).data
    const before = await h.stripe.charges.list({ ending_before: oldest?.id, limit: 2 })
    expect(before).toMatchObject({ has_more: true })
    expect(before.data.every((charge) => charge.amount > (oldest?.amount ?? 0))).toBe(true)
    await expect(h.stripe.charges.list({ limit: 101 })).rejects.toMatchObject({ param: 'limit' })
    expect((await h.stripe.events.list({ delivery_success: true, limit: 100 })).data).toHaveLength(69)
  })

  test('state survives a restart', async () => {
    const session = await pay()
    const made = await h.stripe.checkout.sessions.create(sessionParams({ expires_at: undefined }), { idempotencyKey: 'before-restart' })
    await h.restart()
    expect((await h.stripe.checkout.sessions.create(sessionParams({ expires_at: undefined }), { idempotencyKey: 'before-restart' })).id).toBe(made.id)
    expect((await h.stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('paid')
  })
})

describe('webhooks', () => {
  test('a delivery that is refused comes again until it is taken', async () => {
    h.answers.push(500, 500, 500)
    const session = await h.stripe.checkout.sessions.create(sessionParams())
    await h.stripe.checkout.sessions.expire(session.id)
    await eventually(() => h.received.length === 4, 'three refusals and one success')
    expect(new Set(h.received.map(({ event }) => event.id)).size).toBe(1)
    await eventually(async () => (await h.stripe.events.list({ delivery_success: true })).data.length === 1, 'the event counts as delivered')
  })

  test('nothing of before arrives once all was forgotten', async () => {
    const types: string[] = []
    const answers: (() => void)[] = []
    let taken = false
    const other = await startHarness({ receive: (payload) => {
      types.push((JSON.parse(payload) as Stripe.Event).type)
      return taken ? Promise.resolve(200) : new Promise((done) => answers.push(() => done(200)))
    } })
    try {
      const paid = await other.stripe.checkout.sessions.create(sessionParams())
      await other.control('pay', { session: paid.id })
      await eventually(() => answers.length === 4, 'four of five deliveries are under way')
      const forgotten = other.reset()
      taken = true
      answers.shift()?.()
      await eventually(async () => (await other.stripe.events.list({ delivery_success: true })).data.length === 1, 'one has ended, and the fifth could begin')
      for (const answer of answers) answer()
      await forgotten
      const session = await other.stripe.checkout.sessions.create(sessionParams())
      await other.stripe.checkout.sessions.expire(session.id)
      await eventually(() => types.includes('checkout.session.expired'), 'the first event afterwards')
      expect(types).toHaveLength(5)
      expect(types).not.toContain('checkout.session.completed')
    } finally {
      await other.stop()
    }
  })

  test('events can be lost, doubled, reversed and sent again', async () => {
    await h.control('webhooks', { dropNext: 1 })
    const lost = await h.stripe.checkout.sessions.create(sessionParams())
    await h.stripe.checkout.sessions.expire(lost.id)
    await h.control('webhooks', { paused: true, order: 'reverse', duplicateNext: { events: 1, times: 3 } })
    await pay()
    expect(h.received).toEqual([])
    await h.control('webhooks', { paused: false })
    const events = (await h.stripe.events.list({ limit: 100 })).data
    await eventually(() => h.received.length === events.length - 1 + 2, 'all but the lost one, one of them three times')
    const order = h.received.map(({ event }) => event.id).filter((id, index, all) => all.indexOf(id) === index)
    const [session] = events.filter((event) => event.type === 'checkout.session.expired')
    expect(order).toEqual(events.map((event) => event.id).filter((id) => id !== session?.id))
    expect((await h.stripe.events.list({ delivery_success: false })).data.map((event) => event.id)).toEqual([session?.id])
    await h.control('webhooks/resend', { event: session?.id })
    await eventually(() => h.received.some(({ event }) => event.id === session?.id), 'the lost one arrives after all')
  })

  test('events can be late, and come in no order at all, each once', async () => {
    await h.control('webhooks', { delayMs: 300, order: 'shuffle' })
    const before = Date.now()
    await pay()
    await h.stripe.checkout.sessions.expire((await h.stripe.checkout.sessions.create(sessionParams())).id)
    const ids = (await h.stripe.events.list({ limit: 100 })).data.map((event) => event.id)
    await eventually(() => h.received.length === ids.length, 'all have come')
    expect(Math.min(...h.received.map(({ at }) => at)) - before, 'the first one came late').toBeGreaterThanOrEqual(300)
    expect(new Set(h.received.map(({ event }) => event.id))).toEqual(new Set(ids))
  })
})

test('the control routes refuse what is not JSON, and foreign paths are left to others', async () => {
  const response = await fetch(`${h.origin}/_control/stripe/reset`, { method: 'POST', body: 'x=1', headers: { 'content-type': 'text/plain' } })
  expect(response.status).toBe(400)
  expect((await fetch(`${h.origin}/elsewhere`)).status).toBe(418)
})

test('forms with nested brackets decode as Stripe reads them', () => {
  expect(decodeForm('a=1&b[c]=2&d[0][e]=3&d[1][e]=4&f[]=5&f[]=6')).toEqual({ a: '1', b: { c: '2' }, d: [{ e: '3' }, { e: '4' }], f: ['5', '6'] })
  expect(() => decodeForm('a=1&a[b]=2')).toThrow(RangeError)
})

test('markup escapes every value', () => {
  expect(html`<a title="${'"><script>\''}">${['<b>', html`<i>${'&'}</i>`]}</a>`.markup).toBe('<a title="&quot;&gt;&lt;script&gt;&#39;">&lt;b&gt;<i>&amp;</i></a>')
})
