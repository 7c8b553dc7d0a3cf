import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { onboarding, verification } from '#shared/schemas/onboarding.ts'
import { setClockOffset } from '../../../server/platform/clock.ts'
import { sweepFiles } from '../../../server/platform/files/index.ts'
import { newId } from '../../../server/platform/ids.ts'
import { followChanges, reindexAll } from '../../../server/search/index.ts'
import { createTestApp, type TestApp } from '../../support/app.ts'
import type { Client, Reply } from '../../support/http.ts'
import { addLicence, creditCode, profile, signUp, submitted, type SignedUp } from '../../support/onboarding.ts'
import { pdf, picture, upload } from '../../support/uploads.ts'
import { buildBundle, buildCity } from '../../support/world.ts'

let test: TestApp
let owner: SignedUp
let operator: SignedUp

type Onboarding = z.output<typeof onboarding>
const shown = ({ body }: Reply) => body as Onboarding
const codeOf = ({ status, body }: Reply) => [status, (body as { code?: string }).code]
const verify = async (id: string) => (await operator.client.get(`/api/operator/verifications/${id}`)).body as z.output<typeof verification>
const decide = async (id: string, decision: string, reason = '', revision?: number) =>
  await operator.client.post(`/api/operator/verifications/${id}/decision`, { decision, reason, revision: revision ?? (await verify(id)).revision })
const stateOf = async (client: Client, providerId: string) => shown(await client.get(`/api/provider/onboarding?providerId=${providerId}`))

beforeAll(async () => {
  test = await createTestApp()
  await buildCity(test.app.db)
  owner = await signUp(test, 'owner@example.com')
  operator = await signUp(test, 'operator@example.com', { operator: true })
})

describe('a new provider', () => {
  it('is a draft of who began it, says what is missing, and is submitted when nothing is', async () => {
    const { client } = owner
    const begun = await client.post('/api/providers', { name: { zh: '安康到家', en: 'Ankang Home' }, zone: 'Asia/Shanghai' })
    expect(begun.status).toBe(201)
    const { providerId, slug } = shown(begun)
    expect(slug).toMatch(/^ankang-home-[0-9a-z]{4}-[0-9a-z]{4}$/)
    expect(shown(begun)).toMatchObject({ status: 'draft', missing: ['summary', 'contact', 'districts', 'licence'], mayEdit: true })
    expect(codeOf(await client.post('/api/provider/submission', { providerId }))).toEqual([422, 'onboarding_incomplete'])

    const saved = shown(await client.put('/api/provider/profile', profile(providerId)))
    expect(saved).toMatchObject({ name: { zh: '安康到家', en: '' }, districtIds: ['near'], missing: ['licence'] })
    // Who has seen it as it was before is told, and nothing of theirs is lost in silence.
    expect(codeOf(await client.put('/api/provider/profile', profile(providerId)))).toEqual([409, 'changed_meanwhile'])
    expect(codeOf(await addLicence(client, providerId, '91310104MA0000001X'))).toEqual([422, 'credit_code_wrong'])
    expect(shown(await addLicence(client, providerId, ` ${creditCode().toLowerCase()} `))).toMatchObject({ missing: [], papers: [{ number: creditCode(), state: 'open' }] })

    const sent = shown(await client.post('/api/provider/submission', { providerId }))
    expect(sent).toMatchObject({ status: 'submitted', review: 'waiting', mayEdit: false, maySubmit: false })
    const { revision } = sent
    for (const refused of [await client.put('/api/provider/profile', profile(providerId, revision)), await addLicence(client, providerId), await client.post('/api/provider/submission', { providerId })]) {
      expect(codeOf(refused)).toEqual([409, 'transition_illegal'])
    }
  })

  it('takes papers with an end only while they are good, and files of its own only', async () => {
    const { client } = owner
    const { providerId } = shown(await client.post('/api/providers', { name: { zh: '', en: 'Papers' }, zone: 'Asia/Shanghai' }))
    const other = await signUp(test, 'other@example.com')
    const theirs = shown(await other.client.post('/api/providers', { name: { zh: '别家', en: '' }, zone: 'Asia/Shanghai' })).providerId
    const [mine, foreign] = [
      (await upload(client, pdf(), { use: 'credential', providerId })).body as { id: string },
      (await upload(other.client, pdf(), { use: 'credential', providerId: theirs })).body as { id: string },
    ]
    const paper = { providerId, kind: 'medical_licence', number: 'PDY12345', holder: '安康', validUntil: '2099-01-01', fileId: mine.id }
    expect(codeOf(await client.post('/api/provider/papers', { ...paper, validUntil: null }))).toEqual([422, 'paper_end_missing'])
    expect(codeOf(await client.post('/api/provider/papers', { ...paper, validUntil: '2020-01-01' }))).toEqual([422, 'paper_expired'])
    expect(codeOf(await client.post('/api/provider/papers', { ...paper, fileId: foreign.id }))).toEqual([422, 'choice_invalid'])
    const { papers } = shown(await client.post('/api/provider/papers', paper))
    expect(papers).toHaveLength(1)
    expect(codeOf(await other.client.delete(`/api/provider/papers/${papers[0]!.id}`))).toEqual([404, 'not_found'])
    expect(codeOf(await other.client.post('/api/provider/papers', paper))).toEqual([404, 'not_found'])
    const twice = { ...paper, kind: 'other', validUntil: null }
    expect(codeOf(await client.post('/api/provider/papers', twice))).toEqual([422, 'choice_invalid'])
    expect(shown(await client.delete(`/api/provider/papers/${papers[0]!.id}`)).papers).toEqual([])

    await test.app.db.execute(sql`
      with kept as (
        insert into file (id, owner_id, use, type, bytes, sha256, variants, loose_since)
        select gen_random_uuid(), ${providerId}, 'credential', 'application/pdf', 1, repeat('0', 64), '{document}', null from generate_series(1, 20) returning id)
      insert into provider_paper (id, provider_id, kind, number, holder, file_id, state, valid_until)
      select gen_random_uuid(), ${providerId}, 'other', 'x', 'x', id, 'approved', case when row_number() over () = 1 then '2020-01-01'::date end from kept`)
    const another = async () => {
      const { id: fileId } = (await upload(client, pdf(), { use: 'credential', providerId })).body as { id: string }
      return await client.post('/api/provider/papers', { ...twice, fileId })
    }
    expect((await another()).status, 'one of the twenty has lapsed').toBe(201)
    expect(codeOf(await another())).toEqual([409, 'too_many_papers'])
  })

  it('loses the files of papers that gave way, and nothing else', async () => {
    const { client } = await signUp(test, 'swept@example.com')
    const { providerId } = shown(await client.post('/api/providers', { name: { zh: '换证', en: '' }, zone: 'Asia/Shanghai' }))
    const [before] = shown(await addLicence(client, providerId, creditCode(5))).papers
    const [after] = shown(await addLicence(client, providerId, creditCode(6))).papers
    await setClockOffset(test.app.db, 86_400 + 60)
    await sweepFiles(test.app)
    await setClockOffset(test.app.db, 0)
    const { rows } = await test.app.db.execute(sql`select id from file where id in (${before!.file.id}, ${after!.file.id})`)
    expect(rows).toEqual([{ id: after!.file.id }])
    expect((await stateOf(client, providerId)).papers).toMatchObject([{ number: creditCode(6), state: 'open', file: { id: after!.file.id } }])
  })

  it.each(['Mars/Olympus', '+08:00', ''])('has a zone that there is, and not %j', async (zone) => {
    const reply = await owner.client.post('/api/providers', { name: { zh: '某处', en: '' }, zone })
    expect([400, 422]).toContain(reply.status)
  })

  it('can be begun five times by one person', async () => {
    const many = await signUp(test, 'many@example.com')
    const replies = await Promise.all(Array.from({ length: 7 }, async (_, nth) => await many.client.post('/api/providers', { name: { zh: `第${nth}家`, en: '' }, zone: 'Asia/Shanghai' })))
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 201, 201, 409, 409])
    expect(codeOf(await many.client.post('/api/providers', { name: { zh: '一', en: '' }, zone: 'Mars/Olympus' }))).toEqual([422, 'choice_invalid'])
  })
})

describe('an operator', () => {
  it('asks for more, is answered, and approves what was looked at, and nothing that changed since', async () => {
    const { client } = await signUp(test, 'asked@example.com')
    const id = await submitted(client)
    expect((await operator.client.get('/api/operator/verifications')).body)
      .toMatchObject({ rows: expect.arrayContaining([expect.objectContaining({ providerId: id, papers: 1, status: 'submitted' })]) })
    expect(await verify(id)).toMatchObject({ decisions: ['approve', 'ask_more', 'reject'], members: [{ role: 'owner', email: 'asked@example.com' }] })
    expect(codeOf(await decide(id, 'ask_more'))).toEqual([400, 'input_invalid'])
    expect((await decide(id, 'ask_more', '执照照片不清楚，请重拍。')).status).toBe(200)
    expect(await stateOf(client, id)).toMatchObject({ status: 'more_needed', review: 'asked', mayEdit: true, events: [{ event: 'ask_more', reason: '执照照片不清楚，请重拍。' }, { event: 'submit' }] })

    const { revision } = await verify(id)
    await addLicence(client, id, creditCode(2))
    await client.post('/api/provider/submission', { providerId: id, message: '已重拍。' })
    expect(codeOf(await decide(id, 'approve', '', revision))).toEqual([409, 'changed_meanwhile'])
    expect((await decide(id, 'approve')).status).toBe(200)
    expect(await stateOf(client, id)).toMatchObject({ status: 'verified', review: null, papers: [{ number: creditCode(2), state: 'approved' }] })
    expect(codeOf(await decide(id, 'approve'))).toEqual([409, 'transition_illegal'])
    const { rows } = await test.app.db.execute(sql`select action from operator_act where subject_id = ${id} order by at, id`)
    expect(rows).toEqual([{ action: 'provider.ask_more' }, { action: 'provider.approve' }])
  })

  it('looks again at papers that change, while the provider goes on; what is refused leaves what held', async () => {
    const { client } = await signUp(test, 'again@example.com')
    const id = await submitted(client)
    await decide(id, 'approve')
    await addLicence(client, id, creditCode(3))
    expect(await stateOf(client, id)).toMatchObject({ status: 'verified', review: 'waiting', papers: [{ state: 'open' }, { state: 'approved' }] })
    await decide(id, 'reject', '名称不符。')
    const after = await stateOf(client, id)
    expect(after).toMatchObject({ status: 'verified', review: null })
    expect(after.papers.map(({ number, state }) => [number, state]).toSorted()).toEqual([[creditCode(1), 'approved'], [creditCode(3), 'refused']])
    await addLicence(client, id, creditCode(4))
    await decide(id, 'approve')
    expect((await stateOf(client, id)).papers.filter(({ state }) => state === 'approved').map(({ number }) => number)).toEqual([creditCode(4)])
  })

  it('has nothing to look at once what changed is taken back, and still waits for what it asked for', async () => {
    const { client } = await signUp(test, 'back@example.com')
    const id = await submitted(client)
    await decide(id, 'approve')
    const takeBack = async () => shown(await client.delete(`/api/provider/papers/${(await stateOf(client, id)).papers.find(({ state }) => state === 'open')!.id}`))
    await addLicence(client, id, creditCode(7))
    expect(await takeBack()).toMatchObject({ status: 'verified', review: null, events: [{ event: 'take_back' }, { event: 'change_papers' }, {}, {}] })
    await addLicence(client, id, creditCode(8))
    await decide(id, 'ask_more', '请附上副本。')
    await addLicence(client, id, creditCode(9))
    expect(await takeBack()).toMatchObject({ status: 'verified', review: 'asked' })
  })

  it('rejects for good, and says why', async () => {
    const { client } = await signUp(test, 'rejected@example.com')
    const id = await submitted(client)
    await decide(id, 'reject', '执照已注销。')
    expect(await stateOf(client, id)).toMatchObject({ status: 'rejected', mayEdit: false, maySubmit: false, events: [{ event: 'reject', reason: '执照已注销。' }, { event: 'submit' }] })
    expect(codeOf(await client.post('/api/provider/submission', { providerId: id }))).toEqual([409, 'transition_illegal'])
  })

  it('alone decides and reads', async () => {
    const { client } = await signUp(test, 'nosy@example.com')
    const id = await submitted(client)
    const { revision } = await verify(id)
    for (const asker of [client, owner.client]) {
      expect(codeOf(await asker.get(`/api/operator/verifications/${id}`))).toEqual([404, 'not_found'])
      expect(codeOf(await asker.get('/api/operator/verifications'))).toEqual([404, 'not_found'])
      expect(codeOf(await asker.post(`/api/operator/verifications/${id}/decision`, { decision: 'approve', reason: '', revision }))).toEqual([404, 'not_found'])
    }
    expect(codeOf(await owner.client.get(`/api/provider/onboarding?providerId=${id}`))).toEqual([404, 'not_found'])
    expect(codeOf(await operator.client.get(`/api/operator/verifications/${newId()}`))).toEqual([404, 'not_found'])
  })
})

describe('a provider that is not verified', () => {
  /** What everybody can ask, without anything of theirs in the question. */
  const paths = (slug: string) => [
    '/api/scenarios', '/api/scenarios/clean-and-care', '/api/search', `/api/search?q=${encodeURIComponent('隐藏')}`, `/api/suggest?q=${encodeURIComponent('隐藏')}`,
    `/api/suggest?q=${encodeURIComponent('服务商')}`, '/sitemap.xml', `/api/bundles/${slug}`, `/api/bundles/${slug}/slots?from=2027-01-01&days=7&district=near`,
  ]

  it.each(['draft', 'submitted', 'more_needed', 'rejected', 'suspended'])('is nowhere to be seen while %s, and seen everywhere once it is', async (status) => {
    const { app, server } = test
    const { slug, legs } = await buildBundle(app.db, [{ skill: 'nursing' }])
    const name = `隐藏${slug}`
    await app.db.execute(sql`update bundle set title_zh = ${name} where slug = ${slug}`)
    await app.db.execute(sql`update provider set name_zh = ${name}, status = ${status}, review = ${status === 'submitted' ? 'waiting' : null},
      review_since = ${status === 'submitted' ? sql`linli_now()` : null} where id = ${legs[0]!.providerId}`)
    await reindexAll(app)
    const everybody = server.client()
    for (const path of paths(slug)) {
      const reply = await everybody.get(path)
      const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body)
      expect([path, reply.status >= 500, text.includes(name), text.includes(`/bundles/${slug}`), text.includes(legs[0]!.providerId)]).toEqual([path, false, false, false, false])
    }
    for (const path of paths(slug).slice(-2)) expect([path, (await everybody.get(path)).status]).toEqual([path, 404])

    await app.db.execute(sql`update provider set status = 'verified', review = null, review_since = null where id = ${legs[0]!.providerId}`)
    expect((await everybody.get(`/api/bundles/${slug}`)).status).toBe(200)
    expect((await everybody.get('/sitemap.xml')).body).toContain(`/bundles/${slug}`)
    const found = async () => JSON.stringify((await everybody.get(`/api/search?q=${encodeURIComponent(name)}`)).body).includes(`"slug":"${slug}"`)
    const follow = async () => {
      await followChanges(app)
      await app.jobs.drain()
    }
    await follow()
    expect(await found()).toBe(true)
    await app.db.execute(sql`update provider set status = 'suspended' where id = ${legs[0]!.providerId}`)
    await follow()
    expect(await found()).toBe(false)
  })
})

describe('the database', () => {
  it('keeps the log of what happened as it was', async () => {
    await expect(test.app.db.execute(sql`update provider_event set reason = ''`)).rejects.toThrow()
  })

  it('refuses a second paper of a kind that waits', async () => {
    const { client } = await signUp(test, 'twice@example.com')
    const id = await submitted(client)
    const file = (await upload(client, await picture(), { use: 'licence', providerId: id })).body as { id: string }
    await expect(test.app.db.execute(sql`insert into provider_paper (id, provider_id, kind, number, holder, file_id)
      values (${newId()}, ${id}, 'business_licence', 'x', 'x', ${file.id})`)).rejects.toThrow()
  })
})
