import {
  defineEventHandler, getRequestHeader, getResponseHeader, setResponseHeader, setResponseStatus, type EventHandler, type H3Event,
} from 'h3'
import type { z } from 'zod'
import { operations, type Operation, type OperationKey } from '#shared/api.ts'
import type { App } from '../app.ts'
import { findPerson as findPersonOf, type Person } from '../identity/index.ts'
import { runOnce } from '../platform/idempotency.ts'
import { withLogScope } from '../platform/log.ts'
import { edgeOf } from './edge.ts'
import { fail } from './errors.ts'
import { checkOrigin, readInput, readUpload } from './input.ts'
import { answerProblem } from './problem.ts'

type Operations = typeof operations
type Input<Key extends OperationKey, Part extends 'params' | 'query' | 'body'>
  = Operations[Key] extends Record<Part, infer Schema extends z.ZodType> ? z.output<Schema> : undefined

/** What is read may also be frozen: a slice's `readonly` answers fit. */
type Frozen<T> = T extends readonly (infer Item)[] ? readonly Frozen<Item>[]
  : T extends object ? { readonly [Name in keyof T]: Frozen<T[Name]> } : T

/** What a route gives back: the answer of its schema, text where the operation `produces` another media type, else what nobody reads. */
export type Answer<Key extends OperationKey>
  = Operations[Key] extends { response: infer Schema extends z.ZodType } ? Frozen<z.input<Schema>>
    : Operations[Key] extends { produces: string } ? string | Uint8Array : unknown

export interface Request<Key extends OperationKey> {
  app: App
  event: H3Event
  params: Input<Key, 'params'>
  query: Input<Key, 'query'>
  body: Input<Key, 'body'>
  /** Who asks, where the operation needs a session. */
  person: Operations[Key] extends { security: true } ? Person : undefined
  /** Who asks, where a session is welcome but not needed; looked up once. */
  findPerson: () => Promise<Person | null>
  /** The file that an operation with `upload` takes; read only now, so that nobody sends megabytes where they may not. */
  readFile: Operations[Key] extends { upload: true } ? () => Promise<Buffer> : undefined
  /** The client's address. */
  address: string
}

type Run<Key extends OperationKey, Result extends Answer<Key>> = (request: Request<Key>) => Promise<Result> | Result

/** The client has what the route has tagged (`ETag`) already: RFC 9110 § 13.1.2. */
function isKnown(event: H3Event): boolean {
  const tag = getResponseHeader(event, 'ETag')
  if (typeof tag !== 'string' || (event.method !== 'GET' && event.method !== 'HEAD')) return false
  const known = (getRequestHeader(event, 'if-none-match') ?? '').split(',').map(text => text.trim().replace(/^W\//, ''))
  return known.includes(tag) || known.includes('*')
}

/**
 * The one way from HTTP to a use case: `export default route('POST /api/quotes', async ({ app, body }) => …)`.
 * It checks the origin, the session and what was sent, keeps `Idempotency-Key`s, and turns whatever is thrown into a problem.
 * An answer of a personal operation is cut down to its schema, so that a row with a column too many tells nobody.
 */
export function route<Key extends OperationKey, const Result extends Answer<Key>>(key: Key, run: Run<Key, Result>): EventHandler {
  const operation: Operation = operations[key]
  const success = operation.status ?? (operation.response || operation.produces ? 200 : 204)
  const isPersonal = operation.security === true || operation.tag === 'session' || !key.startsWith('GET ')

  const answer = async (event: H3Event): Promise<string | Buffer | null> => {
    const edge = edgeOf(event)
    edge.route = key
    const { address, app } = edge
    const findPerson = () => {
      setResponseHeader(event, 'Cache-Control', 'no-store')
      edge.person ??= findPersonOf(app, getRequestHeader(event, 'cookie'))
      return edge.person
    }
    if (isPersonal) setResponseHeader(event, 'Cache-Control', 'no-store')
    checkOrigin(event, app.config.LINLI_SITE_URL)
    const person = operation.security ? await findPerson() : undefined
    if (operation.security && !person) throw fail('not_signed_in')
    const input = await readInput(event, operation)
    // The schemas of `key` gave these values: what the compiler cannot follow through a table that is looked up by a type parameter.
    const readFile = operation.upload ? () => readUpload(event) : undefined
    const request = { app, event, ...input, person: person ?? undefined, findPerson, readFile, address } as Request<Key>

    const work = async () => {
      const given: unknown = await run(request)
      const isFiltered = operation.response && (isPersonal || edge.checkAnswers)
      return { status: success, answer: isFiltered ? operation.response!.parse(given) : given }
    }
    const done = operation.idempotent
      ? await runOnce(app.db, {
          owner: (await findPerson())?.id ?? `address:${address}`,
          route: key,
          key: getRequestHeader(event, 'idempotency-key'),
          body: { params: input.params, body: input.body },
          run: work,
        })
      : { ...await work(), replayed: false }

    if (isKnown(event)) {
      setResponseStatus(event, 304)
      return null
    }
    setResponseStatus(event, done.status)
    if (done.replayed) setResponseHeader(event, 'Idempotency-Replayed', 'true')
    if (operation.response) {
      setResponseHeader(event, 'Content-Type', 'application/json; charset=utf-8')
      return JSON.stringify(done.answer)
    }
    if (operation.produces === undefined) return null
    // Bytes have the type that their route says, or the operation's.
    if (done.answer instanceof Uint8Array) {
      setResponseHeader(event, 'Content-Type', String(getResponseHeader(event, 'Content-Type') ?? operation.produces))
      return Buffer.from(done.answer)
    }
    setResponseHeader(event, 'Content-Type', `${operation.produces}; charset=utf-8`)
    return String(done.answer)
  }

  return defineEventHandler(async (event) => {
    try {
      return await withLogScope({ requestId: edgeOf(event).requestId }, () => answer(event))
    } catch (error) {
      return answerProblem(event, error)
    }
  })
}
