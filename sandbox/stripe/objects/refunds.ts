import type Stripe from 'stripe'
import { invalidParameter, missing, refused } from '../core/errors.ts'
import { newId } from '../core/ids.ts'
import type { World } from '../core/world.ts'
import { recordMovement } from './balance.ts'
import { isChargedBack } from './disputes.ts'
import { chargeMethod } from './payments.ts'

/** Last digits of Stripe's test cards whose refunds are pending first, and whose refunds fail after they were shown as succeeded. */
const lateCard = '7726'
const failingCard = '5126'

const refundDays = { card: undefined, alipay: 90, wechat_pay: 180 } as const

export interface RefundRequest {
  charge?: string
  payment_intent?: string
  amount?: number
  metadata?: Stripe.Metadata
  reason?: string
}

export function createRefund(world: World, request: RefundRequest): Stripe.Refund {
  const charge = chargeToRefund(world, request)
  const method = chargeMethod(charge)
  if (charge.status !== 'succeeded') throw refused(`Charge ${charge.id} has not succeeded and cannot be refunded.`, 'charge_not_refundable')
  if (charge.disputed && isChargedBack(world, charge)) throw refused(`Charge ${charge.id} has been charged back; cannot issue a refund.`, 'charge_disputed')
  const left = charge.amount - charge.amount_refunded
  if (left === 0) throw refused(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded')
  const amount = request.amount ?? left
  if (amount > left) {
    throw refused(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, 'refund_amount_exceeds_charge', 'amount')
  }
  const days = refundDays[method]
  if (days !== undefined && world.now() > charge.created + days * 86_400) {
    throw refused(`This ${method} charge is older than ${days} days and can no longer be refunded.`, 'charge_expired_for_refund')
  }
  const does = charge.payment_method_details?.card?.last4
  const asynchronous = method !== 'card' || does === lateCard
  const id = newId('re')
  const transaction = moveRefund(world, charge, id, amount, method === 'card' ? 'refund' : 'payment_refund')
  const refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: transaction.id,
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: destination(method),
    metadata: request.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: request.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: asynchronous ? 'pending' : 'succeeded',
    transfer_reversal: null,
  } satisfies Stripe.Refund
  world.store.put('refund', refund)
  changeRefunded(world, charge, amount)
  world.emit('refund.created', refund)
  if (asynchronous || does === failingCard) {
    world.plan(id, 'settle_refund', id, world.now() + world.settings().refundDelaySeconds, does === failingCard ? 'failed' : 'succeeded')
  }
  return refund
}

function chargeToRefund(world: World, request: RefundRequest): Stripe.Charge {
  const { charge: chargeId, payment_intent: intentId } = request
  if ((chargeId === undefined) === (intentId === undefined)) {
    throw invalidParameter('You must provide one of: payment_intent or charge, and not both.', 'payment_intent')
  }
  if (chargeId !== undefined) return world.store.find('charge', chargeId) ?? raise(missing('charge', chargeId, 'charge'))
  const intent = world.store.find('payment_intent', intentId ?? '') ?? raise(missing('payment_intent', intentId ?? '', 'payment_intent'))
  const latest = typeof intent.latest_charge === 'string' ? world.store.find('charge', intent.latest_charge) : undefined
  return latest ?? raise(refused(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, 'payment_intent_unexpected_state', 'payment_intent'))
}

/** A pending refund becomes final. A refund that is already final stays as it is. */
export function settleRefund(world: World, id: string, outcome: 'succeeded' | 'failed', reason = 'unknown'): Stripe.Refund {
  const refund = world.store.find('refund', id) ?? raise(missing('refund', id))
  world.unplan(id)
  if (refund.status === outcome || refund.status === 'failed' || refund.status === 'canceled') return refund
  return outcome === 'succeeded' ? succeed(world, refund) : fail(world, refund, reason)
}

function succeed(world: World, refund: Stripe.Refund): Stripe.Refund {
  const succeeded: Stripe.Refund = { ...refund, status: 'succeeded' }
  world.store.put('refund', succeeded)
  world.emit('refund.updated', succeeded, { previous: { status: refund.status } })
  return succeeded
}

/** The money comes back to the platform; also after a refund was shown as succeeded, as happens with asynchronous methods. */
function fail(world: World, refund: Stripe.Refund, reason: string): Stripe.Refund {
  const charge = world.store.find('charge', String(refund.charge)) ?? raise(missing('charge', String(refund.charge)))
  const taken = world.store.find('balance_transaction', String(refund.balance_transaction))
  const returned = recordMovement(world, {
    type: 'refund_failure', source: refund.id, amount: -(taken?.amount ?? -refund.amount), currency: taken?.currency ?? refund.currency, created: world.now(),
  })
  const failed: Stripe.Refund = { ...refund, status: 'failed', failure_reason: reason, failure_balance_transaction: returned.id }
  world.store.put('refund', failed)
  changeRefunded(world, charge, -refund.amount)
  world.emit('refund.updated', failed, { previous: { status: refund.status } })
  world.emit('refund.failed', failed)
  return failed
}

function changeRefunded(world: World, charge: Stripe.Charge, amount: number): void {
  const refunded = charge.amount_refunded + amount
  const changed: Stripe.Charge = { ...charge, amount_refunded: refunded, refunded: refunded === charge.amount }
  world.store.put('charge', changed)
  const type = amount > 0 ? 'charge.refunded' : 'charge.updated'
  world.emit(type, changed, { previous: { amount_refunded: charge.amount_refunded, refunded: charge.refunded } })
}

/** Stripe keeps its fee, and converts at the charge's rate. The last part takes what rounding left. */
function moveRefund(world: World, charge: Stripe.Charge, source: string, amount: number, type: 'refund' | 'payment_refund'): Stripe.BalanceTransaction {
  const original = world.store.find('balance_transaction', String(charge.balance_transaction))
  const rate = original?.exchange_rate ?? null
  const upTo = (part: number) => (rate === null ? part : Math.round(part * rate))
  const converted = upTo(charge.amount_refunded + amount) - upTo(charge.amount_refunded)
  return recordMovement(world, {
    type, source, amount: -converted, currency: original?.currency ?? charge.currency, exchangeRate: rate, created: world.now(),
    // A refund of money that is not available yet comes out of the same pending money.
    availableOn: Math.max(world.now(), original?.available_on ?? 0),
  })
}

function destination(method: 'card' | 'alipay' | 'wechat_pay'): Stripe.Refund.DestinationDetails {
  return method === 'card' ? { type: 'card', card: { type: 'refund' } } : { type: method, [method]: {} }
}

function raise(error: Error): never {
  throw error
}
