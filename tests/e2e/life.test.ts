import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Booking } from '../../shared/schemas/booking.ts'
import type { BundleDetail } from '../../shared/schemas/catalog.ts'
import { useBrowser, type Visitor } from '../support/browser.ts'
import { areServed, bookAndPay, bundlesOf, replaceableLegs, type Replaceable } from './support/book.ts'
import { open, readBooking, ready, signInAs, signInByPhone, textOf, turnTo } from './support/journey.ts'
import { addManager, addWorker, bringLeg, providersOf } from './support/sandbox.ts'

const { visit } = useBrowser()
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
type Leg = Booking['legs'][number]

const isInstant = ({ legs }: BundleDetail) => legs.every(({ alternatives }) => alternatives.every(({ instant }) => instant))

/** A bundle with a leg that two providers serve in Xuhui. */
async function findReplaceable(visitor: Visitor): Promise<{ bundle: BundleDetail, leg: Replaceable }> {
  for await (const bundle of bundlesOf(visitor)) {
    for (const leg of isInstant(bundle) ? replaceableLegs(bundle) : []) {
      if (await areServed(visitor, bundle.slug, leg)) return { bundle, leg }
    }
  }
  throw new Error('no leg of any bundle has two providers')
}

interface PaidBooking {
  locale: 'zh-CN' | 'en'
  slug?: string
  nth?: number
  leg?: Replaceable
  onPhone?: boolean
}

/** Signed in as the demo resident, in front of a booking that is paid. */
async function paidBooking({ locale, slug = 'clean-care-and-nurse', nth = 2, leg, onPhone = false }: PaidBooking) {
  const resident = await visit({ locale, ...(onPhone && { browser: phone }) })
  await signInAs(resident, 'resident')
  const booking = await bookAndPay(resident, { slug, nth, ...(leg && { leg }) })
  await open(resident, `/bookings/${booking.id}`)
  return { resident, booking }
}

const money = (text: string): number => Math.round(Number(/¥([\d,.]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? 0) * 100)
const actionsOf = (visitor: Visitor, leg: Leg): Locator =>
  visitor.page.getByRole('group', { name: visitor.t('life.actions', { title: textOf(visitor, leg.title) }) })

describe.each([{ locale: 'zh-CN', nth: 2 }, { locale: 'en', nth: 3 }] as const)('in $locale', ({ locale, nth }) => {
  test('one part is cancelled for exactly what its preview said, and the rest goes on', async () => {
    const { resident, booking } = await paidBooking({ locale, nth, onPhone: true })
    const { page, t } = resident
    const leg = booking.legs.findLast(({ actions }) => actions.includes('cancel'))!
    await actionsOf(resident, leg).getByRole('button', { name: t('life.cancel') }).click()

    const dialog = page.getByRole('dialog')
    await dialog.getByRole('timer').waitFor()
    expect(await dialog.getByRole('timer').innerText()).toMatch(/^(10:00|9:\d\d)$/)
    const promised = money(await dialog.locator('[data-refund]').innerText())
    expect(promised).toBe(leg.refunds[0]?.amount)
    await dialog.getByRole('button', { name: t.like('life.cancelling.confirm') }).click()
    await page.getByText(t('life.said.cancelled')).waitFor()
    await dialog.waitFor({ state: 'detached' })

    const after = await readBooking(resident, booking.id)
    const gone = after.legs.find(({ id }) => id === leg.id)
    expect(gone).toMatchObject({ state: 'cancelled', refundedAmount: promised })
    for (const other of after.legs.filter(({ id }) => id !== leg.id)) expect(other.state).toBe('confirmed')
    await page.getByText(t.like('life.refunded')).first().waitFor()
  })

  test('one part moves to another time that fits the others', async () => {
    const { resident, booking } = await paidBooking({ locale, nth: nth + 2, onPhone: true })
    const { page, t } = resident
    const leg = booking.legs.findLast(({ actions }) => actions.includes('reschedule'))!
    await actionsOf(resident, leg).getByRole('button', { name: t('life.move') }).click()

    const dialog = page.getByRole('dialog')
    const times = dialog.getByRole('group').last().getByRole('radio')
    await times.last().check()
    await dialog.getByRole('button', { name: t.like('life.moving.confirm') }).click()
    await page.getByText(t('life.said.moved')).waitFor()

    const moved = (await readBooking(resident, booking.id)).legs.find(({ id }) => id === leg.id)
    expect(moved?.revision).toBe(leg.revision + 1)
    expect(moved?.start).not.toBe(leg.start)
    for (const other of booking.legs.filter(({ id }) => id !== leg.id)) {
      expect((await readBooking(resident, booking.id)).legs.find(({ id }) => id === other.id)?.start).toBe(other.start)
    }
    await page.getByText(t('bookings.log')).click()
    await page.getByText(t.like('bookings.event.moved')).waitFor()
  })

  test('a provider cannot come, and the resident answers who would come instead', async () => {
    const { resident, booking, leg, manager } = await withdrawnLeg({ locale, nth })
    const { page, t } = resident
    await open(resident, `/bookings/${booking.id}`)
    const offer = page.getByRole('region', { name: t('life.substitute.title') })
    const asked = (await readBooking(resident, booking.id)).legs.find(({ id }) => id === leg.id)!
    expect(asked.substitute!.shareAmount).toBeLessThanOrEqual(leg.shareAmount)
    expect(await offer.innerText()).toContain(textOf(resident, asked.substitute!.provider))

    const accepts = locale === 'zh-CN'
    if (accepts) {
      await offer.getByRole('button', { name: t('life.substitute.accept') }).click()
      await page.getByText(t('life.said.accepted')).waitFor()
    } else {
      await offer.getByRole('button', { name: t('life.substitute.refuse') }).click()
      await page.getByRole('dialog').getByRole('button', { name: t('life.substitute.refuse') }).click()
      await page.getByText(t('life.said.refused')).waitFor()
    }
    const after = (await readBooking(resident, booking.id)).legs.find(({ id }) => id === leg.id)!
    expect(after).toMatchObject(accepts
      ? { state: 'confirmed', provider: asked.substitute!.provider, start: leg.start, end: leg.end }
      : { state: 'cancelled', refundedAmount: leg.shareAmount })

    // The one who gave it up sees it no more, or that nobody needs to go.
    const card = await cardOf(manager, booking.reference, leg)
    expect(card === null || (await card.innerText()).includes(manager.t('provider.calledOff'))).toBe(true)
  })

  test('a visit is done with one thumb on a phone of 390 px', async () => {
    const { resident, booking } = await paidBooking({ locale, nth: nth + 4 })
    const leg = booking.legs.find(({ resources, tasks }) => resources.some(({ kind }) => kind === 'worker') && tasks.length > 0) ?? booking.legs[0]!
    const number = locale === 'en' ? '+8613600020001' : '+8613600020002'
    await addWorker({ legId: leg.id, phone: number })
    await bringLeg({ legId: leg.id, minutes: 5 })
    const { start, zone } = (await readBooking(resident, booking.id)).legs.find(({ id }) => id === leg.id)!
    const day = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date(start))

    const worker = await visit({ locale, browser: phone })
    const { page, t } = worker
    await open(worker, `/sign-in?next=${encodeURIComponent(worker.path(`/worker?day=${day}`))}`)
    await signInByPhone(worker, { phone: number })
    await page.waitForURL(url => url.pathname === worker.path('/worker'))
    await ready(worker)
    const card = page.getByRole('article').filter({ hasText: booking.reference })
    for (const shown of [textOf(worker, leg.title), booking.recipientName, booking.contact.name]) expect(await card.innerText()).toContain(shown)
    if (leg.place === 'home') expect(await card.innerText()).toContain(booking.street)
    expect(await card.getByRole('link', { name: t.like('worker.call') }).getAttribute('href')).toBe(`tel:${booking.contact.phone}`)
    await expectForThumbs(card)

    await card.getByRole('button', { name: t('worker.checkIn') }).tap()
    await page.getByText(t('worker.said.check_in')).waitFor()
    const end = card.getByRole('button', { name: t('worker.checkOut') })
    if (leg.tasks.length > 0) {
      await end.tap()
      await page.getByText(t('worker.unanswered')).waitFor()
    }
    for (const [index] of leg.tasks.entries()) await card.getByRole('radio', { name: t(index === 0 ? 'worker.notDone' : 'worker.done'), exact: true }).nth(index).check()
    if (leg.tasks.length > 0) await card.getByLabel(t.like('worker.note')).fill('门锁着')
    await expectForThumbs(card)
    await end.tap()
    await page.getByText(t('worker.said.check_out')).waitFor()

    await open(resident, `/bookings/${booking.id}`)
    const done = (await readBooking(resident, booking.id)).legs.find(({ id }) => id === leg.id)!
    expect(done.state).toBe('delivered')
    expect(done.tasks.map(task => task.done)).toEqual(leg.tasks.map((_, index) => index !== 0))
    await actionsOf(resident, leg).getByRole('button', { name: resident.t('life.dispute') }).click()
    const dispute = resident.page.getByRole('dialog')
    await dispute.getByRole('textbox').fill('说好的事没有做')
    await dispute.getByRole('button', { name: resident.t('life.report.disputeYes') }).click()
    await resident.page.getByText(resident.t('life.said.disputed')).waitFor()
    await decideDispute({ locale, booking, leg, resident })
  })
})

/** Everything that is pressed lies within the screen and is large enough for a thumb. */
async function expectForThumbs(card: Locator): Promise<void> {
  for (const control of await card.locator('button, a.btn, label.choice-card').all()) {
    const box = await control.boundingBox()
    if (!box) continue
    expect(box.height).toBeGreaterThanOrEqual(44)
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(390)
  }
}

async function decideDispute({ locale, booking, leg, resident }: { locale: 'zh-CN' | 'en', booking: Booking, leg: Leg, resident: Visitor }): Promise<void> {
  const operator = await visit({ locale })
  const { page, t } = operator
  await signInAs(operator, 'operator')
  await open(operator, '/operator/disputes')
  const card = page.getByRole('article').filter({ hasText: booking.reference })
  await card.getByLabel(t('disputes.refund', { currency: booking.currency })).fill('10')
  await card.getByRole('button', { name: t('disputes.resolve') }).click()
  await page.getByRole('dialog').getByRole('button', { name: t.like('disputes.yes') }).click()
  await page.getByText(t('disputes.decided')).waitFor()
  const settled = (await readBooking(resident, booking.id)).legs.find(({ id }) => id === leg.id)
  expect(settled).toMatchObject({ state: 'settled', refundedAmount: 1000 })
}

/** A booking of which a provider gives up a leg that somebody else can serve. */
async function withdrawnLeg({ locale, nth }: { locale: 'zh-CN' | 'en', nth: number }) {
  const scout = await visit({ locale })
  const { bundle, leg: replaceable } = await findReplaceable(scout)
  const { resident, booking } = await paidBooking({ locale, slug: bundle.slug, nth, leg: replaceable })
  const { title } = bundle.legs.find(({ id }) => id === replaceable.legId)!
  const leg = booking.legs.find(one => one.title.zh === title.zh)!
  const { providerId } = (await providersOf(booking.id))[booking.legs.indexOf(leg)]!
  const number = locale === 'en' ? '+8613600030001' : '+8613600030002'
  await addManager({ providerId, phone: number })

  const manager = await visit({ locale })
  await open(manager, `/sign-in?next=${encodeURIComponent(manager.path('/provider'))}`)
  await signInByPhone(manager, { phone: number })
  await manager.page.waitForURL(url => url.pathname === manager.path('/provider'))
  const card = await cardOf(manager, booking.reference, leg)
  await card!.getByRole('button', { name: manager.t('provider.withdraw') }).click()
  const dialog = manager.page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('员工病了')
  await dialog.getByRole('button', { name: manager.t('provider.withdraw') }).click()
  await manager.page.getByText(manager.t('provider.said.withdraw')).waitFor()
  return { resident, booking, leg, manager }
}

/** The card of a leg in a provider's schedule, on whichever of its pages. */
async function cardOf(visitor: Visitor, reference: string, leg: Leg): Promise<Locator | null> {
  const card = visitor.page.getByRole('article').filter({ hasText: reference }).filter({ hasText: textOf(visitor, leg.title) })
  return await turnTo(visitor, card) ? card : null
}
