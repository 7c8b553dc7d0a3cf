import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Stripe from 'stripe'
import { createStripeStandIn } from '../../../sandbox/stripe/index.ts'

export const secretKey = 'sk_test_stand_in'
export const webhookSecret = 'whsec_stand_in'

export interface Received {
  event: Stripe.Event
  status: number
}

export type Harness = Awaited<ReturnType<typeof startHarness>>

/**
 * The stand-in behind a real port, a receiver for its webhooks (the given one, or one that verifies each with the SDK), and the SDK
 * itself.
 */
export async function startHarness({ receive }: { receive?: (payload: string, signature: string) => Promise<number> } = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'stripe-stand-in-'))
  const received: Received[] = []
  const problems: string[] = []
  const answers: number[] = []
  let standIn: Awaited<ReturnType<typeof createStripeStandIn>> | undefined

  const receiver = createServer((request, response) => {
    void text(request).then(async (payload) => {
      if (receive) {
        const status = await receive(payload, String(request.headers['stripe-signature'])).catch(() => 500)
        response.writeHead(status).end()
        return
      }
      const status = answers.shift() ?? 200
      try {
        const event = stripe.webhooks.constructEvent(payload, request.headers['stripe-signature'] ?? '', webhookSecret)
        received.push({ event, status })
      } catch (error) {
        problems.push(String(error))
      }
      response.writeHead(status).end()
    })
  })
  const server = createServer((request, response) => {
    void standIn?.handle(request, response).then((answered) => {
      if (!answered) response.writeHead(418).end()
    })
  })
  const receiverPort = await listen(receiver)
  const port = await listen(server)
  const origin = `http://127.0.0.1:${port}`
  const options = {
    dataDir, siteUrl: origin, sandboxUrl: origin, webhookUrl: `http://127.0.0.1:${receiverPort}/webhook`, webhookSecret, secretKey, log: () => undefined,
  }
  standIn = await createStripeStandIn(options)
  const stripe = new Stripe(secretKey, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 2, telemetry: false })

  return {
    origin, stripe, received, problems, port,
    /** Statuses that the receiver answers to its next deliveries; then 200. */
    answers,
    async control(action: string, body?: unknown): Promise<Record<string, unknown>> {
      const response = await fetch(`${origin}/_control/stripe/${action}`, body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
      const answer = (await response.json()) as Record<string, unknown>
      if (!response.ok) throw new Error(JSON.stringify(answer))
      return answer
    },
    /** Sends a form of a page as a browser does, and answers where it leads. */
    async submit(path: string, fields: Record<string, string>): Promise<string> {
      const response = await fetch(origin + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
      if (response.status !== 303) throw new Error(`answered ${response.status}: ${await response.text()}`)
      return response.headers.get('location') ?? ''
    },
    async page(path: string): Promise<{ status: number, text: string }> {
      const response = await fetch(origin + path)
      return { status: response.status, text: await response.text() }
    },
    async restart(): Promise<void> {
      await standIn?.stop()
      standIn = await createStripeStandIn(options)
    },
    async stop(): Promise<void> {
      await standIn?.stop()
      await Promise.all([server, receiver].map((each) => new Promise((done) => {
        each.close(done)
        each.closeAllConnections()
      })))
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}

export function sessionParams(over: Partial<Stripe.Checkout.SessionCreateParams> = {}): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    ui_mode: 'hosted_page',
    line_items: [
      { price_data: { currency: 'cny', unit_amount: 26_800, product_data: { name: '深度保洁 <两小时>' } }, quantity: 1 },
      { price_data: { currency: 'cny', unit_amount: 15_000, product_data: { name: '护士上门' } }, quantity: 1 },
    ],
    success_url: 'http://shop.test/done?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://shop.test/back',
    client_reference_id: 'booking-1',
    customer_email: 'resident@example.com',
    locale: 'zh',
    metadata: { booking: 'booking-1' },
    payment_intent_data: { transfer_group: 'booking-1', metadata: { booking: 'booking-1' } },
    payment_method_options: { wechat_pay: { client: 'web' } },
    expires_at: Math.floor(Date.now() / 1000) + 31 * 60,
    ...over,
  }
}

/** Waits for a condition, with the last failure in the error. */
export async function eventually(condition: () => boolean | Promise<boolean>, what: string, timeoutMs = 8000): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`did not happen in time: ${what}`)
    await new Promise((done) => setTimeout(done, 20))
  }
}
