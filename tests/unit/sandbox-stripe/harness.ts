import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Stripe from 'stripe'
import { createStripeStandIn } from '../../../sandbox/stripe/index.ts'

export const secretKey = 'sk_test_stand_in'
export const webhookSecret = 'whsec_stand_in'
export const thinSecret = 'whsec_stand_in_thin'

export interface Received {
  event: Stripe.Event
  status: number
  /** When it came, epoch ms. */
  at: number
}

export type Harness = Awaited<ReturnType<typeof startHarness>>

type Receive = (payload: string, signature: string) => Promise<number>

/**
 * The stand-in behind a real port, a receiver for its webhooks and one for its thin events (the given ones, or such that verify each with
 * the SDK), and the SDK itself, over the given client.
 */
export async function startHarness({ receive, receiveThin, httpClient }: { receive?: Receive, receiveThin?: Receive, httpClient?: Stripe.HttpClient } = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'stripe-stand-in-'))
  const received: Received[] = []
  const notifications: Stripe.V2.Core.EventNotification[] = []
  const problems: string[] = []
  const answers: number[] = []
  let standIn: Awaited<ReturnType<typeof createStripeStandIn>> | undefined

  const receiver = createServer((request, response) => {
    void text(request).then(async (payload) => {
      const signature = String(request.headers['stripe-signature'])
      const given = request.url === '/thin' ? receiveThin : receive
      if (given) {
        const status = await given(payload, signature).catch(() => 500)
        response.writeHead(status).end()
        return
      }
      const status = answers.shift() ?? 200
      try {
        if (request.url === '/thin') notifications.push(stripe.parseEventNotification(payload, signature, thinSecret))
        else received.push({ event: stripe.webhooks.constructEvent(payload, signature, webhookSecret), status, at: Date.now() })
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
    dataDir, siteUrl: origin, sandboxUrl: origin, webhookUrl: `http://127.0.0.1:${receiverPort}/webhook`, webhookSecret, secretKey,
    thin: { url: `http://127.0.0.1:${receiverPort}/thin`, secret: thinSecret }, log: () => undefined,
  }
  standIn = await createStripeStandIn(options)
  const stripe = new Stripe(secretKey, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 2, telemetry: false, ...(httpClient && { httpClient }) })

  return {
    origin, stripe, httpClient, received, notifications, problems, port,
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
      if (response.status !== 303) throw new Error(`answered ${response.status}: ${(await response.text()).replace(/.*<main/s, '').slice(0, 900)}`)
      return response.headers.get('location') ?? ''
    },
    async page(path: string): Promise<{ status: number, text: string }> {
      const response = await fetch(origin + path)
      return { status: response.status, text: await response.text() }
    },
    /** Begins at once, where the control route's request is still on its way. */
    reset: () => standIn?.reset(),
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
export async function eventually(condition: () => boolean | Promise<boolean>, what: string, timeoutMs = 30_000): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`did not happen in time: ${what}`)
    await new Promise((done) => setTimeout(done, 20))
  }
}

/** A charge that succeeded, with its balance transaction. */
export async function paidCharge(h: Harness, method: 'card' | 'alipay' | 'wechat_pay' = 'card'): Promise<Stripe.Charge> {
  const session = await h.stripe.checkout.sessions.create(sessionParams())
  const done = await h.control('pay', { session: session.id, method })
  const { latest_charge: charge } = await h.stripe.paymentIntents.retrieve(String(done.payment_intent), { expand: ['latest_charge.balance_transaction'] })
  if (charge === null || typeof charge === 'string') throw new Error('the charge was not expanded')
  return charge
}

/** A connected account that may receive transfers. */
export async function receivingAccount(h: Harness): Promise<Stripe.V2.Core.Account> {
  const account = await h.stripe.v2.core.accounts.create({
    display_name: '安心护理', contact_email: 'care@example.com',
    configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
  })
  await h.control('accounts/capability', { account: account.id, status: 'active' })
  return account
}
