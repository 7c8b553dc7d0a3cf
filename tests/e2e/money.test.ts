import { expect, test } from 'vitest'
import { earnings } from '../../shared/schemas/money.ts'
import { useBrowser } from '../support/browser.ts'
import { open, ready, signInAs } from './support/journey.ts'
import { chargeOf, stripeControl } from './support/sandbox.ts'

const { visit } = useBrowser()
const money = (text: string): number => Math.round(Number(/¥([\d,.]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? Number.NaN) * 100)

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
