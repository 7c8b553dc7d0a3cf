import type Stripe from 'stripe'
import type { StoredEvent, StoredThinEvent } from '../core/types.ts'
import { isClosed } from '../objects/disputes.ts'
import { chargeMethod } from '../objects/payments.ts'
import { amountText, deskButton, deskField, deskForm, formName, section, state, time, type DeskView } from './desk-view.ts'
import { html, type Html } from './html.ts'

const shown = 15
const eventsShown = 25

export function paymentsPanel(view: DeskView): Html {
  const rows = (view.world.store.page('payment_intent', { limit: shown })?.data ?? []).map((intent) => paymentRow(view, intent))
  return section(view, 'payments', view.texts.payments.title, rows)
}

function paymentRow(view: DeskView, intent: Stripe.PaymentIntent): Html {
  const { world: { store }, texts } = view
  const session = intent.status === 'processing' && store.page('checkout.session', { limit: 1, filters: [{ field: 'payment_intent', value: intent.id }] })?.data[0]
  const charge = typeof intent.latest_charge === 'string' ? store.find('charge', intent.latest_charge) : undefined
  const decides = session && deskForm(view, { does: 'payments/settle', of: session.id, hidden: { session: session.id }, content: either(view, intent.id) })
  const isWhole = charge?.status === 'succeeded' && !charge.disputed && charge.amount_refunded < charge.amount
  const disputes = isWhole && chargeMethod(charge) === 'card'
  const ofCharge = (does: 'disputes/open' | 'refunds/make', { amount, button }: { amount: string, button: string }, quiet: boolean) => charge && deskForm(view, {
    does, of: charge.id, hidden: { charge: charge.id, currency: charge.currency },
    content: html`${deskField(view, { form: formName(does, charge.id), name: 'amount', label: amount })}${deskButton(button, intent.id, undefined, quiet)}`,
  })
  return html`<li>${what(intent, intent.description ?? intent.transfer_group)}<div class="amount">${amountText(view, intent.amount, intent.currency)}</div><div>${state(view, intent.status)}</div><div class="acts">${decides}${disputes && ofCharge('disputes/open', { amount: texts.payments.disputeAmount, button: texts.payments.dispute }, false)}${
    isWhole && ofCharge('refunds/make', { amount: texts.payments.refundAmount, button: texts.payments.refund }, true)}</div></li>`
}

export function disputesPanel(view: DeskView): Html {
  const { texts: { disputes } } = view
  const rows = (view.world.store.page('dispute', { limit: shown })?.data ?? []).map((dispute) => html`<li>${what(dispute)}<div class="amount">${amountText(view, dispute.amount, dispute.currency)}</div><div>${state(view, dispute.status)}</div><div class="acts">${
    dispute.status === 'needs_response' && deskForm(view, { does: 'disputes/review', of: dispute.id, hidden: { dispute: dispute.id }, content: deskButton(disputes.review, dispute.id, undefined, true) })}${
    !isClosed(dispute) && deskForm(view, {
      does: 'disputes/close', of: dispute.id, hidden: { dispute: dispute.id },
      content: html`${deskButton(disputes.win, dispute.id, { name: 'outcome', value: 'won' })}${deskButton(disputes.lose, dispute.id, { name: 'outcome', value: 'lost' }, true)}`,
    })}</div></li>`)
  return section(view, 'disputes', disputes.title, rows)
}

export function refundsPanel(view: DeskView): Html {
  const { texts } = view
  const rows = (view.world.store.page('refund', { limit: shown })?.data ?? []).map((refund) => {
    const content = refund.status === 'pending'
      ? either(view, refund.id)
      : refund.status === 'succeeded' && deskButton(texts.refunds.failLater, refund.id, { name: 'outcome', value: 'failed' }, true)
    return html`<li>${what(refund)}<div class="amount">${amountText(view, refund.amount, refund.currency)}</div><div>${state(view, refund.status ?? '')}</div><div class="acts">${
      content && deskForm(view, { does: 'refunds/settle', of: refund.id, hidden: { refund: refund.id }, content })}</div></li>`
  })
  return section(view, 'refunds', texts.refunds.title, rows)
}

export function transfersPanel(view: DeskView): Html {
  const { texts: { transfers }, world: { store } } = view
  const rows = (store.page('transfer', { limit: shown })?.data ?? []).map((transfer) => {
    const to = store.find('v2.core.account', String(transfer.destination))?.display_name ?? String(transfer.destination)
    const reversed = transfer.amount_reversed > 0 && html`<br><span class="bad">${amountText(view, transfer.amount_reversed, transfer.currency)} ${transfers.reversed}</span>`
    return html`<li>${what(transfer, transfer.transfer_group)}<div class="amount">${amountText(view, transfer.amount, transfer.currency)}${reversed}</div><div>${transfers.to} ${to}</div></li>`
  })
  return section(view, 'transfers', transfers.title, rows)
}

/** Both kinds of events, as they happened last. */
export function eventsPanel(view: DeskView): Html {
  const { world: { store }, texts } = view
  const snapshots = store.page('event', { limit: eventsShown })?.data ?? []
  const thin = store.page('v2.core.event', { limit: eventsShown })?.data ?? []
  const events = [...snapshots, ...thin].sort((left, right) => secondsOf(right) - secondsOf(left)).slice(0, eventsShown)
  return section(view, 'events', texts.events.title, events.map((event) => eventRow(view, event)))
}

const secondsOf = ({ created }: StoredEvent | StoredThinEvent): number => typeof created === 'number' ? created : Math.floor(Date.parse(created) / 1000)

function eventRow(view: DeskView, event: StoredEvent | StoredThinEvent): Html {
  const { texts: { events } } = view
  const deliveries = view.world.store.all('select state, attempts, last_status, last_error from delivery where event = ? order by seq', event.id)
  const told = deliveries.map((delivery) => {
    const facts = [
      Number(delivery.attempts) > 0 && `${events.tries}${String(delivery.attempts)}`, delivery.last_status !== null && `HTTP ${String(delivery.last_status)}`,
      delivery.last_error !== null && String(delivery.last_error),
    ].filter((fact) => fact !== false)
    return html`<div>${state(view, delivery.state === 'lost' ? 'lost_delivery' : String(delivery.state))} <span class="soft">${facts.join(', ')}</span></div>`
  })
  const again = deskForm(view, { does: 'webhooks/resend', of: event.id, hidden: { event: event.id }, content: deskButton(events.resend, event.type, undefined, true) })
  return html`<li><div class="what"><strong>${event.type}</strong><br><code class="soft">${event.id}</code> ${time(secondsOf(event))}</div><div class="wide">${told}</div><div class="acts">${again}</div></li>`
}

/** The id and the time of a thing, and what the site calls it. */
function what({ id, created }: { id: string, created: number }, called: string | null = null): Html {
  return html`<div class="what"><code>${id}</code><br>${time(created)}${called !== null && html`<br><span class="soft">${called}</span>`}</div>`
}

function either({ texts }: DeskView, about: string): Html {
  return html`${deskButton(texts.succeed, about, { name: 'outcome', value: 'succeeded' })}${deskButton(texts.fail, about, { name: 'outcome', value: 'failed' }, true)}`
}
