import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '#shared/schemas/identity.ts'
import { demoEmails } from '../../../server/identity/index.ts'
import { person } from '../../../server/identity/schema.ts'
import { newId } from '../../../server/platform/ids.ts'
import { createTestApp, type TestApp } from '../../support/app.ts'

let test: TestApp
/** What the launcher was asked. */
const asked: { method: string, url: string, headers: IncomingMessage['headers'], body: string }[] = []
const launcher = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
  response.writeHead(request.url?.endsWith('/moved') ? 303 : 200, { 'content-type': 'text/html', 'set-cookie': 'linli.session_token=stolen', 'location': '/back' })
  response.end('<h1>pay</h1>')
})

beforeAll(async () => {
  await new Promise<void>(resolve => launcher.listen(0, '127.0.0.1', resolve))
  test = await createTestApp({ env: { LINLI_SANDBOX_URL: `http://127.0.0.1:${(launcher.address() as AddressInfo).port}` } })
  await test.app.db.insert(person).values({ id: newId(), name: '陈静', email: demoEmails.resident })
  afterAll(() => launcher.close())
})

describe('beside a sandbox', () => {
  it('a demo person is one click away', async () => {
    const browser = test.server.client()
    expect((await browser.get('/api/session')).body).toEqual({ person: null, demo: true })
    const reply = await browser.post('/api/session/demo', { who: 'resident' })
    expect([reply.status, (reply.body as Session).person?.email]).toEqual([200, demoEmails.resident])
    expect((await browser.get('/api/sessions')).body).toHaveLength(1)
    expect((await browser.post('/api/session/demo', { who: 'operator' })).status).toBe(404)
  })

  it('the launcher\'s pages are passed through, without what is the app\'s own', async () => {
    const browser = test.server.client()
    await browser.post('/api/session/demo', { who: 'resident' })
    const cookies = new Map(browser.cookies)
    const reply = await browser.request('POST', '/_sandbox/pay/cs_1?method=card', {
      raw: 'card=4242', headers: { 'content-type': 'application/x-www-form-urlencoded', 'authorization': 'Bearer secret' },
    })
    expect([reply.status, reply.body]).toEqual([200, '<h1>pay</h1>'])
    const last = asked.at(-1)!
    expect(last).toMatchObject({ method: 'POST', url: '/_sandbox/pay/cs_1?method=card', body: 'card=4242' })
    expect([last.headers.cookie, last.headers.authorization]).toEqual([undefined, undefined])
    expect(browser.cookies).toEqual(cookies)
    const moved = await browser.get('/_sandbox/moved')
    expect([moved.status, moved.headers.get('location')]).toEqual([303, '/back'])
  })

  it('its other doors stay closed', async () => {
    const before = asked.length
    for (const path of ['/_sandbox/..%2fv1%2fcharges', '/_sandbox/%2e%2e%2f_control', '/_control/clock', '/v1/charges']) {
      expect((await test.server.client().get(path)).status).toBe(404)
    }
    expect(asked.length).toBe(before)
  })
})
