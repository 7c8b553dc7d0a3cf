import Ajv from 'ajv/dist/2020.js'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { currentConsent } from '#shared/consent.ts'
import { createTestApp, type TestApp } from '../../support/app.ts'
import type { Client, Reply } from '../../support/http.ts'
import { operations, type Operation } from '#shared/api.ts'
import { described, type Described } from './described.ts'
import { fullSampleOf, mutations, poison, sampleOf, wrongValues, type JsonSchema } from './samples.ts'

// Generated from the OpenAPI document: what is described there is attacked here, so a new route is covered the moment it exists.

const ajv = new Ajv({ strict: false, validateFormats: false })
const isRefusedBy = (schema: JsonSchema) => {
  const fits = ajv.compile(schema)
  return (value: unknown) => !fits(JSON.parse(JSON.stringify(value)))
}

let test: TestApp
let me: Client
/** Ids that exist and belong to somebody else. */
let foreign: { recipient: string, address: string, session: string }

beforeAll(async () => {
  test = await createTestApp()
  await test.app.db.execute(sql`insert into district (id, city, name_zh, name_en, lat, lng) values ('xuhui', 'shanghai', '徐汇区', 'Xuhui', 31.18, 121.43)`)
  const signUp = async (email: string) => {
    const client = test.server.client()
    await client.post('/api/session/sign-up', { name: '陈静', email, password: 'a long password', consent: currentConsent })
    return client
  }
  me = await signUp('me@example.com')
  const other = await signUp('other@example.com')
  const idOf = ({ body }: Reply) => (body as { id: string }).id
  foreign = {
    recipient: idOf(await other.post('/api/household/recipients', { name: '某人', relation: 'parent' })),
    address: idOf(await other.post('/api/household/addresses', { districtId: 'xuhui', street: '漕溪北路 1 号' })),
    session: ((await other.get('/api/sessions')).body as { id: string }[])[0]!.id,
  }
})

/**
 * Every row of every table, and which transaction wrote it: the same before and after means that nothing was written. Notes of searches
 * are left out: they are written some seconds after a search that was answered.
 */
async function fingerprint(): Promise<Record<string, string>> {
  const { rows: tables } = await test.app.db.execute<{ name: string }>(
    sql`select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename <> 'search_note' order by 1`)
  const prints: Record<string, string> = {}
  for (const { name } of tables) {
    const { rows } = await test.app.db.execute<{ print: string }>(
      sql.raw(`select count(*) || ':' || coalesce(sum(hashtextextended(t::text || t.xmin::text, 0)), 0) as print from ${name} t`))
    prints[name] = rows[0]!.print
  }
  return prints
}

/** Writes nothing, whatever is asked within `work`. */
async function writesNothing(work: () => Promise<void>): Promise<void> {
  const before = await fingerprint()
  await work()
  expect(await fingerprint()).toEqual(before)
}

const fillPath = ({ path, parameters }: Described, values: Record<string, string> = {}) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name]
    ?? encodeURIComponent(String(sampleOf(parameters.find(parameter => parameter.name === name && parameter.in === 'path')!.schema))))

const requiredQuery = ({ parameters }: Described) =>
  parameters.filter(parameter => parameter.in === 'query' && parameter.required).map(({ name, schema }) => [name, String(sampleOf(schema))] as const)

function urlOf(operation: Described, { path = {}, query = {} }: { path?: Record<string, string>, query?: Record<string, string> } = {}): string {
  const all = new URLSearchParams({ ...Object.fromEntries(requiredQuery(operation)), ...query })
  return fillPath(operation, path) + (all.size > 0 ? `?${all}` : '')
}

const send = (client: Client, operation: Described, url: string, json?: unknown, headers: Record<string, string> = {}) =>
  client.request(operation.method, url, { headers, ...(operation.body && { json: json === undefined ? sampleOf(operation.body) : json }) })

/** The client's mistake, said as a problem. */
function expectProblem(reply: Reply, what: string): void {
  const { code, status, detail } = (reply.body ?? {}) as Record<string, unknown>
  const seen = { what, status: reply.status, type: reply.headers.get('content-type'), code }
  const isClients = (value: number) => value >= 400 && value < 500
  expect(seen).toEqual({ what, status: expect.toSatisfy(isClients), type: 'application/problem+json; charset=utf-8', code: expect.any(String) })
  expect([what, status, typeof detail]).toEqual([what, reply.status, 'string'])
}

const show = (value: unknown) => (JSON.stringify(value) ?? 'undefined').slice(0, 120)

describe('the fingerprint', () => {
  it('notices one row that is written again as it was', async () => {
    const before = await fingerprint()
    await test.app.db.execute(sql`update person set name = name where email = 'me@example.com'`)
    const after = await fingerprint()
    expect(Object.keys(after).filter(table => after[table] !== before[table])).toEqual(['person'])
  })
})

describe('the document', () => {
  it('describes every operation of the table, so that all are attacked', () => {
    expect(described).toHaveLength(Object.keys(operations).length)
    const secured = Object.values<Operation>(operations).filter(operation => operation.security)
    expect(described.filter(operation => operation.security)).toHaveLength(secured.length)
  })

  it('gives samples that are well-formed: what the attacks change is what is wrong', async () => {
    const throwAway = test.server.client()
    await throwAway.post('/api/session/sign-up', { name: '陈静', email: 'gone@example.com', password: 'a long password', consent: currentConsent })
    for (const operation of described.filter(({ key, body }) => body && key !== 'DELETE /api/account')) {
      const reply = await send(throwAway, operation, urlOf(operation))
      const { code, errors } = (reply.body ?? {}) as { code?: string, errors?: { code: string }[] }
      const isFormal = code === 'input_invalid' && errors?.some(error => error.code !== 'district_or_address')
      expect([operation.key, isFormal ? reply.body : 'well-formed', reply.status < 500]).toEqual([operation.key, 'well-formed', true])
    }
    await test.app.db.execute(sql`delete from rate_limit`)
  })
})

describe.each(described.filter(operation => operation.security))('$key without a session', (operation) => {
  it('answers 401 and writes nothing', async () => {
    await writesNothing(async () => {
      for (const headers of [{}, { cookie: 'linli.session_token=forged.AAAA' }, { authorization: 'Bearer x' }] as Record<string, string>[]) {
        const reply = await send(test.server.client(), operation, urlOf(operation), undefined, headers)
        expectProblem(reply, operation.key)
        expect([operation.key, reply.status]).toEqual([operation.key, 401])
      }
    })
  })
})

describe.each(described.filter(operation => operation.body))('$key with a wrong body', (operation) => {
  it('answers a 4xx problem to each of them and writes nothing', async () => {
    const schema = operation.body!
    const isRefused = isRefusedBy(schema)
    const full = fullSampleOf(schema)
    const wrong = [...mutations(full, wrongValues)].filter(isRefused)
    expect(wrong.length).toBeGreaterThan(20)
    await writesNothing(async () => {
      for (const body of [...wrong, ...poisoned(full)]) expectProblem(await send(me, operation, urlOf(operation), body), show(body))
    })
  })
})

/** Poison in the place of each text. */
const poisoned = (body: Record<string, unknown>) =>
  Object.entries(body).filter(([, value]) => typeof value === 'string').flatMap(([name]) => poison.map(text => ({ ...body, [name]: text })))

describe.each(described.filter(({ parameters }) => parameters.some(parameter => parameter.in === 'query')))('$key with a wrong query', (operation) => {
  it('answers a 4xx problem to each of them and writes nothing', async () => {
    await writesNothing(async () => {
      for (const { name, schema } of operation.parameters.filter(parameter => parameter.in === 'query')) {
        const values = [...wrongTexts(schema), 'a\0b', 'x'.repeat(5_000)]
        for (const value of values) expectProblem(await send(me, operation, urlOf(operation, { query: { [name]: value } })), `${name}=${show(value)}`)
      }
    })
  })
})

/** Texts that a query's schema refuses. A number's schema refuses what is no number of it; a list is refused by its items on the server. */
function wrongTexts(schema: JsonSchema): string[] {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'integer' || type === 'number') return ['-1', '1.5', 'NaN', 'Infinity', 'abc', '99999999999999999999', '1e999', '[]', '1,2', '0x', '--1']
  if (type !== 'string' || !(schema.enum || schema.pattern || schema.format)) return []
  // Node itself refuses a longer address (431).
  return wrongValues.filter((value): value is string => typeof value === 'string' && value !== '' && value.length < 5_000).filter(isRefusedBy(schema))
}

const wrongSegments = [
  '0', '-1', '1.5', '%00', '%ff', '%', '%f0%9f%98', 'x'.repeat(3_000), 'NULL', '__proto__', 'constructor', '%2e%2e%2f', '\'or 1=1', 'A B', '*', '😀',
]

describe.each(described.filter(({ path }) => path.includes('{')))('$key with a wrong path', (operation) => {
  const name = /\{(\w+)\}/.exec(operation.path)![1]!

  it('answers a 4xx problem to each of them and writes nothing', async () => {
    await writesNothing(async () => {
      for (const text of wrongSegments) {
        const reply = await send(me, operation, urlOf(operation, { path: { [name]: text.startsWith('%') ? text : encodeURIComponent(text) } }))
        expectProblem(reply, text)
      }
    })
  })

  it('answers 404 to an id that exists and is another\'s, or that nobody has', async () => {
    if (name !== 'id') return
    await writesNothing(async () => {
      for (const id of [...Object.values(foreign), crypto.randomUUID()]) {
        const url = urlOf(operation, { path: { id } })
        const reply = await send(me, operation, url, operation.body && fullSampleOf(operation.body))
        expectProblem(reply, url)
        expect([url, reply.status]).toEqual([url, 404])
      }
    })
  })
})

describe('ids of another in a body', () => {
  it('hold and price nothing', async () => {
    const holds = described.find(({ key }) => key === 'POST /api/holds')!
    const quotes = described.find(({ key }) => key === 'POST /api/quotes')!
    await writesNothing(async () => {
      const hold = { ...(sampleOf(holds.body!) as object), recipientId: foreign.recipient, addressId: foreign.address }
      expectProblem(await send(me, holds, urlOf(holds), hold), 'hold')
      const quote = { ...(sampleOf(quotes.body!) as object), addressId: foreign.address }
      expectProblem(await send(me, quotes, urlOf(quotes), quote), 'quote')
    })
  })
})

describe('an Idempotency-Key', () => {
  it('that is none is refused wherever one is taken', async () => {
    const keyed = described.filter(({ parameters }) => parameters.some(({ name }) => name === 'Idempotency-Key'))
    expect(keyed.length).toBeGreaterThan(3)
    await writesNothing(async () => {
      for (const operation of keyed) {
        for (const key of ['x'.repeat(256), 'a b', 'é']) {
          expectProblem(await send(me, operation, urlOf(operation), undefined, { 'idempotency-key': key }), `${operation.key} ${key.slice(0, 5)}`)
        }
      }
    })
  })
})

describe('an event of the payment service', () => {
  it('that nobody signed is refused, whatever it is', async () => {
    await writesNothing(async () => {
      for (const raw of ['', '{}', 'null', '{"id":"evt_1","type":"checkout.session.completed"}', '\0', 'x'.repeat(70_000)]) {
        for (const signature of [undefined, '', 't=1,v1=00', 't=NaN,v1=']) {
          const headers = { 'content-type': 'application/json', ...(signature !== undefined && { 'stripe-signature': signature }) }
          expectProblem(await me.request('POST', '/api/webhooks/stripe', { raw, headers }), `${show(raw)} ${signature}`)
        }
      }
    })
  })
})
