import { getQuery, getRequestHeader, getRouterParams, removeResponseHeader, setResponseHeader, type H3Event } from 'h3'
import type { z } from 'zod'
import { maxFileBytes } from '#shared/files.ts'
import { DomainError } from '../platform/errors.ts'
import { fail } from './errors.ts'

/** One thing that is wrong with what was sent; `code` names its sentence. */
export interface InputIssue {
  /** `legs.0.start`; a query's and a path's names stand as they are. Empty: the whole. */
  path: string
  code: string
  /** Values of the sentence: `maximum`, `minimum`, … */
  values?: Record<string, unknown>
}

const bodyLimit = 64 * 1024
const depthLimit = 24

/** The raw body. @throws {DomainError} `body_too_large`. */
export async function readBytes(event: H3Event, limit = bodyLimit): Promise<Buffer> {
  const { req } = event.node
  const tooLarge = () => {
    setResponseHeader(event, 'Connection', 'close')
    return fail('body_too_large', { limit })
  }
  if (Number(req.headers['content-length']) > limit) throw tooLarge()
  // A call from within (a page that is rendered on the server) carries its body on the request object.
  if ('body' in req && req.body != null) return bytesOf(req.body, limit)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Beyond this nobody is listened to until the end. */
const patienceBytes = 10 * maxFileBytes

/**
 * A file as the raw body, counted while it comes in. Who sends too much is answered all the same: the rest is read and thrown away, since
 * a browser that is cut off says that the network failed.
 * @throws {DomainError} `file_too_large`
 */
export async function readUpload(event: H3Event): Promise<Buffer> {
  try {
    return await readBytes(event, maxFileBytes)
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'body_too_large')) throw error
    if (!(Number(event.node.req.headers['content-length']) > patienceBytes)) {
      removeResponseHeader(event, 'Connection')
      event.node.req.resume()
    }
    throw fail('file_too_large', { megabytes: maxFileBytes / 1024 / 1024 })
  }
}

function bytesOf(body: unknown, limit: number): Buffer {
  const bytes = typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body))
  if (bytes.length > limit) throw fail('body_too_large', { limit })
  return bytes
}

/**
 * The body as JSON; undefined where none was sent. @throws {DomainError} `content_type_unsupported`, `json_malformed`, `body_too_large`.
 */
async function readJson(event: H3Event): Promise<unknown> {
  const bytes = await readBytes(event)
  if (bytes.length === 0) return undefined
  const type = getRequestHeader(event, 'content-type') ?? ''
  if (!/^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(type)) throw fail('content_type_unsupported')
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return value
  } catch {
    throw fail('json_malformed')
  }
}

/**
 * What no field of ours may have, wherever it stands: text that PostgreSQL or UTF-8 cannot keep (NUL, lone surrogates), numbers that JSON
 * let overflow, keys that mean something to JavaScript, nesting without end. Walks with a stack of its own, so that depth cannot exhaust
 * ours.
 */
function unfit(root: unknown): InputIssue | undefined {
  const stack: { value: unknown, path: string, depth: number }[] = [{ value: root, path: '', depth: 0 }]
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { value, path, depth } = next
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) return { path, code: 'character_invalid' }
    if (typeof value === 'number' && !Number.isFinite(value)) return { path, code: 'number_too_large' }
    if (value === null || typeof value !== 'object') continue
    if (depth === depthLimit) return { path, code: 'too_deep' }
    for (const [key, child] of Object.entries(value)) {
      if (key === '__proto__' || key.includes('\0') || !key.isWellFormed()) return { path, code: 'unrecognized_keys' }
      stack.push({ value: child, path: path === '' ? key : `${path}.${key}`, depth: depth + 1 })
    }
  }
  return undefined
}

/** @throws {DomainError} `input_invalid` with `issues`. */
function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const bad = unfit(value)
  if (bad) throw fail('input_invalid', { issues: [bad] })
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw fail('input_invalid', { issues: parsed.error.issues.slice(0, 20).map(issue => issueOf(issue, value)) })
}

/** A refinement of ours has its code as its message; what zod itself found has a code of zod's. */
function issueOf({ path, code, message, ...values }: z.core.$ZodIssue, root: unknown): InputIssue {
  const isMissing = path.length > 0 && code.startsWith('invalid_') && valueAt(root, path) === undefined
  return { path: path.join('.'), code: code === 'custom' ? message : isMissing ? 'missing' : code, values: { ...values } }
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), root)
}

interface Schemas {
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
}

/** Reads and checks what an operation takes. An empty value in a query counts as not given. */
export async function readInput(event: H3Event, schemas: Schemas): Promise<{ params: unknown, query: unknown, body: unknown }> {
  return {
    params: schemas.params && check(schemas.params, readParams(event)),
    query: schemas.query && check(schemas.query, Object.fromEntries(Object.entries(getQuery(event)).filter(([, value]) => value !== ''))),
    body: schemas.body && check(schemas.body, await readJson(event)),
  }
}

function readParams(event: H3Event): unknown {
  try {
    return getRouterParams(event, { decode: true })
  } catch {
    throw fail('input_invalid', { issues: [{ path: '', code: 'character_invalid' }] })
  }
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what another site's page sent in a person's name. A browser always says where a changing request comes from (`Origin`, or
 * `Sec-Fetch-Site`); who says neither is no browser, and carries no cookie that it does not own.
 * @throws {DomainError} `origin_foreign`.
 */
export function checkOrigin(event: H3Event, siteUrl: string): void {
  if (safeMethods.has(event.method)) return
  const origin = getRequestHeader(event, 'origin')
  if (origin !== undefined) {
    if (origin === new URL(siteUrl).origin) return
    if (URL.canParse(origin) && new URL(origin).host === getRequestHeader(event, 'host')) return
    throw fail('origin_foreign')
  }
  const site = getRequestHeader(event, 'sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw fail('origin_foreign')
}
