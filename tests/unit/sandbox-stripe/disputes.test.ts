import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually, paidCharge, startHarness, type Harness } from './harness.ts'

let h: Harness
beforeAll(async () => {
  h = await startHarness()
})
afterAll(() => h.stop())
beforeEach(async () => {
  await h.control('reset', {})
  h.received.length = 0
})

const told = () => h.received.map(({ event }) => event.type).filter((type) => type.startsWith('charge.dispute.')).sort()
const adjustments = async () => (await h.stripe.balanceTransactions.list({ type: 'adjustment' })).data

test('a dispute takes the money and a fee at once, forbids refunds, and gives the money back when it is won', async () => {
  const charge = await paidCharge(h)
  const { id } = await h.control('disputes/open', { charge: charge.id, amount: 15_000, reason: 'product_not_received' })
  const dispute = await h.stripe.disputes.retrieve(String(id), { expand: ['charge'] })
  expect(dispute).toMatchObject({
    object: 'dispute', amount: 15_000, currency: 'cny', status: 'needs_response', reason: 'product_not_received', payment_intent: charge.payment_intent,
    charge: { id: charge.id, disputed: true }, balance_transactions: [{ type: 'adjustment', reporting_category: 'dispute', amount: -15_000, fee: 10_000 }],
  })
  expect((await h.stripe.disputes.list({ charge: charge.id })).data.map((found) => found.id)).toEqual([dispute.id])
  await expect(h.stripe.refunds.create({ charge: charge.id, amount: 100 })).rejects.toMatchObject({ code: 'charge_disputed' })
  await expect(h.control('disputes/open', { charge: charge.id })).rejects.toThrow('disputed already')

  const answered = await h.stripe.disputes.update(dispute.id, { evidence: { product_description: 'Nursing at home', service_date: '2026-11-02' }, metadata: { booking: '1' } })
  expect(answered).toMatchObject({ status: 'under_review', metadata: { booking: '1' }, evidence: { service_date: '2026-11-02' }, evidence_details: { submission_count: 1 } })

  await h.control('disputes/close', { dispute: dispute.id, outcome: 'won' })
  expect((await h.stripe.disputes.retrieve(dispute.id)).status).toBe('won')
  expect((await adjustments()).map((movement) => [movement.reporting_category, movement.net, movement.source]))
    .toEqual([['dispute_reversal', 15_000, dispute.id], ['dispute', -25_000, dispute.id]])
  await expect(h.control('disputes/close', { dispute: dispute.id, outcome: 'lost' })).resolves.toMatchObject({ status: 'won' })
  await eventually(() => told().length === 5, 'each step is told')
  expect(told()).toEqual(['charge.dispute.closed', 'charge.dispute.created', 'charge.dispute.funds_reinstated', 'charge.dispute.funds_withdrawn', 'charge.dispute.updated'])
  await h.stripe.refunds.create({ charge: charge.id, amount: 100 })
})

test('a dispute that is accepted is lost, and its money stays away', async () => {
  await h.control('settings', { settlementCurrency: 'hkd', settlementRate: 1.0857 })
  const charge = await paidCharge(h)
  const { id } = await h.control('disputes/open', { charge: charge.id })
  expect(await h.stripe.disputes.close(String(id))).toMatchObject({ status: 'lost' })
  expect((await adjustments()).map(({ amount, currency, exchange_rate: rate }) => ({ amount, currency, rate }))).toEqual([{ amount: -45_382, currency: 'hkd', rate: 1.0857 }])
  await expect(h.stripe.disputes.update(String(id), { evidence: { customer_name: 'x' } })).rejects.toMatchObject({ code: 'dispute_already_closed' })
  await expect(h.stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({ code: 'charge_disputed' })
  await eventually(() => told().includes('charge.dispute.closed'), 'the loss is told')
  expect(told()).not.toContain('charge.dispute.funds_reinstated')
})

test('wallets know no disputes, and no more is disputed than was paid', async () => {
  await expect(h.control('disputes/open', { charge: (await paidCharge(h, 'alipay')).id })).rejects.toThrow('Only card payments')
  const charge = await paidCharge(h)
  await expect(h.control('disputes/open', { charge: charge.id, amount: 41_801 })).rejects.toThrow('At most 41800')
})
