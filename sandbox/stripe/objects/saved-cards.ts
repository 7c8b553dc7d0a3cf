import type Stripe from 'stripe'
import { z } from 'zod'
import { ApiError, missing, refused } from '../core/errors.ts'
import { newId } from '../core/ids.ts'
import { expand, text } from '../core/params.ts'
import type { StoredSession } from '../core/types.ts'
import type { World } from '../core/world.ts'
import { failIntent, newCharge, newIntent, settleCharge, type Card } from './payments.ts'
import { testCard, type TestPayment } from './test-methods.ts'

/** Why a bank does not let a saved card pay while its owner is away. */
const away = {
  code: 'authentication_required', declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
}

interface PaidSession {
  session: StoredSession
  intentId: string
  charge: Stripe.Charge
  email: string | null
  card: Card | undefined
}

/** Of a session that was paid: its customer where one is to be made, and the card where it is to be used again. Answers the customer. */
export function saveCard(world: World, { session, intentId, charge, email, card }: PaidSession): string | null {
  if (session.customer_creation !== 'always') return null
  const customer = newCustomer(world, email)
  const intent = world.store.find('payment_intent', intentId)
  if (!intent) throw missing('payment_intent', intentId, 'intent')
  const saves = card !== undefined && session.payment_method_options?.card?.setup_future_usage === 'off_session'
  const { payment_method: method } = charge
  if (saves && typeof method === 'string') newPaymentMethod(world, { id: method, customer: customer.id, email, card })
  world.store.put('payment_intent', { ...intent, customer: customer.id, setup_future_usage: saves ? 'off_session' : null })
  world.store.put('charge', { ...(world.store.find('charge', charge.id) ?? charge), customer: customer.id })
  return customer.id
}

export const customerParams = z.strictObject({ email: z.email().optional(), payment_method: text.optional(), expand })

/** A customer without a payment, with one of Stripe's test methods as their card. */
export function createCustomer(world: World, params: z.infer<typeof customerParams>): Stripe.Customer {
  const { email = null, payment_method: method } = params
  const customer = newCustomer(world, email)
  if (method !== undefined) newPaymentMethod(world, { id: newId('pm'), customer: customer.id, email, card: testCard(method) })
  return customer
}

function newCustomer(world: World, email: string | null): Stripe.Customer {
  const customer = {
    id: newId('cus'), object: 'customer', balance: 0, created: world.now(), default_source: null, description: null, email, invoice_settings: {
      custom_fields: null, default_payment_method: null, footer: null, rendering_options: null,
    },
    livemode: false, metadata: {}, shipping: null,
  } satisfies Stripe.Customer
  world.store.put('customer', customer)
  world.emit('customer.created', customer)
  return customer
}

function newPaymentMethod(
  world: World, { id, customer, email, card }: { id: string, customer: string, email: string | null, card: Card },
): void {
  // Stripe keeps the number; of what it does to a payment the stand-in keeps only this.
  const does: Stripe.Metadata = card.authenticates ? { stand_in: 'authenticates' } : {}
  const method = {
    id, object: 'payment_method', allow_redisplay: 'limited', customer, customer_account: null, created: world.now(), livemode: false,
    type: 'card',
    billing_details: { address: null, email, name: null, phone: null, tax_id: null },
    metadata: does,
    card: {
      brand: card.brand, checks: null, country: 'US', display_brand: card.brand, exp_month: card.expMonth, exp_year: card.expYear, funding: 'credit',
      generated_from: null, last4: card.last4, networks: null, regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true }, wallet: null,
    },
  } satisfies Stripe.PaymentMethod
  world.store.put('payment_method', method)
  world.emit('payment_method.attached', method)
}

export interface SavedCardPayment extends TestPayment {
  customer: string
}

/** Charges a saved card. Declined, the intent stays and the call is answered with an error. */
export function payOffSession(world: World, params: SavedCardPayment): Stripe.PaymentIntent {
  const customer = world.store.find('customer', params.customer)
  if (!customer) throw missing('customer', params.customer, 'customer')
  const method = world.store.find('payment_method', params.payment_method)
  if (!method) throw missing('PaymentMethod', params.payment_method, 'payment_method')
  if (method.customer !== customer.id || !method.card) {
    throw refused('The provided PaymentMethod does not belong to this Customer.', 'payment_method_unexpected_state', 'payment_method')
  }
  const created = world.now()
  const intent = newIntent(world, {
    amount: params.amount, currency: params.currency, created, metadata: params.metadata ?? {},
    transferGroup: params.transfer_group ?? null,
    description: params.description ?? null, receiptEmail: null, methods: ['card'],
    customer: customer.id,
  })
  world.emit('payment_intent.created', intent)
  const { brand, last4, exp_month: expMonth, exp_year: expYear } = method.card
  const attempt = { method: 'card', card: { brand, last4, expMonth, expYear }, email: customer.email, paymentMethod: method.id, created } as const
  if (method.metadata?.stand_in !== 'authenticates') {
    return settleCharge(world, intent, newCharge(world, intent, { ...attempt, status: 'pending' })).intent
  }
  const failed = failIntent(world, intent, newCharge(world, intent, { ...attempt, status: 'failed', failure: away }), away)
  throw new ApiError({ status: 402, type: 'card_error', ...away, kept: true, committed: true, paymentIntent: failed })
}
