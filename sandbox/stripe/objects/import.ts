import type Stripe from 'stripe'
import { newId } from '../core/ids.ts'
import type { PaymentMethod } from '../core/types.ts'
import type { World } from '../core/world.ts'
import { chargeMovement, recordMovement } from './balance.ts'
import { newCharge, newIntent } from './payments.ts'
import { buildSession, customerDetails, presentSession } from './sessions.ts'

/** A payment that was finished in the past, for a seeded database. */
export interface FinishedPayment {
  amount: number
  currency: string
  /** Unix seconds. */
  created: number
  metadata: Stripe.Metadata
  client_reference_id?: string
  transfer_group?: string
  email?: string
  description?: string
  method?: PaymentMethod
}

export interface ImportedPayment {
  client_reference_id: string | null
  session: string
  payment_intent: string
  charge: string
  balance_transaction: string
  amount: number
  fee: number
  settlement_amount: number
  settlement_currency: string
  exchange_rate: number | null
}

/**
 * Writes session, intent, charge, movement and events (marked delivered). With a reference the ids are derived from it: an import can
 * be repeated.
 */
export function importPayment(world: World, payment: FinishedPayment): ImportedPayment {
  const seed = payment.client_reference_id ?? newId('seed')
  const method = payment.method ?? 'card'
  const email = payment.email ?? null
  const name = payment.description ?? 'Linli'
  const session = buildSession(world, {
    id: `cs_test_${newId('a1', seed).slice(3)}`, created: payment.created - 120, expiresAt: payment.created + 1740, methods: [method],
    items: [{ price_data: { currency: currencyOf(payment.currency), unit_amount: payment.amount, product_data: { name } }, quantity: 1 }],
    metadata: payment.metadata, clientReferenceId: payment.client_reference_id ?? null, email,
    successUrl: world.options.siteUrl, cancelUrl: null, locale: null,
    allowed: null, excluded: undefined, options: null, submitType: null, customerCreation: 'if_required',
  })
  const intent = newIntent(world, {
    seed, amount: payment.amount, currency: session.currency ?? 'cny', created: payment.created - 5, metadata: payment.metadata,
    transferGroup: payment.transfer_group ?? null, description: payment.description ?? null, receiptEmail: email, methods: [method],
  })
  const charge = newCharge(world, intent, { seed, method, status: 'succeeded', email, created: payment.created })
  const movement = recordMovement(world, { ...chargeMovement(world, charge, method), seed })
  const settled: Stripe.Charge = { ...charge, balance_transaction: movement.id }
  const received: Stripe.PaymentIntent = {
    ...intent, status: 'succeeded', amount_received: intent.amount, latest_charge: charge.id, payment_method: charge.payment_method,
  }
  const complete = { ...session, status: 'complete' as const, payment_status: 'paid' as const, payment_intent: intent.id, customer_details: customerDetails(email) }
  const { store } = world
  store.put('charge', settled)
  store.put('payment_intent', received)
  store.put('checkout.session', complete)
  store.run(`delete from delivery where event in (?, ?, ?)`, ...eventIds(seed))
  const [chargeEvent, intentEvent, sessionEvent] = eventIds(seed)
  world.emit('charge.succeeded', settled, { id: chargeEvent, delivered: true, created: payment.created })
  world.emit('payment_intent.succeeded', received, { id: intentEvent, delivered: true, created: payment.created })
  world.emit('checkout.session.completed', presentSession(complete), { id: sessionEvent, delivered: true, created: payment.created })
  return {
    client_reference_id: session.client_reference_id, session: session.id, payment_intent: intent.id,
    charge: charge.id, balance_transaction: movement.id,
    amount: payment.amount, fee: movement.fee, settlement_amount: movement.amount,
    settlement_currency: movement.currency, exchange_rate: movement.exchange_rate,
  }
}

function eventIds(seed: string): [string, string, string] {
  return [newId('evt', `${seed}:charge`), newId('evt', `${seed}:intent`), newId('evt', `${seed}:session`)]
}

const known = ['cny', 'hkd', 'usd', 'eur', 'gbp', 'jpy', 'sgd', 'aud', 'cad'] as const

function currencyOf(value: string): (typeof known)[number] {
  const currency = known.find((candidate) => candidate === value.toLowerCase())
  if (!currency) throw new RangeError(`The currency ${value} is not known.`)
  return currency
}
