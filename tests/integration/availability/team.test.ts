import { sql } from 'drizzle-orm'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CrewContent } from '#shared/schemas/crew.ts'
import {
  addDaysOff, addResource, changeResource, findSlots, forgetPortraits, previewDaysOff, publishOffering, readOffering, readResource, readTeam, readTeamChoices, removeDaysOff,
  restoreResource, retireResource,
} from '../../../server/availability/index.ts'
import { quoteBundle } from '../../../server/booking/index.ts'
import { createOffering } from '../../../server/catalog/index.ts'
import { warmPool, withTransaction } from '../../../server/platform/database.ts'
import { keepFile } from '../../../server/platform/files/index.ts'
import { followChanges } from '../../../server/search/follow-changes.ts'
import { day } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'
import { offeringContent } from '../../support/offering.ts'
import { picture } from '../../support/uploads.ts'
import { buildBundle, type World } from '../../support/world.ts'

const life = await startLife()
const { app, db } = life

const colleague = (change: Partial<CrewContent> = {}): CrewContent => ({
  name: { zh: '王秀英', en: 'Wang Xiuying' }, gender: 'female', languages: ['zh'], homeDistrictId: 'near', districtIds: ['near'], skills: ['cleaning'],
  hours: [1, 2, 3, 4, 5, 6, 7].map(weekday => ({ weekday, from: 480, to: 1200 })), credentials: [], personId: null, portraitId: null, ...change,
})
const paper = (expiresOn: string) => ({ kind: 'home_service_card', number: 'SH-1', issuer: { zh: '市商务委', en: 'Commerce' }, expiresOn })

/** A provider whose only worker is gone, and who runs it. */
async function emptyTeam() {
  const world = await buildBundle(db, [{ skill: 'cleaning' }])
  const { providerId, workerIds: [old], offeringId } = world.legs[0]!
  await db.execute(sql`delete from resource where id = ${old}`)
  const { id: personId } = await life.staff.manager(providerId)
  return { world, providerId, personId, offeringId }
}

/** Starts of a day that residents are shown, in hours of the clock. */
async function startsOn(world: World, offset: number): Promise<string[]> {
  const { days } = await findSlots(app, { slug: world.slug, districtId: 'near', from: day(offset), days: 1, choices: [], persons: 1 })
  return days.flatMap(({ times = [] }) => times.map(({ start }) => start.slice(11, 16)))
}

const following = async (): Promise<void> => {
  await followChanges(app)
  await app.jobs.drain()
}

describe('somebody who is added', () => {
  test('makes an offering publishable and is found, in their hours and districts', async () => {
    const { world, providerId, personId } = await emptyTeam()
    const { rows: [category] } = await db.execute<{ id: string }>(sql`select id from category where slug = 'nursing'`)
    const id = await createOffering(app, { personId, providerId, content: offeringContent({ categoryId: category!.id }) })
    const read = async () => await readOffering(app, { id, personId })
    expect((await read()).missing).toEqual([{ path: 'requirements.0.skill', code: 'needs_unmet' }])
    expect(await startsOn(world, 3)).toEqual([])
    expect((await readTeamChoices(db, { personId })).skills).toEqual([{ kind: 'worker', skill: 'cleaning' }])

    await following()
    await addResource(app, { personId, kind: 'worker', content: colleague() })
    expect(await followChanges(app)).toBeGreaterThan(0)
    expect((await read()).missing).toEqual([])
    await publishOffering(app, { personId, id, revision: (await read()).revision })
    const starts = await startsOn(world, 3)
    expect([starts[0], starts.at(-1)]).toEqual(['08:00', '19:00'])
  })

  test('is what was typed, and only people have papers and languages', async () => {
    const { personId } = await emptyTeam()
    const content = colleague({ hours: [{ weekday: 7, from: 1320, to: 1800 }], credentials: [paper('2099-01-31')], personId })
    const id = await addResource(app, { personId, kind: 'worker', content })
    expect(await readResource(app, { id, personId })).toMatchObject({ kind: 'worker', active: true, content, daysOff: [], ahead: [] })
    const van = await addResource(app, { personId, kind: 'vehicle', content: colleague({ credentials: [paper('2099-01-31')], skills: ['van'] }) })
    expect((await readResource(app, { id: van, personId })).content).toMatchObject({ gender: null, languages: [], credentials: [], skills: ['van'] })
    // The same account is nobody else's, and a district that is not served is gone to by nobody.
    await expect(addResource(app, { personId, kind: 'worker', content })).rejects.toMatchObject({ code: 'choice_invalid', details: { path: 'personId' } })
    await expect(addResource(app, { personId, kind: 'worker', content: colleague({ districtIds: ['elsewhere'] }) }))
      .rejects.toMatchObject({ code: 'choice_invalid', details: { path: 'districtIds' } })
  })
})

test('of two who change somebody at once the slower is told, and nothing is lost in silence', async () => {
  const { personId } = await emptyTeam()
  const id = await addResource(app, { personId, kind: 'worker', content: colleague() })
  const { revision } = await readResource(app, { id, personId })
  await warmPool(db, 4)
  const results = await Promise.allSettled(['male', 'female'].map(async gender =>
    await changeResource(app, { personId, id, revision, content: colleague({ gender: gender as 'male' | 'female' }) })))
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'changed_meanwhile' } })
  expect((await readResource(app, { id, personId })).revision).toBe(revision + 1)
})

describe('one who has bookings', () => {
  let world: World
  let personId: string
  let id: string
  let reference: string
  beforeAll(async () => {
    const team = await emptyTeam()
    ;({ world, personId } = team)
    id = await addResource(app, { personId, kind: 'worker', content: colleague() })
    const booking = await life.booked(world, { offset: 5 })
    reference = (await booking.read()).reference
  })

  test('has days off only after it was seen what they break; what is booked stays', async () => {
    const days = { from: day(5), to: day(6) }
    const broken = async (asked: { from: string, to: string }) => (await previewDaysOff(db, { personId, ids: [id], ...asked })).people[0]!.rows
    const rows = await broken(days)
    expect(rows).toEqual([expect.objectContaining({ kind: 'booking', reference })])
    expect(await broken({ from: day(6), to: day(7) })).toEqual([])
    await expect(addDaysOff(app, { personId, ids: [id], ...days, seen: 0 })).rejects.toMatchObject({ code: 'changed_meanwhile', details: { seen: 1 } })
    expect(await startsOn(world, 6)).not.toEqual([])
    await following()
    await addDaysOff(app, { personId, ids: [id], ...days, seen: 1 })
    expect(await followChanges(app)).toBeGreaterThan(0)
    expect(await startsOn(world, 6)).toEqual([])
    expect(await startsOn(world, 7)).not.toEqual([])
    const { daysOff, ahead } = await readResource(app, { id, personId })
    expect(daysOff).toEqual([expect.objectContaining(days)])
    expect(ahead).toEqual(rows)
    await removeDaysOff(app, { personId, id, dayOffId: daysOff[0]!.id })
    expect(await startsOn(world, 6)).not.toEqual([])
    await expect(addDaysOff(app, { personId, ids: [id], from: day(6), to: day(5), seen: 0 })).rejects.toMatchObject({ code: 'choice_invalid' })
  })

  test('retires from what is new, keeps what is booked, and can come back', async () => {
    await expect(retireResource(app, { personId, id, seen: 0 })).rejects.toMatchObject({ code: 'changed_meanwhile' })
    await retireResource(app, { personId, id, seen: 1 })
    expect(await startsOn(world, 7)).toEqual([])
    expect(await readResource(app, { id, personId })).toMatchObject({ active: false, ahead: [{ reference }] })
    await restoreResource(app, { personId, id })
    expect(await startsOn(world, 7)).not.toEqual([])
  })
})

describe('a credential', () => {
  test('that has lapsed, or lapses within 30 days, is told; who lacks it is assigned no more', async () => {
    const { world, personId, offeringId } = await emptyTeam()
    await db.execute(sql`update offering set required_credentials = '{home_service_card}' where id = ${offeringId}`)
    const id = await addResource(app, { personId, kind: 'worker', content: colleague({ credentials: [paper(day(4))] }) })
    const row = async () => (await readTeam(app, { personId })).rows[0]!
    expect(await row()).toMatchObject({ lapsed: [], lapsing: [{ kind: 'home_service_card', expiresOn: day(4) }], weeklyMinutes: 7 * 720 })
    expect(await startsOn(world, 4)).not.toEqual([])
    expect(await startsOn(world, 5)).toEqual([])
    const starts = [{ legId: world.legs[0]!.id, start: `${day(4)}T09:00:00.000Z` }]
    const quoted = async () => await quoteBundle(app, { personId: null, body: { slug: world.slug, districtId: 'near', persons: 1, legs: [], starts } })
    await expect(quoted()).resolves.toBeDefined()
    await changeResource(app, { personId, id, revision: 1, content: colleague({ credentials: [paper(day(-1))] }) })
    expect(await row()).toMatchObject({ lapsed: [{ kind: 'home_service_card', expiresOn: day(-1) }], lapsing: [] })
    await expect(quoted()).rejects.toMatchObject({ code: 'slot_taken' })
    // A new one beside the old one.
    const renewed = { ...paper('2099-01-31'), number: 'SH-2' }
    await changeResource(app, { personId, id, revision: 2, content: colleague({ credentials: [paper(day(-1)), renewed] }) })
    expect(await row()).toMatchObject({ lapsed: [], lapsing: [] })
    expect(await startsOn(world, 5)).not.toEqual([])
  })
})

describe('a portrait', () => {
  const kept = async (ownerId: string, use: 'portrait' | 'photo' = 'portrait') =>
    (await keepFile(app, { bytes: await picture({ width: 900, height: 600 }), use, ownerId, personId: null })).id
  const isLoose = async (id: string) => (await db.execute(sql`select from file where id = ${id} and loose_since is not null`)).rows.length === 1

  test('is a square of one\'s own, shown by links to who runs the provider, and goes when it is taken out', async () => {
    const { personId, providerId } = await emptyTeam()
    const [face, other] = [await kept(providerId), await kept(providerId)]
    const id = await addResource(app, { personId, kind: 'worker', content: colleague({ portraitId: face }) })
    const { portrait, content } = await readResource(app, { id, personId })
    expect(content.portraitId).toBe(face)
    expect((await readTeam(app, { personId })).rows[0]!.portrait).toContain(`/api/files/${face}?variant=medium&`)
    const bytes = Buffer.from(await (await fetch(life.server.url + portrait)).arrayBuffer())
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 480, height: 480 })
    expect((await fetch(life.server.url + portrait!.replace(/signature=./, 'signature=_'))).status).toBe(404)

    await changeResource(app, { personId, id, revision: 1, content: colleague({ portraitId: other }) })
    expect([await isLoose(face), await isLoose(other)]).toEqual([true, false])
    await changeResource(app, { personId, id, revision: 2, content: colleague() })
    expect(await readResource(app, { id, personId })).toMatchObject({ portrait: null, content: { portraitId: null } })
    expect(await isLoose(other)).toBe(true)
  })

  test('goes with the account of whose face it is', async () => {
    const { personId, providerId } = await emptyTeam()
    const [mine, colleagues] = [await kept(providerId), await kept(providerId)]
    const add = async (change: Partial<CrewContent>) => await addResource(app, { personId, kind: 'worker', content: colleague(change) })
    const [id, other] = [await add({ portraitId: mine, personId }), await add({ portraitId: colleagues })]
    await withTransaction(db, async tx => await forgetPortraits(tx, personId))
    expect([(await readResource(app, { id, personId })).portrait, await isLoose(mine)]).toEqual([null, true])
    expect([(await readResource(app, { id: other, personId })).portrait, await isLoose(colleagues)]).toEqual([expect.any(String), false])
  })

  test('is no other provider\'s, no colleague\'s, no other kind of picture; a van has none', async () => {
    const [{ personId, providerId }, elsewhere] = [await emptyTeam(), await emptyTeam()]
    const add = async (portraitId: string, kind: 'worker' | 'vehicle' = 'worker') =>
      await addResource(app, { personId, kind, content: colleague({ portraitId }) })
    const refused = { code: 'choice_invalid', details: { field: 'portraitId' } }
    await expect(add(await kept(elsewhere.providerId))).rejects.toMatchObject(refused)
    await expect(add(await kept(providerId, 'photo'))).rejects.toMatchObject(refused)
    const face = await kept(providerId)
    await add(face)
    await expect(add(face)).rejects.toMatchObject(refused)
    const van = await add(await kept(providerId), 'vehicle')
    expect((await readResource(app, { id: van, personId })).portrait).toBeNull()
    await expect(db.execute(sql`update resource set portrait_file_id = ${await kept(providerId)} where id = ${van}`)).rejects.toThrow()
  })
})

test('of two who are added at once, only one takes the last place, and only one has the account', async () => {
  const { personId, providerId } = await emptyTeam()
  const both = async (content: CrewContent) =>
    (await Promise.allSettled([0, 1].map(async () => await addResource(app, { personId, kind: 'worker', content }))))
      .map(result => (result.status === 'rejected' ? (result.reason as { code: string }).code : 'added')).toSorted()
  expect(await both(colleague({ personId }))).toEqual(['added', 'choice_invalid'])
  await db.execute(sql`insert into resource (id, provider_id, kind, name_zh, name_en, district_id)
    select gen_random_uuid(), ${providerId}, 'vehicle', '车', 'Van', 'near' from generate_series(1, 498)`)
  expect(await both(colleague())).toEqual(['added', 'team_full'])
})

test('what is another provider\'s does not exist', async () => {
  const mine = await emptyTeam()
  const { personId } = await emptyTeam()
  const id = await addResource(app, { personId: mine.personId, kind: 'worker', content: colleague() })
  const foreign = { personId, id }
  const days = { from: day(1), to: day(1) }
  const attempts: (() => Promise<unknown>)[] = [
    async () => await readResource(app, foreign),
    async () => await changeResource(app, { ...foreign, revision: 1, content: colleague() }),
    async () => await retireResource(app, { ...foreign, seen: 0 }),
    async () => await restoreResource(app, foreign),
    async () => await previewDaysOff(db, { personId, ids: [id], ...days }),
    async () => await addDaysOff(app, { personId, ids: [id], ...days, seen: 0 }),
    async () => await removeDaysOff(app, { ...foreign, dayOffId: id }),
    async () => await readTeam(app, { personId, providerId: mine.providerId }),
  ]
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
})
