import type Stripe from 'stripe'
import type { StoredEvent } from '../core/types.ts'
import type { World } from '../core/world.ts'
import { html, type Html } from './html.ts'
import { page } from './layout.ts'
import { money, textsFor } from './texts.ts'

/** The desk: what is in the stand-in, and what became of each event. For developers and testers, so in English, with Stripe's own words. */
export function deskPage(world: World): string {
  const intents = world.store.page('payment_intent', { limit: 30 })?.data ?? []
  const refunds = world.store.page('refund', { limit: 30 })?.data ?? []
  const transfers = world.store.page('transfer', { limit: 30 })?.data ?? []
  const events = world.store.page('event', { limit: 60 })?.data ?? []
  const notice = html`<strong>Stripe stand-in</strong>Everything here is made up. No money moves.`
  return page({ lang: 'en', title: 'Stripe stand-in', notice }, html`
<h1>Stripe stand-in</h1>
<nav class="inline" aria-label="On this page"><a href="#payments">Payments</a><a href="#refunds">Refunds</a><a href="#transfers">Transfers</a><a href="#events">Events</a></nav>
<p class="soft">Its clock: ${time(world.now())}. Webhooks ${world.store.setting('webhooks_paused') === 'true' ? 'are paused' : 'are being delivered'}.</p>
${table('payments', 'Payments', ['Created', 'Payment', 'Amount', 'State', 'Asynchronous'], intents.map((intent) => paymentRow(world, intent)))}
${table('refunds', 'Refunds', ['Created', 'Refund', 'Amount', 'State', 'Asynchronous'], refunds.map(refundRow))}
${table('transfers', 'Transfers', ['Created', 'Transfer', 'Amount', 'Reversed', 'To'], transfers.map(transferRow))}
${table('events', 'Events', ['Created', 'Event', 'Delivery', 'Again'], events.map((event) => eventRow(world, event)))}`)
}

function table(id: string, title: string, columns: string[], rows: Html[]): Html {
  return html`<section class="panel"><h2 id="${id}">${title}</h2>${rows.length === 0
    ? html`<p class="soft">None yet.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}"><table><thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`}</section>`
}

function paymentRow(world: World, intent: Stripe.PaymentIntent): Html {
  const session = world.store.page('checkout.session', { limit: 1, filters: [{ field: 'payment_intent', value: intent.id }] })?.data[0]
  const waiting = intent.status === 'processing' && session
  return html`<tr><td>${time(intent.created)}</td><td><code>${intent.id}</code></td><td class="number">${amount(intent.amount, intent.currency)}</td><td>${intent.status}</td><td>${waiting && decide('payments', session.id)}</td></tr>`
}

function refundRow(refund: Stripe.Refund): Html {
  return html`<tr><td>${time(refund.created)}</td><td><code>${refund.id}</code></td><td class="number">${amount(refund.amount, refund.currency)}</td><td class="${refund.status === 'failed' ? 'bad' : ''}">${refund.status}</td><td>${refund.status === 'pending' && decide('refunds', refund.id)}</td></tr>`
}

function transferRow(transfer: Stripe.Transfer): Html {
  return html`<tr><td>${time(transfer.created)}</td><td><code>${transfer.id}</code></td><td class="number">${amount(transfer.amount, transfer.currency)}</td><td class="number">${amount(transfer.amount_reversed, transfer.currency)}</td><td><code>${String(transfer.destination)}</code></td></tr>`
}

function eventRow(world: World, event: StoredEvent): Html {
  const deliveries = world.store.all('select state, attempts, last_status, last_error from delivery where event = ? order by seq', event.id)
  return html`<tr><td>${time(event.created)}</td><td>${event.type}<br><code class="soft">${event.id}</code></td><td>${deliveries.map((delivery) => html`<div class="${delivery.state === 'delivered' ? 'good' : delivery.state === 'waiting' ? '' : 'bad'}">${String(delivery.state)}${Number(delivery.attempts) > 0 && `, ${String(delivery.attempts)} tries`}${delivery.last_status !== null && `, HTTP ${String(delivery.last_status)}`}${delivery.last_error !== null && `, ${String(delivery.last_error)}`}</div>`)}</td><td><form method="post" action="/_sandbox/stripe/events/${event.id}/resend"><button class="small quiet" aria-label="Resend ${event.type}">Resend</button></form></td></tr>`
}

function decide(kind: string, id: string): Html {
  return html`<form method="post" action="/_sandbox/stripe/${kind}/${id}/settle"><button class="small" name="outcome" value="succeeded">Succeed</button> <button class="small quiet" name="outcome" value="failed">Fail</button></form>`
}

function amount(value: number, currency: string): string {
  return money(textsFor('en'), value, currency)
}

function time(seconds: number): Html {
  const at = new Date(seconds * 1000).toISOString()
  return html`<time datetime="${at}">${at.slice(0, 19).replace('T', ' ')}</time>`
}
