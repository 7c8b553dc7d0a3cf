import { balancesPanel, clockPanel, faultsPanel, webhooksPanel } from './desk-controls.ts'
import { disputesPanel, eventsPanel, paymentsPanel, refundsPanel, transfersPanel } from './desk-rows.ts'
import { formId, problemText, type DeskView } from './desk-view.ts'
import { html } from './html.ts'
import { page } from './layout.ts'

/** The desk: what is in the stand-in, what became of each event, and everything that a person can make happen on Stripe's side. */
export function deskPage(view: DeskView): string {
  const { texts, problem, done } = view
  const sections = (['payments', 'disputes', 'refunds', 'transfers', 'balances', 'events'] as const).map((id) => html`<a href="#${id}">${texts[id].title}</a> `)
  const notice = html`<strong>${texts.title}</strong>${texts.notice}`
  return page({ lang: texts.lang, title: `${problem ? `${texts.problemTitle} · ` : ''}${texts.title}`, notice }, html`
<div class="head"><h1>${texts.title}</h1><a href="/_sandbox/stripe?lang=${texts.other.lang}" lang="${texts.other.lang}" hreflang="${texts.other.lang}">${texts.other.label}</a></div>
<p class="soft">${texts.intro}</p>
${done && html`<p class="status" role="status">${texts.done}</p>`}
${problem && html`<div class="alert" role="alert"><strong>${texts.problemTitle}</strong><br><a href="#${formId(problem.form)}">${problemText(texts, problem.code)}</a></div>`}
<nav class="inline" aria-label="${texts.onThisPage}">${sections}</nav>
<div class="panels">${clockPanel(view)}${webhooksPanel(view)}${faultsPanel(view)}</div>
${balancesPanel(view)}${paymentsPanel(view)}${disputesPanel(view)}${refundsPanel(view)}${transfersPanel(view)}${eventsPanel(view)}`)
}
