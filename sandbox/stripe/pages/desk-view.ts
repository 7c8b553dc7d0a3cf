import type { Faults } from '../core/faults.ts'
import type { Deliverer } from '../core/webhooks.ts'
import type { World } from '../core/world.ts'
import type { DeskAction } from './desk-actions.ts'
import { stateText, type DeskTexts } from './desk-texts.ts'
import { html, type Html } from './html.ts'
import { money, textsFor } from './texts.ts'

/** What every part of the desk is drawn from. */
export interface DeskView {
  world: World
  faults: Faults
  deliverer: Deliverer
  texts: DeskTexts
  /** The last form was carried out. */
  done: boolean
  /** It was not: which form, why, and what was typed. */
  problem?: { form: string, code: string, typed: URLSearchParams }
}

export interface FormParts {
  does: DeskAction
  /** What the form is about; together with what it does it names the form. */
  of?: string
  hidden?: Record<string, string>
  content: Html | Html[]
  layout?: 'fields' | 'row'
}

export const formName = (does: DeskAction, of = ''): string => `${does}:${of}`
export const formId = (name: string): string => `form-${name.replace(/[^\w]/g, '-')}`

export function deskForm({ texts }: DeskView, { does, of, hidden = {}, content, layout = 'row' }: FormParts): Html {
  const name = formName(does, of)
  const fields = Object.entries({ ...hidden, lang: texts.lang, form: name })
  return html`<form method="post" action="/_sandbox/stripe/desk/${does}" id="${formId(name)}" class="${layout}">${fields.map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}">`)}${content}</form>`
}

export interface FieldParts {
  form: string
  name: string
  label: string
  value?: string
  number?: { min: number, max: number }
}

/** A field with its label; after a refusal with what was typed, and said to be wrong. */
export function deskField({ problem, texts }: DeskView, { form, name, label, value = '', number }: FieldParts): Html {
  const id = `${formId(form)}-${name}`
  const refused = problem?.form === form
  const typed = refused ? problem.typed.get(name) ?? value : value
  const kind = number ? html`type="number" inputmode="numeric" min="${number.min}" max="${number.max}" required` : html`type="text" inputmode="decimal" autocomplete="off"`
  const invalid = refused && (number === undefined || problem.code === 'number_invalid')
  return html`<div><label for="${id}">${label}</label><input id="${id}" name="${name}" value="${typed}" ${kind}${invalid && html` aria-invalid="true" aria-describedby="${id}-why"`}>${invalid && html`<p class="bad" id="${id}-why">${problemText(texts, problem.code)}</p>`}</div>`
}

export function deskSelect(form: string, name: string, label: string, options: [string, string][], chosen?: string): Html {
  const id = `${formId(form)}-${name}`
  return html`<div><label for="${id}">${label}</label><select id="${id}" name="${name}">${options.map(([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`)}</select></div>`
}

/** A button that says what it is about to those who hear it. */
export function deskButton(label: string, about: string, choice?: { name: string, value: string }, quiet = false): Html {
  return html`<button class="small${quiet && ' quiet'}" aria-label="${label} (${about})"${choice && html` name="${choice.name}" value="${choice.value}"`}>${label}</button>`
}

export function problemText(texts: DeskTexts, code: string): string {
  return Object.entries(texts.problems).find(([name]) => name === code)?.[1] ?? texts.problems.other
}

export function section(view: DeskView, id: string, title: string, rows: Html[], note?: string): Html {
  return html`<section class="panel" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${note && html`<p class="soft">${note}</p>`}${rows.length === 0
    ? html`<p class="soft">${view.texts.none}</p>`
    : html`<ul class="rows">${rows}</ul>`}</section>`
}

export function amountText(view: DeskView, value: number, currency: string): string {
  return money(textsFor(view.texts.lang), value, currency)
}

export function state(view: DeskView, value: string): Html {
  const good = ['succeeded', 'won', 'delivered', 'active'].includes(value)
  const bad = ['failed', 'lost', 'lost_delivery', 'restricted', 'unsupported'].includes(value)
  return html`<span class="${good ? 'good' : bad ? 'bad' : ''}">${stateText(view.texts, value)}</span>`
}

export function time(seconds: number): Html {
  const at = new Date(seconds * 1000).toISOString()
  return html`<time class="soft" datetime="${at}">${at.slice(0, 19).replace('T', ' ')} UTC</time>`
}
