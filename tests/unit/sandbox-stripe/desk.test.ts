import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually, paidCharge, receivingAccount, secretKey, sessionParams, startHarness, type Harness } from './harness.ts'

let h: Harness
beforeAll(async () => {
  h = await startHarness()
})
afterAll(() => h.stop())
beforeEach(async () => {
  await h.control('reset', {})
  h.received.length = 0
})

const desk = '/_sandbox/stripe'
const told = (type: string) => h.received.some(({ event }) => event.type === type)

/** Sends a form of the desk, as the page has it. */
async function press(name: string, fields: Record<string, string> = {}): Promise<void> {
  expect(await h.submit(`${desk}/desk/${name}`, { lang: 'en', ...fields })).toBe(`${desk}?lang=en&done=1`)
}

describe('what a person can make happen on the desk', () => {
  test('a dispute is opened, answered, won and lost', async () => {
    const [one, other] = [await paidCharge(h), await paidCharge(h)]
    await press('disputes/open', { charge: one.id, currency: 'cny', amount: '150.5' })
    await press('disputes/open', { charge: other.id, currency: 'cny', amount: '' })
    const [second, first] = (await h.stripe.disputes.list()).data
    expect([first?.amount, second?.amount]).toEqual([15_050, 41_800])
    await press('disputes/review', { dispute: String(first?.id) })
    await press('disputes/close', { dispute: String(first?.id), outcome: 'won' })
    await press('disputes/close', { dispute: String(second?.id), outcome: 'lost' })
    expect((await h.stripe.disputes.list()).data.map(({ status }) => status)).toEqual(['lost', 'won'])
  })

  test('a payment waits and fails; a refund succeeds and fails later', async () => {
    const waiting = await h.stripe.checkout.sessions.create(sessionParams())
    await h.control('pay', { session: waiting.id, method: 'alipay', outcome: 'processing' })
    await press('payments/settle', { session: waiting.id, outcome: 'failed' })
    await eventually(() => told('checkout.session.async_payment_failed'), 'it is told')
    await press('refunds/make', { charge: (await paidCharge(h, 'alipay')).id, currency: 'cny', amount: '1' })
    const [refund] = (await h.stripe.refunds.list()).data
    expect(refund).toMatchObject({ amount: 100, metadata: {} })
    await press('refunds/settle', { refund: String(refund?.id), outcome: 'succeeded' })
    await press('refunds/settle', { refund: String(refund?.id), outcome: 'failed' })
    await eventually(() => told('refund.failed'), 'that is told too')
  })

  test('an account is restricted; balances are emptied, so that transfers and reversals are refused, and filled again', async () => {
    const { id: account } = await receivingAccount(h)
    const charge = await paidCharge(h)
    const transfer = await h.stripe.transfers.create({ amount: 1000, currency: 'cny', destination: account, source_transaction: charge.id })
    await press('payouts', { account, currency: 'cny' })
    await expect(h.stripe.transfers.createReversal(transfer.id)).rejects.toMatchObject({ code: 'balance_insufficient' })
    await press('topups', { account: '', currency: 'cny', amount: '12.34' })
    const wanted = { amount: 1234, currency: 'cny', destination: account }
    await press('accounts/capability', { account, status: 'restricted' })
    await expect(h.stripe.transfers.create(wanted)).rejects.toMatchObject({ code: 'insufficient_capabilities_for_transfer' })
    await press('accounts/capability', { account, status: 'active' })
    await h.stripe.transfers.create(wanted)
    await expect(h.stripe.transfers.create(wanted)).rejects.toMatchObject({ code: 'balance_insufficient' })
  })

  test('webhooks are held back, lost, repeated, delayed, shuffled and sent again', async () => {
    await press('webhooks', { paused: 'on', order: 'shuffle', delay: '2', drop: '1', double: '3', times: '4' })
    expect(await h.control('state')).toMatchObject({ webhooks: { paused: true, order: 'shuffle', delayMs: 2000, dropNext: 1 } })
    await press('webhooks', { order: 'any', delay: '0', drop: '1', double: '0', times: '1' })
    await h.stripe.checkout.sessions.expire((await h.stripe.checkout.sessions.create(sessionParams())).id)
    const [event] = (await h.stripe.events.list({ delivery_success: false })).data
    expect(h.received).toEqual([])
    await press('webhooks/resend', { event: String(event?.id) })
    await eventually(() => told('checkout.session.expired'), 'it arrives after all')
  })

  test('a call fails as it was planned, and the clock moves and comes back', async () => {
    await press('faults', { call: 'reversals', kind: '429', times: '2' })
    await press('faults', { call: 'all', kind: '500_after', times: '1' })
    expect(await h.control('state')).toMatchObject({ faults: [{ path: '/v1/transfers/*', method: 'POST', kind: '429', times: 2 }, { path: '/*', kind: '500_after' }] })
    await press('faults/clear')
    await press('clock', { minutes: '1440' })
    expect(await h.control('state')).toMatchObject({ faults: [], offsetMs: 86_400_000 })
    await press('clock', { back: '1' })
    expect(await h.control('state')).toMatchObject({ offsetMs: 0 })
  })
})

test('every form that the page shows can be sent as it is', async () => {
  const { id: account } = await receivingAccount(h)
  const charge = await paidCharge(h)
  await h.stripe.transfers.create({ amount: 1000, currency: 'cny', destination: account, source_transaction: charge.id })
  await h.stripe.refunds.create({ charge: charge.id, amount: 100 })
  await h.control('disputes/open', { charge: (await paidCharge(h)).id })
  await h.control('faults', { path: '/v1/balance', kind: '429', times: 1 })
  const { text } = await h.page(desk)
  const forms = [...text.matchAll(/<form method="post" action="([^"]+)"[^>]*>(.*?)<\/form>/gs)]
  expect(new Set(forms.map(([, action]) => action)).size).toBeGreaterThan(9)
  for (const [, action = '', content = ''] of forms) {
    // Of what was disputed a moment ago nothing can be refunded.
    if (action.endsWith('topups') || action.endsWith('refunds/make')) continue
    const fields = [...content.matchAll(/<(?:input|button)[^>]* name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])
    const chosen = [...content.matchAll(/<select[^>]* name="([^"]+)".*?<option value="([^"]*)"/gs)].map(([, name = '', value = '']) => [name, value])
    await h.submit(action, Object.fromEntries([...fields, ...chosen]))
  }
})

test('what cannot be done is said in the reader\'s language, at its field, with what was typed', async () => {
  const charge = await paidCharge(h)
  const post = async (name: string, fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const body = new URLSearchParams({ form: `${name}:${charge.id}`, ...fields })
    const response = await fetch(`${h.origin}${desk}/desk/${name}`, { method: 'POST', body, headers, redirect: 'manual' })
    return { status: response.status, text: await response.text() }
  }
  const wrong = await post('disputes/open', { lang: 'zh-CN', charge: charge.id, currency: 'cny', amount: '<b>12' })
  expect(wrong.status).toBe(400)
  expect(wrong.text).toContain('请填写正确的金额')
  expect(wrong.text).toContain('value="&lt;b&gt;12" type="text" inputmode="decimal" autocomplete="off" aria-invalid="true"')
  const tooMuch = await post('disputes/open', { lang: 'en', charge: charge.id, currency: 'cny', amount: '500' })
  expect(tooMuch.text).toContain('No more can be disputed')
  expect((await post('clock', { minutes: 'x' })).status).toBe(400)
  expect((await post('reset', {})).status).toBe(404)
  expect((await post('payouts', { account: '', currency: 'cny' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await h.stripe.disputes.list()).data).toEqual([])
})

test('the desk speaks both languages, shows each event with its delivery, and no secret', async () => {
  await paidCharge(h)
  await eventually(() => h.received.length > 0, 'something was delivered')
  const { text } = await h.page(`${desk}?lang=en`)
  expect(text).toContain('checkout.session.completed')
  expect(text).toContain('Resend')
  expect(text).toContain('booking-1')
  expect(text).not.toContain(secretKey)
  const { text: chinese } = await h.page(`${desk}?lang=zh`)
  expect(chinese).toContain('lang="zh-CN"')
  expect(chinese).toContain('发起争议')
  expect(chinese).not.toContain('undefined')
})
