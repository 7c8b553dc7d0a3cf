import { expect, test } from 'vitest'
import { dayAfter } from '../../shared/wall-time.ts'
import { useBrowser } from '../support/browser.ts'
import { open, ready, signInAs, tabTo, timesOf, unfold } from './support/journey.ts'

const { visit } = useBrowser()

test('the main job up to the checkout needs no mouse', async () => {
  const visitor = await visit({ locale: 'en' })
  const { page, t } = visitor
  await signInAs(visitor, 'resident')
  await open(visitor, '/')

  const focused = page.locator(':focus')
  await page.keyboard.press('Tab')
  await expect.poll(async () => await focused.innerText()).toBe(t('nav.skip'))
  await page.keyboard.press('Enter')
  await expect.poll(async () => await focused.getAttribute('id')).toBe('main')

  await tabTo(visitor, page.getByRole('main').getByRole('combobox'))
  await page.keyboard.type('nurse')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/search\?q=nurse/)
  const xuhui = page.getByRole('group', { name: t('search.district') }).getByRole('checkbox', { name: /^Xuhui/, includeHidden: true })
  await unfold(xuhui)
  await tabTo(visitor, xuhui)
  await page.keyboard.press('Space')
  await page.waitForURL(/district=xuhui/)
  await tabTo(visitor, page.getByRole('main').getByRole('link', { name: 'Cleaner, carer and nurse in one morning' }))
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/bundles\/clean-care-and-nurse/)

  // The calendar is one stop; arrows move between its days.
  const grid = page.getByRole('grid', { name: t('calendar.label') })
  await grid.locator('button:not([aria-disabled])').first().or(page.getByText(t('calendar.none'))).first().waitFor()
  await tabTo(visitor, grid.locator('button[tabindex="0"]'))
  const start = await focused.getAttribute('data-day') ?? ''
  let days = 0
  const press = async (key: string, by: number): Promise<void> => {
    days += by
    await page.keyboard.press(key)
    await expect.poll(async () => await focused.getAttribute('data-day')).toBe(dayAfter(start, days))
  }
  await press('ArrowRight', 1)
  await press('ArrowDown', 7)
  await press('ArrowLeft', -1)
  // Another month has to be asked for; and on some day everybody may be taken.
  await grid.locator('button:not([aria-disabled])').first().waitFor()
  while (await focused.getAttribute('aria-disabled') !== null) await press('ArrowRight', 1)
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`day=${dayAfter(start, days)}`))

  await timesOf(visitor).first().waitFor()
  await tabTo(visitor, timesOf(visitor).first())
  await page.keyboard.press('Space')
  await page.waitForURL(/starts=/)
  await tabTo(visitor, page.getByRole('link', { name: t('bundle.continue') }))
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/checkout\?/)
  await page.getByRole('heading', { level: 1, name: t('checkout.title') }).waitFor()
})

test('a dialog keeps the focus, closes on Escape and not by a press beside its form, and gives the focus back', async () => {
  const visitor = await visit({ locale: 'zh-CN' })
  const { page, t } = visitor
  await signInAs(visitor, 'resident')
  await page.goto('/household')
  await ready(visitor)
  const add = page.getByRole('button', { name: t('household.addRecipient') })
  await add.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: t('household.addRecipient') })
  await dialog.waitFor()

  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab')
    // Beyond the last control is the browser itself: then nothing in the page has the focus.
    expect(await dialog.evaluate(element => element.contains(element.ownerDocument.activeElement) || element.ownerDocument.activeElement === element.ownerDocument.body)).toBe(true)
  }
  const name = dialog.getByLabel(t('household.name'))
  await name.fill('陈国强')
  await page.mouse.click(5, 5)
  expect(await name.inputValue()).toBe('陈国强')
  await name.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await expect.poll(async () => await add.evaluate(element => element === element.ownerDocument.activeElement)).toBe(true)
})
