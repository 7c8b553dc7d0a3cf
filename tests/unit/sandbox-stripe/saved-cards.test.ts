import { afterAll, expect, test } from 'vitest'
import { createStripeGateway } from '../../../server/payment/stripe-gateway.ts'
import { secretKey, sessionParams, startHarness, webhookSecret } from './harness.ts'

const h = await startHarness()
afterAll(async () => await h.stop())
const gateway = createStripeGateway({ secretKey, webhookSecret, apiBase: h.origin })

/** A card that was typed on the hosted page of a payment which keeps it. */
async function saved(number: string) {
  const { id } = await h.stripe.checkout.sessions.create({
    ...sessionParams(), customer_creation: 'always', payment_method_options: { card: { setup_future_usage: 'off_session' } },
  })
  await h.submit(`/_sandbox/stripe/checkout/${id}/pay`, { method: 'card', number, expiry: '12/34', cvc: '123' })
  const { savedCard } = await gateway.fetchPayment({ sessionId: id })
  if (!savedCard) throw new Error('the card was not kept')
  const { gatewayCustomerId, gatewayMethodId } = savedCard
  return { savedCard, charge: { opId: `op-${id}`, paymentId: 'payment-1', bookingId: 'booking-1', amount: 10_000, currency: 'CNY', gatewayCustomerId, gatewayMethodId } }
}

test('a kept card pays while its owner is away, once for each key, and is found again without a page', async () => {
  const { savedCard, charge } = await saved('4242424242424242')
  expect(savedCard).toMatchObject({ brand: 'visa', last4: '4242' })
  const first = await gateway.chargeSaved(charge, 'key-1')
  expect(await gateway.chargeSaved(charge, 'key-1')).toEqual(first)
  expect(await gateway.findSavedCharge(charge, new Date(Date.now() - 60_000))).toEqual(first)
  expect(await gateway.fetchPayment(first)).toMatchObject({ sessionId: null, paymentId: 'payment-1', state: 'paid', amount: 10_000, currency: 'CNY', method: 'card' })
})

test('a bank that wants to hear the person refuses, and nothing was paid', async () => {
  const { charge } = await saved('4000002760003184')
  for (const key of ['key-2', 'key-2']) {
    await expect(gateway.chargeSaved(charge, key)).rejects.toMatchObject({ kind: 'refused', code: 'authentication_required' })
  }
  expect(await gateway.findSavedCharge(charge, new Date(Date.now() - 60_000))).toBeUndefined()
})

test('a card of somebody else, and one that nobody kept, are refused', async () => {
  const [one, other] = [await saved('4242424242424242'), await saved('4242424242424242')]
  const foreign = { ...one.charge, gatewayMethodId: other.charge.gatewayMethodId }
  await expect(gateway.chargeSaved(foreign, 'key-3')).rejects.toMatchObject({ kind: 'refused' })
  await expect(gateway.chargeSaved({ ...one.charge, gatewayMethodId: 'pm_none' }, 'key-4')).rejects.toMatchObject({ kind: 'refused' })
})
