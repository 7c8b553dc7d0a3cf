import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createStripeGateway } from '../../../server/payment/stripe-gateway.ts'
import { signature } from '../../../sandbox/stripe/core/webhooks.ts'

const webhookSecret = 'whsec_test'
let server: Server | undefined
afterEach(async () => {
  await new Promise((done) => {
    server?.close(done)
    server?.closeAllConnections()
  })
})

/** A gateway whose API answers everything the same. */
async function answering(status: number, body: unknown) {
  server = createServer((request, response) => {
    request.resume()
    response.writeHead(status, { 'content-type': 'application/json', 'stripe-should-retry': 'false' }).end(JSON.stringify(body))
  })
  await new Promise<void>(done => server?.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return createStripeGateway({ secretKey: 'sk_test_x', webhookSecret, apiBase: `http://127.0.0.1:${port}` })
}

test.each([
  ['a 404 without an error, which the SDK takes for success', 404, {}, 'unavailable'],
  ['an object of another kind', 200, { object: 'customer', id: 'cus_1' }, 'unavailable'],
  ['an internal error', 500, { error: { type: 'api_error', message: 'x' } }, 'unavailable'],
  ['too many calls', 429, { error: { type: 'rate_limit_error', message: 'x' } }, 'unavailable'],
  ['a call under the same key that still runs', 409, { error: { type: 'idempotency_error', message: 'x' } }, 'unavailable'],
  ['a key that is wrong', 401, { error: { type: 'invalid_request_error', message: 'x' } }, 'unavailable'],
  ['parameters that are wrong', 400, { error: { type: 'invalid_request_error', code: 'parameter_invalid', message: 'x' } }, 'refused'],
  ['a key used for another call', 400, { error: { type: 'idempotency_error', message: 'x' } }, 'refused'],
])('%s is told apart', async (_, status, body, kind) => {
  const gateway = await answering(status, body)
  const request = { opId: 'op', paymentId: 'payment', gatewayPaymentId: 'pi_1', amount: 1 }
  await expect(gateway.refund(request, 'key')).rejects.toMatchObject({ name: 'GatewayError', kind })
})

test('of a signed event only its ids are read; an old or unsigned one is refused', async () => {
  const gateway = await answering(200, {})
  const payload = JSON.stringify({
    id: 'evt_1', object: 'event', type: 'refund.updated', created: 1_700_000_000,
    data: { object: { id: 're_1', object: 'refund', payment_intent: 'pi_1', amount: 1, metadata: { payment_id: 'payment-1' } } },
  })
  expect(gateway.verifyWebhook(payload, signature(payload, webhookSecret))).toEqual({
    id: 'evt_1', type: 'refund.updated', createdAt: new Date(1_700_000_000_000), objectId: 're_1', paymentId: 'payment-1', sessionId: null, gatewayPaymentId: 'pi_1',
  })
  const old = Math.floor(Date.now() / 1000) - 301
  for (const header of [signature(payload, webhookSecret, old), signature(payload, 'whsec_other'), signature(`${payload} `, webhookSecret), undefined]) {
    expect(() => gateway.verifyWebhook(payload, header)).toThrow('webhook_signature_invalid')
  }
})
