import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { majorUnits } from '../../shared/csv.ts'
import { earnings, providerStatement } from '../../shared/schemas/money.ts'
import { providerBookings, providerFigures } from '../../shared/schemas/provider-bookings.ts'
import { useBrowser } from '../support/browser.ts'
import { open, ready, signInAs } from './support/journey.ts'
import { chargeOf, stripeControl } from './support/sandbox.ts'

const { visit } = useBrowser()
const money = (text: string): number => Math.round(Number(/¥([\d,.]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? Number.NaN) * 100)

/** The rows of a table that a link gives as a file, each by its heads. */
async function tableOf(page: Page, link: Locator): Promise<Record<string, string>[]> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  const text = (await readFile(await download.path(), 'utf8')).replace('\uFEFF', '')
  const [head = [], ...rows] = text.trimEnd().split('\r\n').map(line => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) =>
    (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)))
  return rows.map(cells => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ''])))
}

test('an operator gives a part back by hand, and the provider sees to the fen what is left of its earning', async () => {
  const manager = await visit({ locale: 'en' })
  await signInAs(manager, 'manager')
  const read = async () => earnings.parse(await (await manager.page.request.get('/api/provider/earnings?state=in_window')).json())
  const before = (await read()).legs[0]!
  const total = (await read()).totals[0]!

  await open(manager, '/provider/earnings')
  expect(money(await manager.page.locator('dl div').first().innerText())).toBe(total.inWindow)
  const item = manager.page.getByRole('article').filter({ hasText: before.bookingReference }).filter({ hasText: before.title.en })
  expect(money(await item.locator('p.text-lg').innerText())).toBe(before.amount)

  const operator = await visit({ locale: 'zh-CN', refusals: [/\/api\/operator\/bookings\/LL-NONE\/legs$/] })
  const { page, t } = operator
  await signInAs(operator, 'operator')
  await open(operator, '/operator/refunds')
  await page.getByLabel(t('operatorMoney.reference'), { exact: true }).fill('ll-none')
  await page.getByRole('button', { name: t('operatorMoney.find') }).click()
  await page.getByRole('alert').filter({ hasText: /\S/ }).first().waitFor()
  await page.getByLabel(t('operatorMoney.reference'), { exact: true }).fill(before.bookingReference)
  await page.getByRole('button', { name: t('operatorMoney.find') }).click()
  await page.getByRole('radio', { name: new RegExp(before.title.zh) }).check()
  // More than there is, and no reason: said at the fields, and nothing typed is lost.
  await page.getByLabel(t('operatorMoney.amount', { currency: 'CNY' })).fill('99999')
  await page.getByRole('button', { name: t('operatorMoney.giveBack'), exact: true }).click()
  await page.getByRole('button', { name: t('operatorMoney.reasonMissing') }).waitFor()
  await page.getByLabel(t('operatorMoney.amount', { currency: 'CNY' })).fill('10.01')
  await page.getByLabel(t('operatorMoney.reason')).fill('迟到半小时')
  await page.getByRole('button', { name: t('operatorMoney.giveBack'), exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: t('operatorMoney.yes', { amount: '¥10.01' }) }).click()
  await page.getByText(t('operatorMoney.refunded', { amount: '¥10.01' })).waitFor()

  const after = (await read()).legs.find(({ legId }) => legId === before.legId)!
  expect(after.refundedAmount).toBe(before.refundedAmount + 1001)
  expect(after.amount + after.commissionAmount).toBe(before.amount + before.commissionAmount - 1001)
  await manager.page.reload()
  await ready(manager)
  expect(money(await item.locator('p.text-lg').innerText())).toBe(after.amount)
  expect(await item.getByText(manager.t('earnings.step.refunded')).innerText()).toContain('10.01')
})

test('an operator says of which part a refund was that somebody made at the payment service, and the payment is released', async () => {
  const manager = await visit({ locale: 'en' })
  await signInAs(manager, 'manager')
  const read = async () => earnings.parse(await (await manager.page.request.get('/api/provider/earnings?state=in_window')).json())
  const before = (await read()).legs.at(-1)!
  await stripeControl('refunds/make', { charge: await chargeOf(before.bookingReference), amount: 1234 })

  const operator = await visit({ locale: 'zh-CN' })
  const { page, t } = operator
  await signInAs(operator, 'operator')
  const card = page.getByRole('article').filter({ hasText: before.bookingReference })
  // The payment service tells of it in its own time.
  await expect.poll(async () => {
    await open(operator, '/operator/mismatches')
    await page.getByRole('heading', { name: t('operatorMoney.books') }).waitFor()
    return await card.count()
  }).toBe(1)
  for (const field of await card.getByRole('textbox').all()) if (await field.getAttribute('inputmode') === 'decimal') await field.fill('0')
  const part = card.getByLabel(new RegExp(before.title.zh)).first()
  await part.fill('12.33')
  await card.getByLabel(t('operatorMoney.allot.reason')).fill('电话里答应退的')
  await card.getByRole('button', { name: t('operatorMoney.allot.do') }).click()
  await card.getByRole('button', { name: t('operatorMoney.allot.missing', { amount: '¥0.01' }) }).waitFor()
  await part.fill('12.34')
  await card.getByRole('button', { name: t('operatorMoney.allot.do') }).click()
  await page.getByRole('dialog').getByRole('button', { name: t('operatorMoney.allot.yes') }).click()
  await page.getByText(t('operatorMoney.allot.done')).waitFor()
  await card.waitFor({ state: 'detached' })
  const after = (await read()).legs.find(({ legId }) => legId === before.legId)!
  expect(after.refundedAmount).toBe(before.refundedAmount + 1234)
})

test('a provider takes its bookings and a statement home in its own language, and its figures are those of its bookings', async () => {
  const manager = await visit({ locale: 'zh-CN' })
  const { page, t } = manager
  await signInAs(manager, 'manager')
  const get = async (path: string): Promise<unknown> => await (await page.request.get(path)).json()

  await open(manager, '/provider/figures')
  const { weeks, currency } = providerFigures.parse(await get('/api/provider/figures'))
  const rows = page.getByRole('region', { name: t('figures.load') }).last().getByRole('row')
  // What other tests may change is of late.
  for (const [nth, { from, deliveredAmount }] of weeks.slice(0, -2).entries()) {
    const until = new Date(Date.parse(from) + 6 * 86_400_000).toISOString().slice(0, 10)
    const { rows: served } = providerBookings.parse(await get(`/api/provider/bookings?from=${from}&until=${until}&group=done`))
    const sum = served.filter(({ state }) => state === 'settled' || state === 'delivered').reduce((all, leg) => all + leg.shareAmount - leg.refundedAmount, 0)
    expect(deliveredAmount).toBe(sum)
    expect(money(await rows.nth(nth + 1).getByRole('cell').last().innerText())).toBe(sum)
  }

  const [from, until] = [weeks[0]!.from, weeks.at(-2)!.from]
  await open(manager, `/provider/bookings?from=${from}&until=${until}`)
  const { rows: booked } = providerBookings.parse(await get(`/api/provider/bookings?from=${from}&until=${until}`))
  const file = await tableOf(page, page.getByRole('link', { name: t('allBookings.file') }))
  expect(booked.length).toBeGreaterThan(0)
  expect(file.slice(0, booked.length).map(row => [row['预约号'], row['服务'], row['状态'], row['状态代码'], row['金额'], row['已退']])).toEqual(booked.map(leg => [
    leg.bookingReference, leg.title.zh, t(`state.${leg.state}`), leg.state,
    majorUnits({ amount: leg.shareAmount, currency }), majorUnits({ amount: leg.refundedAmount, currency }),
  ]))

  await open(manager, '/provider/earnings')
  const lastMonth = page.getByRole('link', { name: /CSV/ }).nth(1)
  const span = new URL((await lastMonth.getAttribute('href'))!, 'http://x').searchParams
  const { lines } = providerStatement.parse(await get(`/api/provider/statement?from=${span.get('from')}&to=${span.get('to')}`))
  const statement = await tableOf(page, lastMonth)
  expect(lines.length).toBeGreaterThan(0)
  expect(statement.map(row => [row['事项代码'], row['预约号'], row['应付变动'], row['应付余额']])).toEqual(lines.map(line => [
    line.cause, line.bookingReference, ...[line.owed, line.balance].map(amount => majorUnits({ amount, currency: line.currency })),
  ]))
  expect(new Set(statement.map(row => row['事项']))).toEqual(new Set(['服务收入', '已转账']))
})
