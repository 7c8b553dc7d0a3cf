import type Stripe from 'stripe'

/** The types of events that the SDK knows. */
export type EventType = Stripe.Event['type']

/** A `Stripe.Event` before its type is known: the SDK's own union ties each `type` to its object, which a generic writer cannot. */
export interface StoredEvent {
  id: string
  object: 'event'
  api_version: string
  created: number
  data: { object: unknown, previous_attributes?: Record<string, unknown> }
  livemode: false
  pending_webhooks: number
  request: { id: string | null, idempotency_key: string | null }
  type: string
}

/** A v2 event as it is fetched; its delivery leaves `data` out. */
export interface StoredThinEvent {
  id: string
  object: 'v2.core.event'
  created: string
  livemode: false
  /** In the SDK's own words: what it does not know is no type here. */
  type: Extract<Stripe.V2.Core.Event['type'],
    'v2.core.account.created' | 'v2.core.account.updated' | 'v2.core.account.closed' | 'v2.core.account[configuration.recipient].capability_status_updated'>
  related_object: Stripe.V2.Core.Events.RelatedObject
  data?: { updated_capability: 'stripe_balance.stripe_transfers' }
  reason?: Stripe.V2.Core.Event.Reason
}

/** `line_items` are kept with the session and shown only when they are expanded or listed, as Stripe does. */
export type StoredSession = Stripe.Checkout.Session & { line_items: Stripe.ApiList<Stripe.LineItem> }

export interface StoredObjects {
  'checkout.session': StoredSession
  'payment_intent': Stripe.PaymentIntent
  'charge': Stripe.Charge
  'refund': Stripe.Refund
  'customer': Stripe.Customer
  'payment_method': Stripe.PaymentMethod
  'transfer': Stripe.Transfer
  'transfer_reversal': Stripe.TransferReversal
  'balance_transaction': Stripe.BalanceTransaction
  'dispute': Stripe.Dispute
  'payout': Stripe.Payout
  'topup': Stripe.Topup
  'event': StoredEvent
  'v2.core.account': Stripe.V2.Core.Account
  'v2.core.event': StoredThinEvent
}

export type ObjectType = keyof StoredObjects
export type StoredObject = StoredObjects[ObjectType]

export type PaymentMethod = 'card' | 'alipay' | 'wechat_pay'
export const paymentMethods = ['card', 'alipay', 'wechat_pay'] as const satisfies readonly PaymentMethod[]
