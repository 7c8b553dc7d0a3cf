import { getRequestHeader, removeResponseHeader, type H3Event } from 'h3'
import { fail } from './errors.ts'
import { readBytes } from './input.ts'

const prefix = '/_sandbox/'
const bodyLimit = 1024 * 1024
/** What the launcher may know of a request. No cookie and no authorisation: those are the app's. */
const forwarded = ['accept', 'accept-language', 'content-type', 'range', 'if-none-match', 'last-event-id', 'sec-fetch-site']
/** What holds for one connection only, or is no longer true of a body that `fetch` has unpacked. */
const dropped = new Set(['connection', 'content-encoding', 'content-length', 'keep-alive', 'set-cookie', 'transfer-encoding'])

/**
 * The address at the launcher of what was asked for here: the same path, below `/_sandbox/` and nowhere else. Its other doors (`/_control`,
 * `/v1`) cannot be reached by dots, however they are written.
 */
export function sandboxTarget(path: string, sandboxUrl: string): URL | undefined {
  const target = new URL(sandboxUrl)
  const [pathname = '', ...search] = path.split('?')
  target.pathname = pathname
  target.search = search.join('?')
  // The launcher might decode what `URL` keeps (`%2e%2e%2f`), once or twice.
  let decoded = target.pathname
  try {
    for (let i = 0; i < 2; i++) decoded = decodeURIComponent(decoded)
  } catch {
    return undefined
  }
  const escapes = decoded.split(/[/\\]/).some(segment => segment === '..' || segment === '.')
  return escapes || !target.pathname.startsWith(prefix) ? undefined : target
}

/** Asks the launcher, and streams what it answers. @throws {DomainError} `not_found` without a launcher, `unavailable` if it is away. */
export async function passThrough(event: H3Event, sandboxUrl: string | undefined): Promise<Response> {
  const target = sandboxUrl && sandboxTarget(event.path, sandboxUrl)
  if (!target) throw fail('not_found')
  const headers = new Headers()
  for (const name of forwarded) {
    const value = getRequestHeader(event, name)
    if (value !== undefined) headers.set(name, value)
  }
  const { method } = event
  const gone = new AbortController()
  event.node.res.once('close', () => gone.abort())
  const body = method === 'GET' || method === 'HEAD' ? undefined : Uint8Array.from(await readBytes(event, bodyLimit))
  const answer = await fetch(target, { method, headers, body, redirect: 'manual', signal: gone.signal }).catch((cause: unknown) => {
    throw new Error('the sandbox does not answer', { cause })
  })
  const kept = new Headers([...answer.headers].filter(([name]) => !dropped.has(name)))
  // A page of the launcher's has a policy of its own, or none.
  if (kept.get('content-type')?.startsWith('text/html')) removeResponseHeader(event, 'Content-Security-Policy')
  return new Response(answer.body, { status: answer.status, headers: kept })
}
