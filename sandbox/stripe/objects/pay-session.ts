import type Stripe from 'stripe'
import { refused } from '../core/errors.ts'
import type { PaymentMethod, StoredSession } from '../core/types.ts'
import type { World } from '../core/world.ts'
import { chargeMethod, failIntent, newCharge, newIntent, settleCharge, type Card } from './payments.ts'
import { saveCard } from './saved-cards.ts'
import { customerDetails, expireSession, findSession, intentData, presentSession } from './sessions.ts'

export interface Failure {
  code: string
  declineCode?: string
  message: string
}

/** How a person's attempt to pay ends. `processing`: the session completes unpaid, and `then` comes after `afterSeconds`, or by hand. */
export type Outcome =
  | { kind: 'succeeded' }
  | { kind: 'declined', failure: Failure }
  | { kind: 'processing', then: 'succeeded' | 'failed' | 'by_hand', afterSeconds?: number }

export interface Attempt {
  method: PaymentMethod
  outcome: Outcome
  email?: string
  card?: Card
}

/** One attempt to pay an open session. A declined attempt leaves it open. */
export function paySession(world: World, id: string, attempt: Attempt): StoredSession {
  const open = findSession(world, id)
  if (open.status === 'open' && open.expires_at <= world.now()) return expireSession(world, id)
  if (open.status !== 'open') throw refused(`This Checkout Session has a status of ${open.status}.`, 'checkout_session_not_open')
  if (!open.payment_method_types.includes(attempt.method)) throw refused(`The payment method ${attempt.method} is not offered.`, 'payment_method_not_available')

  const email = attempt.email ?? open.customer_email
  const intent = intentOf(world, open, email)
  const session: StoredSession = { ...open, payment_intent: intent.id }
  if (attempt.outcome.kind === 'declined') {
    const charge = newCharge(world, intent, { ...attempt, status: 'failed', email, failure: attempt.outcome.failure, created: world.now() })
    failIntent(world, intent, charge, attempt.outcome.failure)
    world.store.put('checkout.session', session)
    return session
  }

  const pending = attempt.outcome.kind === 'processing'
  const charge = newCharge(world, intent, { ...attempt, status: 'pending', email, created: world.now() })
  if (pending) waitForPayment(world, intent, charge)
  else settleCharge(world, intent, charge)
  const customer = saveCard(world, { session, intentId: intent.id, charge, email, card: attempt.card })
  const complete: StoredSession = { ...session, customer, status: 'complete', payment_status: pending ? 'unpaid' : 'paid', customer_details: customerDetails(email) }
  world.store.put('checkout.session', complete)
  world.unplan(`expire:${id}`)
  world.emit('checkout.session.completed', presentSession(complete))
  if (attempt.outcome.kind === 'processing' && attempt.outcome.then !== 'by_hand') {
    const at = world.now() + (attempt.outcome.afterSeconds ?? world.settings().paymentDelaySeconds)
    world.plan(`settle:${id}`, 'settle_payment', id, at, attempt.outcome.then)
  }
  return complete
}

function intentOf(world: World, session: StoredSession, email: string | null): Stripe.PaymentIntent {
  const present = typeof session.payment_intent === 'string' ? world.store.find('payment_intent', session.payment_intent) : undefined
  if (present) return present
  const data = intentData(world, session.id)
  const intent = newIntent(world, {
    ...data, amount: session.amount_total ?? 0, currency: session.currency ?? 'cny', created: world.now(), receiptEmail: data.receiptEmail ?? email,
    methods: session.payment_method_types,
  })
  world.emit('payment_intent.created', intent)
  return intent
}

function waitForPayment(world: World, intent: Stripe.PaymentIntent, charge: Stripe.Charge): void {
  const processing: Stripe.PaymentIntent = { ...intent, status: 'processing', latest_charge: charge.id, payment_method: charge.payment_method, last_payment_error: null }
  world.store.put('payment_intent', processing)
  world.emit('charge.pending', charge)
  world.emit('payment_intent.processing', processing)
}

/** An asynchronous payment ends. One that has ended stays as it is. */
export function settlePayment(world: World, sessionId: string, outcome: 'succeeded' | 'failed'): StoredSession {
  const session = findSession(world, sessionId)
  const intent = typeof session.payment_intent === 'string' ? world.store.find('payment_intent', session.payment_intent) : undefined
  const charge = typeof intent?.latest_charge === 'string' ? world.store.find('charge', intent.latest_charge) : undefined
  world.unplan(`settle:${sessionId}`)
  if (!intent || !charge || intent.status !== 'processing') {
    throw refused(`Checkout Session ${sessionId} does not wait for a payment.`, 'payment_intent_unexpected_state')
  }
  if (outcome === 'failed') {
    const failure = { code: 'payment_intent_payment_attempt_failed', message: 'The payment failed.' }
    const failed: Stripe.Charge = { ...charge, status: 'failed', paid: false, captured: false, amount_captured: 0, failure_code: failure.code, failure_message: failure.message }
    world.store.put('charge', failed)
    failIntent(world, intent, failed, failure)
    world.emit('checkout.session.async_payment_failed', presentSession(session))
    return session
  }
  settleCharge(world, intent, charge)
  const paid: StoredSession = { ...session, payment_status: 'paid' }
  world.store.put('checkout.session', paid)
  world.emit('checkout.session.async_payment_succeeded', presentSession(paid))
  return paid
}

/** What the page shows after a declined attempt: the last error and the method it was made with. */
export function lastFailure(world: World, session: StoredSession): { message: string, code: string, method: PaymentMethod } | undefined {
  const intent = typeof session.payment_intent === 'string' ? world.store.find('payment_intent', session.payment_intent) : undefined
  const charge = typeof intent?.latest_charge === 'string' ? world.store.find('charge', intent.latest_charge) : undefined
  if (!intent?.last_payment_error || !charge || session.status !== 'open') return undefined
  const error = intent.last_payment_error
  return { message: error.message ?? '', code: error.decline_code ?? error.code ?? 'card_declined', method: chargeMethod(charge) }
}
