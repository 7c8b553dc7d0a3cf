import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { currentConsent } from '#shared/consent.ts'
import type { team } from '#shared/schemas/team.ts'
import { setClockOffset } from '../../../server/platform/clock.ts'
import { newId } from '../../../server/platform/ids.ts'
import { warmPool } from '../../../server/platform/database.ts'
import { sha256 } from '../../../server/platform/secrets.ts'
import { createTestApp, type TestApp } from '../../support/app.ts'
import type { Client, Reply } from '../../support/http.ts'
import { signUp, submitted, type SignedUp } from '../../support/onboarding.ts'
import { buildCity } from '../../support/world.ts'

let test: TestApp
let owner: SignedUp
let providerId: string

const codeOf = ({ status, body }: Reply) => [status, (body as { code?: string } | null)?.code]
const teamOf = async (client: Client) => (await client.get(`/api/provider/members?providerId=${providerId}`)).body as z.output<typeof team>
const invite = async (client: Client, email: string, role: string) => await client.post('/api/provider/invitations', { providerId, email, role })
/** The link of the newest mail to somebody. */
const tokenFor = (email: string) => /\/invitation\/([\w-]{43})/.exec(test.mails.findLast(({ to }) => to === email)!.text)![1]!
const accept = async (client: Client, token: string) => await client.post(`/api/invitations/${token}/acceptance`)

beforeAll(async () => {
  test = await createTestApp()
  await buildCity(test.app.db)
  owner = await signUp(test, 'owner@example.com')
  providerId = await submitted(owner.client)
  await test.app.db.execute(sql`update provider set status = 'verified', review = null, review_since = null where id = ${providerId}`)
})

describe('an invitation', () => {
  it('goes out in the reader\'s language, and makes who takes it up a member, once', async () => {
    const known = await signUp(test, 'english@example.com', { locale: 'en' })
    expect((await invite(owner.client, 'English@Example.com', 'manager')).status).toBe(201)
    const mail = test.mails.findLast(({ to }) => to === 'english@example.com')!
    expect(mail.subject).toBe('许文 asks you to join 安康到家')
    expect(mail.text).toContain('http://linli.test/en/invitation/')
    const token = tokenFor('english@example.com')
    expect((await test.server.client().get(`/api/invitations/${token}`)).body).toMatchObject({ role: 'manager', provider: { zh: '安康到家' } })
    expect(codeOf(await accept(test.server.client(), token))).toEqual([401, 'not_signed_in'])
    expect((await accept(known.client, token)).body).toEqual({ providerId, role: 'manager' })
    expect(codeOf(await accept(known.client, token))).toEqual([404, 'not_found'])
    expect(codeOf(await test.server.client().get(`/api/invitations/${token}`))).toEqual([404, 'not_found'])
    expect((await teamOf(known.client)).members.map(({ email, role }) => [email, role])).toContainEqual(['english@example.com', 'manager'])
    expect(codeOf(await invite(owner.client, 'english@example.com', 'worker'))).toEqual([409, 'already_member'])
  })

  it('is kept as a hash, ends after a week, is sent again with another link, and can be taken back', async () => {
    await invite(owner.client, 'new@example.com', 'worker')
    const first = tokenFor('new@example.com')
    const { rows } = await test.app.db.execute<{ token_hash: string }>(sql`select token_hash from invitation where email = 'new@example.com'`)
    expect(rows).toEqual([{ token_hash: sha256(first) }])
    const somebody = test.server.client()
    await somebody.post('/api/session/sign-up', { name: '新人', email: 'new@example.com', password: 'a long password', consent: currentConsent })
    await setClockOffset(test.app.db, 7 * 86_400 + 60)
    expect(codeOf(await somebody.get(`/api/invitations/${first}`))).toEqual([404, 'not_found'])
    await setClockOffset(test.app.db, 0)

    const { invitations } = await teamOf(owner.client)
    const { id } = invitations.find(({ email }) => email === 'new@example.com')!
    expect((await owner.client.post(`/api/provider/invitations/${id}/resend`)).status).toBe(204)
    const second = tokenFor('new@example.com')
    expect(codeOf(await accept(somebody, first))).toEqual([404, 'not_found'])
    expect((await owner.client.delete(`/api/provider/invitations/${id}`)).status).toBe(204)
    expect(codeOf(await accept(somebody, second))).toEqual([404, 'not_found'])
    expect(codeOf(await owner.client.post(`/api/provider/invitations/${id}/resend`))).toEqual([404, 'not_found'])
    expect((await teamOf(owner.client)).invitations).toEqual([])
  })

  it('is taken up by one of two who press at once', async () => {
    await invite(owner.client, 'race@example.com', 'worker')
    const token = tokenFor('race@example.com')
    const [one, two] = [await signUp(test, 'race1@example.com'), await signUp(test, 'race2@example.com')]
    await warmPool(test.app.db, 4)
    const replies = await Promise.all([accept(one.client, token), accept(two.client, token)])
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 404])
  })

  it('to more than one is in charge of is refused, and so is one of another provider', async () => {
    const manager = await signUp(test, 'manager2@example.com')
    await test.app.db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${providerId}, ${manager.personId}, 'manager')`)
    expect(codeOf(await invite(manager.client, 'a@example.com', 'manager'))).toEqual([403, 'role_not_yours'])
    expect((await invite(manager.client, 'a@example.com', 'worker')).status).toBe(201)
    const stranger = await signUp(test, 'stranger@example.com')
    expect(codeOf(await invite(stranger.client, 'b@example.com', 'worker'))).toEqual([404, 'not_found'])
    const { id } = (await teamOf(owner.client)).invitations[0]!
    expect(codeOf(await stranger.client.delete(`/api/provider/invitations/${id}`))).toEqual([404, 'not_found'])
  })
})

describe('members', () => {
  it('are changed and removed by who is in charge of them; everybody may leave', async () => {
    const [manager, worker] = [await signUp(test, 'm@example.com'), await signUp(test, 'w@example.com')]
    await test.app.db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${providerId}, ${manager.personId}, 'manager'), (${providerId}, ${worker.personId}, 'worker')`)
    const change = async (client: Client, id: string, role: string) => await client.put(`/api/provider/members/${id}`, { providerId, role })
    const remove = async (client: Client, id: string) => await client.delete(`/api/provider/members/${id}?providerId=${providerId}`)
    expect(codeOf(await change(manager.client, worker.personId, 'manager'))).toEqual([403, 'role_not_yours'])
    expect(codeOf(await change(manager.client, manager.personId, 'owner'))).toEqual([403, 'role_not_yours'])
    expect(codeOf(await remove(manager.client, owner.personId))).toEqual([403, 'role_not_yours'])
    expect(codeOf(await remove(worker.client, manager.personId))).toEqual([404, 'not_found'])
    expect((await change(owner.client, worker.personId, 'manager')).status).toBe(204)
    expect((await change(owner.client, worker.personId, 'worker')).status).toBe(204)
    await test.app.db.execute(sql`insert into resource (id, provider_id, kind, name_zh, name_en, district_id, person_id)
      values (${newId()}, ${providerId}, 'worker', '王', 'Wang', 'near', ${worker.personId})`)
    expect((await remove(manager.client, worker.personId)).status).toBe(204)
    // The visits of whom they were on the team are not theirs any more.
    const { rows: still } = await test.app.db.execute(sql`select from resource where person_id = ${worker.personId}`)
    expect(still).toEqual([])
    const another = await signUp(test, 'w2@example.com')
    await test.app.db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${providerId}, ${another.personId}, 'worker')`)
    expect((await remove(another.client, another.personId)).status).toBe(204)
    expect((await remove(manager.client, manager.personId)).status).toBe(204)
    expect(codeOf(await manager.client.get(`/api/provider/members?providerId=${providerId}`))).toEqual([404, 'not_found'])
  })

  it('never lose their last owner: not by a change, a removal, a deleted account, or two owners who go at once', async () => {
    const { client, personId } = owner
    expect(codeOf(await client.put(`/api/provider/members/${personId}`, { providerId, role: 'manager' }))).toEqual([409, 'last_owner'])
    expect(codeOf(await client.delete(`/api/provider/members/${personId}?providerId=${providerId}`))).toEqual([409, 'last_owner'])
    expect(codeOf(await client.delete('/api/account', { confirm: true }))[0]).not.toBe(204)
    const second = await signUp(test, 'second@example.com')
    await test.app.db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${providerId}, ${second.personId}, 'owner')`)
    await warmPool(test.app.db, 4)
    const replies = await Promise.all([
      client.put(`/api/provider/members/${personId}`, { providerId, role: 'manager' }),
      second.client.put(`/api/provider/members/${second.personId}`, { providerId, role: 'manager' }),
    ])
    expect(replies.map(({ status }) => status).toSorted()).toEqual([204, 409])
    const { rows } = await test.app.db.execute(sql`select from provider_member where provider_id = ${providerId} and role = 'owner'`)
    expect(rows).toHaveLength(1)
  })
})
