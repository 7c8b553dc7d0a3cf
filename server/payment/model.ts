// What the slice and its gateway say to each other. Amounts are minor units, currencies upper-case ISO 4217.

export type PaymentMethod = 'card' | 'alipay' | 'wechat_pay'

export interface CheckoutRequest {
  paymentId: string
  bookingId: string
  /** Shown to the payer, one line each; they add up to the price. */
  lines: { title: string, amount: number }[]
  currency: string
  email: string
  locale: 'zh-CN' | 'en'
  /** May contain `{CHECKOUT_SESSION_ID}`. */
  successUrl: string
  cancelUrl: string
  expiresAt: Date
  /** Methods that this booking must not use, such as one that cannot be refunded late enough. */
  excludedMethods: PaymentMethod[]
  /** The card that pays is kept, to be charged again while its owner is away. Wallets cannot be. */
  savesCard: boolean
}

/** A card that its owner let be charged again. */
export interface SavedCard {
  gatewayCustomerId: string
  gatewayMethodId: string
  brand: string
  last4: string
}

/** A payment with a saved card, its owner away. */
export interface SavedCharge {
  /** Of our `payment_op`: how the payment is recognised as ours. */
  opId: string
  paymentId: string
  bookingId: string
  amount: number
  currency: string
  gatewayCustomerId: string
  gatewayMethodId: string
}

export interface Checkout {
  sessionId: string
  state: 'open' | 'complete' | 'expired'
  /** Null once it is closed. */
  url: string | null
  expiresAt: Date
}

/** One of the gateway's ids for a payment. */
export type PaymentLocator = { sessionId: string } | { gatewayPaymentId: string }

/** Of the balance transaction: what reached the platform's balance, in minor units. */
export interface Settlement {
  amount: number
  fee: number
  currency: string
  exchangeRate: number | null
}

export interface PaymentSnapshot {
  /** Null where a saved card was charged: there was no page. */
  sessionId: string | null
  /** Our own payment, as the gateway remembers it. */
  paymentId: string | null
  state: 'open' | 'processing' | 'paid' | 'failed' | 'expired'
  /** What was captured; before that, what is asked for. */
  amount: number
  currency: string
  method: PaymentMethod | null
  gatewayPaymentId: string | null
  chargeId: string | null
  /** Null until the gateway has booked the money, which may be a little after the payment. */
  settlement: Settlement | null
  /** Code of the last failed attempt. */
  lastFailure: string | null
  disputes: DisputeSnapshot[]
  savedCard: SavedCard | null
  refunds: RefundSnapshot[]
}

export interface RefundRequest {
  /** Of our `payment_op`: how the refund is recognised as ours. */
  opId: string
  paymentId: string
  gatewayPaymentId: string
  amount: number
}

export interface RefundSnapshot {
  refundId: string
  opId: string | null
  amount: number
  currency: string
  state: 'pending' | 'succeeded' | 'failed'
  /** What left the platform's balance; null until it is booked. */
  settlement: { amount: number, currency: string } | null
}

/** A bank's dispute of a payment. Inquiries, which move no money, are none. */
export interface DisputeSnapshot {
  disputeId: string
  state: 'open' | 'won' | 'lost'
  /** In the payment's currency. */
  amount: number
  currency: string
  reason: string
  openedAt: Date
  evidenceDueAt: Date | null
  /** What left the platform's balance, and the fee with it; null until it is booked. */
  taken: Fee | null
  /** What came back when it was won; `fee` is below zero where some of it was given back. */
  returned: Fee | null
}

interface Fee {
  amount: number
  fee: number
  currency: string
}

export interface TransferRequest {
  /** Of our `payment_op`: how the transfer is recognised as ours. */
  opId: string
  bookingId: string
  /** In minor units of the currency in which the platform holds the money. */
  amount: number
  currency: string
  accountId: string
  /** The charge whose money is sent; null: out of the platform's balance. */
  chargeId: string | null
}

export interface TransferSnapshot {
  transferId: string
}

export interface ReversalRequest {
  opId: string
  transferId: string
  amount: number
}

export interface ReversalSnapshot {
  reversalId: string
}

/** One movement of the platform's balance, as the gateway books it. */
export interface BalanceMovement {
  id: string
  type: string
  /** What moved it: a charge, refund, transfer, reversal, dispute … */
  source: string | null
  /** What the balance rose by (or, below zero, fell), fees taken off. */
  net: number
  currency: string
  createdAt: Date
}

/** Something changed about a provider's account; what, is asked for. */
export interface AccountEvent {
  id: string
  type: string
  createdAt: Date
  accountId: string | null
}

export interface GatewayEvent {
  id: string
  type: string
  createdAt: Date
  objectId: string | null
  /** Whatever of these the event's object tells; its other contents are never used. */
  paymentId: string | null
  sessionId: string | null
  gatewayPaymentId: string | null
}

export interface PayoutAccountRequest {
  providerId: string
  name: string
  email: string | null
  country: string
}

export interface PayoutAccountSnapshot {
  accountId: string
  /** Whether money can be sent to it. A return from the onboarding page does not mean so. */
  state: 'pending' | 'active' | 'restricted'
}
