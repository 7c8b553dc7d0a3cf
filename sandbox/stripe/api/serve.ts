import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiError, invalidParameter } from '../core/errors.ts'
import type { FaultKind, Faults } from '../core/faults.ts'
import { decodeForm } from '../core/form.ts'
import { readBody, sendJson } from '../core/http.ts'
import { newId } from '../core/ids.ts'
import { apiVersion, type World } from '../core/world.ts'
import { answerV1, type ApiCall } from './routes.ts'
import { answerV2 } from './routes-v2.ts'

const keyLifetimeSeconds = 24 * 3600

interface Reply {
  status: number
  body: string
  replayed?: boolean
}

/** Answers one call of the API: key, faults, idempotency, then the route in a transaction with everything it changes. */
export async function serveApi(world: World, faults: Faults, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const text = await readBody(request)
  const requestId = newId('req').slice(0, 18)
  const idempotencyKey = headerOf(request, 'idempotency-key')
  const headers: Record<string, string> = { 'request-id': requestId, 'stripe-version': headerOf(request, 'stripe-version') ?? apiVersion }
  if (idempotencyKey) headers['idempotency-key'] = idempotencyKey
  const method = request.method ?? 'GET'
  const fault = faults.take(method, url.pathname)
  if (fault === 'cut') {
    request.socket.destroy()
    return
  }
  const reply = answer(world, { request, method, url, text, requestId, idempotencyKey, fault })
  if (fault === 'cut_after') {
    request.socket.destroy()
    return
  }
  if (reply.replayed) headers['idempotent-replayed'] = 'true'
  sendJson(response, reply.status, reply.body, headers)
}

interface Incoming {
  request: IncomingMessage
  method: string
  url: URL
  text: string
  requestId: string
  idempotencyKey: string | undefined
  fault: FaultKind | undefined
}

function answer(world: World, incoming: Incoming): Reply {
  try {
    authenticate(world, incoming.request)
    refuseByFault(incoming.fault)
    const call = readCall(incoming)
    if (incoming.method !== 'POST' || !incoming.idempotencyKey) return world.store.transaction(() => run(world, call, incoming))
    return withKey(world, incoming, incoming.idempotencyKey, () => run(world, call, incoming))
  } catch (error) {
    return failure(world, error)
  }
}

function run(world: World, call: ApiCall, incoming: Incoming): Reply {
  if (incoming.fault === '500_stored') throw new ApiError({ status: 500, type: 'api_error', message: 'An error that was asked for, and is kept.', kept: true })
  world.during({ id: incoming.requestId, idempotency_key: incoming.idempotencyKey ?? null })
  try {
    const body = call.path.startsWith('/v2/') ? answerV2(world, call) : answerV1(world, call)
    // Not thrown: what the call wrote stays.
    if (incoming.fault === '500_after') return failure(world, new ApiError({ status: 500, type: 'api_error', message: 'An error that was asked for, after the work.' }))
    return { status: 200, body: JSON.stringify(body) }
  } catch (error) {
    if (error instanceof ApiError && error.options.committed) return failure(world, error)
    throw error
  }
}

/** A key answers its first answer again, refuses another request, and is forgotten after a day. Refused parameters leave no trace. */
function withKey(world: World, incoming: Incoming, key: string, work: () => Reply): Reply {
  const { store } = world
  const fingerprint = createHash('sha256').update(`${incoming.method} ${incoming.url.pathname}\n${incoming.text}`).digest('hex')
  const known = store.first('select request, status, body from idempotency where key = ? and created > ?', key, world.now() - keyLifetimeSeconds)
  if (known && known.request !== fingerprint) {
    throw new ApiError({
      status: 400, type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    })
  }
  if (known) return { status: Number(known.status), body: String(known.body), replayed: true }
  const keep = (reply: Reply) => {
    store.run('insert or replace into idempotency (key, request, status, body, created) values (?, ?, ?, ?, ?)', key, fingerprint, reply.status, reply.body, world.now())
    return reply
  }
  try {
    return store.transaction(() => keep(work()))
  } catch (error) {
    if (error instanceof ApiError && error.options.kept) return keep(failure(world, error))
    throw error
  }
}

function authenticate(world: World, request: IncomingMessage): void {
  const header = request.headers.authorization ?? ''
  const basic = /^Basic (.+)$/.exec(header)?.[1]
  const key = basic ? Buffer.from(basic, 'base64').toString().split(':')[0] ?? '' : header.replace(/^Bearer /, '')
  if (sameText(key, world.options.secretKey)) return
  const message = key === '' ? 'You did not provide an API key.' : `Invalid API Key provided: ${key.slice(0, 7)}****`
  throw new ApiError({ status: 401, type: 'invalid_request_error', message })
}

function sameText(left: string, right: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest()
  return timingSafeEqual(digest(left), digest(right))
}

function refuseByFault(fault: FaultKind | undefined): void {
  if (fault === '429') throw new ApiError({ status: 429, type: 'invalid_request_error', message: 'Too many requests, as was asked for.', code: 'rate_limit' })
  if (fault === '500') throw new ApiError({ status: 500, type: 'api_error', message: 'An error that was asked for.' })
  if (fault === '409') throw new ApiError({ status: 409, type: 'idempotency_error', message: 'There is currently another in-progress request using this key, as was asked for.' })
}

function readCall(incoming: Incoming): ApiCall {
  const { url, method, text, request } = incoming
  const account = headerOf(request, 'stripe-account') ?? ''
  return { method, path: url.pathname.replace(/\/$/, ''), params: readParams(incoming, url, method, text), account }
}

function readParams(incoming: Incoming, url: URL, method: string, text: string): unknown {
  try {
    if (method !== 'POST') return decodeForm(url.search.slice(1))
    if (!url.pathname.startsWith('/v2/')) return decodeForm(text)
    const parsed: unknown = text === '' ? {} : JSON.parse(text)
    return parsed
  } catch (error) {
    throw invalidParameter(`The request ${incoming.requestId} could not be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function failure(world: World, error: unknown): Reply {
  if (error instanceof ApiError) return { status: error.options.status, body: JSON.stringify(error.body) }
  world.options.log('stripe stand-in: a call failed', { error: error instanceof Error ? error.stack : String(error) })
  return { status: 500, body: JSON.stringify({ error: { type: 'api_error', message: 'The stand-in failed; its log says why.' } }) }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
