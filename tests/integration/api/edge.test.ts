import { request as httpRequest } from 'node:http'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { currentConsent } from '#shared/consent.ts'
import type { Problem } from '#shared/schemas/common.ts'
import { createTestApp, type TestApp } from '../../support/app.ts'
import type { Reply } from '../../support/http.ts'

let test: TestApp

beforeAll(async () => {
  test = await createTestApp()
})

const client = () => test.server.client()
const problem = (reply: Reply) => reply.body as Problem
const signUpBody = { name: '陈静', email: 'chen@example.com', password: 'a long password', consent: currentConsent }
const raw = (text: string | Uint8Array<ArrayBuffer>, contentType = 'application/json') =>
  client().request('POST', '/api/session/sign-in', { raw: text, headers: { 'content-type': contentType } })

describe('what is not there', () => {
  it('is a problem in the reader\'s language', async () => {
    const reply = await client().get('/api/nothing', { headers: { 'accept-language': 'en' } })
    expect([reply.status, reply.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8'])
    expect(problem(reply)).toMatchObject({ type: '/problems/not_found', status: 404, title: 'Not found' })
    expect(problem(await client().get('/api/nothing')).title).toBe('没有找到')
    expect(problem(await client().get('/api/nothing?locale=en')).title).toBe('Not found')
  })

  it('says which methods are', async () => {
    const reply = await client().request('PATCH', '/api/household/recipients/0199c0de-0000-7000-8000-000000000000')
    expect([reply.status, problem(reply).code, reply.headers.get('allow')]).toEqual([405, 'method_not_allowed', 'PUT, DELETE'])
  })
})

describe('a HEAD', () => {
  it('answers as the GET of the same address does, without its body', async () => {
    for (const path of ['/api/districts', '/robots.txt', '/api/scenarios/nothing', '/api/bookings', '/api/nothing']) {
      const [head, get] = [await client().request('HEAD', path), await client().get(path)]
      const seen = ({ status, headers }: Reply) => [status, ...['content-type', 'cache-control'].map(name => headers.get(name))]
      expect([path, ...seen(head)]).toEqual([path, ...seen(get)])
      expect(head.body).toBeNull()
    }
  })

  it('is refused where nothing can be got', async () => {
    const reply = await client().request('HEAD', '/api/session/sign-in')
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('what was sent', () => {
  it.each([
    ['broken JSON', '{"email":', 400, 'json_malformed'],
    ['bytes that are no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 400, 'json_malformed'],
    ['nothing', '', 400, 'input_invalid'],
    ['a number', '1', 400, 'input_invalid'],
    ['null', 'null', 400, 'input_invalid'],
    ['a NUL', '{"email":"a@b.cn","password":"\\u0000"}', 400, 'input_invalid'],
    ['half a surrogate', '{"email":"a@b.cn","password":"\\ud83d"}', 400, 'input_invalid'],
    ['a number beyond all', '{"email":"a@b.cn","password":1e999}', 400, 'input_invalid'],
    ['a key that means something to JavaScript', '{"__proto__":{"email":"a@b.cn"},"email":"a@b.cn","password":"x"}', 400, 'input_invalid'],
    ['nesting without end', `{"email":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 400, 'input_invalid'],
    ['more than 64 kB', JSON.stringify({ email: 'a@b.cn', password: 'x'.repeat(70_000) }), 413, 'body_too_large'],
  ])('is refused where it is %s', async (_, body, status, code) => {
    const reply = await raw(body)
    expect([reply.status, problem(reply).code]).toEqual([status, code])
  })

  it('is refused where it is no JSON, whatever it calls itself', async () => {
    expect((await raw('email=a@b.cn', 'application/x-www-form-urlencoded')).status).toBe(415)
    expect((await raw('{"email":"a@b.cn","password":"wrong"}', 'text/plain')).status).toBe(415)
    expect((await raw('{"email":"a@b.cn","password":"wrong"}', 'application/json; charset=utf-8')).status).toBe(401)
  })

  it('is refused where it goes on and on without saying how long it is', async () => {
    const reply = await new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest(`${test.server.url}/api/session/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      sent.on('error', reject)
      for (let i = 0; i < 20; i++) sent.write('x'.repeat(8_192))
      sent.end()
    })
    expect(reply).toBe(413)
  })

  it('is answered field by field', async () => {
    const reply = await client().post('/api/session/sign-up', { ...signUpBody, name: ' ', email: 'nobody', password: 'short', extra: 1 }, { headers: { 'accept-language': 'en' } })
    expect(problem(reply).code).toBe('input_invalid')
    const errors = Object.fromEntries((problem(reply).errors ?? []).map(error => [error.path, error]))
    expect(errors.name).toMatchObject({ code: 'too_small', message: 'This needs at least 1 characters.' })
    expect(errors.email).toMatchObject({ code: 'invalid_format' })
    expect(errors.password).toMatchObject({ code: 'too_small', message: 'This needs at least 10 characters.' })
    expect(errors['']).toMatchObject({ code: 'unrecognized_keys' })
    const missing = await client().post('/api/session/sign-in', { email: 'a@b.cn' })
    expect(problem(missing).errors).toEqual([{ path: 'password', code: 'missing', message: '请填写此项。' }])
  })

  it('in a path that cannot be decoded is the client\'s mistake', async () => {
    for (const path of ['/api/bundles/%', '/api/bundles/%ff', '/api/bundles/%00', '/api/bookings/%E0%A4%A']) {
      const reply = await client().get(path)
      expect([path, Math.floor(reply.status / 100)]).toEqual([path, 4])
    }
  })
})

describe('another site\'s page', () => {
  const attempt = (headers: Record<string, string>) => client().post('/api/session/sign-up', { ...signUpBody, email: `${Math.random()}@example.com` }, { headers })

  it('changes nothing in a person\'s name', async () => {
    for (const [name, value] of [['origin', 'https://evil.example'], ['origin', 'null'], ['sec-fetch-site', 'cross-site'], ['sec-fetch-site', 'same-site']]) {
      const reply = await attempt({ [name!]: value! })
      expect([reply.status, problem(reply).code]).toEqual([403, 'origin_foreign'])
    }
  })

  it('is not our own, by any of its names', async () => {
    for (const [name, value] of [['origin', 'http://linli.test'], ['origin', test.server.url], ['sec-fetch-site', 'same-origin']]) {
      expect((await attempt({ [name!]: value! })).status).toBe(201)
    }
  })
})

describe('every answer', () => {
  it('has the request\'s id: the client\'s if it is sane, else a new one', async () => {
    expect((await client().get('/api/session', { headers: { 'x-request-id': 'trace-0123456789' } })).headers.get('x-request-id')).toBe('trace-0123456789')
    expect((await client().get('/api/session', { headers: { 'x-request-id': 'a b' } })).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('is guarded, and personal ones are kept by nobody', async () => {
    const { headers } = await client().get('/api/session')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain('frame-ancestors \'none\'')
    expect(headers.get('cache-control')).toBe('no-store')
    expect((await client().get('/api/districts')).headers.get('cache-control')).toBe('public, max-age=60')
  })
})

describe('health', () => {
  it('is life, and readiness part by part', async () => {
    expect((await client().get('/api/health/live')).body).toEqual({ status: 'ok' })
    const ready = await client().get('/api/health/ready')
    expect([ready.status, ready.body]).toEqual([200, {
      status: 'ok', database: { ok: true, ms: expect.any(Number) }, jobs: { ok: true, deadLetters: 0 },
      search: { ok: true, engine: 'postgres', backlog: 0, failed: 0, aside: { count: 0, newest: [] } },
    }])
  })
})

describe('the document', () => {
  it('is served, and names this site and its cookie', async () => {
    const { body } = await client().get('/api/openapi.json')
    expect(body).toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: 'http://linli.test' }],
      components: { securitySchemes: { session: { name: 'linli.session_token' } } },
    })
  })
})

describe('faults of ours', () => {
  it('answer the request\'s id and nothing else; a database that is away is a 503', async () => {
    const lines: Record<string, unknown>[] = []
    const broken = await createTestApp({
      change: (app) => {
        const keep = (fields: Record<string, unknown>) => lines.push(fields)
        Object.assign(app.log, { error: keep, info: keep })
        return app
      },
    })
    const browser = broken.server.client()
    await browser.post('/api/session/sign-up', signUpBody)
    await broken.app.db.execute(sql`alter table session rename to session_gone`)
    const fault = await browser.get('/api/sessions?secret=1', { headers: { 'x-request-id': 'fault-0000001', 'accept-language': 'en' } })
    expect([fault.status, problem(fault).code]).toEqual([500, 'internal'])
    expect(problem(fault).detail).toContain('fault-0000001')
    expect(JSON.stringify(fault.body)).not.toMatch(/session_gone|select|relation/i)
    expect(lines.some(line => line.requestId === 'fault-0000001' && line.err instanceof Error)).toBe(true)
    await expect.poll(() => lines.some(line => line.route === 'GET /api/sessions' && line.status === 500 && typeof line.ms === 'number')).toBe(true)
    expect(JSON.stringify(lines)).not.toContain('secret=1')

    await broken.app.db.execute(sql`alter table session_gone rename to session`)
    broken.app.db.$client.options.connectionString = 'postgres://linli@127.0.0.1:9/linli'
    await endConnections(broken.app.config.DATABASE_URL)
    await expect.poll(async () => (await browser.get('/api/sessions')).status).toBe(503)
    const last = await browser.get('/api/sessions')
    expect([problem(last).code, last.headers.get('retry-after')]).toEqual(['unavailable', '5'])
    expect((await browser.get('/api/health/ready')).status).toBe(503)
    expect((await browser.get('/api/health/live')).status).toBe(200)
  })
})

/** From outside: who ends its own connection ends none after it. */
async function endConnections(databaseUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('adminUrl') })
  await admin.connect()
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [new URL(databaseUrl).pathname.slice(1)])
  await admin.end()
}
