import type Stripe from 'stripe'
import { z } from 'zod'
import { invalidParameter, missing, refused } from '../core/errors.ts'
import { newId } from '../core/ids.ts'
import { amount, boolean, currency, expand, integer, metadata, text, url } from '../core/params.ts'
import { paymentMethods, type PaymentMethod, type StoredSession } from '../core/types.ts'
import type { World } from '../core/world.ts'

const minutes = 60
const productData = z.strictObject({
  name: text, description: text.optional(), images: z.array(text).optional(), metadata: metadata.optional(),
})
const lineItem = z.strictObject({
  price_data: z.strictObject({ currency, unit_amount: integer.refine((value) => value >= 0, 'must be at least 0'), product_data: productData }),
  quantity: amount.default(1),
})

/** The parameters of a session that are modelled. Others exist at Stripe; here they are refused rather than ignored. */
export const sessionParams = z.strictObject({
  mode: z.literal('payment', 'the stand-in models payment only'),
  ui_mode: z.literal('hosted_page', 'the stand-in models hosted_page only').default('hosted_page'),
  line_items: z.array(lineItem).min(1).max(100),
  success_url: url,
  cancel_url: url.optional(),
  client_reference_id: text.max(200).optional(),
  customer_creation: z.enum(['always', 'if_required']).optional(),
  customer_email: z.email().optional(),
  expires_at: integer.optional(),
  locale: z.enum(['auto', 'zh', 'zh-HK', 'zh-TW', 'en', 'en-GB']).optional(),
  metadata: metadata.optional(),
  payment_intent_data: z.strictObject({
    capture_method: z.enum(['automatic', 'automatic_async']).optional(),
    description: text.optional(),
    metadata: metadata.optional(),
    receipt_email: z.email().optional(),
    transfer_group: text.optional(),
  }).optional(),
  allowed_payment_method_types: z.array(text).optional(),
  excluded_payment_method_types: z.array(text).optional(),
  payment_method_options: z.strictObject({
    alipay: z.strictObject({ setup_future_usage: z.literal('none').optional() }).optional(),
    card: z.strictObject({ setup_future_usage: z.enum(['off_session', 'on_session', 'none']).optional() }).optional(),
    wechat_pay: z.strictObject({ client: z.enum(['android', 'ios', 'web']).optional(), app_id: text.optional(), setup_future_usage: z.literal('none').optional() }).optional(),
  }).optional(),
  adaptive_pricing: z.strictObject({ enabled: boolean.optional() }).optional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay']).optional(),
  expand,
})
export type SessionParams = z.infer<typeof sessionParams>

/** About half a US dollar, Stripe's smallest charge, in each currency's minor unit (from memory). */
const smallest: Record<string, number> = { cny: 400, hkd: 400, usd: 50, eur: 50, gbp: 30, jpy: 50, sgd: 50, aud: 50, cad: 50 }

/** What the payment intent of a session takes over from it. It is made when the first payment is attempted. */
export interface IntentData {
  metadata: Stripe.Metadata
  transferGroup: string | null
  description: string | null
  receiptEmail: string | null
}

export function createSession(world: World, params: SessionParams): StoredSession {
  const created = world.now()
  const expiresAt = params.expires_at ?? created + 24 * 60 * minutes
  if (params.expires_at !== undefined && expiresAt < created + 30 * minutes - 5) {
    throw invalidParameter('The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.', 'expires_at')
  }
  if (expiresAt > created + 24 * 60 * minutes) {
    throw invalidParameter('The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.', 'expires_at')
  }
  const methods = allowedMethods(params)
  const wechat = params.payment_method_options?.wechat_pay
  if (wechat?.client === 'android' && !wechat.app_id) throw invalidParameter('app_id is required for this client.', 'payment_method_options[wechat_pay][app_id]')
  const session = buildSession(world, {
    id: `cs_test_${newId('a1').slice(3)}${newId('b1').slice(3)}`, created, expiresAt, methods, items: params.line_items,
    metadata: params.metadata ?? {}, clientReferenceId: params.client_reference_id ?? null, email: params.customer_email ?? null,
    successUrl: params.success_url, cancelUrl: params.cancel_url ?? null, locale: params.locale ?? null,
    allowed: params.allowed_payment_method_types ?? null, excluded: params.excluded_payment_method_types,
    options: optionsOf(params), submitType: params.submit_type ?? null, customerCreation: params.customer_creation ?? 'if_required',
  })
  const total = session.amount_total ?? 0
  if (total > 99_999_999) throw refused('The Checkout Session\'s total amount must be no more than 999,999.99.', 'amount_too_large')
  if (total < (smallest[session.currency ?? ''] ?? 50)) {
    throw refused('The Checkout Session\'s total amount due must add up to at least 50 cents, converted to the currency of the account.', 'amount_too_small')
  }
  world.store.put('checkout.session', session)
  const data = params.payment_intent_data
  const intentData: IntentData = {
    metadata: data?.metadata ?? {}, transferGroup: data?.transfer_group ?? null,
    description: data?.description ?? null, receiptEmail: data?.receipt_email ?? null,
  }
  world.store.setSetting(`intent_data:${session.id}`, JSON.stringify(intentData))
  world.plan(`expire:${session.id}`, 'expire_session', session.id, expiresAt)
  return session
}

function allowedMethods(params: SessionParams): PaymentMethod[] {
  const { allowed_payment_method_types: allowed, excluded_payment_method_types: excluded } = params
  if (allowed && excluded) {
    throw invalidParameter('You may only specify one of these parameters: allowed_payment_method_types, excluded_payment_method_types.', 'excluded_payment_method_types')
  }
  const methods = paymentMethods.filter((method) => (allowed ? allowed.includes(method) : !excluded?.includes(method)))
  if (methods.length === 0) throw invalidParameter('No valid payment method types for this Checkout Session.', 'allowed_payment_method_types')
  return methods
}

function optionsOf(params: SessionParams): Stripe.Checkout.Session.PaymentMethodOptions | null {
  const given = params.payment_method_options
  if (!given) return null
  const { alipay, card, wechat_pay: wechat } = given
  return {
    ...(alipay && { alipay }),
    ...(card && { card: { request_three_d_secure: 'automatic', ...card } }),
    ...(wechat && { wechat_pay: { ...wechat, app_id: wechat.app_id ?? null, client: wechat.client ?? null } }),
  }
}

export interface SessionContent {
  id: string
  created: number
  expiresAt: number
  methods: string[]
  items: SessionParams['line_items']
  metadata: Stripe.Metadata
  clientReferenceId: string | null
  email: string | null
  successUrl: string
  cancelUrl: string | null
  locale: string | null
  allowed: string[] | null
  excluded: string[] | undefined
  options: Stripe.Checkout.Session['payment_method_options']
  submitType: string | null
  customerCreation: 'always' | 'if_required'
}

export function buildSession(world: World, content: SessionContent): StoredSession {
  const currencies = new Set(content.items.map((item) => item.price_data.currency))
  const sessionCurrency = content.items[0]?.price_data.currency ?? 'cny'
  if (currencies.size > 1) throw invalidParameter('All prices on a Checkout Session must have the same currency.', 'line_items')
  const lines = content.items.map((item, index) => buildLine(content, item, index))
  const total = lines.reduce((sum, line) => sum + line.amount_total, 0)
  return {
    id: content.id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: content.allowed,
    amount_subtotal: total,
    amount_total: total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: content.cancelUrl,
    client_reference_id: content.clientReferenceId,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: content.created,
    currency: sessionCurrency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: null,
    customer_account: null,
    customer_creation: content.customerCreation,
    customer_details: customerDetails(content.email),
    customer_email: content.email,
    discounts: [],
    excluded_payment_method_types: content.excluded,
    expires_at: content.expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    line_items: { object: 'list', data: lines, has_more: false, url: `/v1/checkout/sessions/${content.id}/line_items` },
    livemode: false,
    locale: content.locale,
    managed_payments: null,
    metadata: content.metadata,
    mode: 'payment',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: content.options,
    payment_method_types: content.methods,
    payment_status: 'unpaid',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: content.submitType,
    subscription: null,
    success_url: content.successUrl,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${world.options.siteUrl}/_sandbox/stripe/checkout/${content.id}`,
    wallet_options: null,
  } satisfies StoredSession
}

export function customerDetails(email: string | null): Stripe.Checkout.Session.CustomerDetails | null {
  return email === null ? null : { address: null, business_name: null, email, individual_name: null, name: null, phone: null, tax_exempt: 'none', tax_ids: [] }
}

function buildLine(content: SessionContent, item: SessionParams['line_items'][number], index: number): Stripe.LineItem {
  const { price_data: price, quantity } = item
  const seed = `${content.id}:${index}`
  const total = price.unit_amount * quantity
  return {
    id: newId('li', seed),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency: price.currency,
    description: price.product_data.name,
    metadata: {},
    price: {
      id: newId('price', seed), object: 'price', active: false, billing_scheme: 'per_unit', created: content.created, currency: price.currency,
      custom_unit_amount: null, livemode: false, lookup_key: null, metadata: {}, nickname: null, product: newId('prod', seed), recurring: null,
      tax_behavior: 'unspecified', tiers_mode: null, transform_quantity: null, type: 'one_time', unit_amount: price.unit_amount, unit_amount_decimal: null,
    },
    quantity,
  } satisfies Stripe.LineItem
}

/** A session as the API shows it: line items only where they are asked for, no address once it is closed. */
export function presentSession(session: StoredSession): Stripe.Checkout.Session {
  const { line_items: _, ...shown } = session
  return { ...shown, url: session.status === 'open' ? session.url : null }
}

export function findSession(world: World, id: string): StoredSession {
  const session = world.store.find('checkout.session', id)
  if (!session) throw missing('checkout.session', id)
  return session
}

export function intentData(world: World, sessionId: string): IntentData {
  return JSON.parse(world.store.setting(`intent_data:${sessionId}`) ?? '{"metadata":{},"transferGroup":null,"description":null,"receiptEmail":null}') as IntentData
}

/** Ends an open session: nobody can pay it any more. */
export function expireSession(world: World, id: string): StoredSession {
  const session = findSession(world, id)
  if (session.status !== 'open') {
    throw refused(`Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`, 'checkout_session_not_open')
  }
  const expired: StoredSession = { ...session, status: 'expired' }
  world.store.put('checkout.session', expired)
  world.unplan(`expire:${id}`)
  world.emit('checkout.session.expired', presentSession(expired))
  return expired
}
