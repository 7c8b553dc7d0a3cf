import { z } from 'zod'
import { invalidParameter, missing, unknownRoute } from '../core/errors.ts'
import { amount, clearableMetadata, currency, expand, listing, metadata, parseParams, text } from '../core/params.ts'
import type { Filter, PageQuery } from '../core/store.ts'
import type { ObjectType, StoredObject } from '../core/types.ts'
import type { World } from '../core/world.ts'
import { presentEvent } from '../core/webhooks.ts'
import { readBalance } from '../objects/balance.ts'
import { createIntent, intentParams } from '../objects/create-intent.ts'
import { answerDispute, closeDispute, disputeParams } from '../objects/disputes.ts'
import { listObjects } from '../objects/list.ts'
import { cancelIntent } from '../objects/payments.ts'
import { createRefund } from '../objects/refunds.ts'
import { createCustomer, customerParams } from '../objects/saved-cards.ts'
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

/** What a handler is given: the parameters as the route's own schema read them, and the ids of its path. */
interface Asked<Params> {
  world: World
  call: ApiCall
  params: Params
  id: string
  subId: string
}

export interface Route {
  method: 'GET' | 'POST'
  path: string
  params: z.ZodObject
  answer: (world: World, call: ApiCall, ids: string[]) => Answer
}

type Schema = z.ZodObject<{ expand: typeof expand }>

/** A route: its parameters are parsed before, and its answer is expanded after, what it does. */
function route<Params extends Schema>(
  method: Route['method'], path: string, schema: Params, handler: (asked: Asked<z.infer<Params>>) => object,
): Route {
  return {
    method, path, params: schema,
    answer(world, call, [id = '', subId = '']) {
      const params = parseParams(schema, call.params)
      return expandPaths(world, { ...handler({ world, call, params, id, subId }) }, params.expand ?? [])
    },
  }
}

const retrieval = z.strictObject({ expand })

/** `GET /v1/things/:id`. */
function retrieve(path: string, type: ObjectType): Route {
  return route('GET', `/v1/${path}/:id`, retrieval, ({ world, id }) => present(world, found(world, type, id)))
}

/** What belongs to one balance is listed with it. */
const ofBalance = new Set<ObjectType>(['balance_transaction', 'payout', 'topup'])

/** `GET /v1/things`, with the filters that are text fields of the object. */
function list(path: string, type: ObjectType, filters: readonly Filter['field'][]): Route {
  const schema = z.strictObject({ ...listing, ...Object.fromEntries(filters.map((field) => [field, text.optional()])) })
  return route('GET', `/v1/${path}`, schema, ({ world, call, params }) => {
    const wanted = filters.flatMap((field) => {
      const value: unknown = Reflect.get(params, field)
      return typeof value === 'string' ? [{ field, value }] : []
    })
    const account = ofBalance.has(type) ? call.account : undefined
    return page(world, call, type, { ...params, filters: wanted, account })
  })
}

function page(world: World, call: ApiCall, type: ObjectType, query: PageQuery): Answer {
  const answer = listObjects(world, type, call.path, query)
  return { ...answer, data: answer.data.map((object) => present(world, object)) }
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
const sublist = z.strictObject(listing).omit({ created: true })
const eventParams = z.strictObject({
  ...listing, type: text.optional(), types: z.array(text).max(20).optional(), delivery_success: z.enum(['true', 'false']).optional(),
})

/** Everything of v1 that is modelled. */
export const routes: readonly Route[] = [
  route('POST', '/v1/checkout/sessions', sessionParams, ({ world, params }) => presentSession(createSession(world, params))),
  route('POST', '/v1/checkout/sessions/:id/expire', retrieval, ({ world, id }) => presentSession(expireSession(world, id))),
  route('GET', '/v1/checkout/sessions/:id/line_items', sublist, ({ world, call, params, id }) => {
    const { data } = findSession(world, id).line_items
    const from = params.starting_after === undefined ? 0 : data.findIndex((item) => item.id === params.starting_after) + 1
    return { object: 'list', data: data.slice(from, from + params.limit), has_more: data.length > from + params.limit, url: call.path }
  }),
  retrieve('checkout/sessions', 'checkout.session'),
  list('checkout/sessions', 'checkout.session', ['payment_intent', 'status']),

  route('POST', '/v1/payment_intents', intentParams, ({ world, params }) => createIntent(world, params)),
  route('POST', '/v1/payment_intents/:id/cancel', cancelParams, ({ world, params, id }) => {
    const intent = world.store.find('payment_intent', id) ?? raise(missing('payment_intent', id, 'intent'))
    return cancelIntent(world, intent, params.cancellation_reason ?? null)
  }),
  retrieve('payment_intents', 'payment_intent'),
  list('payment_intents', 'payment_intent', ['customer']),
  route('POST', '/v1/customers', customerParams, ({ world, params }) => createCustomer(world, params)),
  retrieve('customers', 'customer'),
  route('GET', '/v1/customers/:id/payment_methods', sublist, ({ world, call, params, id }) =>
    page(world, call, 'payment_method', { ...params, filters: [{ field: 'customer', value: found(world, 'customer', id).id }] })),
  retrieve('payment_methods', 'payment_method'),
  retrieve('charges', 'charge'),
  list('charges', 'charge', ['payment_intent', 'transfer_group']),

  route('POST', '/v1/refunds', refundParams, ({ world, params }) => createRefund(world, params)),
  retrieve('refunds', 'refund'),
  list('refunds', 'refund', ['charge', 'payment_intent']),

  route('POST', '/v1/disputes/:id', disputeParams, ({ world, params, id }) => present(world, answerDispute(world, id, params))),
  route('POST', '/v1/disputes/:id/close', retrieval, ({ world, id }) => present(world, closeDispute(world, id, 'lost'))),
  retrieve('disputes', 'dispute'),
  list('disputes', 'dispute', ['charge', 'payment_intent']),

  route('POST', '/v1/transfers', transferParams, ({ world, params }) => presentTransfer(world, createTransfer(world, params))),
  retrieve('transfers', 'transfer'),
  list('transfers', 'transfer', ['transfer_group', 'destination']),
  route('POST', '/v1/transfers/:id/reversals', reversalParams, ({ world, params, id }) => createReversal(world, id, params)),
  route('GET', '/v1/transfers/:id/reversals', sublist, ({ world, call, params, id }) =>
    page(world, call, 'transfer_reversal', { ...params, filters: [{ field: 'transfer', value: found(world, 'transfer', id).id }] })),
  route('GET', '/v1/transfers/:id/reversals/:id', retrieval, ({ world, id: transfer, subId: id }) => {
    const reversal = world.store.find('transfer_reversal', id)
    if (!reversal || reversal.transfer !== transfer) throw missing('transfer_reversal', id)
    return reversal
  }),

  route('GET', '/v1/balance', retrieval, ({ world, call }) => readBalance(world, call.account)),
  retrieve('balance_transactions', 'balance_transaction'),
  list('balance_transactions', 'balance_transaction', ['type', 'source', 'currency']),
  retrieve('payouts', 'payout'),
  list('payouts', 'payout', ['status']),
  retrieve('topups', 'topup'),
  list('topups', 'topup', ['status']),

  route('GET', '/v1/events/:id', retrieval, ({ world, id }) => presentEvent(world, world.store.find('event', id) ?? raise(missing('event', id)))),
  route('GET', '/v1/events', eventParams, ({ world, call, params }) => {
    const { type, types, delivery_success: delivered, ...query } = params
    if (type !== undefined && types) throw invalidParameter('You may only specify one of type and types.', 'types')
    const wanted = types ?? (type === undefined ? undefined : [type])
    const answer = listObjects(world, 'event', call.path, { ...query, types: wanted, delivered: delivered === undefined ? undefined : delivered === 'true' })
    return { ...answer, data: answer.data.map((event) => presentEvent(world, event)) }
  }),
]

const patterns = routes.map((each) => ({ each, pattern: new RegExp(`^${each.path.replaceAll(':id', '([A-Za-z0-9_]{1,255})')}$`) }))

/** Answers a v1 call, or throws an `ApiError`. Runs inside a transaction. */
export function answerV1(world: World, call: ApiCall): Answer {
  for (const { each, pattern } of patterns) {
    if (each.method !== call.method) continue
    const match = pattern.exec(call.path)
    if (match) return each.answer(world, call, match.slice(1))
  }
  throw unknownRoute(call.method, call.path)
}

function raise(error: Error): never {
  throw error
}
