import { expect, test } from 'vitest'
import { useBrowser } from '../support/browser.ts'
import { goodCard, holdForFather, open, payByCard, readBooking, ready, signInAs, textOf } from './support/journey.ts'

const { visit } = useBrowser()
const money = (text: string): number => Math.round(Number(/¥([\d,.]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? Number.NaN) * 100)

test('a voucher is chosen, pays its part, and goes back to its budget with a part that is cancelled; receipt and fapiao say so', async () => {
  const visitor = await visit({ locale: 'zh-CN', refusals: [/\/vouchers\?code=/, /\/fapiao$/] })
  const { page, t } = visitor
  await signInAs(visitor, 'resident')
  let off = 0
  const id = await holdForFather(visitor, {
    slug: 'clean-care-and-nurse', nth: 8,
    before: async () => {
      const section = page.getByRole('region', { name: t('vouchers.title') })
      // A code that nobody has is told in words, and nothing that was filled in is lost.
      await section.getByLabel(t('vouchers.code')).fill('nothing1')
      await section.getByRole('button', { name: t('vouchers.use') }).click()
      await section.getByText(t('vouchers.why.unknown')).waitFor()
      await section.getByLabel(t('vouchers.code')).fill('jiazheng')
      await section.getByRole('button', { name: t('vouchers.use') }).click()
      await section.getByRole('radio', { name: /家政服务立减/ }).waitFor()
      await section.getByRole('radio', { name: /长者照护/ }).check()
      const summary = page.locator('[data-voucher]')
      off = money(await summary.innerText())
      expect(off).toBeGreaterThan(0)
      // Those that do not fit say why.
      await section.getByText(t.like('vouchers.others')).click()
      await section.getByText(t('vouchers.why.category')).first().waitFor()
      expect(await page.getByText(t('payMethods.alipay'), { exact: true }).count()).toBe(1)
    },
  })
  const held = await readBooking(visitor, id)
  expect(held.voucher).toMatchObject({ amount: off, state: 'reserved' })
  await payByCard(visitor, goodCard)
  await page.getByText(t('bookings.notice.confirmed.title'), { exact: true }).waitFor()
  const paid = await readBooking(visitor, id)
  expect(paid.payment?.capturedAmount).toBe(paid.amount - off)
  expect(money(await page.locator('[data-voucher]').innerText())).toBe(off)

  // One part that the voucher paid in part is cancelled: both parts are told before, and come back.
  const leg = paid.legs.find(each => each.voucherAmount > 0)!
  await ready(visitor)
  await page.getByRole('group', { name: t('life.actions', { title: textOf(visitor, leg.title) }) }).getByRole('button', { name: t('life.cancel') }).click()
  const dialog = page.getByRole('dialog')
  const toPayer = money(await dialog.locator('[data-refund]').innerText())
  const toBudget = money(await dialog.locator('[data-voucher-refund]').innerText())
  expect(toBudget).toBeGreaterThan(0)
  await dialog.getByRole('button', { name: t.like('life.cancelling.confirm') }).click()
  await page.getByText(t('life.said.cancelled')).waitFor()
  expect(money(await page.locator('[data-returned]').innerText())).toBe(toBudget)

  await page.getByRole('link', { name: t('receipt.link') }).click()
  await page.getByRole('heading', { level: 1, name: t('receipt.title') }).waitFor()
  await ready(visitor)
  expect(money(await page.locator('[data-movement="refund"]').innerText().then(text => text.split('\n').at(-1) ?? ''))).toBe(toPayer)
  expect(money(await page.locator('[data-movement="voucher_return"]').innerText().then(text => text.split('\n').at(-1) ?? ''))).toBe(toBudget)
  expect(money(await page.locator('[data-net]').innerText())).toBe(paid.amount - off - toPayer)
  // On paper there is the receipt alone.
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('banner').isVisible()).toBe(false)
  expect(await page.getByRole('button', { name: t('receipt.print') }).isVisible()).toBe(false)
  await page.emulateMedia({ media: 'screen' })

  const form = page.getByRole('region', { name: t('fapiao.title') })
  await form.getByRole('radio', { name: t('fapiao.kind.company') }).check()
  await form.getByLabel(t('fapiao.titleOf.company')).fill('上海某某贸易有限公司')
  await form.getByLabel(t('fapiao.taxNumber')).fill('91350100M000100Y44')
  await form.getByLabel(t('fapiao.email')).fill('tax@example.com')
  await form.getByRole('button', { name: t('fapiao.send') }).click()
  await form.getByRole('button', { name: t('fapiao.errors.taxNumber') }).click()
  expect(await form.getByLabel(t('fapiao.taxNumber')).evaluate(field => field.ownerDocument.activeElement === field)).toBe(true)
  await form.getByLabel(t('fapiao.taxNumber')).fill('91350100m000100y43')
  await form.getByRole('button', { name: t('fapiao.send') }).click()
  await form.getByText(t('fapiao.saved')).waitFor()
  expect(await form.locator('[data-fapiao]').innerText()).toContain('91350100M000100Y43')
})

test('an operator starts a campaign, sees its budget, and gives the issuer a batch', async () => {
  const visitor = await visit({ locale: 'en' })
  const { page, t } = visitor
  await signInAs(visitor, 'operator')
  await open(visitor, '/operator/vouchers')
  await page.getByText(t('campaigns.new'), { exact: true }).click()
  await page.getByRole('button', { name: t('campaigns.make') }).click()
  await page.getByRole('button', { name: t('campaigns.errors.nameZh') }).waitFor()
  await page.getByLabel(t('campaigns.nameZh')).fill('冬季暖心券')
  await page.getByLabel(t('campaigns.nameEn')).fill('Warm winter voucher')
  await page.getByLabel(t('campaigns.amount'), { exact: true }).fill('25.50')
  await page.getByLabel(t('campaigns.budget'), { exact: true }).fill('10000')
  await page.getByLabel(t('campaigns.from'), { exact: true }).fill('2026-01-01')
  await page.getByLabel(t('campaigns.until'), { exact: true }).fill('2099-12-31')
  await page.getByRole('button', { name: t('campaigns.make') }).click()
  await page.getByText(t('campaigns.said.made')).waitFor()
  const card = page.getByRole('article', { name: 'Warm winter voucher' })
  expect(money(await card.locator('[data-budget="left"]').innerText())).toBe(1_000_000)
  await card.getByRole('button', { name: t('campaigns.pause') }).click()
  await card.getByText(t('campaigns.state.paused'), { exact: true }).waitFor()

  // More money, and no less than nothing: said at the field.
  await card.getByRole('button', { name: t('campaigns.change.open') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('campaigns.change.budget', { currency: 'CNY' })).fill('none')
  await dialog.getByLabel(t('campaigns.change.reason')).fill('the city gives more')
  await dialog.getByRole('button', { name: t('campaigns.change.save') }).click()
  await dialog.getByRole('button', { name: t.like('campaigns.change.budgetWrong') }).waitFor()
  await dialog.getByLabel(t('campaigns.change.budget', { currency: 'CNY' })).fill('12000.50')
  await dialog.getByRole('button', { name: t('campaigns.change.save') }).click()
  await card.getByText(t('campaigns.budgetIs', { amount: '¥12,000.50' })).waitFor()

  await open(visitor, '/operator/fapiao')
  const give = page.getByRole('button', { name: t('fapiaoDesk.give') })
  // Of one whose issuer knows of it already, a part was given back since.
  const corrections = page.locator('[data-corrections]')
  await corrections.waitFor()
  await give.click()
  await page.getByText(/^Batch \d+ is made/).waitFor()
  await corrections.waitFor({ state: 'detached' })
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).first().click()])
  expect(download.suggestedFilename()).toMatch(/^fapiao-\d+\.csv$/)
})
