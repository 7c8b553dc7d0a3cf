import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Draft } from '../../../shared/draft.ts'
import { preview as previewSchema } from '../../../shared/schemas/composer.ts'
import {
  acceptAgreement, createBundle, discardDraft, findOffered, followSupply, getBundle, listAgreements, listBundles, proposeAgreement, readComposed, saveDraft, toDetail,
} from '../../../server/catalog/index.ts'
import { archiveBundle, pauseBundle, previewDraft, publishBundle } from '../../../server/composer/index.ts'
import { findMoveTimes } from '../../../server/availability/index.ts'
import { courseOf } from '../../../server/booking/course.ts'
import { lockBooking } from '../../../server/booking/index.ts'
import { warmPool, withTransaction } from '../../../server/platform/database.ts'
import { newId } from '../../../server/platform/ids.ts'
import { createTestApp } from '../../support/app.ts'
import { day } from '../../support/booking.ts'
import { addStaff, paidBooking } from '../../support/notices.ts'
import { buildBundle, buildCity, buildResidents, type World } from '../../support/world.ts'

const { app } = await createTestApp()
const { db } = app
/** Providers and their offerings; its own bundle stands by. */
let world: World
let publisher: string
let partner: string
const note = ''
const both = (text: string) => ({ zh: `${text}字`, en: text })
const terms = { percentOffBps: 1333, floorAmount: 7_777, noticeMinutes: 45, blackoutDates: [], exitNoticeDays: 9 }

const leg = (key: string, offeringId: string, more: Partial<Draft['stages'][number]['legs'][number]> = {}) => ({
  key, title: both(key), required: true, dependsOn: null, alternatives: [{ offeringId, percentOffBps: 0 }], ...more,
})
const draftOf = (...legs: ReturnType<typeof leg>[]): Draft => ({
  scenario: 'clean-and-care', title: both(`Made ${newId().slice(-8)}`), summary: both('Summary'), description: { zh: '', en: '' },
  stages: legs.map((own, at) => ({ rule: at === 0 ? null : { kind: 'gap', min: 0, max: 120, sameDay: true }, legs: [own] })),
})

/** A bundle of one's own offering and the partner's, agreed and published. */
async function published(draft: Draft = draftOf(leg('clean', world.legs[0]!.offeringId), leg('nurse', world.legs[1]!.offeringId))) {
  const id = await createBundle(app, { personId: publisher, scenario: null })
  const revision = await saveDraft(app, { personId: publisher, id, revision: 1, draft })
  const asked = await proposeAgreement(app, { personId: publisher, bundleId: id, offeringId: world.legs[1]!.offeringId, terms, note })
  await acceptAgreement(app, { personId: partner, id: asked, note })
  const now = await publishBundle(app, { personId: publisher, id, revision })
  const { slug } = await readComposed(db, { personId: publisher, id })
  return { id, slug, revision: now, draft }
}

beforeAll(async () => await buildCity(db))
beforeEach(async () => {
  world = await buildBundle(db, [{ skill: 'clean', price: 20_000 }, { skill: 'nurse', price: 30_000, percentOffBps: 1 }])
  await db.execute(sql`update offering set open_to_partners = true where id = ${world.legs[1]!.offeringId}`)
  publisher = await addStaff(app, { providerId: world.legs[0]!.providerId, role: 'manager' })
  partner = await addStaff(app, { providerId: world.legs[1]!.providerId, role: 'owner' })
})

test('a draft of a scenario begins with its categories and one\'s own offerings; it may lack anything, and nobody sees it', async () => {
  await db.execute(sql`insert into scenario_category (scenario_id, category_id) select s.id, c.id from scenario s, category c where c.slug in ('care', 'nursing')
    on conflict do nothing`)
  const id = await createBundle(app, { personId: publisher, scenario: 'clean-and-care' })
  const composed = await readComposed(db, { personId: publisher, id })
  const own = world.legs[0]!.offeringId
  expect(composed.draft.stages.map(({ legs }) => legs[0]!.alternatives.map(({ offeringId }) => offeringId))).toEqual([[own], [own]])
  await expect(getBundle(db, composed.slug)).rejects.toMatchObject({ code: 'not_found' })
  await expect(publishBundle(app, { personId: publisher, id, revision: 1 })).rejects.toMatchObject({ code: 'not_ready' })
  await expect(readComposed(db, { personId: partner, id })).rejects.toMatchObject({ code: 'not_found' })
})

test('an unsaved draft is told on how many days it could be booked, per district, and which leg limits it and why', async () => {
  const id = await createBundle(app, { personId: publisher, scenario: null })
  const [clean, nurse] = [leg('clean', world.legs[0]!.offeringId), leg('nurse', world.legs[1]!.offeringId)]
  const ask = async (draft: Draft) => previewSchema.parse(await previewDraft(app, { personId: publisher, id, draft }))
  const all = await ask(draftOf(clean, nurse))
  expect(all.bookable.days.length).toBe(30)
  expect(all.bookable.days.slice(1).every(({ districts }) => districts === 2)).toBe(true)
  expect(all.checks.map(({ code }) => code)).toEqual(['agreed'])

  // The nurse works on Mondays alone.
  await db.execute(sql`delete from availability_rule where resource_id = ${world.legs[1]!.workerIds[0]} and weekday <> 1`)
  await db.execute(sql`update availability_rule set from_minute = 480, to_minute = 1080 where resource_id = ${world.legs[1]!.workerIds[0]}`)
  const few = await ask(draftOf(clean, nurse))
  expect(few.bookable.districts.every(({ days }) => days === 4 || days === 5)).toBe(true)
  expect(few.bookable.limits[0]).toMatchObject({ keys: ['nurse'], code: 'off' })

  await db.execute(sql`update resource set active = false where id = ${world.legs[1]!.workerIds[0]}`)
  const none = await ask(draftOf(clean, nurse))
  expect(none.page?.legs.map(({ id, alternatives: [first] }) => [id, first!.title.en])).toEqual([['clean', 'Service 0'], ['nurse', 'Service 1']])
  expect(none.checks.map(({ code, key }) => [code, key])).toEqual([['agreed', 'nurse'], ['resource', 'nurse'], ['days', undefined]])
  expect((await ask({ ...draftOf(), scenario: null })).checks.map(({ code }) => code)).toEqual(['scenario', 'legs', 'days'])
})

test('an offering of others that is not open to one is as if it were not there', async () => {
  const id = await createBundle(app, { personId: publisher, scenario: null })
  const foreign = (await buildBundle(db, [{ skill: 'x', price: 98_765, percentOffBps: 4_321 }])).legs[0]!.offeringId
  const { checks, price } = await previewDraft(app, { personId: publisher, id, draft: draftOf(leg('clean', world.legs[0]!.offeringId), leg('x', foreign)) })
  expect(checks).toEqual([{ code: 'offering', key: 'x', offeringId: foreign }])
  expect(price.legs.map(({ key }) => key)).toEqual(['clean'])
})

test('of two bundles of one name that go public at once, each has an address of its own', async () => {
  const draft = draftOf(leg('clean', world.legs[0]!.offeringId))
  const made = await Promise.all([1, 2, 3].map(async () => {
    const id = await createBundle(app, { personId: publisher, scenario: null })
    return { id, personId: publisher, revision: await saveDraft(app, { personId: publisher, id, revision: 1, draft }) }
  }))
  await warmPool(db, 6)
  await Promise.all(made.map(async move => await publishBundle(app, move)))
  const slugs = await Promise.all(made.map(async ({ id }) => (await readComposed(db, { personId: publisher, id })).slug))
  expect(new Set(slugs).size).toBe(3)
})

test('the price is the sum of the shares, as agreed or as asked for; what each has of it adds up', async () => {
  const { id, draft } = await published()
  const { price } = await previewDraft(app, { personId: publisher, id, draft: { ...draft, stages: draft.stages.map((stage, at) => (
    at === 0 ? { ...stage, legs: [{ ...stage.legs[0]!, alternatives: [{ offeringId: world.legs[0]!.offeringId, percentOffBps: 1_250 }] }] } : stage)) } })
  const partners = 30_000 - Math.round(30_000 * 0.1333)
  expect(price).toMatchObject({ listAmount: 50_000, amount: 17_500 + partners, ownAmount: 17_500 })
  expect(price.legs.reduce((sum, own) => sum + own.partBps, 0)).toBe(10_000)
})

test('it goes public when its partner has agreed, is sold at the agreed share, and search is told', async () => {
  const { id, slug } = await published()
  const bundle = await getBundle(db, slug)
  expect(bundle.legs.map(own => own.title.en)).toEqual(['clean', 'nurse'])
  expect(bundle.legs[1]!.alternatives[0]!.terms).toMatchObject({ percentOffBps: 1333, floorAmount: 7_777, noticeMinutes: 45 })
  const { rows } = await db.execute(sql`select 1 from pgboss.job where name = 'search.index-bundle' and data->>'bundleId' = ${id}`)
  expect(rows.length).toBeGreaterThan(0)
  expect((await listBundles(db, { personId: publisher, page: 1, partnered: 1 })).own.rows.map(own => own.id)).toContain(id)
})

test('of two who save one draft, one is told that it was changed meanwhile', async () => {
  const id = await createBundle(app, { personId: publisher, scenario: null })
  const save = () => saveDraft(app, { personId: publisher, id, revision: 1, draft: draftOf(leg('clean', world.legs[0]!.offeringId)) })
  const results = await Promise.allSettled([save(), save()])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await expect(save()).rejects.toMatchObject({ code: 'changed_meanwhile' })
  const closed = saveDraft(app, { personId: publisher, id, revision: 2, draft: draftOf(leg('x', (await buildBundle(db, [{ skill: 'x' }])).legs[0]!.offeringId)) })
  await expect(closed).rejects.toMatchObject({ code: 'offering_closed' })
})

test('a change of a public bundle is sold once it is published; what was sold keeps its legs, and can still be moved', async () => {
  const { id, slug, revision, draft } = await published()
  const bundle = await getBundle(db, slug)
  const [resident] = await buildResidents(db, 1)
  const made: World = { slug, bundleId: id, districtId: 'near', legs: bundle.legs.map((own, i) => ({ ...world.legs[i]!, id: own.id, alternativeId: own.alternatives[0]!.id })) }
  const booking = await paidBooking(app, { world: made, resident: resident! })

  const alone: Draft = { ...draft, stages: draft.stages.slice(0, 1) }
  const next = await saveDraft(app, { personId: publisher, id, revision, draft: alone })
  expect((await getBundle(db, slug)).legs.length).toBe(2)
  await publishBundle(app, { personId: publisher, id, revision: next })
  const now = await getBundle(db, slug)
  expect(now.legs.length).toBe(1)
  expect(bundle.legs.map(own => own.id)).not.toContain(now.legs[0]!.id)
  // Who has no part in it any more is given notice; what was sold is theirs to serve.
  const theirs = (await listAgreements(db, { personId: partner, page: 1 })).rows.find(own => own.bundle.id === id)
  expect(theirs).toMatchObject({ inForce: { status: 'leaving', version: 1 }, history: expect.arrayContaining([expect.objectContaining({ event: 'give_notice', by: 'publisher' })]) })

  const { rows } = await db.execute<{ title: string, share: number }>(sql`
    select title_en as title, share_amount::int as share from booking_leg where booking_id = ${booking} order by position`)
  expect(rows).toEqual([{ title: 'clean', share: 20_000 }, { title: 'nurse', share: 26_001 }])
  const course = await withTransaction(db, async (tx) => {
    const locked = (await lockBooking(tx, booking))!
    return await courseOf(tx, locked, locked.legs.map(own => own.id))
  })
  expect(course.legs.map(own => own.leg.title.en)).toEqual(['clean', 'nurse'])
  expect((await findMoveTimes(app, { course, from: day(4), days: 1, until: null }))[0]!.times.length).toBeGreaterThan(0)
})

test('paused it is not sold, published again it is, archived it is gone for good', async () => {
  const { id, slug, revision } = await published()
  const paused = await pauseBundle(app, { personId: publisher, id, revision })
  await expect(getBundle(db, slug)).rejects.toMatchObject({ code: 'not_found' })
  const again = await publishBundle(app, { personId: publisher, id, revision: paused })
  expect((await getBundle(db, slug)).legs.length).toBe(2)
  await archiveBundle(app, { personId: publisher, id, revision: again })
  await expect(publishBundle(app, { personId: publisher, id, revision: again + 1 })).rejects.toMatchObject({ code: 'changed_meanwhile' })
})

test('changes that are not published are given up: what is on sale stays, and who saw another draft is told', async () => {
  const { id, slug, revision, draft } = await published()
  const saved = await saveDraft(app, { personId: publisher, id, revision, draft: { ...draft, title: both('Other'), stages: draft.stages.slice(0, 1) } })
  await expect(discardDraft(app, { personId: publisher, id, revision })).rejects.toMatchObject({ code: 'changed_meanwhile' })
  await expect(discardDraft(app, { personId: partner, id, revision: saved })).rejects.toMatchObject({ code: 'not_found' })
  expect(await discardDraft(app, { personId: publisher, id, revision: saved })).toBe(saved + 1)
  const kept = await readComposed(db, { personId: publisher, id })
  expect(kept).toMatchObject({ hasDraft: false, status: 'published', draft: { title: draft.title, stages: [{}, {}] } })
  expect((await getBundle(db, slug)).legs.length).toBe(2)
  await expect(discardDraft(app, { personId: publisher, id, revision: saved + 1 })).rejects.toMatchObject({ code: 'changed_meanwhile' })
})

test('a bundle that never was public is gone when it is given up; what partners were asked is taken back, and its history stays', async () => {
  const id = await createBundle(app, { personId: publisher, scenario: null })
  expect(await discardDraft(app, { personId: publisher, id, revision: 1 })).toBeNull()
  await expect(readComposed(db, { personId: publisher, id })).rejects.toMatchObject({ code: 'not_found' })

  const asked = await createBundle(app, { personId: publisher, scenario: null })
  const draft = draftOf(leg('clean', world.legs[0]!.offeringId), leg('nurse', world.legs[1]!.offeringId))
  const revision = await saveDraft(app, { personId: publisher, id: asked, revision: 1, draft })
  await proposeAgreement(app, { personId: publisher, bundleId: asked, offeringId: world.legs[1]!.offeringId, terms, note })
  expect(await discardDraft(app, { personId: publisher, id: asked, revision })).toBeNull()
  expect((await listBundles(db, { personId: publisher, page: 1, partnered: 1 })).own.rows.map(own => own.id)).not.toContain(asked)
  const seen = (await listAgreements(db, { personId: partner, page: 1 })).rows.find(({ bundle }) => bundle.id === asked)
  expect(seen).toMatchObject({ waits: null, open: null, last: { status: 'declined' } })
})

test('a bundle that is archived lets its partners go: what waits is taken back, what is in force ends when its notice is over', async () => {
  const { id, revision } = await published()
  const more = { ...terms, percentOffBps: 2_000 }
  await proposeAgreement(app, { personId: publisher, bundleId: id, offeringId: world.legs[1]!.offeringId, terms: more, note })
  await archiveBundle(app, { personId: publisher, id, revision })
  const mine = async () => (await listAgreements(db, { personId: partner, page: 1 })).rows.find(({ bundle }) => bundle.id === id)!
  expect(await mine()).toMatchObject({ open: null, waits: null, inForce: { status: 'leaving', version: 1 } })
  const { rows } = await db.execute<{ days: number }>(sql`
    select round(extract(epoch from ends_at - linli_now()) / 86400)::int as days from agreement where bundle_id = ${id} and version = 1`)
  expect(rows[0]!.days).toBe(terms.exitNoticeDays)
  await db.execute(sql`update agreement set ends_at = linli_now() where bundle_id = ${id} and version = 1`)
  await followSupply(app)
  expect(await mine()).toMatchObject({ inForce: null })
})

/** An answer as text, without what only happens to hold the same digits: ids, moments, and the ends of ids in names and addresses. */
const said = (answer: unknown): string => JSON.stringify(answer)
  .replaceAll(/[\da-f]{8}-[\da-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z|[Mm]ade[- ][\da-f]{8}(?:字|-[\da-f]{8})?/g, '…')

test('shares are for their two sides: no other partner and no public answer has them, nor what else was agreed', async () => {
  const third = await buildBundle(db, [{ skill: 'walk', price: 11_000 }])
  await db.execute(sql`update offering set open_to_partners = true where id = ${third.legs[0]!.offeringId}`)
  const other = await addStaff(app, { providerId: third.legs[0]!.providerId, role: 'manager' })
  const draft = draftOf(leg('clean', world.legs[0]!.offeringId), leg('nurse', world.legs[1]!.offeringId))
  const { id, slug } = await published(draft)
  const secret = { percentOffBps: 2_468, floorAmount: 4_321, noticeMinutes: 77, blackoutDates: ['2027-03-04'], exitNoticeDays: 33 }
  await proposeAgreement(app, { personId: publisher, bundleId: id, offeringId: third.legs[0]!.offeringId, terms: secret, note: 'between us' })

  const ofOther = said([await listAgreements(db, { personId: other, page: 1 }), await listBundles(db, { personId: other, page: 1, partnered: 1 })])
  expect(ofOther).toContain('2468')
  for (const word of ['1333', '7777', '26001', '20000']) expect(ofOther).not.toContain(word)
  const ofPartner = said([await listAgreements(db, { personId: partner, page: 1 }), await listBundles(db, { personId: partner, page: 1, partnered: 1 })])
  expect(ofPartner).toContain('1333')
  for (const word of ['2468', '4321', 'between us', '2027-03-04']) expect(ofPartner).not.toContain(word)
  const offered = said(await findOffered(db, { personId: other, q: '' }))
  const open = said(toDetail(await getBundle(db, slug)))
  for (const word of ['1333', '7777', '2468', '4321', 'agreement', 'commission', 'percentOff', 'floor', 'exitNotice']) expect(open).not.toContain(word)
  for (const word of ['1333', '7777', '2468', '4321']) expect(offered).not.toContain(word)
  await expect(previewDraft(app, { personId: partner, id, draft })).rejects.toMatchObject({ code: 'not_found' })
})
