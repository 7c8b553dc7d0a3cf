import Stripe from 'stripe'
import { fail, GatewayError } from './errors.ts'
import type { PaymentGateway } from './gateway.ts'
import type { Checkout, CheckoutRequest, PaymentLocator, PayoutAccountSnapshot, RefundRequest } from './model.ts'
import { toEvent, toMovement, toPaymentSnapshot, toRefundSnapshot } from './stripe-mapping.ts'

export interface StripeGatewayOptions {
  secretKey: string
  webhookSecret: string
  /** Of the endpoint for thin events, about providers' accounts; without it they are refused. */
  accountWebhookSecret?: string
  /** Where the API is, if not at Stripe: `http://127.0.0.1:4000`. */
  apiBase?: string
  /** How it is reached; a test listens. */
  httpClient?: Stripe.HttpClient
}

/** Payment by Stripe: Checkout for paying, separate charges and transfers for the providers. */
export function createStripeGateway(
  { secretKey, webhookSecret, accountWebhookSecret, apiBase, httpClient }: StripeGatewayOptions,
): PaymentGateway {
  const stripe = new Stripe(secretKey, {
    ...addressOf(apiBase), ...(httpClient && { httpClient }), maxNetworkRetries: 2, timeout: 20_000, telemetry: false,
  })

  return {
    async createCheckout(request, key) {
      return toCheckout(await ask('checkout.session', stripe.checkout.sessions.create(checkoutParams(request), { idempotencyKey: key })))
    },
    async findCheckout(request, since) {
      return await attempt(async () => {
        const sessions = stripe.checkout.sessions.list({ created: { gte: seconds(since) - 60 }, limit: 100 })
        for await (const session of sessions) if (session.client_reference_id === request.paymentId) return toCheckout(session)
        return undefined
      })
    },
    async retrieveCheckout(sessionId) {
      return toCheckout(await ask('checkout.session', stripe.checkout.sessions.retrieve(sessionId)))
    },
    async expireCheckout(sessionId, key) {
      try {
        return toCheckout(await ask('checkout.session', stripe.checkout.sessions.expire(sessionId, {}, { idempotencyKey: key })))
      } catch (error) {
        // Only open sessions can be expired: what it is instead (complete means paid) is for the caller to see.
        if (!(error instanceof GatewayError) || error.kind !== 'refused') throw error
        return toCheckout(await ask('checkout.session', stripe.checkout.sessions.retrieve(sessionId)))
      }
    },
    async fetchPayment(of) {
      const expand = ['payment_intent.latest_charge.balance_transaction']
      const session = 'sessionId' in of
        ? await ask('checkout.session', stripe.checkout.sessions.retrieve(of.sessionId, { expand }))
        : await sessionOf(of.gatewayPaymentId)
      const intent = session ? pageIntentOf(session) : await intentOf(of)
      const refunds: Stripe.Refund[] = []
      const disputes: Stripe.Dispute[] = []
      if (intent) {
        const ofIntent = { payment_intent: intent.id, limit: 100 }
        const charge = intent.latest_charge
        await attempt(async () => {
          for await (const refund of stripe.refunds.list({ ...ofIntent, expand: ['data.balance_transaction'] })) refunds.push(refund)
          if (charge === null || typeof charge === 'string' || !charge.disputed) return
          for await (const dispute of stripe.disputes.list(ofIntent)) disputes.push(dispute)
        })
      }
      return toPaymentSnapshot(session, intent, { refunds, disputes })
    },
    async chargeSaved(charge, key) {
      const { id } = await ask('payment_intent', stripe.paymentIntents.create({
        amount: charge.amount, currency: charge.currency.toLowerCase(),
        customer: charge.gatewayCustomerId, payment_method: charge.gatewayMethodId,
        // With methods that may lead elsewhere Stripe would want to know where to come back to, and nobody is there.
        allowed_payment_method_types: ['card'],
        confirm: true, off_session: true, transfer_group: charge.bookingId,
        metadata: { payment_id: charge.paymentId, booking_id: charge.bookingId, op_id: charge.opId },
      }, { idempotencyKey: key }))
      return { gatewayPaymentId: id }
    },
    async findSavedCharge({ gatewayCustomerId: customer, opId }, since) {
      return await attempt(async () => {
        const intents = stripe.paymentIntents.list({ customer, created: { gte: seconds(since) - 60 }, limit: 100 })
        for await (const { id, metadata, status } of intents) {
          if (metadata.op_id === opId && status === 'succeeded') return { gatewayPaymentId: id }
        }
        return undefined
      })
    },
    async refund(request, key) {
      const params: Stripe.RefundCreateParams = {
        payment_intent: request.gatewayPaymentId, amount: request.amount, expand: ['balance_transaction'],
        metadata: { payment_id: request.paymentId, op_id: request.opId },
      }
      return toRefundSnapshot(await ask('refund', stripe.refunds.create(params, { idempotencyKey: key })))
    },
    async findRefund(request: RefundRequest) {
      return await attempt(async () => {
        const list = stripe.refunds.list({ payment_intent: request.gatewayPaymentId, limit: 100, expand: ['data.balance_transaction'] })
        for await (const refund of list) if (refund.metadata?.op_id === request.opId) return toRefundSnapshot(refund)
        return undefined
      })
    },
    async retrieveRefund(refundId) {
      return toRefundSnapshot(await ask('refund', stripe.refunds.retrieve(refundId, { expand: ['balance_transaction'] })))
    },
    async createTransfer(request, key) {
      const { id } = await ask('transfer', stripe.transfers.create({
        amount: request.amount, currency: request.currency.toLowerCase(), destination: request.accountId, transfer_group: request.bookingId,
        ...(request.chargeId !== null && { source_transaction: request.chargeId }),
        metadata: { booking_id: request.bookingId, op_id: request.opId },
      }, { idempotencyKey: key }))
      return { transferId: id }
    },
    async findTransfer({ bookingId, opId }) {
      return await attempt(async () => {
        const list = stripe.transfers.list({ transfer_group: bookingId, limit: 100 })
        for await (const { id, metadata } of list) if (metadata.op_id === opId) return { transferId: id }
        return undefined
      })
    },
    async reverseTransfer({ transferId, amount, opId }, key) {
      const { id } = await ask('transfer_reversal', stripe.transfers.createReversal(
        transferId, { amount, metadata: { op_id: opId } }, { idempotencyKey: key }))
      return { reversalId: id }
    },
    async findReversal({ transferId, opId }) {
      return await attempt(async () => {
        for await (const { id, metadata } of stripe.transfers.listReversals(transferId, { limit: 100 })) {
          if (metadata?.op_id === opId) return { reversalId: id }
        }
        return undefined
      })
    },
    async* listMovements(since) {
      // Page by page: a night's movements of a large city are not to be held at once.
      const params = { created: { gte: seconds(since) }, limit: 100 }
      for (let after: string | undefined, more = true; more;) {
        const page = await ask('list', stripe.balanceTransactions.list({ ...params, ...(after && { starting_after: after }) }))
        yield* page.data.map(toMovement)
        after = page.data.at(-1)?.id
        more = page.has_more && after !== undefined
      }
    },
    async* listEvents(since) {
      // Stripe lists the newest first; what follows wants them as they happened.
      const events: Stripe.Event[] = []
      await attempt(async () => {
        for await (const event of stripe.events.list({ created: { gte: seconds(since) }, limit: 100 })) events.push(event)
      })
      for (const event of events.reverse()) yield toEvent(event)
    },
    async retrieveEvent(eventId) {
      return toEvent(await ask('event', stripe.events.retrieve(eventId)))
    },
    verifyWebhook(rawBody, signature) {
      try {
        return toEvent(stripe.webhooks.constructEvent(rawBody, signature ?? '', webhookSecret))
      } catch {
        throw fail('webhook_signature_invalid')
      }
    },
    verifyAccountWebhook(rawBody, signature) {
      try {
        if (accountWebhookSecret === undefined) throw fail('webhook_signature_invalid')
        const event = stripe.parseEventNotification(rawBody, signature ?? '', accountWebhookSecret)
        return { id: event.id, type: event.type, createdAt: new Date(event.created), accountId: accountOf(event) }
      } catch {
        throw fail('webhook_signature_invalid')
      }
    },
    async createPayoutAccount(request, key) {
      return toPayoutAccount(await ask('v2.core.account', stripe.v2.core.accounts.create({
        display_name: request.name,
        ...(request.email !== null && { contact_email: request.email }),
        dashboard: 'express',
        identity: { country: request.country, entity_type: 'company' },
        defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
        configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
        metadata: { provider_id: request.providerId },
        include: ['configuration.recipient'],
      }, { idempotencyKey: key })))
    },
    async retrievePayoutAccount(accountId) {
      return toPayoutAccount(await ask('v2.core.account', stripe.v2.core.accounts.retrieve(accountId, { include: ['configuration.recipient'] })))
    },
    async createOnboardingLink({ accountId, refreshUrl, returnUrl }) {
      const link = await ask('v2.core.account_link', stripe.v2.core.accountLinks.create({
        account: accountId,
        use_case: { type: 'account_onboarding', account_onboarding: { refresh_url: refreshUrl, return_url: returnUrl } },
      }))
      return { url: link.url, expiresAt: new Date(link.expires_at) }
    },
  }

  /** Undefined where a saved card was charged without a page. */
  async function sessionOf(gatewayPaymentId: string): Promise<Stripe.Checkout.Session | undefined> {
    const expand = ['data.payment_intent.latest_charge.balance_transaction']
    const [session] = (await ask('list', stripe.checkout.sessions.list({ payment_intent: gatewayPaymentId, limit: 1, expand }))).data
    return session
  }

  async function intentOf(of: PaymentLocator): Promise<Stripe.PaymentIntent> {
    if ('sessionId' in of) throw new GatewayError('refused', 'resource_missing')
    return await ask('payment_intent', stripe.paymentIntents.retrieve(of.gatewayPaymentId, { expand: ['latest_charge.balance_transaction'] }))
  }
}

function accountOf(event: Stripe.V2.Core.EventNotification): string | null {
  const subject = 'related_object' in event ? event.related_object : null
  const id: unknown = subject && 'id' in subject && subject.type === 'v2.core.account' ? subject.id : null
  return typeof id === 'string' ? id : null
}

const pageIntentOf = ({ payment_intent: intent }: Stripe.Checkout.Session): Stripe.PaymentIntent | null =>
  typeof intent === 'string' ? null : intent

function checkoutParams(request: CheckoutRequest): Stripe.Checkout.SessionCreateParams {
  const metadata = { payment_id: request.paymentId, booking_id: request.bookingId }
  return {
    mode: 'payment',
    ui_mode: 'hosted_page',
    line_items: request.lines.map(line => ({
      price_data: { currency: request.currency.toLowerCase(), unit_amount: line.amount, product_data: { name: line.title } }, quantity: 1,
    })),
    client_reference_id: request.paymentId,
    customer_email: request.email,
    ...(request.savesCard && { customer_creation: 'always' as const }),
    metadata,
    payment_intent_data: { transfer_group: request.bookingId, metadata },
    payment_method_options: {
      wechat_pay: { client: 'web' },
      // Of the card alone: asked for all methods, it would leave the wallets out.
      ...(request.savesCard && { card: { setup_future_usage: 'off_session' as const } }),
    },
    ...(request.excludedMethods.length > 0 && { excluded_payment_method_types: request.excludedMethods }),
    locale: request.locale === 'zh-CN' ? 'zh' : 'en',
    success_url: request.successUrl,
    cancel_url: request.cancelUrl,
    expires_at: seconds(request.expiresAt),
    adaptive_pricing: { enabled: false },
  }
}

function addressOf(apiBase: string | undefined): Pick<Stripe.StripeConfig, 'host' | 'port' | 'protocol'> {
  if (!apiBase) return {}
  const { hostname, port, protocol } = new URL(apiBase)
  const plain = protocol === 'http:'
  return { host: hostname, port: port || (plain ? '80' : '443'), protocol: plain ? 'http' : 'https' }
}

/** Awaits a call and makes sure of what came: the SDK takes any 404 without an `error` in it for a success. */
async function ask<T extends { object: string }>(object: T['object'], call: Promise<T>): Promise<T> {
  const answer = await attempt(() => call)
  if (answer.object !== object) throw new GatewayError('unavailable', 'unexpected_answer')
  return answer
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toGatewayError(error)
  }
}

const refusals = new Set(['StripeInvalidRequestError', 'StripeCardError', 'StripeIdempotencyError', 'StripePermissionError'])

/** A 409 and everything that is not a plain refusal leaves open whether the call was carried out. */
function toGatewayError(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error
  const refused = refusals.has(error.type) && error.statusCode !== 409
  if (refused && error.type === 'StripeIdempotencyError') return new GatewayError('refused', 'key_of_another_call', { cause: error })
  return new GatewayError(refused ? 'refused' : 'unavailable', error.code ?? error.type, { cause: error })
}

function toCheckout(session: Stripe.Checkout.Session): Checkout {
  const state = session.status === 'complete' ? 'complete' : session.status === 'expired' ? 'expired' : 'open'
  return { sessionId: session.id, state, url: session.url, expiresAt: new Date(session.expires_at * 1000) }
}

function toPayoutAccount(account: Stripe.V2.Core.Account): PayoutAccountSnapshot {
  const status = account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status
  return { accountId: account.id, state: account.closed ? 'restricted' : status === 'active' || status === 'pending' ? status : 'restricted' }
}

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000)
