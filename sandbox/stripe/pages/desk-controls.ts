import type Stripe from 'stripe'
import { faultKinds } from '../core/faults.ts'
import { deliveryOrders } from '../core/webhooks.ts'
import { readBalance } from '../objects/balance.ts'
import { faultCalls } from './desk-actions.ts'
import { amountText, deskButton, deskField, deskForm, deskSelect, formName, section, time, type DeskView } from './desk-view.ts'
import { html, type Html } from './html.ts'

export function clockPanel(view: DeskView): Html {
  const { texts: { clock }, world } = view
  const steps = Object.entries(clock.steps)
  return html`<section class="panel" aria-labelledby="clock"><h2 id="clock">${clock.title}</h2><p>${clock.now} ${time(world.now())}</p><p class="soft">${clock.note}</p>
${deskForm(view, { does: 'clock', layout: 'fields', content: html`${deskSelect(formName('clock'), 'minutes', clock.advance, steps)}<button>${clock.go}</button>` })}
${world.offsetMs() !== 0 && deskForm(view, { does: 'clock', of: 'back', hidden: { back: '1' }, layout: 'fields', content: html`<button class="quiet">${clock.back}</button>` })}</section>`
}

export function webhooksPanel(view: DeskView): Html {
  const { texts: { webhooks, apply }, world: { store }, deliverer } = view
  const form = formName('webhooks')
  const number = (name: string, label: string, value: string, min: number, max: number) =>
    deskField(view, { form, name, label, value, number: { min, max } })
  const [double = '0', times = '2'] = (store.setting('duplicate_next') ?? '').split('x').filter(Boolean)
  const content = html`
<label class="check"><input type="checkbox" name="paused"${store.setting('webhooks_paused') === 'true' && html` checked`}> ${webhooks.paused}</label>
${deskSelect(form, 'order', webhooks.order, deliveryOrders.map((order) => [order, webhooks.orders[order]]), store.setting('webhooks_order'))}
${number('delay', webhooks.delay, String(Number(store.setting('webhooks_delay_ms') ?? 0) / 1000), 0, 600)}
${number('drop', webhooks.drop, store.setting('drop_next') ?? '0', 0, 1000)}
<div class="pair">${number('double', webhooks.double, double, 0, 1000)}${number('times', webhooks.times, times, 1, 20)}</div><button>${apply}</button>`
  return html`<section class="panel" aria-labelledby="webhooks"><h2 id="webhooks">${webhooks.title}</h2><p class="soft">${webhooks.waiting}${deliverer.waiting()}</p>${deskForm(view, { does: 'webhooks', layout: 'fields', content })}</section>`
}

export function faultsPanel(view: DeskView): Html {
  const { texts: { faults }, faults: planned } = view
  const form = formName('faults')
  const list = planned.list()
  const content = html`
${deskSelect(form, 'call', faults.which, Object.entries(faults.calls))}
${deskSelect(form, 'kind', faults.kind, faultKinds.map((kind) => [kind, faults.kinds[kind]]))}
${deskField(view, { form, name: 'times', label: faults.times, value: '1', number: { min: 1, max: 1000 } })}<button>${faults.add}</button>`
  const names = Object.entries(faultCalls)
  const rows = list.map((fault) => {
    const name = names.find(([, { path }]) => path === fault.path)?.[0]
    return html`<li>${Object.entries(faults.calls).find(([key]) => key === name)?.[1] ?? fault.path}: ${faults.kinds[fault.kind]} × ${fault.times}</li>`
  })
  return html`<section class="panel" aria-labelledby="faults"><h2 id="faults">${faults.title}</h2><p class="soft">${faults.note}</p>
${deskForm(view, { does: 'faults', layout: 'fields', content })}
${list.length > 0 && html`<h3>${faults.planned}</h3><ul>${rows}</ul>${deskForm(view, { does: 'faults/clear', layout: 'fields', content: html`<button class="quiet">${faults.clear}</button>` })}`}</section>`
}

export function balancesPanel(view: DeskView): Html {
  const { texts: { balances }, world } = view
  const accounts = world.store.page('v2.core.account', { limit: 30 })?.data ?? []
  const rows = [balanceRow(view, '', balances.platform), ...accounts.map((account) => balanceRow(view, account.id, account.display_name ?? account.id, account))]
  return section(view, 'balances', balances.title, rows, balances.note)
}

function balanceRow(view: DeskView, account: string, name: string, connected?: Stripe.V2.Core.Account): Html {
  const { texts: { balances, lang }, world } = view
  const { available, pending } = readBalance(world, account)
  const laterOf = (entry: { currency: string }) => pending.find(({ currency }) => currency === entry.currency)?.amount ?? 0
  const amounts = available.map((entry) => html`<div>${balances.available} ${amountText(view, entry.amount, entry.currency)}<br><span class="soft">${balances.pending} ${amountText(view, laterOf(entry), entry.currency)}</span></div>`)
  const empties = available.filter((entry) => entry.amount + laterOf(entry) > 0).map(({ currency }) => deskForm(view, {
    does: 'payouts', of: `${account}-${currency}`, hidden: { account, currency },
    content: deskButton(available.length > 1 ? `${balances.empty} (${currency.toUpperCase()})` : balances.empty, name, undefined, true),
  }))
  const status = connected?.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status
  const label = `${balances.capability}${lang === 'en' ? ': ' : '：'}${name}`
  const capability = status && deskForm(view, {
    does: 'accounts/capability', of: account, hidden: { account },
    content: html`${deskSelect(formName('accounts/capability', account), 'status', label, Object.entries(balances.statuses), status)}${deskButton(balances.set, name)}`,
  })
  const currency = available[0]?.currency ?? 'cny'
  const topUp = deskForm(view, {
    does: 'topups', of: account, hidden: { account, currency },
    content: html`${deskField(view, { form: formName('topups', account), name: 'amount', label: `${balances.topUp} (${currency.toUpperCase()})` })}${deskButton(balances.add, name)}`,
  })
  return html`<li class="balance"><div class="what"><strong>${name}</strong>${account !== '' && html`<br><code class="soft">${account}</code>`}${connected?.closed && html` <span class="bad">${balances.closed}</span>`}</div><div class="amount">${amounts}</div><div class="acts">${empties}${capability}${topUp}</div></li>`
}
