import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { ApiError, invalidParameter, unknownRoute } from './core/errors.ts'
import { faultKinds, type Faults } from './core/faults.ts'
import { readBody, sendJson } from './core/http.ts'
import { paymentMethods } from './core/types.ts'
import { deliveryOrders, type Deliverer } from './core/webhooks.ts'
import type { World } from './core/world.ts'
import { setCapability } from './objects/accounts.ts'
import { answerDispute, closeDispute, openDispute } from './objects/disputes.ts'
import { importPayment } from './objects/import.ts'
import { paySession, settlePayment, type Outcome } from './objects/pay-session.ts'
import { payOut, topUp } from './objects/payouts.ts'
import { createRefund, settleRefund } from './objects/refunds.ts'
import { presentSession } from './objects/sessions.ts'
import { declines } from './pages/cards.ts'

export interface Controlled {
  world: World
  faults: Faults
  deliverer: Deliverer
  runDue: () => void
  reset: () => Promise<void>
}

const clock = z.union([z.strictObject({ offsetMs: z.int() }), z.strictObject({ advanceMs: z.int() })])
const webhooks = z.strictObject({
  paused: z.boolean().optional(),
  dropNext: z.int().min(0).optional(),
  duplicateNext: z.strictObject({ events: z.int().min(0), times: z.int().min(1).max(20) }).optional(),
  delayMs: z.int().min(0).max(600_000).optional(),
  order: z.enum(deliveryOrders).optional(),
})
const fault = z.strictObject({ path: z.string().startsWith('/'), method: z.enum(['GET', 'POST']).optional(), kind: z.enum(faultKinds), times: z.int().min(1).default(1) })
const settings = z.strictObject({
  refundDelaySeconds: z.int().min(0).optional(), paymentDelaySeconds: z.int().min(0).optional(),
  settlementCurrency: z.string().toLowerCase().optional(), settlementRate: z.number().positive().optional(),
})
const pay = z.strictObject({
  session: z.string(), method: z.enum(paymentMethods).default('card'), outcome: z.enum(['succeeded', 'declined', 'insufficient_funds', 'processing']).default('succeeded'),
  then: z.enum(['succeeded', 'failed', 'by_hand']).default('by_hand'), afterSeconds: z.int().min(0).optional(), email: z.email().optional(),
})
const final = z.enum(['succeeded', 'failed'])
const finished = z.strictObject({
  amount: z.int().min(1),
  currency: z.string(),
  created: z.int(),
  metadata: z.record(z.string(), z.string()).default({}),
  client_reference_id: z.string().optional(),
  transfer_group: z.string().optional(),
  email: z.email().optional(),
  description: z.string().optional(),
  method: z.enum(paymentMethods).optional(),
})

type Answer = Record<string, unknown>

/** What tests, the seed and the launcher may do that no caller of Stripe can. JSON in, JSON out; the calls are listed in the README. */
const actions: Record<string, (controlled: Controlled, body: unknown) => Answer | Promise<Answer>> = {
  'GET state': (controlled) => state(controlled),
  'POST clock': (controlled, body) => {
    const { world } = controlled
    const wanted = clock.parse(body)
    world.store.setSetting('clock_offset_ms', String('offsetMs' in wanted ? wanted.offsetMs : world.offsetMs() + wanted.advanceMs))
    controlled.runDue()
    return state(controlled)
  },
  'POST webhooks': (controlled, body) => {
    const wanted = webhooks.parse(body)
    const { store } = controlled.world
    if (wanted.paused !== undefined) store.setSetting('webhooks_paused', String(wanted.paused))
    if (wanted.dropNext !== undefined) store.setSetting('drop_next', String(wanted.dropNext))
    if (wanted.duplicateNext) store.setSetting('duplicate_next', `${wanted.duplicateNext.events}x${wanted.duplicateNext.times}`)
    if (wanted.delayMs !== undefined) store.setSetting('webhooks_delay_ms', String(wanted.delayMs))
    if (wanted.order) store.setSetting('webhooks_order', wanted.order)
    controlled.deliverer.wake()
    return state(controlled)
  },
  'POST webhooks/resend': ({ world, deliverer }, body) => {
    const { event } = z.strictObject({ event: z.string() }).parse(body)
    if (!world.store.find('event', event) && !world.store.find('v2.core.event', event)) throw invalidParameter(`No such event: '${event}'`, 'event')
    deliverer.resend(event)
    return { resent: event }
  },
  'POST faults': (controlled, body) => {
    controlled.faults.add(fault.parse(body))
    return state(controlled)
  },
  'DELETE faults': (controlled) => {
    controlled.faults.clear()
    return state(controlled)
  },
  'POST settings': ({ world }, body) => {
    const next = { ...world.settings(), ...settings.parse(body) }
    world.store.setSetting('settings', JSON.stringify(next))
    return { ...next }
  },
  'POST pay': (controlled, body) => {
    const wanted = pay.parse(body)
    const attempt = { method: wanted.method, email: wanted.email, outcome: outcomeOf(wanted) }
    return change(controlled, () => ({ ...presentSession(paySession(controlled.world, wanted.session, attempt)) }))
  },
  'POST payments/settle': (controlled, body) => {
    const { session, outcome } = z.strictObject({ session: z.string(), outcome: final }).parse(body)
    return change(controlled, () => ({ ...presentSession(settlePayment(controlled.world, session, outcome)) }))
  },
  'POST refunds/make': (controlled, body) => {
    const wanted = z.strictObject({ charge: z.string(), amount: z.int().min(1).optional() }).parse(body)
    return change(controlled, () => ({ ...createRefund(controlled.world, wanted) }))
  },
  'POST refunds/settle': (controlled, body) => {
    const { refund, outcome, reason } = z.strictObject({ refund: z.string(), outcome: final, reason: z.string().optional() }).parse(body)
    return change(controlled, () => ({ ...settleRefund(controlled.world, refund, outcome, reason) }))
  },
  'POST accounts/capability': (controlled, body) => {
    const { account, status } = z.strictObject({ account: z.string(), status: z.enum(['active', 'pending', 'restricted', 'unsupported']) }).parse(body)
    return change(controlled, () => ({ ...setCapability(controlled.world, account, status) }))
  },
  'POST disputes/open': (controlled, body) => {
    const wanted = z.strictObject({ charge: z.string(), amount: z.int().min(1).optional(), reason: z.string().optional() }).parse(body)
    return change(controlled, () => ({ ...openDispute(controlled.world, wanted) }))
  },
  'POST disputes/review': (controlled, body) => {
    const { dispute } = z.strictObject({ dispute: z.string() }).parse(body)
    return change(controlled, () => ({ ...answerDispute(controlled.world, dispute, { evidence: {}, submit: true }) }))
  },
  'POST disputes/close': (controlled, body) => {
    const { dispute, outcome } = z.strictObject({ dispute: z.string(), outcome: z.enum(['won', 'lost']) }).parse(body)
    return change(controlled, () => ({ ...closeDispute(controlled.world, dispute, outcome) }))
  },
  'POST payouts': (controlled, body) => {
    const wanted = z.strictObject({ account: z.string().default(''), currency: z.string().toLowerCase(), amount: z.int().min(1).optional() }).parse(body)
    return change(controlled, () => ({ ...payOut(controlled.world, wanted) }))
  },
  'POST topups': (controlled, body) => {
    const wanted = z.strictObject({ account: z.string().default(''), currency: z.string().toLowerCase(), amount: z.int().min(1) }).parse(body)
    return change(controlled, () => ({ ...topUp(controlled.world, wanted) }))
  },
  'POST import': ({ world }, body) => {
    const { payments } = z.strictObject({ payments: z.array(finished).max(50_000) }).parse(body)
    world.during({ id: null, idempotency_key: null })
    return { payments: world.store.transaction(() => payments.map((payment) => importPayment(world, payment))) }
  },
  'POST reset': async (controlled) => {
    await controlled.reset()
    return state(controlled)
  },
}

/** Carries out a control by its method and name: `POST clock`. @throws {ApiError} or a `ZodError` where it cannot be done. */
export async function perform(controlled: Controlled, name: string, body: unknown): Promise<Answer> {
  const [method = '', path = ''] = name.split(' ')
  const action = actions[name]
  if (!action) throw unknownRoute(method, `/_control/stripe/${path}`)
  return await action(controlled, body)
}

/** Serves `/_control/stripe/…`. A body must be JSON: a page of another origin cannot send that without being asked first. */
export async function serveControl(controlled: Controlled, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  try {
    const name = `${request.method ?? 'GET'} ${url.pathname.replace(/^\/_control\/stripe\//, '')}`
    const text = await readBody(request)
    if (request.method === 'POST' && !request.headers['content-type']?.startsWith('application/json')) throw invalidParameter('Send JSON.')
    const body: unknown = text === '' ? {} : JSON.parse(text)
    sendJson(response, 200, JSON.stringify(await perform(controlled, name, body)))
  } catch (error) {
    const unreadable = error instanceof z.ZodError || error instanceof SyntaxError
    const known = error instanceof ApiError ? error : unreadable ? invalidParameter(error.message) : undefined
    if (!known) throw error
    sendJson(response, known.options.status, JSON.stringify(known.body))
  }
}

function change(controlled: Controlled, work: () => Answer): Answer {
  controlled.world.during({ id: null, idempotency_key: null })
  const answer = controlled.world.store.transaction(work)
  controlled.deliverer.wake()
  return answer
}

function outcomeOf(wanted: z.infer<typeof pay>): Outcome {
  if (wanted.outcome === 'succeeded') return { kind: 'succeeded' }
  if (wanted.outcome === 'processing') return { kind: 'processing', then: wanted.then, afterSeconds: wanted.afterSeconds }
  return { kind: 'declined', failure: wanted.outcome === 'declined' ? declines.generic_decline : declines.insufficient_funds }
}

function state({ world, faults, deliverer }: Controlled): Answer {
  const { store } = world
  return {
    now: world.now(), offsetMs: world.offsetMs(), settings: world.settings(), faults: faults.list(),
    webhooks: {
      paused: store.setting('webhooks_paused') === 'true', order: store.setting('webhooks_order') ?? 'any', waiting: deliverer.waiting(), inFlight: deliverer.inFlight(),
      dropNext: Number(store.setting('drop_next') ?? 0), delayMs: Number(store.setting('webhooks_delay_ms') ?? 0),
    },
  }
}
