import { expect, test } from 'vitest'
import { bundleList, composed } from '../../shared/schemas/composer.ts'
import { useBrowser, type Visitor } from '../support/browser.ts'
import { copyOf } from '../support/copy.ts'
import { bookAndPay } from './support/book.ts'
import { open, ready, signInAs, tabTo, textOf } from './support/journey.ts'

const { visit } = useBrowser()

const idOf = (url: string): string => new URL(url).pathname.split('/').at(-1)!

async function read({ page }: Visitor, id: string) {
  return composed.parse(await (await page.request.get(`/api/provider/bundles/${id}`)).json())
}

/** Finds a service in the picker that is open, and takes it. */
async function take({ page, t }: Visitor, word: string, name: RegExp): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('composer.picker.search')).fill(word)
  await page.keyboard.press('Enter')
  const button = dialog.getByRole('listitem').filter({ hasText: name }).getByRole('button').first()
  await button.click()
  await dialog.waitFor({ state: 'hidden' })
}

/** The agreement about this bundle on the page of agreements. */
const cardOf = ({ page }: Visitor, title: string) => page.getByRole('article').filter({ hasText: title })

test('two providers make a bundle together: asked, countered, accepted, published, booked; a new version; one leaves and it pauses', async () => {
  // High enough that a drag needs no scrolling.
  const manager = await visit({ locale: 'en', browser: { viewport: { width: 1280, height: 2400 } } })
  const partner = await visit({ locale: 'zh-CN' })
  await signInAs(manager, 'manager')
  await signInAs(partner, 'partner')
  const { page, t } = manager
  const title = 'Bright flat and a nurse'

  await open(manager, '/provider/bundles/new')
  await page.getByRole('radio', { name: t('composer.start.free') }).check()
  await page.getByRole('button', { name: t('composer.start.go') }).click()
  await page.waitForURL(/\/provider\/bundles\/[0-9a-f-]{36}/)
  const id = idOf(page.url())

  // Two parts, the second a partner's.
  await page.getByRole('button', { name: t('composer.steps.add') }).click()
  await take(manager, 'home cleaning jiahe', /Jiahe/)
  await page.getByRole('button', { name: t('composer.steps.add') }).click()
  await take(manager, 'nurse visit renxin', /Renxin/)
  const parts = page.getByRole('region', { name: t('composer.steps.title') }).getByRole('article')
  await parts.nth(1).waitFor()
  await page.locator('[data-bookable]').waitFor()

  // By key alone: the second moves beside the first, and apart again; the focus stays with it, and it is said.
  const second = (await parts.nth(1).getByRole('heading').innerText()).replace(/^\d+\s*/, '')
  await page.locator('[data-move="leg1 together"]').focus()
  await page.keyboard.press('Enter')
  await page.getByText(t.like('composer.moved.with', { leg: second, number: 1 })).waitFor({ state: 'attached' })
  await expect.poll(async () => await page.locator(':focus').getAttribute('data-move')).toContain('leg1')
  await page.locator('[data-move="leg1 apart"]').focus()
  await page.keyboard.press('Enter')
  await page.getByText(t('composer.moved.step', { leg: second, number: 2, total: 2 })).waitFor({ state: 'attached' })
  // By drag: before the first, and back.
  await page.locator('[data-drag="leg1"]').dragTo(page.locator('[data-drag="leg0"]'))
  await page.getByText(t.like('composer.moved.with', { leg: second, number: 1 })).waitFor({ state: 'attached' })
  await page.locator('[data-move="leg1 apart"]').click()

  await page.locator('select[name="scenario"]').selectOption({ index: 1 })
  for (const [name, text] of [['title-zh', '亮堂屋子，护士上门'], ['title-en', title], ['summary-zh', '打扫完护士来。'], ['summary-en', 'Clean first, then a nurse.']]) {
    await page.locator(`[name="${name}"]`).fill(text!)
  }
  expect(await page.getByRole('button', { name: t('composer.edit.publish') }).isDisabled()).toBe(true)
  // What the partner is asked for is what is typed: it is saved first.
  await page.getByRole('button', { name: t('composer.partner.ask', { name: 'Renxin Nursing' }) }).click()
  await page.getByLabel(t('agreement.form.percent')).fill('20')
  expect((await read(manager, id)).draft.summary.en).toBe('Clean first, then a nurse.')
  await page.getByLabel(t('agreement.form.exit')).fill('0')
  await page.getByRole('button', { name: t('agreement.ask.send') }).click()
  await page.getByText(t('agreement.said.propose')).waitFor()

  // The partner answers with other terms.
  await open(partner, '/provider/agreements')
  const asked = cardOf(partner, '亮堂屋子')
  await asked.getByRole('button', { name: partner.t('agreement.counter') }).click()
  await partner.page.getByLabel(partner.t('agreement.form.percent')).fill('10')
  await partner.page.getByLabel(partner.t('agreement.form.blackoutFrom')).fill('2029-12-31')
  await partner.page.getByLabel(partner.t('agreement.form.blackoutTo')).fill('2030-01-01')
  // A dialog that is closed by mistake, and a reload, lose nothing; days that were not added are sent too.
  await partner.page.keyboard.press('Escape')
  await partner.page.reload()
  await ready(partner)
  await asked.getByRole('button', { name: partner.t('agreement.counter') }).click()
  await partner.page.getByText(partner.t('offering.restored')).waitFor()
  await partner.page.getByRole('button', { name: partner.t('agreement.ask.send') }).click()
  await partner.page.getByText(partner.t('agreement.said.counter')).waitFor()

  await open(manager, '/provider/agreements')
  await cardOf(manager, title).getByRole('button', { name: t('agreement.accept') }).click()
  await page.getByText(t('agreement.said.accept')).waitFor()

  await open(manager, `/provider/bundles/${id}`)
  await page.getByText(t('composer.check.ready')).waitFor()
  await page.getByRole('button', { name: t('composer.edit.publish') }).click()
  await page.getByText(t('composer.edit.said.publish')).waitFor()
  const { slug, agreements } = await read(manager, id)
  expect([slug, agreements[0]?.inForce?.terms]).toMatchObject(['bright-flat-and-a-nurse', { percentOffBps: 1000, blackoutDates: ['2029-12-31', '2030-01-01'] }])

  // A resident books it; each side sees its own part.
  const resident = await visit({ locale: 'en' })
  await signInAs(resident, 'resident')
  const booking = await bookAndPay(resident, { slug, nth: 4 })
  const legsOf = async (visitor: Visitor) => JSON.stringify(await (await visitor.page.request.get('/api/provider/legs')).json())
  for (const [visitor, own, other] of [[manager, 0, 1], [partner, 1, 0]] as const) {
    await expect.poll(async () => await legsOf(visitor)).toContain(booking.legs[own]!.id)
    expect(await legsOf(visitor)).not.toContain(booking.legs[other]!.id)
    await open(visitor, `/provider/bookings?q=${booking.reference}`)
    const rows = visitor.page.getByRole('row').filter({ hasText: booking.reference })
    await rows.first().waitFor()
    expect(await rows.allInnerTexts()).toEqual([expect.stringContaining(textOf(visitor, booking.legs[own]!.title))])
  }

  // Other terms are a new version; what was sold keeps its own.
  await open(partner, '/provider/agreements')
  await cardOf(partner, '亮堂屋子').getByText(partner.t('agreement.see')).click()
  await cardOf(partner, '亮堂屋子').getByRole('button', { name: partner.t('agreement.change') }).click()
  await partner.page.getByLabel(partner.t('agreement.form.percent')).fill('5')
  await partner.page.getByRole('button', { name: partner.t('agreement.ask.send') }).click()
  await partner.page.getByText(partner.t('agreement.said.counter')).waitFor()
  await open(manager, '/provider/agreements')
  await cardOf(manager, title).getByRole('button', { name: t('agreement.accept') }).click()
  await page.getByText(t('agreement.said.accept')).waitFor()
  const again = await (await resident.page.request.get(`/api/bookings/${booking.id}`)).json() as typeof booking
  expect(again.legs.map(leg => leg.shareAmount)).toEqual(booking.legs.map(leg => leg.shareAmount))

  // The partner leaves: the bundle pauses, and its publisher reads why.
  await open(partner, '/provider/agreements')
  await cardOf(partner, '亮堂屋子').getByText(partner.t('agreement.see')).click()
  await cardOf(partner, '亮堂屋子').getByRole('button', { name: partner.t('agreement.notice') }).click()
  await partner.page.getByLabel(partner.t('agreement.form.note')).fill('护士不够了')
  await partner.page.getByRole('dialog').getByRole('button', { name: partner.t('agreement.notice'), exact: true }).click()
  await partner.page.getByText(partner.t('agreement.said.notice')).waitFor()
  await expect.poll(async () => (await read(manager, id)).pausedWhy).toBe('partner_left')
  expect((await read(manager, id)).agreements[0]!.history).toContainEqual(expect.objectContaining({ event: 'give_notice', note: '护士不够了' }))
  await open(manager, '/provider/bundles')
  await page.getByRole('listitem').filter({ hasText: title }).getByText(t('composer.pausedPartner')).waitFor()
})

test('a bundle is composed, looked at in both languages and given up by keyboard alone', async () => {
  const visitor = await visit({ locale: 'en', refusals: [/\/api\/provider\/bundles\/[0-9a-f-]{36}$/] })
  const { page, t } = visitor
  await signInAs(visitor, 'manager')
  const press = async (control: ReturnType<typeof page.locator>, key = 'Enter') => {
    await tabTo(visitor, control)
    await page.keyboard.press(key)
  }
  const button = (name: string) => page.getByRole('button', { name, exact: true })

  await open(visitor, '/provider/bundles/new')
  await press(button(t('composer.start.go')))
  await page.waitForURL(/\/provider\/bundles\/[0-9a-f-]{36}$/)
  const id = idOf(page.url())
  const dialog = page.getByRole('dialog')
  for (const [word, name] of [['home cleaning jiahe', /Jiahe/], ['nurse visit renxin', /Renxin/]] as const) {
    await press(page.locator('[data-add]'))
    // The field to search in has the focus.
    await expect.poll(async () => await dialog.getByLabel(t('composer.picker.search')).evaluate(field => field === field.ownerDocument.activeElement)).toBe(true)
    await page.keyboard.type(word)
    await page.keyboard.press('Enter')
    await press(dialog.getByRole('listitem').filter({ hasText: name }).getByRole('button').first())
    await dialog.waitFor({ state: 'hidden' })
  }
  const parts = page.getByRole('region', { name: t('composer.steps.title') }).getByRole('article')
  const second = (await parts.nth(1).getByRole('heading').innerText()).replace(/^\d+\s*/, '')
  // A part that is taken out by mistake comes back as it was.
  await press(button(t('composer.leg.remove', { leg: second })))
  await expect.poll(async () => await page.locator(':focus').innerText()).toBe(t('composer.undo'))
  expect(await parts.count()).toBe(1)
  await page.keyboard.press('Enter')
  await expect.poll(async () => await page.locator(':focus').getAttribute('data-move')).toContain('leg1')
  await press(page.locator('[data-move="leg1 earlier"]'))
  await page.getByText(t('composer.moved.step', { leg: second, number: 1, total: 2 })).waitFor({ state: 'attached' })
  await expect.poll(async () => await page.locator(':focus').getAttribute('data-move')).toContain('leg1')
  await press(page.getByText(t('composer.rule.title')).locator('xpath=ancestor::summary'))
  await tabTo(visitor, page.getByLabel(t('composer.rule.min')))
  await page.keyboard.press('Control+A')
  await page.keyboard.type('30')
  await tabTo(visitor, page.locator('[name="title-en"]'))
  await page.keyboard.type('By keyboard alone')
  // What limits it is said as one types.
  await page.getByRole('status').filter({ has: page.locator('[data-bookable]') }).waitFor()
  await press(button(t('composer.edit.save')))
  await page.getByText(t('composer.edit.saved'), { exact: true }).waitFor()
  expect((await read(visitor, id)).draft.stages.map(({ rule }) => rule?.kind === 'gap' && rule.min)).toEqual([false, 30])

  await tabTo(visitor, page.locator('[name="summary-en"]'))
  await page.keyboard.type('Not saved yet.')
  await press(page.getByRole('link', { name: t('composer.preview.open') }))
  await page.waitForURL(/\/preview$/)
  await page.getByRole('heading', { level: 1, name: 'By keyboard alone', exact: true }).waitFor()
  await page.getByText('Not saved yet.').waitFor()
  await expect.poll(async () => await page.getByRole('article').count()).toBe(2)
  expect(await page.getByRole('grid').count()).toBe(0)
  const chinese = copyOf('zh-CN')
  await press(page.getByRole('navigation', { name: t('composer.preview.languages') }).getByRole('link', { name: '中文' }))
  const heading = page.getByRole('heading', { level: 1 })
  await heading.getByText(chinese('inLanguage.only.en')).waitFor()
  expect(await heading.locator('[lang="en"]').innerText()).toBe('By keyboard alone')
  await press(page.getByRole('link', { name: chinese('composer.preview.back') }))
  await page.getByText(chinese('composer.edit.restored')).waitFor()

  await press(button(chinese('composer.edit.remove')))
  await dialog.waitFor()
  // The safe answer has the focus.
  await expect.poll(async () => await page.locator(':focus').innerText()).toBe(chinese('composer.edit.goOn'))
  await press(dialog.getByRole('button', { name: chinese('composer.edit.remove') }))
  await page.waitForURL(/\/provider\/bundles$/)
  expect((await page.request.get(`/api/provider/bundles/${id}`)).status()).toBe(404)
})

test('of two who change one bundle the slower decides what happens to theirs, and a reload loses nothing', async () => {
  const visitor = await visit({ locale: 'en', refusals: [/\/api\/provider\/bundles\/[0-9a-f-]{36}$/] })
  const { page, t } = visitor
  await signInAs(visitor, 'manager')
  const { own } = bundleList.parse(await (await page.request.get('/api/provider/bundles')).json())
  const { id } = own.rows.find(({ status }) => status === 'published')!
  await open(visitor, `/provider/bundles/${id}`)
  const before = await read(visitor, id)
  const theirs = { ...before.draft, title: { ...before.draft.title, en: 'Theirs' } }
  await page.locator('[name="summary-en"]').fill('Mine')
  await page.reload()
  await ready(visitor)
  await page.getByText(t('composer.edit.restored')).waitFor()
  expect(await page.locator('[name="summary-en"]').inputValue()).toBe('Mine')

  await page.request.put(`/api/provider/bundles/${id}`, { data: { revision: before.revision, draft: theirs } })
  await page.getByRole('button', { name: t('composer.edit.save') }).click()
  await page.getByRole('button', { name: t('composer.edit.saveMine') }).dblclick()
  await page.getByText(t('composer.edit.saved'), { exact: true }).waitFor()
  const { draft } = await read(visitor, id)
  expect([draft.summary.en, draft.title.en]).toEqual(['Mine', before.draft.title.en])

  await page.getByRole('button', { name: t('composer.edit.discard') }).click()
  await page.getByRole('dialog').getByRole('button', { name: t('composer.edit.discard') }).click()
  await page.getByText(t('composer.edit.said.discard')).waitFor()
  expect(await page.locator('[name="summary-en"]').inputValue()).toBe(before.draft.summary.en)
  expect((await read(visitor, id)).hasDraft).toBe(false)
})
