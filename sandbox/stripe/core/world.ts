import type { EventType, PaymentMethod, StoredEvent, StoredThinEvent } from './types.ts'
import { newId } from './ids.ts'
import type { Store } from './store.ts'

/** The API version whose shapes the stand-in answers with: the default of `stripe` 23.1.0. */
export const apiVersion = '2026-10-28.endive'

export interface StandInOptions {
  /** Folder of the stand-in's own file, made if it is missing. */
  dataDir: string
  /** Where a person's browser reaches `/_sandbox/**`: the app's own origin. */
  siteUrl: string
  /** Where the stand-in itself listens. */
  sandboxUrl: string
  /** Where events are posted. */
  webhookUrl: string
  webhookSecret: string
  /** The endpoint of v2's thin events, with a secret of its own. Without one they are listed, and not sent. */
  thin?: { url: string, secret: string }
  secretKey: string
  log: (message: string, details?: Record<string, unknown>) => void
}

/** How long what is asynchronous takes, and what Stripe settles in. All can be changed by the controls. */
export interface Settings {
  refundDelaySeconds: number
  paymentDelaySeconds: number
  /** Empty: charges settle in their own currency. */
  settlementCurrency: string
  /** Units of settlement currency for one unit of a charge's currency. */
  settlementRate: number
}

export const defaultSettings: Settings = { refundDelaySeconds: 2, paymentDelaySeconds: 20, settlementCurrency: '', settlementRate: 1 }

export interface EventOptions {
  /** What the changed fields were before. */
  previous?: Record<string, unknown>
  /** It counts as delivered already: nothing is sent. */
  delivered?: boolean
  created?: number
  id?: string
}

export type DueKind = 'expire_session' | 'settle_payment' | 'settle_refund' | 'close_dispute'

/** What every part of the stand-in works with: the store, the clock, the settings, and a way to say that something happened. */
export type World = ReturnType<typeof createWorld>

export function createWorld(store: Store, options: StandInOptions) {
  let request: StoredEvent['request'] = { id: null, idempotency_key: null }

  const offsetMs = () => Number(store.setting('clock_offset_ms') ?? 0)

  return {
    store,
    options,
    offsetMs,
    /** Milliseconds of the stand-in's clock, which tests can move. */
    nowMs: () => Date.now() + offsetMs(),
    /** Unix seconds of the same clock. */
    now: () => Math.floor((Date.now() + offsetMs()) / 1000),
    settings(): Settings {
      return { ...defaultSettings, ...(JSON.parse(store.setting('settings') ?? '{}') as Partial<Settings>) }
    },
    /** Names the request that the following changes belong to, for the events' `request`. */
    during(next: StoredEvent['request']): void {
      request = next
    },
    /** Records that something is to happen later by the stand-in's clock; the same id replaces what was planned. */
    plan(id: string, kind: DueKind, subject: string, at: number, outcome = ''): void {
      store.run('insert or replace into due (id, at, kind, subject, outcome) values (?, ?, ?, ?, ?)', id, at, kind, subject, outcome)
    },
    unplan(id: string): void {
      store.run('delete from due where id = ?', id)
    },
    /** Writes an event with a snapshot of the object as it is now, and queues its delivery. */
    emit(type: EventType, object: unknown, eventOptions: EventOptions = {}): void {
      const event: StoredEvent = {
        id: eventOptions.id ?? newId('evt'),
        object: 'event',
        api_version: apiVersion,
        created: eventOptions.created ?? Math.floor((Date.now() + offsetMs()) / 1000),
        data: { object, ...(eventOptions.previous && { previous_attributes: eventOptions.previous }) },
        livemode: false,
        pending_webhooks: 0,
        request,
        type,
      }
      store.put('event', event)
      queue(store, event.id, eventOptions.delivered)
    },
    /** The same for v2: what is sent is thin, and goes to an endpoint of its own. */
    emitThin(type: StoredThinEvent['type'], accountId: string, data?: StoredThinEvent['data']): void {
      const { id, idempotency_key: key } = request
      const event = {
        id: newId('evt_test'),
        object: 'v2.core.event',
        created: new Date(Date.now() + offsetMs()).toISOString(),
        livemode: false,
        type,
        related_object: { id: accountId, type: 'v2.core.account', url: `/v2/core/accounts/${accountId}` },
        ...(data && { data }),
        ...(id !== null && { reason: { type: 'request', request: { id, idempotency_key: key ?? '' } } }),
      } satisfies StoredThinEvent
      store.put('v2.core.event', event)
      queue(store, event.id, options.thin === undefined)
    },
  }
}

/** Queues the delivery of an event, or loses or doubles it as it was asked for. */
function queue(store: Store, event: string, delivered = false): void {
  const dropping = Number(store.setting('drop_next') ?? 0)
  if (dropping > 0 && !delivered) store.setSetting('drop_next', String(dropping - 1))
  const state = delivered ? 'delivered' : dropping > 0 ? 'lost' : 'waiting'
  const delay = Number(store.setting('webhooks_delay_ms') ?? 0)
  const copies = state === 'waiting' ? takeCopies(store) : 1
  for (let copy = 0; copy < copies; copy++) {
    store.run('insert into delivery (event, state, next_at) values (?, ?, ?)', event, state, Date.now() + delay)
  }
}

function takeCopies(store: Store): number {
  const [events = 0, times = 1] = (store.setting('duplicate_next') ?? '').split('x').map(Number)
  if (!(events > 0)) return 1
  store.setSetting('duplicate_next', `${events - 1}x${times}`)
  return Math.max(1, times)
}

export type { PaymentMethod }
