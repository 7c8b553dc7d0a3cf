import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { sweepIdentity } from '../../../server/identity/index.ts'
import { setClockOffset } from '../../../server/platform/clock.ts'
import { currentConsent } from '#shared/consent.ts'
import type { Session } from '#shared/schemas/identity.ts'
import { createTestApp, type TestApp } from '../../support/app.ts'
import type { Reply } from '../../support/http.ts'

let test: TestApp

beforeAll(async () => {
  test = await createTestApp()
})

const client = () => test.server.client()
const consent = currentConsent
let people = 0
const newcomer = () => ({ name: '陈静', email: `Chen${++people}@Example.com`, password: 'a long password', consent })
const codeOf = (reply: Reply) => (reply.body as { code: string }).code
const personOf = (reply: Reply) => (reply.body as Session).person

describe('email and password', () => {
  it('signs up, stays signed in, signs out', async () => {
    const browser = client()
    const body = newcomer()
    const signedUp = await browser.post('/api/session/sign-up', body)
    expect(signedUp.status).toBe(201)
    expect(personOf(signedUp)).toMatchObject({ name: '陈静', email: body.email.toLowerCase(), phone: null })
    expect(personOf(signedUp)!.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(personOf(await browser.get('/api/session'))).toEqual(personOf(signedUp))

    expect((await browser.delete('/api/session')).status).toBe(204)
    expect(browser.cookies.size).toBe(0)
    expect(personOf(await browser.get('/api/session'))).toBeNull()
  })

  it('gives a cookie that scripts cannot read and other sites do not send', async () => {
    const { headers } = await client().post('/api/session/sign-up', newcomer())
    expect(headers.get('set-cookie')).toMatch(/^linli\.session_token=/)
    expect(headers.get('set-cookie')).toMatch(/HttpOnly/i)
    expect(headers.get('set-cookie')).toMatch(/SameSite=Lax/i)
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('signs in with the same email in other letters, on a second device too', async () => {
    const body = newcomer()
    await client().post('/api/session/sign-up', body)
    const second = client()
    const reply = await second.post('/api/session/sign-in', { email: body.email.toUpperCase(), password: body.password })
    expect(reply.status).toBe(200)
    const sessions = await second.get('/api/sessions')
    expect(sessions.body).toHaveLength(2)
    expect((sessions.body as { current: boolean }[]).map(row => row.current)).toEqual([true, false])
  })

  it('answers a wrong password and an unknown email alike, and with as much work', async () => {
    const body = newcomer()
    await client().post('/api/session/sign-up', body)
    // The server is in this process. Work, not time: what else the machine does counts for nothing.
    const measured = async (email: string) => {
      const before = process.cpuUsage()
      const reply = await client().post('/api/session/sign-in', { email, password: 'not the password' })
      return { code: codeOf(reply), status: reply.status, work: process.cpuUsage(before).user }
    }
    const wrong = await measured(body.email)
    const unknown = await measured('nobody@example.com')
    expect([wrong.status, wrong.code]).toEqual([401, 'credentials_wrong'])
    expect([unknown.status, unknown.code]).toEqual([401, 'credentials_wrong'])
    expect(unknown.work).toBeGreaterThan(wrong.work / 4)
  })

  it('refuses an email that is taken, also when two take it at once', async () => {
    const body = newcomer()
    const replies = await Promise.all([1, 2, 3].map(() => client().post('/api/session/sign-up', body)))
    expect(replies.map(reply => reply.status).sort()).toEqual([201, 409, 409])
    expect(codeOf(replies.find(reply => reply.status === 409)!)).toBe('email_taken')
  })

  it('asks for consent to the documents as they are now, and records it', async () => {
    const outdated = await client().post('/api/session/sign-up', { ...newcomer(), consent: { terms: '2020-01', privacy: '2020-01' } })
    expect([outdated.status, codeOf(outdated)]).toEqual([409, 'consent_outdated'])
    const reply = await client().post('/api/session/sign-up', newcomer())
    const { rows } = await test.app.db.execute(sql`select document, version from consent where person_id = ${personOf(reply)!.id} order by document`)
    expect(rows).toEqual([{ document: 'privacy', version: consent.privacy }, { document: 'terms', version: consent.terms }])
  })

  it('stops guessing at one account, whoever guesses', async () => {
    const body = newcomer()
    await client().post('/api/session/sign-up', body)
    const guess = () => client().post('/api/session/sign-in', { email: body.email, password: 'guess' })
    const replies: Reply[] = []
    for (let i = 0; i < 11; i++) replies.push(await guess())
    expect(replies.slice(0, 10).every(reply => reply.status === 401)).toBe(true)
    const last = replies.at(-1)!
    expect([last.status, codeOf(last)]).toEqual([429, 'too_many_requests'])
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
    const { rows } = await test.app.db.execute<{ bucket: string }>(sql`select bucket from rate_limit`)
    expect(rows.some(({ bucket }) => bucket.includes('example.com'))).toBe(false)
    await test.app.db.execute(sql`delete from rate_limit`)
  })
})

describe('a session', () => {
  it('can be ended from another device, and only by its person', async () => {
    const body = newcomer()
    const [phone, desk, stranger] = [client(), client(), client()]
    await phone.post('/api/session/sign-up', body)
    await desk.post('/api/session/sign-in', { email: body.email, password: body.password })
    await stranger.post('/api/session/sign-up', newcomer())
    const rows = (await desk.get('/api/sessions')).body as { id: string, current: boolean }[]
    const other = rows.find(row => !row.current)!
    expect((await stranger.delete(`/api/sessions/${other.id}`)).status).toBe(404)
    expect((await desk.delete(`/api/sessions/${other.id}`)).status).toBe(204)
    expect((await phone.get('/api/sessions')).status).toBe(401)
    expect((await desk.get('/api/sessions')).status).toBe(200)
  })

  it('is not opened by a forged cookie', async () => {
    const browser = client()
    await browser.post('/api/session/sign-up', newcomer())
    const [name, value] = [...browser.cookies][0]!
    const token = decodeURIComponent(value).split('.')[0]!
    for (const forged of [token, `${token}.`, `${token}.AAAA`, '%', 'x'.repeat(9_000), encodeURIComponent(`'; drop table session; --.${value}`)]) {
      const reply = await client().get('/api/sessions', { headers: { cookie: `${name}=${forged}` } })
      expect([forged.slice(0, 40), reply.status]).toEqual([forged.slice(0, 40), 401])
    }
  })

  it('ends by itself after 30 days of the database\'s clock, and can be opened at any time of it', async () => {
    const browser = client()
    const body = newcomer()
    await browser.post('/api/session/sign-up', body)
    try {
      await setClockOffset(test.app.db, 29 * 86_400)
      expect((await browser.get('/api/sessions')).status).toBe(200)
      await setClockOffset(test.app.db, 31 * 86_400)
      expect((await browser.get('/api/sessions')).status).toBe(401)
      await browser.post('/api/session/sign-in', { email: body.email, password: body.password })
      expect((await browser.get('/api/sessions')).status).toBe(200)
    } finally {
      await setClockOffset(test.app.db, 0)
    }
  })
})

describe('the hourly sweep', () => {
  it('forgets what has ended, and nothing else', async () => {
    const browser = client()
    await browser.post('/api/session/sign-up', newcomer())
    const { rows } = await test.app.db.execute<{ id: string }>(sql`select id from session order by created_at`)
    await test.app.db.execute(sql`update session set expires_at = linli_now() - interval '1 second' where id <> ${rows.at(-1)!.id}`)
    await sweepIdentity(test.app.db)
    expect((await browser.get('/api/sessions')).status).toBe(200)
    const left = await test.app.db.execute(sql`select id from session`)
    expect(left.rows).toEqual([rows.at(-1)])
  })
})

describe('phone and one-time code', () => {
  let numbers = 13_800_000_000
  const newNumber = () => `+86${++numbers}`
  const lastCode = () => /\d{6}/.exec(test.sms.at(-1)!.text)![0]

  it('sends a code in the reader\'s language and signs a new number up with name and consent', async () => {
    const browser = client()
    const phone = newNumber()
    expect((await browser.post('/api/session/phone-code', { phone, locale: 'en' })).status).toBe(204)
    expect(test.sms.at(-1)).toMatchObject({ to: phone, text: expect.stringMatching(/^Linli: your code is \d{6}\./) })
    const code = lastCode()
    const nameless = await browser.post('/api/session/phone-verify', { phone, code })
    expect([nameless.status, codeOf(nameless)]).toEqual([422, 'name_needed'])
    const reply = await browser.post('/api/session/phone-verify', { phone, code, name: '王磊', consent })
    expect(reply.status).toBe(200)
    expect(personOf(reply)).toMatchObject({ name: '王磊', phone, email: null })
    expect((await browser.get('/api/sessions')).status).toBe(200)
  })

  it('knows the number again, and takes each code once', async () => {
    const phone = newNumber()
    await client().post('/api/session/phone-code', { phone })
    expect(test.sms.at(-1)!.text).toMatch(/^【邻里】您的验证码是 \d{6}/)
    const first = await client().post('/api/session/phone-verify', { phone, code: lastCode(), name: '王磊', consent })
    await client().post('/api/session/phone-code', { phone })
    const code = lastCode()
    const again = await Promise.all([1, 2, 3].map(() => client().post('/api/session/phone-verify', { phone, code })))
    expect(again.map(reply => reply.status).sort()).toEqual([200, 401, 401])
    expect(personOf(again.find(reply => reply.status === 200)!)!.id).toBe(personOf(first)!.id)
  })

  it('tells a stranger without the code nothing about a number, and stops after five wrong tries', async () => {
    const phone = newNumber()
    await client().post('/api/session/phone-code', { phone })
    const right = lastCode()
    const wrong = right === '000000' ? '000001' : '000000'
    for (let i = 0; i < 5; i++) {
      const reply = await client().post('/api/session/phone-verify', { phone, code: wrong })
      expect([reply.status, codeOf(reply)]).toEqual([401, 'code_wrong'])
    }
    const late = await client().post('/api/session/phone-verify', { phone, code: right, name: '王磊', consent })
    expect([late.status, codeOf(late)]).toEqual([401, 'code_wrong'])
  })

  it('forgets a code after five minutes', async () => {
    const phone = newNumber()
    await client().post('/api/session/phone-code', { phone })
    await test.app.db.execute(sql`update verification set expires_at = expires_at - interval '5 minutes' where identifier like ${`%${phone}`}`)
    const reply = await client().post('/api/session/phone-verify', { phone, code: lastCode(), name: '王磊', consent })
    expect([reply.status, codeOf(reply)]).toEqual([401, 'code_wrong'])
  })

  it('sends at most five codes to one number in a quarter of an hour', async () => {
    const phone = newNumber()
    const before = test.sms.length
    const replies: Reply[] = []
    for (let i = 0; i < 6; i++) replies.push(await client().post('/api/session/phone-code', { phone }))
    expect(replies.map(reply => reply.status)).toEqual([204, 204, 204, 204, 204, 429])
    expect(test.sms.length - before).toBe(5)
  })
})

describe('without a sandbox', () => {
  it('offers no demo people', async () => {
    expect((await client().get('/api/session')).body).toEqual({ person: null, demo: false })
    const reply = await client().post('/api/session/demo', { who: 'operator' })
    expect([reply.status, codeOf(reply)]).toEqual([404, 'not_found'])
  })
})
