import { lookup } from 'node:dns/promises'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Why an address that a person gave was not fetched. */
type FetchProblem = 'address_refused' | 'unreachable' | 'too_large'

export class FetchError extends Error {
  override name = 'FetchError'

  readonly problem: FetchProblem

  constructor(problem: FetchProblem, options?: ErrorOptions) {
    super(problem, options)
    this.problem = problem
  }
}

/** What may be asked. */
export interface FetchPolicy {
  allowsUrl: (url: URL) => boolean
  /** IPv4 or IPv6. */
  allowsAddress: (address: string) => boolean
}

/** What is not the public internet (IANA's special-purpose registries): loopback, private, link-local with its metadata services … */
const special4 = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24],
  ['192.0.2.0', 24], ['192.31.196.0', 24], ['192.52.193.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['192.175.48.0', 24],
  ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) special4.addSubnet(net, bits, 'ipv4')

/** Of IPv6 only global unicast, without what is set aside in it or carries an IPv4 address (6to4, Teredo). NAT64 lies outside. */
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')
const special6 = new BlockList()
for (const [net, bits] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['2620:4f:8000::', 48], ['3fff::', 20]] as const) {
  special6.addSubnet(net, bits, 'ipv6')
}

export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address)
  if (family === 4) return !special4.check(address, 'ipv4')
  return family === 6 && !address.includes('%') && global6.check(address, 'ipv6') && !special6.check(address, 'ipv6')
}

/** The host of an address: of an IPv6 literal without its brackets. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1')

/** Addresses on the public internet, encrypted, on the usual port, that carry no password. */
export const publicInternet: FetchPolicy = {
  allowsUrl: url => url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === ''
    && (isIP(hostOf(url)) === 0 ? /\.[a-z0-9-]*[a-z][a-z0-9-]*\.?$/i.test(url.hostname) : isPublicAddress(hostOf(url))),
  allowsAddress: isPublicAddress,
}

interface SafeFetchOptions {
  policy?: FetchPolicy
  /** Default 1 MB. */
  maxBytes?: number
  /** For all of it, name resolution and redirects too. Default 10 s. */
  timeoutMs?: number
  accept?: string
}

const maxRedirects = 3

/**
 * Fetches text from an address that a stranger gave, and can be led nowhere else: each hop's address is checked, every address of its name
 * is checked, and the connection goes to the one that was checked, whatever the name says a moment later.
 *
 * @throws {FetchError} with the `problem`; what was behind it is its cause, and not for the stranger.
 */
export async function fetchText(address: string, options: SafeFetchOptions = {}): Promise<string> {
  const { policy = publicInternet, maxBytes = 1024 * 1024, timeoutMs = 10_000, accept = '*/*' } = options
  const signal = AbortSignal.timeout(timeoutMs)
  let url = parseUrl(address)
  for (let hop = 0; hop <= maxRedirects; hop++) {
    if (!policy.allowsUrl(url)) throw new FetchError('address_refused')
    const pinned = await within(signal, resolve(url, policy))
    const response = await ask(url, { pinned, signal, accept })
    const { statusCode = 0, headers } = response
    if (statusCode < 300) {
      if (statusCode !== 200 || (headers['content-encoding'] ?? 'identity') !== 'identity') throw drop(response, 'unreachable')
      return await readText(response, { maxBytes, declared: Number(headers['content-length'] ?? 0) })
    }
    response.destroy()
    if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) throw new FetchError('unreachable')
    url = parseUrl(headers.location, url)
  }
  throw new FetchError('unreachable')
}

function parseUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw new FetchError('address_refused')
  return new URL(text, base?.href)
}

interface Pinned {
  address: string
  family: number
}

/** The address to connect to. One bad address of a name refuses them all: who controls the name is not trusted with the choice. */
async function resolve(url: URL, policy: FetchPolicy): Promise<Pinned> {
  const host = hostOf(url)
  const family = isIP(host)
  const found = family > 0
    ? [{ address: host, family }]
    : await lookup(host, { all: true, verbatim: true }).catch((cause: unknown) => { throw new FetchError('unreachable', { cause }) })
  const [first] = found
  if (!first) throw new FetchError('unreachable')
  if (!found.every(({ address }) => policy.allowsAddress(address))) throw new FetchError('address_refused')
  return first
}

/** Name resolution cannot be aborted: it is left behind. */
async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const give = () => late.reject(new FetchError('unreachable'))
  signal.addEventListener('abort', give, { once: true })
  try {
    return await Promise.race([work, late.promise])
  } finally {
    signal.removeEventListener('abort', give)
  }
}

async function ask(
  url: URL, { pinned, signal, accept }: { pinned: Pinned, signal: AbortSignal, accept: string },
): Promise<IncomingMessage> {
  const { address, family } = pinned
  const pin: LookupFunction = (_host, { all }, done) => (all ? done(null, [{ address, family }]) : done(null, address, family))
  const send = url.protocol === 'http:' ? requestHttp : requestHttps
  const answered = Promise.withResolvers<IncomingMessage>()
  const headers = { accept, 'accept-encoding': 'identity', 'user-agent': 'Linli-Calendar/1' }
  // A connection of its own: one that is kept alive would go by its name alone.
  const request = send(url, { agent: false, lookup: pin, signal, headers }, answered.resolve)
  request.on('error', (cause) => answered.reject(new FetchError('unreachable', { cause })))
  request.end()
  return await answered.promise
}

async function readText(response: IncomingMessage, { maxBytes, declared }: { maxBytes: number, declared: number }): Promise<string> {
  if (declared > maxBytes) throw drop(response, 'too_large')
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) throw drop(response, 'too_large')
      chunks.push(chunk)
    }
  } catch (cause) {
    throw cause instanceof FetchError ? cause : new FetchError('unreachable', { cause })
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

function drop(response: IncomingMessage, problem: FetchProblem): FetchError {
  response.destroy()
  return new FetchError(problem)
}
