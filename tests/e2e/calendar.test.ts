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

test('a booking that is dropped on another day opens its move; what days off would break is shown', async () => {
  const visitor = await visit({ locale: 'zh-CN' })
  const { page, t } = visitor
  const leg = await openWeek(visitor)
  const cell = page.getByRole('row').nth(1).getByRole('cell').last()
  await leg.dragTo(cell)
  const dialog = page.getByRole('dialog')
  // Which times still fit depends on what else was booked meanwhile.
  await dialog.waitFor()
  await page.keyboard.press('Escape')

  // Everybody for a week: that breaks something. The others' tests need them, so it stays a question.
  for (const person of await page.getByRole('group', { name: t('teamCalendar.who') }).getByRole('checkbox').all()) await person.check()
  const today = Date.now()
  await page.getByLabel(t('crew.firstDay')).fill(new Date(today).toISOString().slice(0, 10))
  await page.getByLabel(t('crew.lastDay')).fill(new Date(today + 7 * 86_400_000).toISOString().slice(0, 10))
  await page.getByRole('button', { name: t('teamCalendar.look') }).click()
  await dialog.getByRole('listitem').first().waitFor()
  await dialog.getByRole('button', { name: t('form.cancel') }).last().click()
})
