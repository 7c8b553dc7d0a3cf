import { createHash } from 'node:crypto'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { createEvent, type H3Event } from 'h3'
import { describe, expect, it } from 'vitest'
import { operations } from '#shared/api.ts'
import { networkOf } from '../../../server/identity/limits.ts'
import { clientAddress, loggedPath } from '../../../server/utils/edge.ts'
import { scriptHashes } from '../../../server/utils/headers.ts'
import { languageFrom } from '../../../server/utils/language.ts'
import { methodsOf } from '../../../server/utils/methods.ts'
import { sandboxTarget } from '../../../server/utils/sandbox.ts'

function eventFrom(remoteAddress: string, headers: Record<string, string> = {}): H3Event {
  const request = new IncomingMessage(Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress }))
  Object.assign(request.headers, headers)
  return createEvent(request, new ServerResponse(request))
}

describe('the client\'s address', () => {
  const forwarded = { 'x-forwarded-for': '6.6.6.6, 203.0.113.7, 10.0.0.2' }

  it.each([
    ['the socket\'s where no proxy is trusted, whatever a header claims', 0, forwarded, '192.0.2.1'],
    ['the last entry behind one proxy', 1, forwarded, '10.0.0.2'],
    ['the entry that the outermost of two proxies wrote', 2, forwarded, '203.0.113.7'],
    ['the socket\'s where fewer proxies wrote than are trusted', 4, forwarded, '192.0.2.1'],
    ['the socket\'s where the entry is no address', 1, { 'x-forwarded-for': '203.0.113.7, <script>' }, '192.0.2.1'],
    ['free of its port', 1, { 'x-forwarded-for': '203.0.113.7:4711' }, '203.0.113.7'],
    ['free of its brackets', 1, { 'x-forwarded-for': '[2001:db8::1]:443' }, '2001:db8::1'],
  ] as const)('is %s', (_, trusted, headers, expected) => {
    expect(clientAddress(eventFrom('192.0.2.1', headers), trusted)).toBe(expected)
  })

  it('is the one of the page where a page asks for itself', () => {
    const event = eventFrom('', { 'x-forwarded-for': '6.6.6.6' })
    Object.assign(event.node.req, { __unenv__: { linli: { address: '203.0.113.7' } } })
    expect(clientAddress(event, 1)).toBe('203.0.113.7')
  })

  it('is IPv4 also where the socket dresses it as IPv6', () => {
    expect(clientAddress(eventFrom('::ffff:192.0.2.1'), 0)).toBe('192.0.2.1')
  })
})

describe('the network of an address', () => {
  it('is the address itself for IPv4, and the /64 for IPv6, however it is written', () => {
    expect(networkOf('192.0.2.1')).toBe('192.0.2.1')
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
    expect(networkOf('2001:0DB8:1:2::9')).toBe('2001:db8:1:2::/64')
    expect(networkOf('::1')).toBe('0:0:0:0::/64')
    expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
  })
})

describe('the reader\'s language', () => {
  it.each([
    ['', 'zh-CN'],
    ['en', 'en'],
    ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
    ['fr,zh-TW;q=0.8,en;q=0.7', 'zh-CN'],
    ['en;q=0.2,zh-Hans;q=0.9', 'zh-CN'],
    ['zh;q=0,en;q=0.1', 'en'],
    ['fr,de', 'zh-CN'],
    ['en;q=abc,;;,', 'en'],
  ])('of %j is %s', (header, expected) => {
    expect(languageFrom(header)).toBe(expected)
  })
})

describe('the scripts that a page may run', () => {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

  it('are the inline ones, by hash; not files, and not blocks of data', () => {
    const html = '<script>one()</script><script src="/x.js"></script><script type="application/json" id="d">{}</script><script type="module">two()</script>'
    expect(scriptHashes(html)).toEqual([hash('one()'), hash('two()')])
  })
})

describe('the launcher behind one port', () => {
  const at = (path: string) => sandboxTarget(path, 'http://127.0.0.1:4100/')?.href

  it('is asked for the same path and query', () => {
    expect(at('/_sandbox/pay/cs_1?x=a%20b&y=?')).toBe('http://127.0.0.1:4100/_sandbox/pay/cs_1?x=a%20b&y=?')
  })

  it.each([
    '/_sandbox/../v1/charges', '/_sandbox/%2e%2e/v1/charges', '/_sandbox/..%2fv1', '/_sandbox/%252e%252e%252fv1', '/_sandbox/..\\_control', '/_sandbox',
    '/_control/clock', '/v1/charges', '//evil.example/_sandbox/x', '/_sandbox/%',
  ])('is not asked for %s', (path) => {
    expect(at(path)).toBeUndefined()
  })
})

describe('the methods of a path', () => {
  it('are those of the table', () => {
    expect(methodsOf('/api/household/recipients/some-id?x=1')).toEqual(['PUT', 'DELETE'])
    expect(methodsOf('/api/openapi.json')).toEqual(['HEAD', 'GET'])
    expect(methodsOf('/api/openapiXjson')).toEqual([])
    expect(methodsOf('/api/bundles')).toEqual([])
    for (const key of Object.keys(operations)) {
      const [method, path = ''] = key.split(' ')
      expect(methodsOf(path.replaceAll(/:\w+/g, 'x'))).toContain(method)
    }
  })
})

describe('what a log keeps of an address', () => {
  const token = 'q7Jd0n9eGmS3aVx1Zb5HcKpLrTwYu2XfEiOoQsDkMhN'

  it('is its path, without what lets in whoever has it', () => {
    expect(loggedPath(`/invitation/${token}?x=1`)).toBe('/invitation/…')
    expect(loggedPath(`/en/door/${token}${token.slice(0, 21)}`)).toBe('/en/door/…')
  })

  it('is the whole path where it names a thing', () => {
    const slug = 'weekly-cleaning-and-a-visit-of-a-nurse-for-a-parent-who-lives-alone'
    for (const path of [`/bundles/${slug}`, '/bookings/0199c0de-0000-7000-8000-000000000000/receipt', '/en/search', '/']) expect(loggedPath(path)).toBe(path)
  })
})
