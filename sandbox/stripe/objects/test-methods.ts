import type Stripe from 'stripe'
import { ApiError, missing } from '../core/errors.ts'
import type { World } from '../core/world.ts'
import { openDispute } from './disputes.ts'
import type { Failure } from './pay-session.ts'
import { failIntent, newCharge, newIntent, settleCharge, type Card } from './payments.ts'

interface TestMethod {
  last4: string
  declines?: Failure
  /** The cardholder disputes the charge as soon as it is made. */
  disputed?: true
  /** Its money is available at once. */
  available?: true
}

const declined = { code: 'card_declined', message: 'Your card was declined.' }

/** Stripe's test payment methods that the stand-in knows (docs.stripe.com/testing): what a card does shows in its last four digits. */
const testMethods: Record<string, TestMethod> = {
  pm_card_visa: { last4: '4242' },
  pm_card_bypassPending: { last4: '0077', available: true },
  pm_card_visa_chargeDeclined: { last4: '0002', declines: { ...declined, declineCode: 'generic_decline' } },
  pm_card_visa_chargeDeclinedInsufficientFunds: { last4: '9995', declines: { ...declined, declineCode: 'insufficient_funds' } },
  pm_card_createDispute: { last4: '0259', disputed: true },
  pm_card_pendingRefund: { last4: '7726' },
  pm_card_refundFail: { last4: '5126' },
}

export interface TestPayment {
  amount: number
  currency: string
  payment_method: string
  metadata?: Stripe.Metadata
  description?: string
  transfer_group?: string
}

/** The card that a test method stands for. */
export function testCard(name: string): Card {
  const method = testMethods[name]
  if (!method) throw missing('PaymentMethod', name, 'payment_method')
  return { brand: 'visa', last4: method.last4, expMonth: 12, expYear: 2034 }
}

/** Pays in one call: what Checkout does with a person, without one. */
export function payWithTestMethod(world: World, params: TestPayment): Stripe.PaymentIntent {
  const method = testMethods[params.payment_method]
  if (!method) throw missing('PaymentMethod', params.payment_method, 'payment_method')
  const created = world.now()
  const intent = newIntent(world, {
    amount: params.amount, currency: params.currency, created, metadata: params.metadata ?? {},
    transferGroup: params.transfer_group ?? null, description: params.description ?? null, receiptEmail: null, methods: ['card'],
  })
  world.emit('payment_intent.created', intent)
  const attempt = { method: 'card', card: testCard(params.payment_method), email: null, created } as const
  if (method.declines) {
    const failed = failIntent(world, intent, newCharge(world, intent, { ...attempt, status: 'failed', failure: method.declines }), method.declines)
    throw new ApiError({ status: 402, type: 'card_error', ...method.declines, kept: true, committed: true, paymentIntent: failed })
  }
  const { intent: paid, charge } = settleCharge(world, intent, newCharge(world, intent, { ...attempt, status: 'pending' }), method.available)
  if (method.disputed) openDispute(world, { charge: charge.id })
  return paid
}
