import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { fetchText, FetchError, isPublicAddress, publicInternet, type FetchPolicy } from '../../../server/platform/safe-fetch.ts'

/** In the place of the public internet: plain HTTP, on this machine. */
const local: FetchPolicy = { allowsUrl: url => url.protocol === 'http:', allowsAddress: address => address === '127.0.0.1' }

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function problemOf(work: Promise<string>): Promise<string> {
  return await work.then(() => 'fetched', (error: unknown) => (error instanceof FetchError ? error.problem : String(error)))
}

describe('addresses', () => {
  it.each([
    '127.0.0.1', '127.255.255.254', '0.0.0.0', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1',
    '100.100.100.200', '192.0.0.192', '192.0.2.1', '198.18.0.1', '198.51.100.7', '203.0.113.9', '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255',
    '::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:a00:1', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '100::1', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0',
    'fec0::1', 'ff02::1', '2001::1', '2001:db8::1', '2002:7f00:1::1', '2002:a9fe:a9fe::', '3fff::1', '5f00::1', '2606:4700::1%lo', '', 'localhost', '1.2.3',
  ])('%s is not the public internet', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each(['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1', '223.5.5.5', '2606:4700:4700::1111', '2400:3200::1'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    'http://calendar.example.com/a.ics', 'ftp://calendar.example.com/', 'file:///etc/passwd', 'https://localhost/', 'https://intranet/', 'https://user:secret@calendar.example.com/',
    'https://calendar.example.com:8443/', 'https://127.0.0.1/', 'https://127.1/', 'https://0x7f.0.0.1/', 'https://2130706433/', 'https://0177.0.0.1/', 'https://[::1]/',
    'https://[::ffff:7f00:1]/', 'https://[fd00:ec2::254]/', 'https://169.254.169.254/latest/meta-data/', 'https://10.0.0.8/', 'data:text/calendar,BEGIN:VCALENDAR', 'not an address',
  ])('%s is refused without a connection', async (url) => {
    expect(await problemOf(fetchText(url))).toBe('address_refused')
  })

  it('an ordinary address of a calendar is not refused for what it looks like', () => {
    for (const url of ['https://calendar.google.com/calendar/ical/x/basic.ics', 'https://p01-caldav.icloud.com.cn/published/2/x', 'https://8.8.8.8/a.ics']) {
      expect(publicInternet.allowsUrl(new URL(url)), url).toBe(true)
    }
  })

  it('a name that leads to this machine is refused, whatever it is called', async () => {
    // `localhost` stands in the hosts file: the same as a public name that somebody points at 127.0.0.1.
    const named: FetchPolicy = { allowsUrl: () => true, allowsAddress: isPublicAddress }
    expect(await problemOf(fetchText('https://localhost/', { policy: named }))).toBe('address_refused')
  })
})

describe('fetching', () => {
  it('gives the text, and says neither who asks nor for whom', async () => {
    let headers: Record<string, unknown> = {}
    const url = await serve((request, response) => {
      headers = request.headers
      response.end('BEGIN:VCALENDAR 陈')
    })
    expect(await fetchText(`${url}/a.ics`, { policy: local })).toBe('BEGIN:VCALENDAR 陈')
    expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
  })

  it('follows redirects, and checks each: to the machine itself by another address, to another protocol, and round in circles', async () => {
    const url: string = await serve((request, response) => {
      const to: Record<string, string> = {
        '/ok': '/text', '/private': 'http://10.0.0.1/', '/metadata': 'http://169.254.169.254/latest/', '/loopback6': `http://[::1]:1/`, '/file': 'file:///etc/passwd', '/circle': '/circle',
      }
      const location = to[request.url ?? '']
      if (location) response.writeHead(302, { location }).end()
      else response.end('text')
    })
    const problems = await Promise.all(['ok', 'private', 'metadata', 'loopback6', 'file', 'circle'].map(path => problemOf(fetchText(`${url}/${path}`, { policy: local }))))
    expect(problems).toEqual(['fetched', 'address_refused', 'address_refused', 'address_refused', 'address_refused', 'unreachable'])
  })

  it('takes no more than it was told, whether the length is declared or not', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/declared') response.writeHead(200, { 'content-length': 10_000_000 })
      response.write('x'.repeat(2_000))
      if (request.url === '/small') response.end()
    })
    const options = { policy: local, maxBytes: 1_999 }
    expect(await problemOf(fetchText(`${url}/declared`, options))).toBe('too_large')
    expect(await problemOf(fetchText(`${url}/endless`, options))).toBe('too_large')
    expect(await fetchText(`${url}/small`, { policy: local, maxBytes: 2_000 })).toHaveLength(2_000)
  })

  it('waits no longer than it was told, for a server that says nothing or one byte at a time', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/silent') return
      const drip = setInterval(() => response.write('x'), 5)
      response.on('close', () => clearInterval(drip))
    })
    // Neither ever ends by itself.
    expect(await problemOf(fetchText(`${url}/silent`, { policy: local, timeoutMs: 100 }))).toBe('unreachable')
    expect(await problemOf(fetchText(`${url}/drip`, { policy: local, timeoutMs: 100 }))).toBe('unreachable')
  })

  it('a page of an error, an empty answer and packed text are no calendar', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/packed') response.writeHead(200, { 'content-encoding': 'gzip' }).end('x')
      else response.writeHead(Number(request.url?.slice(1))).end()
    })
    for (const path of ['404', '500', '204', '304', 'packed']) expect(await problemOf(fetchText(`${url}/${path}`, { policy: local })), path).toBe('unreachable')
  })
})
