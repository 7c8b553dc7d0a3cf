import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { AgreementTerms } from '../../../shared/agreement.ts'
import { agreementList } from '../../../shared/schemas/agreement.ts'
import {
  acceptAgreement, counterAgreement, declineAgreement, followSupply, getBundle, leaveAgreement, listAgreements, proposeAgreement,
} from '../../../server/catalog/index.ts'
import { setClockOffset } from '../../../server/platform/clock.ts'
import { newId } from '../../../server/platform/ids.ts'
import { createTestApp } from '../../support/app.ts'
import { quoteAt } from '../../support/booking.ts'
import { addStaff, paidBooking } from '../../support/notices.ts'
import { buildBundle, buildCity, buildResidents, type World } from '../../support/world.ts'

const { app, mails } = await createTestApp()
const { db } = app
let world: World
let publisher: string
let partner: string
let stranger: string

const terms = (more: Partial<AgreementTerms> = {}): AgreementTerms =>
  ({ percentOffBps: 1000, floorAmount: null, noticeMinutes: 0, blackoutDates: [], exitNoticeDays: 0, ...more })
const note = ''
const about = () => ({ bundleId: world.bundleId, offeringId: world.legs[1]!.offeringId })
const propose = (more: Partial<AgreementTerms> = {}) => proposeAgreement(app, { personId: publisher, ...about(), terms: terms(more), note })
const sharesOf = async () => (await getBundle(db, world.slug)).legs.map(leg => leg.alternatives[0]?.terms.percentOffBps)
const statusOf = async () => (await db.execute<{ status: string }>(sql`select status from bundle where id = ${world.bundleId}`)).rows[0]!.status
const told = async () => {
  mails.length = 0
  await app.jobs.drain()
  return mails.map(({ to, subject }) => `${to.split('@')[0]}: ${subject}`).sort()
}

beforeAll(async () => await buildCity(db))
beforeEach(async () => {
  await setClockOffset(db, 0)
  world = await buildBundle(db, [{ skill: 'clean', price: 20_000 }, { skill: 'nurse', price: 30_000, percentOffBps: 500 }])
  publisher = await addStaff(app, { providerId: world.legs[0]!.providerId, role: 'manager', email: `publisher@${newId()}.test` })
  partner = await addStaff(app, { providerId: world.legs[1]!.providerId, role: 'owner', locale: 'en', email: `partner@${newId()}.test` })
  stranger = await addStaff(app, { providerId: (await buildBundle(db, [{ skill: 'x' }])).legs[0]!.providerId, role: 'manager' })
  await app.jobs.drain()
})

test('other terms are asked for, countered and accepted; until then what was accepted holds, and each side is told in its language', async () => {
  const first = await propose({ percentOffBps: 2000 })
  expect(await sharesOf()).toEqual([0, 500])
  expect(await told()).toEqual(['partner: 服务商0 asks you to join: Bundle'.replace('服务商0', 'Provider 0')])
  await expect(acceptAgreement(app, { personId: publisher, id: first, note })).rejects.toMatchObject({ code: 'agreement_moved_on' })

  const second = await counterAgreement(app, { personId: partner, id: first, terms: terms({ percentOffBps: 1500, exitNoticeDays: 7 }), note: 'Less, please' })
  await expect(acceptAgreement(app, { personId: partner, id: first, note })).rejects.toMatchObject({ code: 'agreement_moved_on' })
  expect(await told()).toEqual(['publisher: 服务商1提出了新条款：组合'])
  expect(await sharesOf()).toEqual([0, 500])
  await acceptAgreement(app, { personId: publisher, id: second, note })
  expect(await sharesOf()).toEqual([0, 1500])
  expect(await told()).toEqual(['partner: Provider 0 has accepted: Bundle'])

  const [view] = agreementList.parse(await listAgreements(db, { personId: partner, page: 1 })).rows
  expect(view).toMatchObject({ side: 'partner', waits: null, open: null, inForce: { version: 3, shareAmount: 25_500, terms: { exitNoticeDays: 7 } } })
  expect(view!.history.map(({ version, event, by, note, person }) => [version, event, by, note, person])).toEqual([
    [2, 'propose', 'publisher', '', null], [3, 'counter', 'partner', 'Less, please', 'owner of staff'], [3, 'accept', 'publisher', '', null],
  ])
  await expect(db.execute(sql`update agreement set percent_off_bps = 0`)).rejects.toThrow()
  await expect(db.execute(sql`delete from agreement_event`)).rejects.toThrow()
})

test('a letter leads to the desk of the side that it is for, also who runs both', async () => {
  await db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${world.legs[0]!.providerId}, ${partner}, 'owner')`)
  await propose()
  await told()
  expect(mails.map(({ text }) => /provider=([\w-]+)/.exec(text)?.[1])).toEqual([world.legs[1]!.providerId])
})

test('what was sold keeps its terms after a new version', async () => {
  const [resident] = await buildResidents(db, 1)
  const booking = await paidBooking(app, { world, resident: resident! })
  const sold = async () => (await db.execute(sql`
    select l.share_amount::int, g.version from booking_leg l join agreement g on g.id = l.agreement_id where l.booking_id = ${booking}`)).rows
  expect(await sold()).toEqual([{ share_amount: 28_500, version: 1 }])
  await acceptAgreement(app, { personId: partner, id: await propose({ percentOffBps: 4000 }), note })
  expect(await sold()).toEqual([{ share_amount: 28_500, version: 1 }])
  expect((await quoteAt(app, { world, offset: 5 })).legs[1]!.shareAmount).toBe(18_000)
})

test('a version that is declined, or taken back, leaves what is in force', async () => {
  await declineAgreement(app, { personId: partner, id: await propose(), note })
  await declineAgreement(app, { personId: publisher, id: await propose(), note })
  expect(await sharesOf()).toEqual([0, 500])
  const { rows: [{ last, inForce } = {}] } = await listAgreements(db, { personId: publisher, page: 1 })
  expect([last?.status, inForce?.version]).toEqual(['declined', 1])
})

test('two who answer at once: one does', async () => {
  const id = await propose()
  const results = await Promise.allSettled([
    acceptAgreement(app, { personId: partner, id, note }), declineAgreement(app, { personId: partner, id, note }),
  ])
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(1)
})

test('an agreement does not exist for anybody but its two sides, and a worker of either is none', async () => {
  const id = await propose()
  const worker = await addStaff(app, { providerId: world.legs[1]!.providerId, role: 'worker' })
  for (const personId of [stranger, worker]) {
    for (const act of [acceptAgreement, declineAgreement, leaveAgreement]) await expect(act(app, { personId, id, note })).rejects.toMatchObject({ code: 'not_found' })
    await expect(counterAgreement(app, { personId, id, terms: terms(), note })).rejects.toMatchObject({ code: 'not_found' })
    await expect(proposeAgreement(app, { personId, ...about(), terms: terms(), note })).rejects.toMatchObject({ code: 'not_found' })
  }
  expect((await listAgreements(db, { personId: stranger, page: 1 })).rows).toEqual([])
  await expect(listAgreements(db, { personId: worker, page: 1 })).rejects.toMatchObject({ code: 'not_found' })
  await expect(listAgreements(db, { personId: stranger, providerId: world.legs[1]!.providerId, page: 1 })).rejects.toMatchObject({ code: 'not_found' })
})

test('only what its provider opens to partners can be asked for', async () => {
  const other = await buildBundle(db, [{ skill: 'walk' }])
  const ask = () => proposeAgreement(app, { personId: publisher, bundleId: world.bundleId, offeringId: other.legs[0]!.offeringId, terms: terms(), note })
  await expect(ask()).rejects.toMatchObject({ code: 'offering_closed' })
  await db.execute(sql`update offering set open_to_partners = true where id = ${other.legs[0]!.offeringId}`)
  await ask()
  const own = { personId: publisher, bundleId: world.bundleId, offeringId: world.legs[0]!.offeringId }
  await expect(proposeAgreement(app, { ...own, terms: terms(), note })).rejects.toMatchObject({ code: 'offering_closed' })
})

test('notice is kept: until the end it is sold for times before it; then the bundle pauses, and its publisher is told', async () => {
  await acceptAgreement(app, { personId: partner, id: await propose({ exitNoticeDays: 7 }), note })
  await told()
  const { inForce } = (await listAgreements(db, { personId: partner, page: 1 })).rows[0]!
  await leaveAgreement(app, { personId: partner, id: inForce!.id, note })
  expect((await told())[0]).toContain('publisher: 服务商1通知退出')
  await quoteAt(app, { world, offset: 5 })
  await expect(quoteAt(app, { world, offset: 8 })).rejects.toThrow('no slot')

  await setClockOffset(db, 7 * 86_400 + 60)
  await expect(getBundle(db, world.slug)).rejects.toMatchObject({ code: 'not_found' })
  expect(await statusOf()).toBe('published')
  await followSupply(app)
  await followSupply(app)
  expect(await statusOf()).toBe('paused')
  expect(await told()).toEqual(['partner: An agreement has ended: Bundle', 'publisher: 合作已结束：组合', 'publisher: 组合已暂停：组合'])
})

test('an alternative takes the leg of a partner who is lost, in silence where it only stood by', async () => {
  const other = await buildBundle(db, [{ skill: 'nurse', price: 31_000 }])
  const { offeringId, providerId } = other.legs[0]!
  await db.execute(sql`insert into leg_alternative (id, leg_id, position, offering_id) values (${newId()}, ${world.legs[1]!.id}, 1, ${offeringId})`)
  await db.execute(sql`insert into agreement (id, bundle_id, offering_id, provider_id, status) values (${newId()}, ${world.bundleId}, ${offeringId}, ${providerId}, 'accepted')`)
  const suspend = (id: string, status = 'suspended') => db.execute(sql`update provider set status = ${status} where id = ${id}`)
  await suspend(providerId)
  await followSupply(app)
  expect(await told()).toEqual([])
  await suspend(providerId, 'verified')
  await followSupply(app)
  await suspend(world.legs[1]!.providerId)
  await followSupply(app)
  expect(await told()).toEqual(['publisher: 备选已接手：组合'])
  expect((await getBundle(db, world.slug)).legs[1]!.alternatives.map(({ offering }) => offering.id)).toEqual([offeringId])
  expect(await statusOf()).toBe('published')
  await suspend(providerId)
  await followSupply(app)
  expect(await told()).toEqual(['publisher: 组合已暂停：组合'])
})
