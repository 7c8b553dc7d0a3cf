import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { currentConsent } from '#shared/consent.ts'
import type { Address, Recipient, Session } from '#shared/schemas/identity.ts'
import { createVault } from '../../../server/platform/secrets.ts'
import { createTestApp, type TestApp } from '../../support/app.ts'
import type { Client, Reply } from '../../support/http.ts'

let test: TestApp

beforeAll(async () => {
  test = await createTestApp({ env: { LINLI_DATABASE_POOL: '40' } })
  await test.app.db.execute(sql`insert into district (id, city, name_zh, name_en, lat, lng) values ('xuhui', 'shanghai', '徐汇区', 'Xuhui', 31.18, 121.43)`)
})

let people = 0
async function resident(): Promise<Client & { id: string, email: string }> {
  const browser = test.server.client()
  const email = `resident${++people}@example.com`
  const reply = await browser.post('/api/session/sign-up', { name: '陈静', email, password: 'a long password', consent: currentConsent })
  return { ...browser, id: (reply.body as Session).person!.id, email }
}

const codeOf = (reply: Reply) => (reply.body as { code: string }).code
const father = { name: '陈建国', relation: 'parent', birthYear: 1948, needs: ['walking_aid', 'memory'], notes: '青霉素过敏' }
const home = { label: '家', districtId: 'xuhui', street: '漕溪北路 1 号', lat: 31.19, lng: 121.44 }

describe('recipients', () => {
  it('are added, changed, listed in order and removed', async () => {
    const me = await resident()
    const added = await me.post('/api/household/recipients', father)
    expect(added.status).toBe(201)
    const { id } = added.body as Recipient
    expect(added.body).toEqual({ id, ...father })
    const second = (await me.post('/api/household/recipients', { name: '我', relation: 'self' })).body as Recipient
    expect(second).toEqual({ id: second.id, name: '我', relation: 'self', birthYear: null, needs: [], notes: '' })
    const changed = await me.put(`/api/household/recipients/${id}`, { ...father, notes: '', needs: [] })
    expect(changed.body).toEqual({ id, ...father, notes: '', needs: [] })
    expect((await me.get('/api/household/recipients')).body).toEqual([changed.body, second])
    expect((await me.delete(`/api/household/recipients/${id}`)).status).toBe(204)
    expect((await me.get('/api/household/recipients')).body).toEqual([second])
    expect((await me.delete(`/api/household/recipients/${id}`)).status).toBe(404)
  })

  it('have notes that the database holds sealed, bound to their row', async () => {
    const me = await resident()
    const { id } = (await me.post('/api/household/recipients', father)).body as Recipient
    const { rows } = await test.app.db.execute<{ notes: Buffer, dump: string }>(
      sql`select notes_sealed as notes, r::text as dump from recipient r where id = ${id}`)
    expect(rows[0]!.dump).not.toContain(Buffer.from(father.notes).toString('hex'))
    const vault = createVault(test.app.config.LINLI_SECRET, 'recipient-notes')
    expect(vault.open(rows[0]!.notes, id)).toBe(father.notes)
    expect(() => vault.open(rows[0]!.notes, me.id)).toThrow()
  })

  it('of another are not there', async () => {
    const [me, other] = [await resident(), await resident()]
    const { id } = (await other.post('/api/household/recipients', father)).body as Recipient
    const replies = [await me.put(`/api/household/recipients/${id}`, father), await me.delete(`/api/household/recipients/${id}`)]
    expect(replies.map(reply => [reply.status, codeOf(reply)])).toEqual([[404, 'not_found'], [404, 'not_found']])
    expect((await other.get('/api/household/recipients')).body).toHaveLength(1)
  })

  it('are at most thirty, also when many are added at once', async () => {
    const me = await resident()
    const replies = await Promise.all(Array.from({ length: 35 }, (_, i) => me.post('/api/household/recipients', { ...father, name: `家人 ${i}` })))
    expect(replies.filter(reply => reply.status === 201)).toHaveLength(30)
    expect(new Set(replies.filter(reply => reply.status !== 201).map(codeOf))).toEqual(new Set(['household_full']))
  })

  it('are added once under one Idempotency-Key', async () => {
    const me = await resident()
    const add = (body: object) => me.post('/api/household/recipients', body, { headers: { 'idempotency-key': 'add-father' } })
    const [first, again] = [await add(father), await add(father)]
    expect(again.body).toEqual(first.body)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    const other = await add({ ...father, name: '另一人' })
    expect([other.status, codeOf(other)]).toEqual([422, 'idempotency_key_reused'])
    expect((await me.get('/api/household/recipients')).body).toHaveLength(1)
    const somebodyElse = await (await resident()).post('/api/household/recipients', father, { headers: { 'idempotency-key': 'add-father' } })
    expect((somebodyElse.body as Recipient).id).not.toBe((first.body as Recipient).id)
  })
})

describe('addresses', () => {
  it('are added, changed and removed, in districts that exist', async () => {
    const me = await resident()
    const added = await me.post('/api/household/addresses', home)
    const { id } = added.body as Address
    expect([added.status, added.body]).toEqual([201, { id, ...home }])
    const nowhere = await me.post('/api/household/addresses', { ...home, districtId: 'atlantis' })
    expect([nowhere.status, codeOf(nowhere)]).toEqual([422, 'choice_invalid'])
    expect((await me.put(`/api/household/addresses/${id}`, { ...home, lng: null })).body).toEqual({ id, ...home, lat: null, lng: null })
    expect((await (await resident()).put(`/api/household/addresses/${id}`, home)).status).toBe(404)
    expect((await me.delete(`/api/household/addresses/${id}`)).status).toBe(204)
    expect((await me.get('/api/household/addresses')).body).toEqual([])
  })
})

describe('leaving', () => {
  it('takes everything along that was kept, on request', async () => {
    const me = await resident()
    await me.post('/api/household/recipients', father)
    await me.post('/api/household/addresses', home)
    const reply = await me.get('/api/account/export')
    expect(reply.headers.get('content-disposition')).toContain('attachment')
    expect(reply.body).toMatchObject({
      person: { id: me.id, email: me.email },
      consents: [{ document: 'privacy' }, { document: 'terms' }],
      recipients: [{ notes: father.notes }],
      addresses: [{ street: home.street }],
      sessions: [{ current: true }],
    })
    expect(JSON.stringify(reply.body)).not.toMatch(/password|token|sealed/i)
  })

  it('leaves nothing behind that names the person or their household', async () => {
    const me = await resident()
    await me.post('/api/household/recipients', father)
    await me.post('/api/household/addresses', home)
    expect((await me.delete('/api/account', {})).status).toBe(400)
    expect((await me.delete('/api/account', { confirm: true })).status).toBe(204)
    expect((await me.get('/api/sessions')).status).toBe(401)
    const { rows } = await test.app.db.execute<{ dump: string }>(sql`
      select coalesce(string_agg(x, ' '), '') as dump from (
        select p::text as x from person p where id = ${me.id}
        union all select a::text from account a where person_id = ${me.id}
        union all select s::text from session s where person_id = ${me.id}
        union all select r::text from recipient r where person_id = ${me.id}
        union all select a::text from address a where person_id = ${me.id}) t`)
    for (const trace of [me.email, '陈', father.notes, home.street, '1948', '121.44']) expect(rows[0]!.dump).not.toContain(trace)
    const again = await test.server.client().post('/api/session/sign-up', { name: '陈静', email: me.email, password: 'a long password', consent: currentConsent })
    expect(again.status).toBe(201)
  })

  it('waits until other slices let go', async () => {
    const held = await createTestApp({ change: app => ({ ...app, accountHooks: { ...app.accountHooks, canDelete: async () => false } }) })
    const browser = held.server.client()
    await browser.post('/api/session/sign-up', { name: '陈静', email: 'a@example.com', password: 'a long password', consent: currentConsent })
    const reply = await browser.delete('/api/account', { confirm: true })
    expect([reply.status, codeOf(reply)]).toEqual([409, 'bookings_open'])
    expect((await browser.get('/api/sessions')).status).toBe(200)
  })
})
