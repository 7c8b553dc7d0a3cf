import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { ApiError } from '../core/errors.ts'
import { readBody, seeOther, sendPage } from '../core/http.ts'
import { paymentMethods, type PaymentMethod, type StoredSession } from '../core/types.ts'
import { perform, type Controlled } from '../control.ts'
import type { World } from '../core/world.ts'
import { findAccount, setCapability } from '../objects/accounts.ts'
import { lastFailure, paySession, type Attempt } from '../objects/pay-session.ts'
import { readCard } from './cards.ts'
import { checkoutPage, endPage, onboardingPage, successUrl } from './checkout-page.ts'
import { readDeskForm } from './desk-actions.ts'
import { deskPage } from './desk-page.ts'
import { deskTexts } from './desk-texts.ts'
import type { DeskView } from './desk-view.ts'
import { textsFor } from './texts.ts'

const root = '/_sandbox/stripe'

/** Serves `/_sandbox/stripe/**`: the checkout, onboarding, and the desk. Plain forms; every post that is carried out answers 303. */
export async function servePages(controlled: Controlled, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const { world, deliverer } = controlled
  const [area = '', id = '', action = ''] = url.pathname.slice(root.length).split('/').filter(Boolean)
  const accept = request.headers['accept-language'] ?? ''
  try {
    if (request.method === 'POST') {
      refuseForeign(request)
      const form = new URLSearchParams(await readBody(request))
      if (area === 'desk') return await useDesk(controlled, response, [id, action].filter(Boolean).join('/'), form)
      world.during({ id: null, idempotency_key: null })
      const location = world.store.transaction(() => submit(world, `${area}/${action}`, id, form))
      deliverer.wake()
      seeOther(response, location)
      return
    }
    if (area === '') {
      const texts = deskTexts(url.searchParams.get('lang'), accept)
      return sendPage(response, 200, deskPage({ ...controlled, texts, done: url.searchParams.has('done') }))
    }
    if (area === 'checkout' && action === '') return showCheckout(world, response, id, url, accept)
    if (area === 'onboarding' && action === '') return showOnboarding(world, response, id, accept)
    notFound(response, accept)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.options.status === 404) return notFound(response, accept)
    if (area === 'checkout') return seeOther(response, `${root}/checkout/${id}`)
    const texts = textsFor(undefined, accept)
    sendPage(response, error.options.status, endPage(texts, texts.missingTitle, error.message, { href: root, label: 'Stripe stand-in' }))
  }
}

/** A form of another site, which a person was made to send, does nothing here. */
function refuseForeign(request: IncomingMessage): void {
  const from = request.headers['sec-fetch-site']
  if (from !== 'cross-site' && from !== 'same-site') return
  throw new ApiError({ status: 403, type: 'invalid_request_error', message: 'This form belongs to another site.' })
}

/** Carries out a form of the desk. What is refused is shown again with what was typed. */
async function useDesk(controlled: Controlled, response: ServerResponse, name: string, form: URLSearchParams): Promise<void> {
  const texts = deskTexts(form.get('lang'), '')
  try {
    const { control, body } = readDeskForm(name, form)
    await perform(controlled, control, body)
    seeOther(response, `${root}?lang=${texts.lang}&done=1`)
  } catch (error) {
    const known = error instanceof ApiError ? error.options : error instanceof z.ZodError ? { status: 400, code: 'number_invalid' } : undefined
    if (!known) throw error
    const problem: DeskView['problem'] = { form: form.get('form') ?? '', code: known.code ?? 'other', typed: form }
    sendPage(response, known.status, deskPage({ ...controlled, texts, done: false, problem }))
  }
}

function notFound(response: ServerResponse, accept: string): void {
  const texts = textsFor(undefined, accept)
  sendPage(response, 404, endPage(texts, texts.missingTitle, texts.missingText))
}

function submit(world: World, step: string, id: string, form: URLSearchParams): string {
  if (step === 'checkout/pay') return pay(world, id, form)
  if (step === 'onboarding/') return finishOnboarding(world, id, form)
  throw new ApiError({ status: 404, type: 'invalid_request_error', message: 'No such page.' })
}

function showCheckout(world: World, response: ServerResponse, id: string, url: URL, accept: string): void {
  const session = world.store.find('checkout.session', id)
  if (!session) return notFound(response, accept)
  const current: StoredSession = session.status === 'open' && session.expires_at <= world.now() ? { ...session, status: 'expired' } : session
  const failure = lastFailure(world, current)
  const asked = url.searchParams.get('method')
  const method = asked !== null && current.payment_method_types.includes(asked) ? asked : failure?.method ?? current.payment_method_types[0] ?? 'card'
  const typed = url.searchParams.get('problem') ?? (url.searchParams.has('declined') ? failure?.code : undefined)
  const page = checkoutPage({ session: current, texts: textsFor(current.locale, accept), method, failure: typed })
  sendPage(response, current.status === 'expired' ? 410 : 200, page)
}

function pay(world: World, id: string, form: URLSearchParams): string {
  const session = world.store.find('checkout.session', id)
  if (!session) throw new ApiError({ status: 404, type: 'invalid_request_error', message: 'No such session.' })
  const here = `${root}/checkout/${id}`
  if (session.status === 'complete') return successUrl(session)
  const method = paymentMethods.find((candidate) => candidate === form.get('method'))
  if (!method) return here
  const email = z.email().safeParse(session.customer_email ?? form.get('email'))
  if (!email.success) return `${here}?method=${method}&problem=invalid_email`
  const attempt = attemptOf(world, method, form)
  if ('problem' in attempt) return `${here}?method=${method}&problem=${attempt.problem}`
  const after = paySession(world, id, { ...attempt, email: email.data })
  if (after.status === 'complete') return successUrl(after)
  return after.status === 'open' ? `${here}?method=${method}&declined=1` : here
}

function attemptOf(world: World, method: PaymentMethod, form: URLSearchParams): Attempt | { problem: string } {
  const field = (name: string) => form.get(name) ?? ''
  if (method === 'card') {
    const read = readCard({ number: field('number'), expiry: field('expiry'), cvc: field('cvc') }, new Date(world.nowMs()))
    if (!('failure' in read)) return { method, card: read.card, outcome: { kind: 'succeeded' } }
    // What is only mistyped never reaches a bank: no attempt is recorded.
    return read.card ? { method, card: read.card, outcome: { kind: 'declined', failure: read.failure } } : { problem: read.failure.code }
  }
  const outcome = field('outcome')
  if (outcome === 'succeed') return { method, outcome: { kind: 'succeeded' } }
  if (outcome === 'later') {
    const then = field('then')
    return { method, outcome: { kind: 'processing', then: then === 'failed' || then === 'by_hand' ? then : 'succeeded' } }
  }
  return { method, outcome: { kind: 'declined', failure: { code: 'payment_intent_payment_attempt_failed', declineCode: 'payment_failed', message: 'The payment failed.' } } }
}

const onboarding = z.object({ account: z.string(), expiresAt: z.number(), refresh_url: z.string(), return_url: z.string().optional() })

function readOnboarding(world: World, token: string): z.infer<typeof onboarding> | undefined {
  const stored = world.store.setting(`onboarding:${token}`)
  return stored === undefined ? undefined : onboarding.parse(JSON.parse(stored))
}

function showOnboarding(world: World, response: ServerResponse, token: string, accept: string): void {
  const link = readOnboarding(world, token)
  if (!link) return notFound(response, accept)
  const texts = textsFor(undefined, accept)
  if (link.expiresAt <= world.nowMs()) {
    const again = { href: link.refresh_url, label: texts.back }
    return sendPage(response, 410, endPage(texts, texts.onboardingTitle, texts.onboardingExpired, again))
  }
  sendPage(response, 200, onboardingPage(texts, token, findAccount(world, link.account).display_name ?? link.account))
}

function finishOnboarding(world: World, token: string, form: URLSearchParams): string {
  const link = readOnboarding(world, token)
  if (!link) throw new ApiError({ status: 404, type: 'invalid_request_error', message: 'No such link.' })
  if (link.expiresAt <= world.nowMs()) return link.refresh_url
  if (form.get('outcome') === 'complete') setCapability(world, link.account, 'active')
  return link.return_url ?? link.refresh_url
}
