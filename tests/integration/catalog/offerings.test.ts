import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { photoPath } from '#shared/files.ts'
import { bundleDetail } from '#shared/schemas/catalog.ts'
import type { Offering as View } from '#shared/schemas/offerings.ts'
import {
  addSessions, changeOffering, findSlots, publishOffering, readOffering, readOfferingChoices, readSessions, resumeOffering,
} from '../../../server/availability/index.ts'
import { placeHold, quoteBundle } from '../../../server/booking/index.ts'
import {
  acceptAgreement, archiveOffering, createOffering, getBundle, listOfferings, pauseOffering, proposeAgreement,
} from '../../../server/catalog/index.ts'
import { cancelSession, openCheckout, reschedule } from '../../../server/checkout/index.ts'
import { newId } from '../../../server/platform/ids.ts'
import { keepFile } from '../../../server/platform/files/index.ts'
import { followChanges } from '../../../server/search/follow-changes.ts'
import { day, holdBodyOf, quoteAt } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'
import { offeringContent } from '../../support/offering.ts'
import { picture } from '../../support/uploads.ts'
import { buildBundle, buildResidents, type World } from '../../support/world.ts'

const life = await startLife()
const { app, db, server } = life

/** A manager of a leg's provider, and the calls of the desk in their name. */
async function deskOf(world: World, leg = 0) {
  const { providerId, offeringId } = world.legs[leg]!
  const { id: personId } = await life.staff.manager(providerId)
  const read = async (id = offeringId) => await readOffering(app, { id, personId })
  return {
    personId, providerId, offeringId, read,
    /** Changes what it says, from how it is now. */
    change: async (change: Partial<View['content']>, { revision, id = offeringId }: { revision?: number, id?: string } = {}) => {
      const now = await read(id)
      await changeOffering(app, { personId, id, revision: revision ?? now.revision, content: { ...now.content, ...change } })
    },
    move: async (use: typeof pauseOffering, id = offeringId) => await use(app, { personId, id, revision: (await read(id)).revision }),
  }
}

const leafId = async () => (await db.execute<{ id: string }>(sql`select id from category where slug = 'nursing'`)).rows[0]!.id
/** What a bundle of the test's world lacks to be published anew. */
const told = { summary: { zh: '一', en: 'One' } }

describe('what was booked stays as it was', () => {
  let world: World
  beforeAll(async () => {
    world = await buildBundle(db, [{ skill: 'a', minutes: 60 }, { skill: 'b' }])
  })

  test('while title, price, policy, buffers, place, tasks and needs of its offering change', async () => {
    const desk = await deskOf(world)
    await desk.change({ ...told, tasks: [{ zh: '擦窗', en: 'Windows' }], bufferAfter: 30 })
    const booking = await life.booked(world)
    const [before] = (await booking.read()).legs
    const { version } = await desk.read()
    await desk.change({
      title: { zh: '新', en: 'New' }, priceAmount: 99_000, tasks: [{ zh: '地板', en: 'Floor' }], bufferAfter: 240, noticeMinutes: 40_000, place: 'venue',
      venue: { districtId: 'far', address: { zh: '远区九号', en: '9 Far' } }, policy: { id: 'custom', tiers: [] }, instant: false,
    })
    expect(await desk.read()).toMatchObject({ version: version + 1, versions: expect.arrayContaining([expect.objectContaining({ version: version + 1 })]) })
    const [after] = (await booking.read()).legs
    expect(after).toEqual(before)
    expect(after).toMatchObject({ tasks: [{ en: 'Windows', done: null }], address: { en: '1 Lane' }, shareAmount: 10_000, state: 'confirmed' })
    const { rows: [leg] } = await db.execute(sql`select offering_version as version, buffer_after_minutes as buffer from booking_leg where id = ${booking.leg}`)
    expect(leg).toEqual({ version, buffer: 30 })
    // The next one is sold the new version.
    const { rows: [sold] } = await db.execute<{ legs: { offeringVersion: number, place: string, instant: boolean }[] }>(
      sql`select legs from quote where id = ${(await quoteAt(app, { world, offset: 40 })).id}`)
    expect(sold!.legs[0]).toMatchObject({ offeringVersion: version + 1, place: 'venue', instant: false })
  })

  test('its move goes by the terms that were sold, not by those of today', async () => {
    const own = await buildBundle(db, [{ skill: 'm' }])
    const desk = await deskOf(own)
    const booking = await life.booked(own, { offset: 5 })
    await desk.change({ ...told, horizonDays: 1, noticeMinutes: 0, requirements: [{ kind: 'worker', skill: 'm', count: 1 }], bufferBefore: 120 })
    const start = `${day(6)}T09:00:00.000Z`
    await reschedule(app, { who: booking.resident, target: { bookingId: booking.id }, starts: [{ legId: booking.leg, start }] })
    expect((await booking.read()).legs[0]).toMatchObject({ start, revision: 1 })
  })

  test('no version is ever changed or taken away', async () => {
    const id = world.legs[0]!.offeringId
    await expect(db.execute(sql`update offering_version set content = '{}' where offering_id = ${id}`)).rejects.toThrow()
    await expect(db.execute(sql`delete from offering_version where offering_id = ${id}`)).rejects.toThrow()
  })

  test('who writes past the desk makes a version too, and what needs change makes one', async () => {
    const own = await buildBundle(db, [{ skill: 'p' }])
    const desk = await deskOf(own)
    const { version } = await desk.read()
    await db.execute(sql`update offering set price_amount = price_amount + 1 where id = ${desk.offeringId}`)
    await db.execute(sql`update offering set open_to_partners = true where id = ${desk.offeringId}`)
    expect((await desk.read()).version).toBe(version + 1)
    await desk.change({ ...told, requirements: [{ kind: 'worker', skill: 'p', count: 1 }, { kind: 'vehicle', skill: 'van', count: 1 }] })
      .catch((error: { code: string }) => expect(error.code).toBe('offering_incomplete'))
    await db.execute(sql`update offering_requirement set count = 2 where offering_id = ${desk.offeringId}`)
    expect((await desk.read()).version).toBe(version + 2)
  })
})

describe('a draft', () => {
  let world: World
  beforeAll(async () => {
    world = await buildBundle(db, [{ skill: 'cleaning' }])
  })

  test('may lack everything, says what a publication needs, and is public only when it is published', async () => {
    const desk = await deskOf(world)
    const id = await createOffering(app, { personId: desk.personId, content: offeringContent({ title: { zh: '草稿', en: '' }, priceAmount: null }) })
    expect(await desk.read(id)).toMatchObject({ status: 'draft', version: 1, versions: [], currency: 'CNY' })
    expect((await desk.read(id)).missing.map(({ code }) => code)).toEqual(['title_en_missing', 'category_missing', 'price_missing'])
    await expect(desk.move(publishOffering, id)).rejects.toMatchObject({ code: 'offering_incomplete', details: { missing: [{}, {}, {}] } })
    await desk.change({ title: { zh: '草稿', en: 'Draft' }, categoryId: await leafId(), priceAmount: 5000 }, { id })
    await desk.move(publishOffering, id)
    expect(await desk.read(id)).toMatchObject({ status: 'published', version: 1, missing: [], versions: [{ version: 1 }] })
  })

  const lacking: [string, Partial<View['content']>][] = [
    ['nobody has the skill', { requirements: [{ kind: 'worker', skill: 'magic', count: 1 }] }],
    ['there are fewer than it needs', { requirements: [{ kind: 'worker', skill: 'cleaning', count: 2 }] }],
    ['nobody holds the credential', { requiredCredentials: ['nursing_licence'] }],
  ]
  test.each(lacking)('cannot be published where %s', async (_, change) => {
    const desk = await deskOf(world)
    const content = offeringContent({ categoryId: await leafId(), ...change })
    const id = await createOffering(app, { personId: desk.personId, content })
    expect((await desk.read(id)).missing).toEqual([{ path: 'requirements.0.skill', code: 'needs_unmet' }])
    await expect(desk.move(publishOffering, id)).rejects.toMatchObject({ code: 'offering_incomplete' })
  })

  test('the database itself sells nothing that is incomplete', async () => {
    const desk = await deskOf(world)
    const id = await createOffering(app, { personId: desk.personId, content: offeringContent() })
    await expect(db.execute(sql`update offering set status = 'published' where id = ${id}`)).rejects.toThrow()
  })

  test('names nothing that does not exist or is none of the provider\'s', async () => {
    const { personId } = await deskOf(world)
    await expect(createOffering(app, { personId, content: offeringContent({ districtIds: ['elsewhere'] }) })).rejects.toMatchObject({ code: 'choice_invalid' })
    await expect(createOffering(app, { personId, content: offeringContent({ categoryId: world.bundleId }) })).rejects.toMatchObject({ code: 'choice_invalid' })
  })
})

describe('of two who change it at once', () => {
  test('the slower is told, and loses nothing of what the other wrote', async () => {
    const world = await buildBundle(db, [{ skill: 'a' }])
    const desk = await deskOf(world)
    const { revision } = await desk.read()
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, (_, n) => desk.change({ ...told, priceAmount: 1000 + n }, { revision })))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'changed_meanwhile', details: { revision: revision + 1 } })
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled')
    expect((await desk.read()).content.priceAmount).toBe(1000 + winner)
    await expect(pauseOffering(app, { personId: desk.personId, id: desk.offeringId, revision })).rejects.toMatchObject({ code: 'changed_meanwhile' })
  })
})

describe('an offering that is paused', () => {
  test('is sold in no bundle until it is resumed; bundles and their index follow', async () => {
    const world = await buildBundle(db, [{ skill: 'a' }, { skill: 'b', required: false }])
    const desk = await deskOf(world)
    await desk.change(told)
    await followChanges(app)
    await app.jobs.drain()
    await desk.move(pauseOffering)
    await expect(getBundle(db, world.slug)).rejects.toMatchObject({ code: 'not_found' })
    expect(await followChanges(app)).toBe(1)
    await desk.move(resumeOffering)
    expect((await getBundle(db, world.slug)).legs).toHaveLength(2)
    const optional = await deskOf(world, 1)
    await optional.move(archiveOffering)
    expect((await getBundle(db, world.slug)).legs).toHaveLength(1)
    await expect(optional.move(resumeOffering)).rejects.toMatchObject({ code: 'transition_illegal' })
    await expect(optional.change({})).rejects.toMatchObject({ code: 'transition_illegal' })
  })

  test('what is on sale must stay complete', async () => {
    const desk = await deskOf(await buildBundle(db, [{ skill: 'a' }]))
    await desk.change(told)
    await expect(desk.change({ summary: { zh: '', en: '' } })).rejects.toMatchObject({ code: 'offering_incomplete' })
    await expect(desk.change({ ...told, title: { zh: '一', en: '' } })).rejects.toMatchObject({ details: { missing: [{ code: 'title_en_missing' }] } })
    // Its only worker has left: the rest can still be mended.
    await db.execute(sql`update resource set active = false where provider_id = ${desk.providerId}`)
    await desk.change({ summary: { zh: '二', en: 'Two' } })
    expect((await desk.read()).missing).toMatchObject([{ code: 'needs_unmet' }])
  })
})

describe('where it is offered', () => {
  const daysOf = async (world: World, districtId: string) =>
    (await findSlots(app, { slug: world.slug, from: day(2), days: 7, districtId, persons: 1, choices: [] })).days.filter(({ count }) => count > 0).length

  test('nobody goes further than the reach, though they go to that district', async () => {
    const world = await buildBundle(db, [{ skill: 'a' }])
    const desk = await deskOf(world)
    expect(await daysOf(world, 'far')).toBe(7)
    await desk.change({ ...told, reachMinutes: 60 })
    expect([await daysOf(world, 'near'), await daysOf(world, 'far')]).toEqual([7, 7])
    await desk.change({ reachMinutes: 45 })
    expect([await daysOf(world, 'near'), await daysOf(world, 'far')]).toEqual([7, 0])
    await expect(desk.change({ reachMinutes: 45, districtIds: ['far'] })).rejects.toMatchObject({ code: 'offering_incomplete' })
  })

  test('districts of its own narrow those of its provider', async () => {
    const world = await buildBundle(db, [{ skill: 'a' }])
    await (await deskOf(world)).change({ ...told, districtIds: ['near'] })
    expect(await daysOf(world, 'near')).toBe(7)
    await expect(daysOf(world, 'far')).rejects.toMatchObject({ code: 'district_not_served' })
  })
})

describe('what a resident chooses of it', () => {
  const prices: [string, Partial<View['content']>, { minutes: number, persons: number }, number][] = [
    ['by the hour', { priceModel: 'per_hour', priceAmount: 5_250 }, { minutes: 150, persons: 1 }, 13_125],
    ['by the length', { priceModel: 'by_option', priceAmount: null, priceOptions: { 60: 9_900, 150: 19_900 } }, { minutes: 150, persons: 1 }, 19_900],
    ['by the person', { priceModel: 'per_person', priceAmount: 3_300 }, { minutes: 60, persons: 3 }, 9_900],
  ]
  test.each(prices)('priced %s is quoted, held, claimed and paid as chosen', async (_, priced, { minutes, persons }, price) => {
    const world = await buildBundle(db, [{ skill: 'a' }])
    const desk = await deskOf(world)
    await desk.change({ ...told, durationMinutes: 60, durationOptions: [60, 150], maxPersons: 3, bufferAfter: 30, ...priced })
    const [resident] = await buildResidents(db, 1)
    const legs = [{ legId: world.legs[0]!.id, include: true, minutes }]
    const body = { slug: world.slug, districtId: 'near', persons, legs, starts: [{ legId: world.legs[0]!.id, start: `${day(3)}T09:00:00.000Z` }] }
    const quote = await quoteBundle(app, { personId: null, body })
    expect(quote).toMatchObject({ amount: price, persons, legs: [{ shareAmount: price, end: new Date(Date.parse(`${day(3)}T09:00Z`) + minutes * 60_000).toISOString() }] })
    await expect(quoteBundle(app, { personId: null, body: { ...body, legs: [{ ...legs[0]!, minutes: 90 }] } })).rejects.toMatchObject({ code: 'choice_invalid' })
    const id = await placeHold(app, { personId: resident!.personId, body: holdBodyOf(quote.id, resident!) })
    await openCheckout(app, { personId: resident!.personId, bookingId: id })
    await life.pay(id)
    const { rows } = await db.execute(sql`
      select l.state, l.share_amount::int as share, p.amount::int as paid, extract(epoch from upper(c.during) - lower(c.during))::int / 60 as minutes
        from booking_leg l join payment p on p.booking_id = l.booking_id join claim c on c.booking_leg_id = l.id where l.booking_id = ${id}`)
    expect(rows).toEqual([{ state: 'confirmed', share: price, paid: price, minutes: minutes + 30 }])
  })

  test('of a partner\'s is priced by what was agreed, a floor too, and sold as early as was agreed', async () => {
    const world = await buildBundle(db, [{ skill: 'a' }, { skill: 'b' }])
    const [publisher, partner] = [await deskOf(world), await deskOf(world, 1)]
    await partner.change({ ...told, durationMinutes: 60, durationOptions: [60, 120], priceModel: 'per_hour', priceAmount: 8_000 })
    const terms = { percentOffBps: 2_500, floorAmount: 7_000, noticeMinutes: 3 * 1440, blackoutDates: [day(6)], exitNoticeDays: 0 }
    const asked = await proposeAgreement(app, { personId: publisher.personId, bundleId: world.bundleId, offeringId: partner.offeringId, terms, note: '' })
    await acceptAgreement(app, { personId: partner.personId, id: asked, note: '' })
    const shareOf = async (minutes: number) => {
      const starts = world.legs.map(({ id }, leg) => ({ legId: id, start: `${day(5)}T1${leg}:00:00.000Z` }))
      const legs = [{ legId: world.legs[1]!.id, include: true, minutes }]
      return (await quoteBundle(app, { personId: null, body: { slug: world.slug, districtId: 'near', persons: 1, legs, starts } })).legs[1]!.shareAmount
    }
    expect([await shareOf(60), await shareOf(120)]).toEqual([7_000, 12_000])
    const { days } = await findSlots(app, { slug: world.slug, from: day(1), days: 7, districtId: 'near', persons: 1, choices: [] })
    // Beside midnight the bundle may begin on one day and its second part on the next: what counts is the partner's.
    const served = new Set(days.flatMap(({ times }) => (times ?? []).map(({ legs }) => legs[1]!.start.slice(0, 10))))
    expect([1, 2, 4, 5, 6, 7].map(offset => served.has(day(offset)))).toEqual([false, false, true, true, false, true])
  })
})

test('the desk lists a provider\'s offerings by state; nobody else\'s exist', async () => {
  const [world, other] = [await buildBundle(db, [{ skill: 'a' }]), await buildBundle(db, [{ skill: 'b' }])]
  const [desk, foreign] = [await deskOf(world), await deskOf(other)]
  await createOffering(app, { personId: desk.personId, content: offeringContent({ openToPartners: true, partnerPercentOffBps: 500 }) })
  const { counts, rows } = await listOfferings(db, { personId: desk.personId, page: 1 })
  expect(counts).toEqual({ draft: 1, published: 1, paused: 0, archived: 0 })
  expect(rows).toMatchObject([{ status: 'draft', openToPartners: true, partnerPercentOffBps: 500, bundleCount: 0 }, { status: 'published', bundleCount: 1 }])
  expect((await listOfferings(db, { personId: desk.personId, status: 'draft', page: 1 })).rows).toHaveLength(1)
  expect((await desk.read()).bundles).toMatchObject([{ slug: world.slug }])
  expect(await readOfferingChoices(db, { personId: desk.personId })).toMatchObject({
    commissionBps: 1000, currency: 'CNY', districtIds: ['far', 'near'], skills: [{ kind: 'worker', skill: 'a', count: 1 }],
  })
  const { revision, content } = await desk.read()
  const asForeign = { personId: foreign.personId, id: desk.offeringId, revision }
  for (const attempt of [
    () => readOffering(app, asForeign),
    () => changeOffering(app, { ...asForeign, content }),
    () => pauseOffering(app, asForeign),
    () => archiveOffering(app, asForeign),
    () => listOfferings(db, { personId: foreign.personId, providerId: desk.providerId, page: 1 }),
    () => createOffering(app, { personId: foreign.personId, providerId: desk.providerId, content: offeringContent() }),
  ]) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
})

describe('photos', () => {
  test('are for everybody while the offering is on sale, in their order, with words for them', async () => {
    const world = await buildBundle(db, [{ skill: 'a' }])
    const desk = await deskOf(world)
    const keep = async (ownerId = desk.providerId) => (await keepFile(app, { bytes: await picture(), use: 'photo', ownerId, personId: null })).id
    const [first, second] = [await keep(), await keep()]
    const alt = { zh: '客厅', en: 'A living room' }
    await expect(desk.change({ ...told, photos: [{ fileId: first, alt: { zh: '客厅', en: '' } }] })).rejects.toMatchObject({ code: 'offering_incomplete' })
    const { version } = await desk.read()
    await desk.change({ ...told, photos: [{ fileId: second, alt }, { fileId: first, alt }] })
    const kept = await desk.read()
    expect(kept.photoFiles.map(({ fileId, width, height }) => [fileId, width, height])).toEqual([[second, 640, 480], [first, 640, 480]])
    const shown = () => server.client().get(`/api/bundles/${world.slug}`)
    expect(bundleDetail.parse((await shown()).body).legs[0]!.alternatives[0]!.photos).toMatchObject([
      { alt, width: 640, height: 480, sources: [{ url: photoPath(second, 'small'), width: 480 }, { width: 640 }] }, { alt },
    ])
    const fetched = await server.client().get(photoPath(first, 'small'))
    expect([fetched.status, fetched.headers.get('content-type'), fetched.headers.get('cache-control')]).toEqual([200, 'image/webp', 'public, max-age=31536000, immutable'])
    // A photo stands in one offering.
    const other = await createOffering(app, { personId: desk.personId, content: offeringContent() })
    await expect(desk.change({ photos: [{ fileId: first, alt }] }, { id: other })).rejects.toMatchObject({ code: 'choice_invalid' })
    // What is taken out, and what is not on sale, is nobody's.
    await desk.change({ photos: [{ fileId: first, alt }] })
    expect((await server.client().get(photoPath(second, 'small'))).status).toBe(404)
    await desk.move(pauseOffering)
    expect((await server.client().get(photoPath(first, 'small'))).status).toBe(404)
    expect((await desk.read()).version).toBe(version + 1)
    const foreign = await deskOf(await buildBundle(db, [{ skill: 'b' }]))
    await expect(desk.change({ photos: [{ fileId: await keep(foreign.providerId), alt }] })).rejects.toMatchObject({ code: 'choice_invalid' })
  })
})

describe('sessions of a class', () => {
  const staffOf = async (providerId: string) => {
    const [teacherId, roomId] = [newId(), newId()]
    await db.execute(sql`insert into resource (id, provider_id, kind, name_zh, name_en, district_id)
      values (${teacherId}, ${providerId}, 'worker', '老师', 'Teacher', 'near'), (${roomId}, ${providerId}, 'venue', '教室', 'Studio', 'near')`)
    return { teacherId, roomId }
  }

  test('are added one a week, take up their teacher and their room, and are refused as a whole where either is taken', async () => {
    const desk = await deskOf(await buildBundle(db, [{ skill: 'yoga', seats: 6 }]))
    const staff = await staffOf(desk.providerId)
    const wanted = { personId: desk.personId, id: desk.offeringId, day: day(20), minute: 600, weeks: 3, capacity: 8, ...staff }
    const { rows: before } = await readSessions(db, { id: desk.offeringId, personId: desk.personId })
    await addSessions(app, wanted)
    const { rows } = await readSessions(db, { id: desk.offeringId, personId: desk.personId })
    expect(rows).toHaveLength(before.length + 3)
    expect(rows.at(-1)).toMatchObject({ start: `${day(34)}T10:00:00.000Z`, end: `${day(34)}T11:00:00.000Z`, capacity: 8, taken: 0, teacher: { en: 'Teacher' } })
    await expect(addSessions(app, { ...wanted, day: day(6), minute: 645, roomId: null })).rejects.toMatchObject({
      code: 'session_clashes', details: { days: day(20) },
    })
    expect((await readSessions(db, { id: desk.offeringId, personId: desk.personId })).rows).toHaveLength(rows.length)
    await expect(addSessions(app, { ...wanted, teacherId: newId() })).rejects.toMatchObject({ code: 'choice_invalid' })
    await expect(addSessions(app, { ...wanted, day: day(-1) })).rejects.toMatchObject({ code: 'too_early' })
    const foreign = await deskOf(await buildBundle(db, [{ skill: 'b' }]))
    await expect(addSessions(app, { ...wanted, personId: foreign.personId })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('one that is called off says before what it breaks, and gives who booked it everything back', async () => {
    const world = await buildBundle(db, [{ skill: 'yoga', seats: 6 }])
    const desk = await deskOf(world)
    const booking = await life.booked(world, { at: '06:00', offset: 3 })
    const session = (await readSessions(db, { id: desk.offeringId, personId: desk.personId })).rows.find(({ taken }) => taken > 0)!
    expect(session).toMatchObject({ taken: 1, bookings: [{ state: 'confirmed', seats: 1 }] })
    await expect(cancelSession(app, { personId: desk.personId, id: session.id, taken: 0 })).rejects.toMatchObject({ code: 'changed_meanwhile' })
    await cancelSession(app, { personId: desk.personId, id: session.id, taken: 1 })
    const [leg] = (await booking.read()).legs
    expect(leg).toMatchObject({ state: 'cancelled', refundedAmount: leg!.shareAmount })
    expect((await readSessions(db, { id: desk.offeringId, personId: desk.personId })).rows.some(({ id }) => id === session.id)).toBe(false)
    await expect(cancelSession(app, { personId: desk.personId, id: session.id, taken: 0 })).rejects.toMatchObject({ code: 'too_late' })
  })
})
