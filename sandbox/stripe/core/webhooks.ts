import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { thinPayload } from '../objects/thin-events.ts'
import type { StoredEvent } from './types.ts'
import type { World } from './world.ts'

export const deliveryOrders = ['any', 'reverse', 'shuffle'] as const
const orderSetting = z.enum(deliveryOrders)
/** In a chosen order one at a time, else several at once. */
const orders = {
  any: { sql: 'seq asc', limit: 4 },
  reverse: { sql: 'seq desc', limit: 1 },
  shuffle: { sql: 'random()', limit: 1 },
} satisfies Record<(typeof deliveryOrders)[number], { sql: string, limit: number }>

/** Quick, so that nobody waits in a sandbox; Stripe itself tries for three days. */
const backoffMs = [200, 400, 800, 1500, 3000, 6000, 12_000, 30_000, 60_000, 60_000, 60_000, 60_000]
/** Tries after which a person is told. */
const patience = 7
const timeoutMs = 10_000

/**
 * Stripe's scheme v1: HMAC-SHA256 over `timestamp.payload`. The time is the wall clock: the receiver measures the age of a message, not
 * of what it tells.
 */
export function signature(payload: string, secret: string, timestamp = Math.floor(Date.now() / 1000)): string {
  return `t=${timestamp},v1=${createHmac('sha256', secret).update(`${timestamp}.${payload}`).digest('hex')}`
}

/** The event as Stripe shows it: `pending_webhooks` counts what has not been delivered yet. */
export function presentEvent(world: World, event: StoredEvent): StoredEvent {
  const row = world.store.first(`select count(*) as pending from delivery where event = ? and state = 'waiting'`, event.id)
  return { ...event, pending_webhooks: Math.min(1, Number(row?.pending ?? 0)) }
}

export type Deliverer = ReturnType<typeof createDeliverer>

/** Posts events to the webhook address: at least once, several at a time, in no promised order, again after an error. */
export function createDeliverer(world: World) {
  const { store } = world
  const inFlight = new Map<number, Promise<void>>()
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let emptying = false

  const paused = () => store.setting('webhooks_paused') === 'true'
  const order = () => orders[orderSetting.safeParse(store.setting('webhooks_order')).data ?? 'any']

  function wake(delayMs = 0): void {
    if (stopping.signal.aborted) return
    clearTimeout(timer)
    timer = setTimeout(pump, delayMs)
  }

  function pump(): void {
    if (stopping.signal.aborted || emptying || paused()) return
    const { sql, limit } = order()
    const rows = store.all(
      `select seq, event from delivery where state = 'waiting' and next_at <= ? order by ${sql} limit ?`, Date.now(), limit + inFlight.size)
    for (const row of rows) {
      const seq = Number(row.seq)
      if (inFlight.size >= limit) break
      if (inFlight.has(seq)) continue
      inFlight.set(seq, deliver(seq, String(row.event)).finally(() => {
        inFlight.delete(seq)
        wake()
      }))
    }
    if (inFlight.size > 0) return
    const next = store.first(`select min(next_at) as at from delivery where state = 'waiting'`)
    if (typeof next?.at === 'number') wake(Math.max(10, next.at - Date.now()))
  }

  async function deliver(seq: number, eventId: string): Promise<void> {
    const message = messageOf(eventId)
    if (!message) return
    const outcome = await post(message)
    if (stopping.signal.aborted) return
    const attempts = Number(store.first('select attempts from delivery where seq = ?', seq)?.attempts ?? 0) + 1
    const delivered = outcome.status >= 200 && outcome.status < 300
    const delay = backoffMs[attempts - 1]
    const state = delivered ? 'delivered' : delay === undefined ? 'failed' : 'waiting'
    store.run('update delivery set state = ?, attempts = ?, next_at = ?, last_status = ?, last_error = ? where seq = ?',
      state, attempts, Date.now() + (delay ?? 0), outcome.status || null, outcome.error ?? null, seq)
    // The first tries may come before the app listens; each is on the desk's page anyway.
    if (!delivered && (attempts === patience || state === 'failed')) {
      world.options.log('a webhook was not taken', { event: eventId, type: message.type, attempts, ...outcome })
    }
  }

  interface Message { type: string, payload: string, url: string, secret: string }

  function messageOf(eventId: string): Message | undefined {
    const { webhookUrl: url, webhookSecret: secret, thin } = world.options
    const event = store.find('event', eventId)
    if (event) return { type: event.type, payload: JSON.stringify(presentEvent(world, event), null, 2), url, secret }
    const thinEvent = store.find('v2.core.event', eventId)
    return thinEvent && thin && { type: thinEvent.type, payload: JSON.stringify(thinPayload(thinEvent)), ...thin }
  }

  async function post({ payload, url, secret }: Message): Promise<{ status: number, error?: string }> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': signature(payload, secret),
        },
        body: payload,
        redirect: 'manual',
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(timeoutMs)]),
      })
      await response.body?.cancel()
      return { status: response.status }
    } catch (error) {
      const reason = error instanceof Error ? error.cause ?? error : error
      return { status: 0, error: reason instanceof Error ? reason.message : String(reason) }
    }
  }

  return {
    wake,
    /** Queues one more delivery of an event, at once. */
    resend(eventId: string): void {
      store.run(`insert into delivery (event, state, next_at) values (?, 'waiting', ?)`, eventId, Date.now())
      wake()
    },
    waiting: () => Number(store.first(`select count(*) as count from delivery where state = 'waiting'`)?.count ?? 0),
    inFlight: () => inFlight.size,
    /** Empties the store while no delivery is under way: none writes into it later, and none that arrives tells of what was forgotten. */
    async forget(empty: () => void): Promise<void> {
      emptying = true
      await Promise.allSettled(inFlight.values())
      emptying = false
      empty()
    },
    async stop(): Promise<void> {
      stopping.abort()
      clearTimeout(timer)
      await Promise.allSettled(inFlight.values())
    },
  }
}
