import { test } from 'vitest'
import { useBrowser, type Visitor } from '../support/browser.ts'
import { open, signInAs } from './support/journey.ts'

const { visit } = useBrowser()

/** A booking that can be moved, in the first week that has one. */
async function openWeek(visitor: Visitor) {
  const { page, t } = visitor
  await signInAs(visitor, 'manager')
  await open(visitor, '/provider/calendar')
  const movable = page.getByRole('region').getByRole('button', { name: t('teamCalendar.canMove') })
  if (await movable.count() === 0) {
    await page.getByRole('link', { name: t('teamCalendar.after') }).click()
    await movable.first().waitFor()
  }
  return movable.last()
}

test('a booking is moved from the calendar without a mouse', async () => {
  const visitor = await visit({ locale: 'en' })
  const { page, t } = visitor
  const leg = await openWeek(visitor)
  await leg.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  const times = dialog.getByRole('group').last().getByRole('radio')
  await times.first().focus()
  await page.keyboard.press('Space')
  await dialog.getByRole('button', { name: /^Move to/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByText(t('teamCalendar.moved')).waitFor()
})
