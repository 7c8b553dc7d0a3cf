import type Stripe from 'stripe'
import { refused } from '../core/errors.ts'
import { newId } from '../core/ids.ts'
import type { PaymentMethod } from '../core/types.ts'
import type { World } from '../core/world.ts'
import { chargeMovement, recordMovement } from './balance.ts'

export interface Card {
  /** The bank wants to hear the person for each payment. */
  authenticates?: boolean
  brand: string
  last4: string
  expMonth: number
  expYear: number
}

export interface IntentOptions {
  amount: number
  currency: string
  created: number
  metadata: Stripe.Metadata
  transferGroup: string | null
  description: string | null
  receiptEmail: string | null
  methods: string[]
  /** Whose saved card it is paid with, or is to be saved for. */
  customer?: string | null
  seed?: string
}

export function newIntent(world: World, options: IntentOptions): Stripe.PaymentIntent {
  const id = newId('pi', options.seed)
  const intent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: options.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${newId('s', options.seed && `${options.seed}:secret`).slice(2)}`,
    confirmation_method: 'automatic',
    created: options.created,
    currency: options.currency,
    customer: options.customer ?? null,
    customer_account: null,
    description: options.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: options.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: options.methods,
    payment_record: null,
    processing: null,
    receipt_email: options.receiptEmail,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_group: options.transferGroup,
  } satisfies Stripe.PaymentIntent
  world.store.put('payment_intent', intent)
  return intent
}

export interface ChargeOptions {
  method: PaymentMethod
  status: 'succeeded' | 'pending' | 'failed'
  card?: Card
  email: string | null
  failure?: { code: string, message: string }
  /** The id of the saved method that pays. */
  paymentMethod?: string
  created: number
  seed?: string
}

export function newCharge(world: World, intent: Stripe.PaymentIntent, options: ChargeOptions): Stripe.Charge {
  const { method, status } = options
  const charge = {
    id: newId(method === 'card' ? 'ch' : 'py', options.seed),
    object: 'charge',
    amount: intent.amount,
    amount_captured: status === 'failed' ? 0 : intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: null, email: options.email, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: method === 'card' ? 'LINLI' : null,
    captured: status !== 'failed',
    created: options.created,
    currency: intent.currency,
    customer: typeof intent.customer === 'string' ? intent.customer : null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: options.failure?.code ?? null,
    failure_message: options.failure?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: status === 'failed' ? declined(options.failure?.code ?? 'generic_decline') : authorised,
    paid: status === 'succeeded',
    payment_intent: intent.id,
    payment_method: options.paymentMethod ?? newId('pm', options.seed),
    payment_method_details: methodDetails(method, options.card),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status,
    transfer_data: null,
    transfer_group: intent.transfer_group,
  } satisfies Stripe.Charge
  world.store.put('charge', charge)
  return charge
}

const authorised = {
  advice_code: null, network_advice_code: null, network_decline_code: null, network_status: 'approved_by_network', reason: null,
  seller_message: 'Payment complete.', type: 'authorized',
} satisfies Stripe.Charge.Outcome

function declined(reason: string): Stripe.Charge.Outcome {
  return {
    advice_code: null, network_advice_code: null, network_decline_code: null, network_status: 'declined_by_network', reason,
    seller_message: 'The bank did not return any further details with this decline.', type: 'issuer_declined',
  }
}

function methodDetails(method: PaymentMethod, card?: Card): Stripe.Charge.PaymentMethodDetails {
  if (method === 'alipay') return { type: 'alipay', alipay: { fingerprint: null, transaction_id: null } }
  if (method === 'wechat_pay') return { type: 'wechat_pay', wechat_pay: { fingerprint: null, transaction_id: null } }
  return {
    type: 'card',
    card: {
      amount_authorized: null, authorization_code: null, brand: card?.brand ?? 'visa', checks: null, country: 'US', electronic_commerce_indicator: null,
      exp_month: card?.expMonth ?? 12, exp_year: card?.expYear ?? 2034, funding: 'credit', installments: null, last4: card?.last4 ?? '4242', mandate: null,
      network: card?.brand ?? 'visa', network_transaction_id: null, regulated_status: 'unregulated', three_d_secure: null, transaction_link_id: null, wallet: null,
    },
  }
}

export function chargeMethod(charge: Stripe.Charge): PaymentMethod {
  const type = charge.payment_method_details?.type
  return type === 'alipay' || type === 'wechat_pay' ? type : 'card'
}

/**
 * The charge succeeded: its money reaches the balance. `charge.succeeded` still shows no balance transaction, which follows with
 * `charge.updated`: that is how asynchronous capture, Stripe's default, tells it.
 */
export function settleCharge(
  world: World, intent: Stripe.PaymentIntent, charge: Stripe.Charge, atOnce = false,
): { intent: Stripe.PaymentIntent, charge: Stripe.Charge } {
  const succeeded: Stripe.Charge = { ...charge, status: 'succeeded', paid: true, failure_code: null, failure_message: null }
  world.emit('charge.succeeded', succeeded)
  const movement = chargeMovement(world, { ...charge, created: world.now() }, chargeMethod(charge))
  const transaction = recordMovement(world, { ...movement, ...(atOnce && { availableOn: world.now() }) })
  const settled: Stripe.Charge = { ...succeeded, balance_transaction: transaction.id }
  world.store.put('charge', settled)
  const received: Stripe.PaymentIntent = {
    ...intent, status: 'succeeded', amount_received: intent.amount, latest_charge: charge.id, last_payment_error: null, next_action: null,
    payment_method: charge.payment_method,
  }
  world.store.put('payment_intent', received)
  world.emit('payment_intent.succeeded', received)
  world.emit('charge.updated', settled, { previous: { balance_transaction: null } })
  return { intent: received, charge: settled }
}

export function failIntent(
  world: World, intent: Stripe.PaymentIntent, charge: Stripe.Charge, failure: { code: string, declineCode?: string, message: string },
): Stripe.PaymentIntent {
  const failed: Stripe.PaymentIntent = {
    ...intent,
    status: 'requires_payment_method',
    latest_charge: charge.id,
    last_payment_error: {
      charge: charge.id, code: failure.code, decline_code: failure.declineCode, message: failure.message,
      payment_method_type: chargeMethod(charge), type: 'card_error',
    },
  }
  world.store.put('payment_intent', failed)
  world.emit('charge.failed', charge)
  world.emit('payment_intent.payment_failed', failed)
  return failed
}

export function cancelIntent(world: World, intent: Stripe.PaymentIntent, reason: string | null): Stripe.PaymentIntent {
  if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status)) {
    throw refused(`You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`, 'payment_intent_unexpected_state')
  }
  const canceled: Stripe.PaymentIntent = { ...intent, status: 'canceled', canceled_at: world.now(), cancellation_reason: reason }
  world.store.put('payment_intent', canceled)
  world.emit('payment_intent.canceled', canceled)
  return canceled
}
