import type { StoredSession } from '../core/types.ts'
import { html, type Html } from './html.ts'
import { testCards } from './cards.ts'
import { page } from './layout.ts'
import { failureText, money, type Texts } from './texts.ts'

export interface CheckoutView {
  session: StoredSession
  texts: Texts
  method: string
  /** Code of the last failed attempt, if the page is to tell it. */
  failure?: string
}

const notice = (texts: Texts) => html`<strong>${texts.standIn}</strong>${texts.standInNote}`

/** Where the payer goes when everything is done: `{CHECKOUT_SESSION_ID}` is filled in. */
export function successUrl(session: StoredSession): string {
  return (session.success_url ?? '').replaceAll('{CHECKOUT_SESSION_ID}', session.id)
}

export function checkoutPage(view: CheckoutView): string {
  const { session, texts } = view
  if (session.status === 'expired') return endPage(texts, texts.expiredTitle, texts.expiredText, session.cancel_url ? { href: session.cancel_url, label: texts.back } : undefined)
  if (session.status === 'complete') return endPage(texts, texts.paidTitle, texts.paidText, { href: successUrl(session), label: texts.continue })
  const total = money(texts, session.amount_total ?? 0, session.currency ?? 'cny')
  return page({ lang: texts.lang, title: `${texts.title} ${total}`, notice: notice(texts) }, html`
<div class="columns">
<section class="panel" aria-labelledby="summary"><h1 id="summary">${texts.summary}</h1>
<ul class="lines">${session.line_items.data.map((line) => html`<li><span>${line.description}${(line.quantity ?? 1) > 1 && html` × ${line.quantity}`}</span><span>${money(texts, line.amount_total, line.currency)}</span></li>`)}</ul>
<p class="sum"><span>${texts.total}</span><span>${total}</span></p>
<p class="soft" style="margin-top:1rem">${texts.expiresAt} ${deadline(texts, session.expires_at)}</p>
</section>
<section class="panel" aria-labelledby="method"><h2 id="method">${texts.payWith}</h2>
${view.failure !== undefined && html`<p class="alert" role="alert">${failureText(texts, view.failure)}</p>`}
<ul class="methods">${session.payment_method_types.map((method) => html`<li><a href="/_sandbox/stripe/checkout/${session.id}?method=${method}"${method === view.method ? html` aria-current="true"` : ''}>${methodName(texts, method)}</a></li>`)}</ul>
<form method="post" action="/_sandbox/stripe/checkout/${session.id}/pay">
<input type="hidden" name="method" value="${view.method}">
<label for="email">${texts.email}</label>
<input id="email" name="email" type="email" autocomplete="email" value="${session.customer_email ?? ''}"${session.customer_email === null ? html` required` : html` readonly`}>
${view.method === 'card' ? cardFields(texts, total) : walletFields(texts)}
</form>
${session.cancel_url !== null && html`<a class="button quiet" href="${session.cancel_url}">${texts.cancel}</a>`}
</section></div>`)
}

function cardFields(texts: Texts, total: string): Html {
  return html`
<label for="number">${texts.number}</label>
<input id="number" name="number" inputmode="numeric" autocomplete="off" placeholder="4242 4242 4242 4242" list="cards" required maxlength="24" aria-describedby="test-cards">
<datalist id="cards">${testCards.map((card) => html`<option value="${card.number}">${texts[card.does]}</option>`)}</datalist>
<div class="pair"><div><label for="expiry">${texts.expiry}</label><input id="expiry" name="expiry" inputmode="numeric" autocomplete="off" value="12 / 34" required maxlength="9"></div>
<div><label for="cvc">${texts.cvc}</label><input id="cvc" name="cvc" inputmode="numeric" autocomplete="off" value="123" required maxlength="4"></div></div>
<div id="test-cards" class="soft"><p style="margin:0 0 .25rem">${texts.testCards}</p><ul class="lines" style="margin-bottom:1.25rem">${testCards.map((card) => html`<li><code>${card.number}</code><span>${texts[card.does]}</span></li>`)}</ul></div>
<button name="outcome" value="card">${texts.pay} ${total}</button>`
}

function walletFields(texts: Texts): Html {
  return html`
<p class="soft">${texts.chooseOutcome}</p>
<button name="outcome" value="succeed">${texts.succeed}</button>
<button class="quiet" name="outcome" value="fail">${texts.fail}</button>
<fieldset><legend>${texts.later}</legend><p class="soft">${texts.laterNote}</p>
<label for="then">${texts.laterOutcome}</label>
<select id="then" name="then"><option value="succeeded">${texts.laterSucceeds}</option><option value="failed">${texts.laterFails}</option><option value="by_hand">${texts.laterByHand}</option></select>
<button class="quiet" style="margin:0" name="outcome" value="later">${texts.later}</button></fieldset>
<p></p>`
}

function methodName(texts: Texts, method: string): string {
  return method === 'alipay' ? texts.alipay : method === 'wechat_pay' ? texts.wechat_pay : texts.card
}

/** The server does not know the payer's time zone: the time is shown for Shanghai, and says so. */
function deadline(texts: Texts, seconds: number): Html {
  const time = new Date(seconds * 1000)
  const shown = new Intl.DateTimeFormat(texts.lang, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Shanghai' }).format(time)
  return html`<time datetime="${time.toISOString()}">${shown}</time> (UTC+8)`
}

export function endPage(texts: Texts, title: string, text: string, link?: { href: string, label: string }): string {
  return page({ lang: texts.lang, title, notice: notice(texts), narrow: true }, html`
<section class="panel"><h1>${title}</h1><p>${text}</p>${link && html`<a class="button" href="${link.href}">${link.label}</a>`}</section>`)
}

export function onboardingPage(texts: Texts, token: string, name: string): string {
  return page({ lang: texts.lang, title: texts.onboardingTitle, notice: notice(texts), narrow: true }, html`
<section class="panel"><h1>${texts.onboardingTitle}</h1><p>${name}</p><p class="soft">${texts.onboardingText}</p>
<form method="post" action="/_sandbox/stripe/onboarding/${token}"><button name="outcome" value="complete">${texts.onboardingDone}</button><button class="quiet" name="outcome" value="later">${texts.onboardingLater}</button></form></section>`)
}
