import { expect, test } from 'vitest'
import { plan } from '../../shared/schemas/plan.ts'
import { specialDay } from '../../shared/holidays.ts'
import { dayAfter, wallTimeOf, weekdayOf } from '../../shared/wall-time.ts'
import { useBrowser } from '../support/browser.ts'
import { chooseSlot, goodCard, goToCheckout, open, payByCard, ready, signInAs } from './support/journey.ts'

const { visit } = useBrowser()
const slug = 'clean-care-and-nurse'

test.each(['zh-CN', 'en'] as const)('a resident plans visits up to a holiday, decides about it, pays the first and skips one, in %s', async (locale) => {
  const visitor = await visit({ locale })
  const { page, t } = visitor
  await signInAs(visitor, 'resident')
  await open(visitor, `/bundles/${slug}?district=xuhui`)
  await chooseSlot(visitor, { nth: locale === 'en' ? 3 : 1 })
  await goToCheckout(visitor)
  await page.getByRole('link', { name: t('plans.repeat') }).click()
  await page.getByRole('heading', { level: 1, name: t('plans.newTitle') }).waitFor()
  await ready(visitor)

  const start = new URL(page.url()).searchParams.get('starts')!.split(',').map(pair => pair.slice(37)).sort()[0]!
  const first = wallTimeOf(new Date(start), 'Asia/Shanghai').day
  const holiday = Array.from({ length: 370 }, (_, i) => dayAfter(first, i + 7)).find(day => specialDay(day, 'Asia/Shanghai')?.kind === 'holiday')!
  const names = Array.from({ length: 7 }, (_, i) => new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + i)))
  const both = [...new Set([weekdayOf(first), weekdayOf(holiday)])]
  for (const weekday of both) await page.getByRole('checkbox', { name: names[weekday - 1]!, exact: true }).check()
  await page.getByRole('combobox', { name: t('plans.ends') }).selectOption('until')
  await page.getByLabel(t('plans.lastDay')).fill(holiday)
  await page.getByRole('button', { name: t('plans.show') }).click()

  // The holiday, and whatever else is taken by then: each is decided by leaving it out.
  await page.getByText(t('plans.conflict.holiday')).first().waitFor()
  expect(await page.getByRole('button', { name: t('plans.make') }).count(), 'an undecided plan can be made').toBe(0)
  const leaveOut = page.getByRole('button', { name: t('plans.option.skip') })
  for (let left = await leaveOut.count(); left > 0; left = await leaveOut.count()) {
    await leaveOut.first().click()
    await expect.poll(async () => await leaveOut.count()).toBeLessThan(left)
  }
  await page.getByRole('radio', { name: /陈国强/ }).check()
  await page.getByRole('checkbox', { name: t.like('checkout.agree', { terms: t('signIn.terms') }) }).check()
  await page.getByRole('button', { name: t('plans.make') }).click()
  await page.waitForURL(/\/plans\/[0-9a-f-]{36}/)
  await page.getByText(t('plans.made')).waitFor()
  await ready(visitor)

  const id = /plans\/([0-9a-f-]{36})/.exec(page.url())![1]!
  const read = async () => plan.parse(await (await page.request.get(`/api/plans/${id}`)).json())
  const made = await read()
  expect(made.visits.find(({ day }) => day === holiday)).toMatchObject({ state: 'skipped', why: 'holiday' })
  const reserved = made.visits.filter(({ state }) => state === 'reserved')
  expect(reserved.length).toBeGreaterThan(0)
  expect(reserved.every(({ booking }) => booking?.state === 'reserved')).toBe(true)

  await page.getByRole('button', { name: t.like('plans.pay') }).first().click()
  await page.waitForURL(/\/_sandbox\/stripe\/checkout\//)
  await payByCard(visitor, goodCard)
  await page.waitForURL(/\/bookings\//)
  await expect.poll(async () => (await read()).card?.last4).toBe('4242')

  await open(visitor, `/plans/${id}`)
  await page.getByText('4242').waitFor()
  await page.getByRole('button', { name: t.like('plans.skip') }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: t('plans.stop.skipYes'), exact: true }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  expect((await read()).visits.find(({ id: visitId }) => visitId === reserved[0]!.id)).toMatchObject({ state: 'skipped', why: 'chosen' })
})
