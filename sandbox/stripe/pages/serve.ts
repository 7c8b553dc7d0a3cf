import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { ApiError } from '../core/errors.ts'
import { readBody, seeOther, sendPage } from '../core/http.ts'
import { paymentMethods, type PaymentMethod, type StoredSession } from '../core/types.ts'
import type { Deliverer } from '../core/webhooks.ts'
import type { World } from '../core/world.ts'
import { findAccount, setCapability } from '../objects/accounts.ts'
import { lastFailure, paySession, settlePayment, type Attempt } from '../objects/pay-session.ts'
import { settleRefund } from '../objects/refunds.ts'
import { readCard } from './cards.ts'
import { checkoutPage, endPage, onboardingPage, successUrl } from './checkout-page.ts'
import { deskPage } from './desk-page.ts'
import { textsFor } from './texts.ts'

const root = '/_sandbox/stripe'

/** Serves `/_sandbox/stripe/**`: the checkout, onboarding, and the desk. Plain forms; every post answers 303. */
export async function servePages(
  world: World, deliverer: Deliverer, request: IncomingMessage, response: ServerResponse, url: URL,
): Promise<void> {
  const [area = '', id = '', action = ''] = url.pathname.slice(root.length).split('/').filter(Boolean)
  const accept = request.headers['accept-language'] ?? ''
  try {
    if (request.method === 'POST') {
      const form = new URLSearchParams(await readBody(request))
      world.during({ id: null, idempotency_key: null })
      const location = world.store.transaction(() => submit(world, deliverer, `${area}/${action}`, id, form))
      deliverer.wake()
      seeOther(response, location)
      return
    }
    if (area === '') return sendPage(response, 200, deskPage(world))
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

function notFound(response: ServerResponse, accept: string): void {
  const texts = textsFor(undefined, accept)
  sendPage(response, 404, endPage(texts, texts.missingTitle, texts.missingText))
}

function submit(world: World, deliverer: Deliverer, step: string, id: string, form: URLSearchParams): string {
  if (step === 'checkout/pay') return pay(world, id, form)
  if (step === 'onboarding/') return finishOnboarding(world, id, form)
  const outcome = form.get('outcome') === 'failed' ? 'failed' : 'succeeded'
  if (step === 'payments/settle') settlePayment(world, id, outcome)
  else if (step === 'refunds/settle') settleRefund(world, id, outcome)
  else if (step === 'events/resend' && world.store.find('event', id)) deliverer.resend(id)
  else throw new ApiError({ status: 404, type: 'invalid_request_error', message: 'No such page.' })
  return root
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
