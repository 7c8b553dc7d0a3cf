import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually, paidCharge, receivingAccount, startHarness, type Harness } from './harness.ts'

let h: Harness
beforeAll(async () => {
  h = await startHarness()
})
afterAll(() => h.stop())
beforeEach(async () => {
  await h.control('reset', {})
  h.received.length = 0
})

test('an account that was paid out leaves nothing to reverse, and later money can be reversed', async () => {
  const charge = await paidCharge(h)
  const destination = (await receivingAccount(h)).id
  const transfer = await h.stripe.transfers.create({ amount: 20_000, currency: 'cny', destination, source_transaction: charge.id, metadata: { leg: '1' } })
  expect((await h.stripe.transfers.list({ transfer_group: 'booking-1' })).data).toMatchObject([{ id: transfer.id, metadata: { leg: '1' } }])
  await h.control('payouts', { account: destination, currency: 'cny', amount: 15_000 })
  await expect(h.stripe.transfers.createReversal(transfer.id, { amount: 5001 })).rejects.toMatchObject({ code: 'balance_insufficient', statusCode: 400 })
  expect(await h.stripe.transfers.createReversal(transfer.id, { amount: 5000 })).toMatchObject({ amount: 5000, transfer: transfer.id })
  await expect(h.stripe.transfers.createReversal(transfer.id)).rejects.toMatchObject({ code: 'balance_insufficient' })
  await h.stripe.transfers.create({ amount: 15_000, currency: 'cny', destination, source_transaction: charge.id })
  expect(await h.stripe.transfers.createReversal(transfer.id)).toMatchObject({ amount: 15_000 })
  const theirs = await h.stripe.balanceTransactions.list({}, { stripeAccount: destination })
  expect(theirs.data.map(({ type, net }) => [type, net])).toEqual([
    ['payment_refund', -15_000], ['payment', 15_000], ['payment_refund', -5000], ['payout', -15_000], ['payment', 20_000],
  ])
  expect((await h.stripe.payouts.list({}, { stripeAccount: destination })).data).toMatchObject([{ amount: 15_000, status: 'paid' }])
})

test('the platform\'s balance can be too low, and is filled by a top-up', async () => {
  const destination = (await receivingAccount(h)).id
  await paidCharge(h)
  await h.control('clock', { advanceMs: 8 * 86_400_000 })
  const { amount } = await h.control('payouts', { currency: 'cny' })
  expect(amount).toBe(40_179)
  const wanted = { amount: 500, currency: 'cny', destination, transfer_group: 'booking-2' }
  await expect(h.stripe.transfers.create(wanted)).rejects.toMatchObject({ code: 'balance_insufficient' })
  await h.control('topups', { currency: 'cny', amount: 600 })
  await h.stripe.transfers.create(wanted)
  expect((await h.stripe.balance.retrieve()).available).toMatchObject([{ amount: 100, currency: 'cny' }])
  expect((await h.stripe.topups.list()).data).toMatchObject([{ amount: 600, status: 'succeeded' }])
  await eventually(() => h.received.some(({ event }) => event.type === 'payout.paid'), 'the payout is told')
})

test('movements are found by time, type and source, page by page, each once', async () => {
  const charges = [await paidCharge(h), await paidCharge(h), await paidCharge(h)]
  for (const { id } of charges) await h.stripe.refunds.create({ charge: id, amount: 1000 })
  const all: string[] = []
  for await (const { id } of h.stripe.balanceTransactions.list({ limit: 2 })) all.push(id)
  expect(new Set(all).size).toBe(6)
  expect(all).toHaveLength(6)
  const bySource = await h.stripe.balanceTransactions.list({ source: charges[1]?.id, expand: ['data.source'] })
  expect(bySource.data).toMatchObject([{ type: 'charge', amount: 41_800, source: { id: charges[1]?.id, object: 'charge' } }])
  expect((await h.stripe.balanceTransactions.list({ type: 'refund' })).data).toHaveLength(3)
  const now = Math.floor(Date.now() / 1000)
  expect((await h.stripe.balanceTransactions.list({ created: { gt: now + 60 } })).data).toEqual([])
  expect((await h.stripe.balanceTransactions.list({ created: { gte: now - 60, lt: now + 60 } })).data).toHaveLength(6)
})

test('a refund that was shown as succeeded can fail after all, and the money is back', async () => {
  const charge = await paidCharge(h, 'alipay')
  const refund = await h.stripe.refunds.create({ charge: charge.id, amount: 1000 })
  await h.control('refunds/settle', { refund: refund.id, outcome: 'succeeded' })
  expect((await h.stripe.refunds.retrieve(refund.id)).status).toBe('succeeded')
  await h.control('refunds/settle', { refund: refund.id, outcome: 'failed', reason: 'lost_or_stolen_card' })
  const failed = await h.stripe.refunds.retrieve(refund.id, { expand: ['failure_balance_transaction'] })
  expect(failed).toMatchObject({ status: 'failed', failure_reason: 'lost_or_stolen_card', failure_balance_transaction: { type: 'refund_failure', amount: 1000, source: refund.id } })
  await eventually(() => h.received.some(({ event }) => event.type === 'refund.failed'), 'the failure is told')
})
