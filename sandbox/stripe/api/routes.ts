import { z } from 'zod'
import { invalidParameter, missing, unknownRoute } from '../core/errors.ts'
import { amount, clearableMetadata, currency, expand, listing, metadata, parseParams, text } from '../core/params.ts'
import type { Filter, PageQuery } from '../core/store.ts'
import type { ObjectType, StoredObject } from '../core/types.ts'
import type { World } from '../core/world.ts'
import { presentEvent } from '../core/webhooks.ts'
import { readBalance } from '../objects/balance.ts'
import { answerDispute, closeDispute, disputeParams } from '../objects/disputes.ts'
import { listObjects } from '../objects/list.ts'
import { cancelIntent } from '../objects/payments.ts'
import { createRefund } from '../objects/refunds.ts'
import { offSessionParams, payOffSession } from '../objects/saved-cards.ts'
import { createSession, expireSession, findSession, presentSession, sessionParams } from '../objects/sessions.ts'
import { createReversal, createTransfer, presentTransfer } from '../objects/transfers.ts'
import { expandPaths, present } from './expand.ts'

export interface ApiCall {
  method: string
  path: string
  params: unknown
  /** The connected account named by `Stripe-Account`; empty for the platform. */
  account: string
}

type Answer = Record<string, unknown>
type Handler = (world: World, call: ApiCall, ids: string[]) => Answer

interface Route {
  method: string
  pattern: RegExp
  handler: Handler
}

const retrieval = z.strictObject({ expand })

function route(method: string, path: string, handler: Handler): Route {
  return { method, pattern: new RegExp(`^${path.replaceAll(':id', '([A-Za-z0-9_]{1,255})')}$`), handler }
}

/** `GET /v1/things/:id`. */
function retrieve(path: string, type: ObjectType): Route {
  return route('GET', `/v1/${path}/:id`, (world, call, [id = '']) => {
    const params = parseParams(retrieval, call.params)
    return expandPaths(world, present(world, found(world, type, id)), params.expand ?? [])
  })
}

/** `GET /v1/things`, with the filters that are text fields of the object. */
function list(path: string, type: ObjectType, filters: readonly Filter['field'][]): Route {
  const schema = z.strictObject({ ...listing, ...Object.fromEntries(filters.map((field) => [field, text.optional()])) })
  return route('GET', `/v1/${path}`, (world, call) => {
    const params = parseParams(schema, call.params)
    const wanted = filters.flatMap((field) => {
      const value: unknown = Reflect.get(params, field)
      return typeof value === 'string' ? [{ field, value }] : []
    })
    const account = ofBalance.has(type) ? call.account : undefined
    return page(world, call, type, { ...params, filters: wanted, account }, params.expand)
  })
}

/** What belongs to one balance is listed with it. */
const ofBalance = new Set<ObjectType>(['balance_transaction', 'payout', 'topup'])

function page(world: World, call: ApiCall, type: ObjectType, query: PageQuery, paths: string[] = []): Answer {
  const answer = listObjects(world, type, call.path, query)
  return expandPaths(world, { ...answer, data: answer.data.map((object) => present(world, object)) }, paths)
}

function found(world: World, type: ObjectType, id: string): StoredObject {
  const object = world.store.find(type, id)
  if (!object) throw missing(type, id, type === 'payment_intent' ? 'intent' : 'id')
  return object
}

const refundParams = z.strictObject({
  charge: text.optional(), payment_intent: text.optional(), amount: amount.optional(), metadata: clearableMetadata.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(), expand,
})
const transferParams = z.strictObject({
  amount: amount.optional(), currency, destination: text, source_transaction: text.optional(), transfer_group: text.optional(),
  metadata: metadata.optional(), description: text.optional(), expand,
})
const reversalParams = z.strictObject({
  amount: amount.optional(), metadata: clearableMetadata.optional(), description: text.optional(), expand,
})
const cancelParams = z.strictObject({ cancellation_reason: z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(), expand })
const eventParams = z.strictObject({
  ...listing, type: text.optional(), types: z.array(text).max(20).optional(), delivery_success: z.enum(['true', 'false']).optional(),
})

const routes: Route[] = [
  route('POST', '/v1/checkout/sessions', (world, call) => {
    const params = parseParams(sessionParams, call.params)
    return expandPaths(world, { ...presentSession(createSession(world, params)) }, params.expand ?? [])
  }),
  route('POST', '/v1/checkout/sessions/:id/expire', (world, call, [id = '']) => {
    const params = parseParams(retrieval, call.params)
    return expandPaths(world, { ...presentSession(expireSession(world, id)) }, params.expand ?? [])
  }),
  route('GET', '/v1/checkout/sessions/:id/line_items', (world, call, [id = '']) => {
    const params = parseParams(z.strictObject(listing), call.params)
    const { data } = findSession(world, id).line_items
    const from = params.starting_after === undefined ? 0 : data.findIndex((item) => item.id === params.starting_after) + 1
    return { object: 'list', data: data.slice(from, from + params.limit), has_more: data.length > from + params.limit, url: call.path }
  }),
  retrieve('checkout/sessions', 'checkout.session'),
  list('checkout/sessions', 'checkout.session', ['payment_intent', 'status']),

  route('POST', '/v1/payment_intents', (world, call) => {
    const params = parseParams(offSessionParams, call.params)
    return expandPaths(world, { ...payOffSession(world, params) }, params.expand ?? [])
  }),
  route('POST', '/v1/payment_intents/:id/cancel', (world, call, [id = '']) => {
    const params = parseParams(cancelParams, call.params)
    const intent = world.store.find('payment_intent', id) ?? raise(missing('payment_intent', id, 'intent'))
    return expandPaths(world, { ...cancelIntent(world, intent, params.cancellation_reason ?? null) }, params.expand ?? [])
  }),
  retrieve('payment_intents', 'payment_intent'),
  list('payment_intents', 'payment_intent', ['customer']),
  retrieve('customers', 'customer'),
  retrieve('payment_methods', 'payment_method'),
  retrieve('charges', 'charge'),
  list('charges', 'charge', ['payment_intent', 'transfer_group']),

  route('POST', '/v1/refunds', (world, call) => {
    const params = parseParams(refundParams, call.params)
    return expandPaths(world, { ...createRefund(world, params) }, params.expand ?? [])
  }),
  retrieve('refunds', 'refund'),
  list('refunds', 'refund', ['charge', 'payment_intent']),

  route('POST', '/v1/disputes/:id', (world, call, [id = '']) => {
    const params = parseParams(disputeParams, call.params)
    return expandPaths(world, present(world, answerDispute(world, id, params)), params.expand ?? [])
  }),
  route('POST', '/v1/disputes/:id/close', (world, call, [id = '']) => {
    const params = parseParams(retrieval, call.params)
    return expandPaths(world, present(world, closeDispute(world, id, 'lost')), params.expand ?? [])
  }),
  retrieve('disputes', 'dispute'),
  list('disputes', 'dispute', ['charge', 'payment_intent']),

  route('POST', '/v1/transfers', (world, call) => {
    const params = parseParams(transferParams, call.params)
    return expandPaths(world, { ...presentTransfer(world, createTransfer(world, params)) }, params.expand ?? [])
  }),
  retrieve('transfers', 'transfer'),
  list('transfers', 'transfer', ['transfer_group', 'destination']),
  route('POST', '/v1/transfers/:id/reversals', (world, call, [id = '']) => {
    const params = parseParams(reversalParams, call.params)
    return expandPaths(world, { ...createReversal(world, id, params) }, params.expand ?? [])
  }),
  route('GET', '/v1/transfers/:id/reversals', (world, call, [id = '']) => {
    const params = parseParams(z.strictObject(listing), call.params)
    return page(world, call, 'transfer_reversal', { ...params, filters: [{ field: 'transfer', value: found(world, 'transfer', id).id }] }, params.expand)
  }),
  route('GET', '/v1/transfers/:id/reversals/:id', (world, call, [transfer = '', id = '']) => {
    const params = parseParams(retrieval, call.params)
    const reversal = world.store.find('transfer_reversal', id)
    if (!reversal || reversal.transfer !== transfer) throw missing('transfer_reversal', id)
    return expandPaths(world, { ...reversal }, params.expand ?? [])
  }),

  route('GET', '/v1/balance', (world, call) => {
    parseParams(retrieval, call.params)
    return { ...readBalance(world, call.account) }
  }),
  retrieve('balance_transactions', 'balance_transaction'),
  list('balance_transactions', 'balance_transaction', ['type', 'source', 'currency']),
  retrieve('payouts', 'payout'),
  list('payouts', 'payout', ['status']),
  retrieve('topups', 'topup'),
  list('topups', 'topup', ['status']),

  route('GET', '/v1/events/:id', (world, call, [id = '']) => {
    parseParams(retrieval, call.params)
    const event = world.store.find('event', id) ?? raise(missing('event', id))
    return { ...presentEvent(world, event) }
  }),
  route('GET', '/v1/events', (world, call) => {
    const { type, types, delivery_success: delivered, ...query } = parseParams(eventParams, call.params)
    if (type !== undefined && types) throw invalidParameter('You may only specify one of type and types.', 'types')
    const wanted = types ?? (type === undefined ? undefined : [type])
    const answer = listObjects(world, 'event', call.path, { ...query, types: wanted, delivered: delivered === undefined ? undefined : delivered === 'true' })
    return { ...answer, data: answer.data.map((event) => presentEvent(world, event)) }
  }),
]

/** Answers a v1 call, or throws an `ApiError`. Runs inside a transaction. */
export function answerV1(world: World, call: ApiCall): Answer {
  for (const { method, pattern, handler } of routes) {
    if (method !== call.method) continue
    const match = pattern.exec(call.path)
    if (match) return handler(world, call, match.slice(1))
  }
  throw unknownRoute(call.method, call.path)
}

function raise(error: Error): never {
  throw error
}
