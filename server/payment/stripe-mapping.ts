import type Stripe from 'stripe'
import type { GatewayEvent, PaymentMethod, PaymentSnapshot, RefundSnapshot, Settlement } from './model.ts'

/** A payment as Stripe's session, intent and charge tell it together. */
export function toPaymentSnapshot(
  session: Stripe.Checkout.Session, intent: Stripe.PaymentIntent | null, refunds: readonly Stripe.Refund[],
): PaymentSnapshot {
  const charge = intent && typeof intent.latest_charge === 'object' ? intent.latest_charge : null
  const captured = charge?.paid === true && charge.captured
  return {
    sessionId: session.id,
    paymentId: session.client_reference_id,
    state: stateOf(session, intent),
    amount: captured ? charge.amount_captured : session.amount_total ?? 0,
    currency: (captured ? charge.currency : session.currency ?? '').toUpperCase(),
    method: methodOf(charge),
    gatewayPaymentId: intent?.id ?? null,
    chargeId: captured ? charge.id : null,
    settlement: captured ? settlementOf(charge.balance_transaction) : null,
    lastFailure: intent?.last_payment_error?.decline_code ?? intent?.last_payment_error?.code ?? null,
    disputed: charge?.disputed ?? false,
    refunds: refunds.map(toRefundSnapshot),
  }
}

function stateOf(session: Stripe.Checkout.Session, intent: Stripe.PaymentIntent | null): PaymentSnapshot['state'] {
  if (intent?.status === 'succeeded') return 'paid'
  if (session.status === 'expired') return 'expired'
  if (session.status !== 'complete') return 'open'
  return intent?.status === 'processing' ? 'processing' : 'failed'
}

function methodOf(charge: Stripe.Charge | null): PaymentMethod | null {
  const type = charge?.payment_method_details?.type
  return type === 'card' || type === 'alipay' || type === 'wechat_pay' ? type : null
}

function settlementOf(transaction: string | Stripe.BalanceTransaction | null): Settlement | null {
  if (transaction === null || typeof transaction === 'string') return null
  const { amount, fee, currency, exchange_rate: exchangeRate } = transaction
  return { amount, fee, currency: currency.toUpperCase(), exchangeRate }
}

export function toRefundSnapshot(refund: Stripe.Refund): RefundSnapshot {
  const settlement = settlementOf(refund.balance_transaction)
  const failed = refund.status === 'failed' || refund.status === 'canceled'
  return {
    refundId: refund.id,
    opId: refund.metadata?.op_id ?? null,
    amount: refund.amount,
    currency: refund.currency.toUpperCase(),
    state: failed ? 'failed' : refund.status === 'succeeded' ? 'succeeded' : 'pending',
    settlement: settlement && { amount: -settlement.amount, currency: settlement.currency },
  }
}

/** Of an event only the ids count: what happened is asked again. */
export function toEvent(event: Stripe.Event): GatewayEvent {
  const object: unknown = event.data.object
  const kind = textOf(object, 'object')
  const id = textOf(object, 'id')
  return {
    id: event.id,
    type: event.type,
    createdAt: new Date(event.created * 1000),
    objectId: id,
    paymentId: textOf(valueOf(object, 'metadata'), 'payment_id'),
    sessionId: kind === 'checkout.session' ? id : null,
    gatewayPaymentId: kind === 'payment_intent' ? id : textOf(object, 'payment_intent'),
  }
}

function valueOf(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, key) : undefined
}

function textOf(object: unknown, key: string): string | null {
  const value = valueOf(object, key)
  return typeof value === 'string' ? value : null
}
