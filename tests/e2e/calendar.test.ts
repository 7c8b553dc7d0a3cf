import { expect, test } from 'vitest'
import { mondayOf } from '../../composables/monthGrid.ts'
import { frameOf } from '../../composables/teamCalendar.ts'
import { moveTimes } from '../../shared/schemas/booking.ts'
import { providerCalendar } from '../../shared/schemas/provider-bookings.ts'
import { wallTimeOf, weekdayOf } from '../../shared/wall-time.ts'
import { useBrowser, type Visitor } from '../support/browser.ts'
import { bookAndPay, sellAlone } from './support/book.ts'
import { open, signInAs, textOf } from './support/journey.ts'

const { visit } = useBrowser()

const read = async ({ page }: Visitor, path: string, params: Record<string, string>): Promise<unknown> =>
  await (await page.request.get(path, { params })).json()

/** The manager's calendar in the week of a booking of this test's own: its part that can be moved, and who serves it. */
async function ownBooking({ locale, nth }: { locale: 'zh-CN' | 'en', nth: number }) {
  const resident = await visit({ locale })
  await signInAs(resident, 'resident')
  // High enough that a drag needs no scrolling: who scrolls between pressing and moving has let go of what was pressed.
  const manager = await visit({ locale, browser: { viewport: { width: 1280, height: 2400 } } })
  await signInAs(manager, 'manager')
  const slug = await sellAlone(manager, { service: 'home cleaning jiahe', title: `Cleaning alone ${locale}` })
  const { reference, start, zone } = await bookAndPay(resident, { slug, nth })
  const { day } = wallTimeOf(new Date(start), zone)
  const readWeek = async () => {
    const week = providerCalendar.parse(await read(manager, '/api/provider/calendar', { from: mondayOf(day), days: '7' }))
    return { ...week, leg: week.legs.find(({ bookingReference, actions }) => bookingReference === reference && actions.includes('reschedule'))! }
  }
  const week = await readWeek()
  const { leg } = week
  const name = textOf(manager, week.resources.find(({ id }) => leg.resourceIds.includes(id))!.name)
  await open(manager, `/provider/calendar?from=${day}`)
  const row = manager.page.getByRole('row').filter({ has: manager.page.getByRole('rowheader', { name, exact: true }) })
  const button = row.locator(`[data-leg="${leg.id}"]`)
  await button.waitFor()
  return { manager, week, leg, name, day, row, button, startNow: async () => (await readWeek()).leg.start }
}

test('a booking is moved from the calendar without a mouse', async () => {
  const { manager: { page, t }, button, leg, startNow } = await ownBooking({ locale: 'en', nth: 8 })
  await button.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  const times = dialog.getByRole('group').last().getByRole('radio')
  await times.first().focus()
  await page.keyboard.press('Space')
  await dialog.getByRole('button', { name: /^Move to/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByText(t('teamCalendar.moved')).waitFor()
  expect(await startNow()).not.toBe(leg.start)
})

test('days off show what they would break before they are given; a booking that is dropped at a time moves to it', async () => {
  const { manager, button, row, week, leg, name, day, startNow } = await ownBooking({ locale: 'zh-CN', nth: 9 })
  const { page, t } = manager
  await page.getByRole('group', { name: t('crew.whoIsOff') }).getByRole('checkbox', { name, exact: true }).check()
  await page.getByLabel(t('crew.firstDay')).fill(day)
  await page.getByRole('button', { name: t('crew.seeBroken') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(leg.bookingReference).waitFor()
  // Others book these people, too: it stays a question.
  await dialog.getByRole('button', { name: t('form.cancel') }).last().click()
  await dialog.waitFor({ state: 'hidden' })

  const { days } = moveTimes.parse(await read(manager, `/api/provider/legs/${leg.id}/move-times`, { from: day, days: '1' }))
  const wished = days[0]!.times.map(({ legs }) => legs[0]!.start).find(start => start !== leg.start)!
  const cell = row.getByRole('cell').nth(weekdayOf(day) - 1)
  const { from, to } = frameOf(week)
  const { width } = (await cell.boundingBox())!
  await button.dragTo(cell, { targetPosition: { x: width * (wallTimeOf(new Date(wished), leg.zone).minute - from) / (to - from), y: 12 } })
  await dialog.getByRole('button', { name: t.like('life.moving.confirm') }).click()
  await page.getByText(t('teamCalendar.moved')).waitFor()
  expect(await startNow()).toBe(wished)
})
