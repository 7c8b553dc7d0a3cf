import type Stripe from 'stripe'
import type { BalanceMovement, DisputeSnapshot, GatewayEvent, PaymentMethod, PaymentSnapshot, RefundSnapshot, SavedCard, Settlement } from './model.ts'

/** A payment as Stripe's session, intent and charge tell it together; of a saved card that was charged there is no session. */
export function toPaymentSnapshot(
  session: Stripe.Checkout.Session | undefined,
  intent: Stripe.PaymentIntent | null,
  { refunds, disputes }: { refunds: readonly Stripe.Refund[], disputes: readonly Stripe.Dispute[] },
): PaymentSnapshot {
  const charge = intent && typeof intent.latest_charge === 'object' ? intent.latest_charge : null
  const captured = charge?.paid === true && charge.captured
  return {
    sessionId: session?.id ?? null,
    paymentId: session ? session.client_reference_id : intent?.metadata.payment_id ?? null,
    state: stateOf(session, intent),
    amount: captured ? charge.amount_captured : session?.amount_total ?? intent?.amount ?? 0,
    currency: (captured ? charge.currency : session?.currency ?? intent?.currency ?? '').toUpperCase(),
    method: methodOf(charge),
    gatewayPaymentId: intent?.id ?? null,
    chargeId: captured ? charge.id : null,
    settlement: captured ? settlementOf(charge.balance_transaction) : null,
    lastFailure: intent?.last_payment_error?.decline_code ?? intent?.last_payment_error?.code ?? null,
    disputes: disputes.flatMap(toDisputeSnapshot),
    savedCard: savedCardOf(intent, charge),
    refunds: refunds.map(toRefundSnapshot),
  }
}

function stateOf(session: Stripe.Checkout.Session | undefined, intent: Stripe.PaymentIntent | null): PaymentSnapshot['state'] {
  if (intent?.status === 'succeeded') return 'paid'
  // Without a page, what is not paid can still be, on one.
  if (!session) return intent?.status === 'processing' ? 'processing' : 'open'
  if (session.status === 'expired') return 'expired'
  if (session.status !== 'complete') return 'open'
  return intent?.status === 'processing' ? 'processing' : 'failed'
}

/** The card of a payment that was made with it, where it was kept for later ones. */
function savedCardOf(intent: Stripe.PaymentIntent | null, charge: Stripe.Charge | null): SavedCard | null {
  const card = charge?.payment_method_details?.card
  const kept = intent?.setup_future_usage === 'off_session' || intent?.payment_method_options?.card?.setup_future_usage === 'off_session'
  if (!kept || !card || typeof intent.customer !== 'string' || typeof intent.payment_method !== 'string') return null
  return { gatewayCustomerId: intent.customer, gatewayMethodId: intent.payment_method, brand: card.brand ?? '', last4: card.last4 ?? '' }
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

/** Money moves with disputes only; an inquiry, or a warning before one, moves none. */
function toDisputeSnapshot(dispute: Stripe.Dispute): DisputeSnapshot[] {
  if (dispute.status.startsWith('warning_') || dispute.status === 'prevented') return []
  const state = dispute.status === 'won' ? 'won' : dispute.status === 'lost' ? 'lost' : 'open'
  // Stripe does not say in which order they stand.
  const taken = dispute.balance_transactions.find(({ amount }) => amount < 0)
  const returned = dispute.balance_transactions.find(({ amount }) => amount > 0)
  const dueBy = dispute.evidence_details.due_by
  return [{
    disputeId: dispute.id, state, amount: dispute.amount, currency: dispute.currency.toUpperCase(), reason: dispute.reason,
    openedAt: new Date(dispute.created * 1000),
    evidenceDueAt: dueBy === null ? null : new Date(dueBy * 1000),
    taken: taken ? { amount: -taken.amount, fee: taken.fee, currency: taken.currency.toUpperCase() } : null,
    returned: returned ? { amount: returned.amount, fee: returned.fee, currency: returned.currency.toUpperCase() } : null,
  }]
}

export function toMovement({ id, type, source, net, currency, created }: Stripe.BalanceTransaction): BalanceMovement {
  return {
    id, type, source: typeof source === 'string' ? source : source?.id ?? null, net, currency: currency.toUpperCase(), createdAt: new Date(created * 1000),
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
