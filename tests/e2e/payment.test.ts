import { expect, test } from 'vitest'
import { useBrowser } from '../support/browser.ts'
import {
  declinedCard, expectNoReload, goodCard, holdForFather, markPage, payByCard, pickBundle, readBooking, ready, signInAs, type Found,
} from './support/journey.ts'
import { claimsOf, stripeControl } from './support/sandbox.ts'

const { visit } = useBrowser()
let bundle: Found | undefined

/** The demo resident before the payment page of a hold. Each test takes a day of its own. */
async function atThePaymentPage({ locale, nth }: { locale: 'zh-CN' | 'en', nth: number }) {
  const visitor = await visit({ locale })
  await signInAs(visitor, 'resident')
  bundle ??= await pickBundle(visitor, { q: 'clean and look after my father', district: 'xuhui', scenario: 'clean-and-care' })
  const bookingId = await holdForFather(visitor, { slug: bundle.slug, nth })
  return { ...visitor, visitor, bookingId, session: /checkout\/([^/?]+)/.exec(visitor.page.url())?.[1] ?? '' }
}

test('a declined card is told on the payment page, and a good one then pays', async () => {
  const { page, t, visitor, bookingId } = await atThePaymentPage({ locale: 'zh-CN', nth: 4 })
  await payByCard(visitor, declinedCard)
  await page.getByRole('alert').getByText(/拒绝/).waitFor()
  expect(page.url()).toContain('/_sandbox/stripe/checkout/')
  expect((await readBooking(visitor, bookingId)).state).toBe('held')

  await payByCard(visitor, goodCard)
  await page.getByText(t('bookings.notice.confirmed.title'), { exact: true }).waitFor()
  expect((await readBooking(visitor, bookingId)).legs.every(leg => leg.state === 'confirmed')).toBe(true)
})

test('who goes back without paying finds the time still held, and can go on to pay', async () => {
  const { page, t, visitor, bookingId } = await atThePaymentPage({ locale: 'en', nth: 5 })
  const paymentPage = page.url()
  await page.getByRole('link', { name: 'Go back without paying' }).click()
  await page.waitForURL(/\/bookings\/[\w-]+\?cancelled=1/)
  await ready(visitor)
  await page.getByText(t('bookings.notice.returned.title')).waitFor()
  expect(await page.getByRole('timer').innerText()).toMatch(/\d+:\d\d/)

  await page.getByRole('button', { name: t.like('bookings.hold.pay') }).click()
  await page.waitForURL(/\/_sandbox\/stripe\/checkout\//)
  expect(page.url(), 'one open payment page for one booking').toBe(paymentPage)
  await payByCard(visitor, goodCard)
  await page.getByText(t('bookings.notice.confirmed.title'), { exact: true }).waitFor()
  expect((await readBooking(visitor, bookingId)).payment?.state).toBe('paid')
})

test('a payment that takes a while is shown as on its way, and confirms without a reload', async () => {
  const { page, t, visitor, session } = await atThePaymentPage({ locale: 'en', nth: 6 })
  await page.getByRole('link', { name: 'Alipay' }).click()
  await page.getByLabel('How it ends later').selectOption('by_hand')
  await page.getByRole('button', { name: 'Pay later (asynchronous)' }).click()
  await page.waitForURL(/\/bookings\/[\w-]+\?paid=1/)
  await ready(visitor)
  await markPage(page)
  await page.getByText(t('bookings.notice.processing.title')).waitFor()
  expect(await page.getByRole('button', { name: t.like('bookings.hold.pay') }).count(), 'it is not paid twice').toBe(0)

  await stripeControl('payments/settle', { session, outcome: 'succeeded' })
  // Asked every ten seconds, and by who comes back to the page.
  await expect.poll(async () => {
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))')
    return await page.getByText(t('bookings.notice.confirmed.title'), { exact: true }).count()
  }, { interval: 500 }).toBe(1)
  await expectNoReload(page)
})

test('two quick presses make one booking; “back” leads to it, and giving it up frees the time', async () => {
  const held: string[] = []
  const visitor = await visit({ locale: 'zh-CN' })
  visitor.page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/holds')) held.push(request.url())
  })
  await signInAs(visitor, 'resident')
  bundle ??= await pickBundle(visitor, { q: 'clean and look after my father', district: 'xuhui', scenario: 'clean-and-care' })
  const bookingId = await holdForFather(visitor, { slug: bundle.slug, nth: 7, press: 'twice' })
  expect(held).toHaveLength(1)
  expect(await claimsOf(bookingId)).toBeGreaterThan(0)

  const { page, t } = visitor
  await page.goBack()
  await page.waitForURL(new RegExp(`/bookings/${bookingId}`))
  await ready(visitor)
  await page.getByRole('button', { name: t('bookings.hold.giveUp') }).click()
  const dialog = page.getByRole('dialog', { name: t('bookings.hold.giveUpAsk') })
  await dialog.getByRole('button', { name: t('bookings.hold.giveUpYes') }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText(t('state.cancelled'), { exact: true }).first().waitFor()
  await page.getByRole('timer').waitFor({ state: 'detached' })
  expect(await claimsOf(bookingId)).toBe(0)
})
