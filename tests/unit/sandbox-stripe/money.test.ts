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

async function paid(method: 'card' | 'alipay' = 'card') {
  const session = await h.stripe.checkout.sessions.create(sessionParams())
  const done = await h.control('pay', { session: session.id, method })
  const intent = await h.stripe.paymentIntents.retrieve(String(done.payment_intent), { expand: ['latest_charge.balance_transaction'] })
  const charge = intent.latest_charge
  if (charge === null || typeof charge === 'string') throw new Error('the charge was not expanded')
  return { intent, charge }
}

async function receiver() {
  const account = await h.stripe.v2.core.accounts.create({
    display_name: '安心护理', contact_email: 'care@example.com', include: ['configuration.recipient'],
    configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
  })
  expect(account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status).toBe('restricted')
  return account
}

async function onboard(account: string) {
  const link = await h.stripe.v2.core.accountLinks.create({
    account, use_case: { type: 'account_onboarding', account_onboarding: { refresh_url: 'http://shop.test/again', return_url: 'http://shop.test/desk' } },
  })
  expect(await h.submit(new URL(link.url).pathname, { outcome: 'complete' })).toBe('http://shop.test/desk')
}

describe('refunds', () => {
  test('parts add up to the charge and never go over it', async () => {
    const { intent, charge } = await paid()
    const first = await h.stripe.refunds.create({ payment_intent: intent.id, amount: 15_000, metadata: { leg: '2' } })
    expect(first).toMatchObject({ object: 'refund', status: 'succeeded', charge: charge.id, metadata: { leg: '2' } })
    await expect(h.stripe.refunds.create({ payment_intent: intent.id, amount: 26_801 })).rejects.toMatchObject({ statusCode: 400, param: 'amount' })
    await h.stripe.refunds.create({ charge: charge.id })
    await expect(h.stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({ code: 'charge_already_refunded' })
    expect(await h.stripe.charges.retrieve(charge.id)).toMatchObject({ refunded: true, amount_refunded: 41_800 })
    expect((await h.stripe.refunds.list({ charge: charge.id })).data.map((refund) => refund.amount)).toEqual([26_800, 15_000])
  })

  test.each(['0', '-5', '1.5', '1e9'])('the amount %s is refused', async (amount) => {
    const { intent } = await paid()
    await expect(h.stripe.refunds.create({ payment_intent: intent.id, amount: amount as unknown as number })).rejects.toMatchObject({ statusCode: 400, param: 'amount' })
  })

  test('an Alipay refund is pending, and one that fails gives the money back to the platform', async () => {
    const { charge } = await paid('alipay')
    const before = (await h.stripe.balance.retrieve()).pending[0]?.amount
    const refund = await h.stripe.refunds.create({ charge: charge.id, amount: 1000 })
    expect(refund.status).toBe('pending')
    expect((await h.stripe.balance.retrieve()).pending[0]?.amount).toBe((before ?? 0) - 1000)
    await h.control('refunds/settle', { refund: refund.id, outcome: 'failed', reason: 'expired_or_canceled_card' })
    expect(await h.stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'failed', failure_reason: 'expired_or_canceled_card' })
    expect((await h.stripe.charges.retrieve(charge.id)).amount_refunded).toBe(0)
    await eventually(() => h.received.some(({ event }) => event.type === 'refund.failed'), 'the failure is told')
  })

  test('an Alipay refund succeeds by the clock, and is impossible after 90 days', async () => {
    const { charge } = await paid('alipay')
    const refund = await h.stripe.refunds.create({ charge: charge.id, amount: 1000 })
    await h.control('clock', { advanceMs: 10_000 })
    expect((await h.stripe.refunds.retrieve(refund.id)).status).toBe('succeeded')
    await h.control('clock', { advanceMs: 91 * 86_400_000 })
    await expect(h.stripe.refunds.create({ charge: charge.id, amount: 1000 })).rejects.toMatchObject({ statusCode: 400 })
  })
})

describe('transfers', () => {
  test('a transfer needs an active account, comes out of its charge, and is reversed in parts', async () => {
    const { charge } = await paid()
    const account = await receiver()
    const params = { amount: 30_000, currency: 'cny', destination: account.id, source_transaction: charge.id }
    await expect(h.stripe.transfers.create(params)).rejects.toMatchObject({ code: 'insufficient_capabilities_for_transfer' })
    await onboard(account.id)
    const transfer = await h.stripe.transfers.create(params)
    expect(transfer).toMatchObject({ object: 'transfer', transfer_group: 'booking-1', source_transaction: charge.id, amount_reversed: 0 })
    await expect(h.stripe.transfers.create({ ...params, amount: 11_801 })).rejects.toMatchObject({ statusCode: 400 })
    await h.stripe.transfers.createReversal(transfer.id, { amount: 10_000 })
    await expect(h.stripe.transfers.createReversal(transfer.id, { amount: 20_001 })).rejects.toMatchObject({ statusCode: 400 })
    await h.stripe.transfers.createReversal(transfer.id)
    expect(await h.stripe.transfers.retrieve(transfer.id)).toMatchObject({
      amount_reversed: 30_000, reversed: true, reversals: { data: [{ amount: 20_000 }, { amount: 10_000 }] },
    })
    expect((await h.stripe.transfers.listReversals(transfer.id)).data).toHaveLength(2)
  })

  test('without a source the balance must suffice', async () => {
    await paid()
    const account = await receiver()
    await onboard(account.id)
    const params = { amount: 100, currency: 'cny', destination: account.id }
    await expect(h.stripe.transfers.create(params)).rejects.toMatchObject({ code: 'balance_insufficient' })
    await h.control('clock', { advanceMs: 8 * 86_400_000 })
    await h.stripe.transfers.create(params)
    const theirs = await h.stripe.balance.retrieve({}, { stripeAccount: account.id })
    expect(theirs.available).toMatchObject([{ amount: 100, currency: 'cny' }])
  })

  test('a closed account receives nothing', async () => {
    const account = await receiver()
    await onboard(account.id)
    await h.stripe.v2.core.accounts.close(account.id)
    await expect(h.stripe.transfers.create({ amount: 1, currency: 'cny', destination: account.id })).rejects.toMatchObject({ param: 'destination' })
  })
})

test('a charge that settles in another currency carries its rate into the refund, to the last unit', async () => {
  await h.control('settings', { settlementCurrency: 'hkd', settlementRate: 1.0857 })
  const { charge } = await paid()
  const settled = charge.balance_transaction
  expect(settled).toMatchObject({ amount: 45_382, currency: 'hkd', exchange_rate: 1.0857 })
  for (const amount of [1, 333, 12_345]) await h.stripe.refunds.create({ charge: charge.id, amount })
  await h.stripe.refunds.create({ charge: charge.id })
  const movements = await h.stripe.balanceTransactions.list({ limit: 100, type: 'refund' })
  expect(movements.data.reduce((sum, movement) => sum + movement.amount, 0)).toBe(-45_382)
})
