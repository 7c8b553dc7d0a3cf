import type { ErrorObject } from 'ajv'
import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { routes } from '../../../sandbox/stripe/api/routes.ts'
import { decodeForm } from '../../../sandbox/stripe/core/form.ts'
import { paidCharge, receivingAccount, secretKey, sessionParams, startHarness, type Harness } from './harness.ts'
import { addedFields, addedParameters, changedAnswers, changedCalls, describedVersion, undescribedRoutes } from './openapi-differences.ts'
import { readDescription } from './openapi.ts'
import { standInRun } from './stand-in-run.ts'
import { steps } from './steps.ts'

interface Exchange {
  method: string
  path: string
  params: unknown
  status: number
  answer: unknown
}

const described = readDescription()
const exchanges: Exchange[] = []
let h: Harness

/** Notes each v1 call and its answer on the way. */
const wire = Stripe.createNodeHttpClient()
const noting: Stripe.HttpClient = {
  getClientName: () => wire.getClientName(),
  async makeRequest(...request) {
    const [, , path, method, , body] = request
    const response = await wire.makeRequest(...request)
    const answer = response.toJSON()
    const url = new URL(path, 'http://stand-in')
    if (url.pathname.startsWith('/v1/')) {
      const params = decodeForm(method === 'GET' ? url.search.slice(1) : String(body ?? ''))
      exchanges.push({ method, path: url.pathname, params, status: response.getStatusCode(), answer: await answer })
    }
    response.toJSON = async () => await answer
    return response
  },
}

beforeAll(async () => {
  h = await startHarness({ httpClient: noting })
  await h.control('settings', { refundDelaySeconds: 0 })
  const run = standInRun(h)
  for (const step of steps) await step.run(run)
  await callTheRest()
})
afterAll(() => h.stop())

/** What the steps leave out: so that no route is without an answer that was looked at. */
async function callTheRest(): Promise<void> {
  const { stripe } = h
  const charge = await paidCharge(h)
  await paidCharge(h, 'alipay')
  await paidCharge(h, 'wechat_pay')
  const session = await stripe.checkout.sessions.create({
    ...sessionParams(), customer_creation: 'always', payment_method_options: { card: { setup_future_usage: 'off_session' } },
  })
  await h.submit(`/_sandbox/stripe/checkout/${session.id}/pay`, { method: 'card', number: '4242424242424242', expiry: '12/34', cvc: '123' })
  const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge.balance_transaction', 'line_items'] })
  const intent = paid.payment_intent
  if (typeof intent === 'string' || !intent) throw new Error('the intent was not expanded')
  const [customer, method] = [String(intent.customer), String(intent.payment_method)]
  await stripe.checkout.sessions.listLineItems(session.id)
  await stripe.checkout.sessions.list({ payment_intent: intent.id })
  await stripe.customers.retrieve(customer)
  await stripe.paymentMethods.retrieve(method)
  await stripe.paymentIntents.create({ amount: 900, currency: 'cny', customer, payment_method: method, confirm: true, off_session: true })
  await stripe.paymentIntents.list({ customer })
  const open = await stripe.checkout.sessions.create(sessionParams())
  const { payment_intent: declined } = await h.control('pay', { session: open.id, outcome: 'declined' })
  await stripe.paymentIntents.cancel(String(declined))
  await stripe.charges.list({ transfer_group: 'booking-1', expand: ['data.refunds'] })
  const refund = await stripe.refunds.create({ charge: charge.id, amount: 100, reason: 'requested_by_customer', expand: ['balance_transaction'] })
  await stripe.refunds.retrieve(refund.id)
  const { id: destination } = await receivingAccount(h)
  const transfer = await stripe.transfers.create({ amount: 5000, currency: 'cny', destination, source_transaction: charge.id })
  const reversal = await stripe.transfers.createReversal(transfer.id, { amount: 100, metadata: { leg: '1' } })
  await stripe.transfers.listReversals(transfer.id)
  await stripe.transfers.retrieveReversal(transfer.id, reversal.id)
  await stripe.transfers.list({ destination })
  const { id: dispute } = await h.control('disputes/open', { charge: (await paidCharge(h)).id })
  await stripe.disputes.close(String(dispute))
  const { id: topup } = await h.control('topups', { currency: 'cny', amount: 1_000_000 })
  const { id: payout } = await h.control('payouts', { currency: 'cny', amount: 100 })
  await stripe.topups.retrieve(String(topup))
  await stripe.topups.list()
  await stripe.payouts.retrieve(String(payout))
  await stripe.payouts.list()
  await stripe.balance.retrieve({}, { stripeAccount: destination })
  const transactions = await stripe.balanceTransactions.list({ limit: 100, currency: 'cny', created: { gte: 0 }, expand: ['data.source'] })
  await stripe.balanceTransactions.retrieve(String(transactions.data[0]?.id))
  const events = await stripe.events.list({ limit: 100, delivery_success: true })
  await stripe.events.retrieve(String(events.data[0]?.id))
  await failEveryWay()
}

async function failEveryWay(): Promise<void> {
  const once = { maxNetworkRetries: 0 }
  for (const kind of ['429', '409', '500', '500_stored', '500_after']) {
    await h.control('faults', { path: '/v1/transfers', method: 'GET', kind, times: 1 })
    await expect(h.stripe.transfers.list({}, once)).rejects.toThrow()
  }
  const stranger = new Stripe(`${secretKey}_wrong`, { host: '127.0.0.1', port: h.port, protocol: 'http', httpClient: noting })
  await expect(stranger.balance.retrieve()).rejects.toThrow()
}

const sorted = (lines: Iterable<string>) => [...new Set(lines)].sort()
const nameOf = ({ method, path }: Exchange) => routes.find((route) => route.method === method && new RegExp(`^${route.path.replaceAll(':id', '[^/]+')}$`).test(path))

test('the description is the one that the known differences were written for', () => {
  expect(described.version).toBe(describedVersion)
})

test('every route that is modelled was called', () => {
  const called = new Set(exchanges.filter(({ status }) => status === 200).map(nameOf))
  expect(routes.filter((route) => !called.has(route)).map(({ method, path }) => `${method} ${path}`)).toEqual([])
})

test('every route that is modelled is described', () => {
  const missing = routes.filter(({ method, path }) => !described.find(method, path)).map(({ method, path }) => `${method} ${path}`)
  expect(missing).toEqual(undescribedRoutes)
})

test('every parameter that is accepted is described, but for those that came later', () => {
  const unknown = routes.flatMap(({ method, path, params }) => {
    const theirs = namesIn(described.find(method, path)?.params)
    return namesIn(z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' })).filter((name) => !theirs.includes(name)).map((name) => `${method} ${path} ${name}`)
  })
  expect(sorted(unknown)).toEqual(sorted(addedParameters))
})

/** The names of all parameters of a schema, with their way: `payment_intent_data[metadata]`. */
function namesIn(schema: unknown, way = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {}, items, anyOf = [], allOf = [] } = schema as { properties?: object, items?: unknown, anyOf?: unknown[], allOf?: unknown[] }
  const own = Object.entries(properties).flatMap(([name, inner]) => {
    const here = way === '' ? name : `${way}[${name}]`
    return [here, ...namesIn(inner, here)]
  })
  return [...own, ...namesIn(items, `${way}[]`), ...[...anyOf, ...allOf].flatMap((inner) => namesIn(inner, way))]
}

test('every call that was made is one that Stripe describes, but for later parameters', () => {
  const wrong = exchanges.filter(({ status }) => status === 200).flatMap((exchange) => {
    const { accepts } = described.find(exchange.method, exchange.path) ?? {}
    return !accepts || accepts(exchange.params) ? [] : complaints(exchange, accepts.errors)
  })
  const later = addedParameters.map((line) => `${line}: `)
  expect(sorted(wrong).filter((line) => !later.some((start) => line.startsWith(start)))).toEqual(sorted(changedCalls))
})

test('every answer and every error is as Stripe describes it, but for what has changed since', () => {
  const wrong = exchanges.flatMap((exchange) => {
    const validate = described.find(exchange.method, exchange.path)?.answers(exchange.status)
    return !validate || validate(exchange.answer) ? [] : complaints(exchange, validate.errors)
  })
  expect(sorted(wrong)).toEqual(sorted(changedAnswers))
})

function complaints(exchange: Exchange, errors: ErrorObject[] | null | undefined): string[] {
  const { method, path } = nameOf(exchange) ?? exchange
  return (errors ?? []).filter(({ keyword, params }) => keyword !== 'anyOf' && params.type !== 'null').map(({ instancePath, message, params }) => {
    const place = instancePath.replaceAll(/\/\d+/g, '/*')
    return `${method} ${path} ${'additionalProperty' in params ? `${String(params.additionalProperty)}: ` : ''}${place} ${message}`
  })
}

test('an object has no field that Stripe does not describe, but for those that came later', () => {
  const fields = exchanges.flatMap(({ answer }) => objectsIn(answer)).flatMap((object) => {
    const known = described.fieldsOf(String(object.object))
    return known ? Object.keys(object).filter((field) => !(field in known)).map((field) => `${String(object.object)}.${field}`) : []
  })
  expect(sorted(fields)).toEqual(sorted(addedFields))
})

/** Everything within an answer that says what it is. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn)
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap(objectsIn)
  return 'object' in value && typeof value.object === 'string' ? [{ ...value }, ...inner] : inner
}
