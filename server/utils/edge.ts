import { isIP } from 'node:net'
import { getRequestHeader, setResponseHeader, type H3Event } from 'h3'
import { newId } from '../platform/ids.ts'
import type { App } from '../app.ts'
import type { Person } from '../identity/index.ts'
import { methodsOf } from './methods.ts'

/** What the edge knows of one request. */
export interface Edge {
  app: App
  /** The client's. */
  address: string
  /** Answered as `X-Request-Id` and on every line of the log. */
  requestId: string
  /** The operation, once it is known; what the log names instead of a path with ids. */
  route?: string
  /** Who asks: looked up once, by the first that needs to know. */
  person?: Promise<Person | null>
  /** Tests: every answer is parsed by its schema, also where production would not. */
  checkAnswers?: boolean
}

declare module 'h3' {
  interface H3EventContext {
    linli?: Edge
  }
}

const saneRequestId = /^[\w.-]{8,64}$/

/** In the address of a page, what lets in whoever has it (an invitation, a code at the door): no slug has capitals, no id so many signs. */
const secrets = /\/(?=[^/]*[A-Z])[\w-]{40,}/g

/** The path of a request as a log may keep it. */
export const loggedPath = (path: string): string => path.replace(/\?.*/s, '').replaceAll(secrets, '/…')

/**
 * Begins a request: gives it its id, and a line in the log when it ends. To the routes of the API a HEAD is the GET of the same address;
 * Node, which knows better, leaves its body out (RFC 9110 § 9.3.2).
 */
export function beginRequest(event: H3Event, app: App, { checkAnswers = false } = {}): void {
  const given = getRequestHeader(event, 'x-request-id')
  const requestId = given && saneRequestId.test(given) ? given : newId()
  const edge: Edge = { app, address: clientAddress(event, app.config.LINLI_TRUSTED_PROXIES), requestId, checkAnswers }
  event.context.linli = edge
  setResponseHeader(event, 'X-Request-Id', edge.requestId)
  const started = performance.now()
  const { req, res } = event.node
  const { method } = event
  const pathname = loggedPath(event.path)
  if (method === 'HEAD' && methodsOf(event.path).includes('GET')) event._method = req.method = 'GET'
  res.once('close', () => {
    app.log.info({
      requestId: edge.requestId,
      method,
      route: edge.route ?? pathname,
      status: res.statusCode,
      ms: Math.round(performance.now() - started),
      ...(!res.writableFinished && { aborted: true }),
    }, 'request')
  })
}

/** @throws where the first middleware has not run: a fault of the server's wiring. */
export function edgeOf(event: H3Event): Edge {
  if (!event.context.linli) throw new Error('the request did not pass the first middleware')
  return event.context.linli
}

/** An address as a log or a limit knows it: no port, no brackets, IPv4 not dressed as IPv6. Undefined where it is none. */
function plainAddress(text: string | undefined): string | undefined {
  const bare = text?.trim().replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1').replace(/^::ffff:(?=\d+\.)/i, '')
  return bare && isIP(bare) ? bare : undefined
}

/** Of the page that asks, where the server renders one: Nitro hands it over beside the request, where no client can write. */
function outerOf({ node: { req } }: H3Event): Edge | undefined {
  return '__unenv__' in req ? (req.__unenv__ as H3Event['context'] | undefined)?.linli : undefined
}

/**
 * The client's address: the socket's, or behind `trustedProxies` the entry of `X-Forwarded-For` that the outermost of them wrote
 * (the n-th from the right; what stands left of it is only what the client claims).
 */
export function clientAddress(event: H3Event, trustedProxies: number): string {
  const outer = outerOf(event)
  if (outer) return outer.address
  const socket = plainAddress(event.node.req.socket?.remoteAddress) ?? 'unknown'
  if (trustedProxies === 0) return socket
  const entries = (getRequestHeader(event, 'x-forwarded-for') ?? '').split(',')
  return plainAddress(entries.at(-trustedProxies)) ?? socket
}
