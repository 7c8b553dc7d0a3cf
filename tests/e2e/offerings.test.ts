import { expect, test } from 'vitest'
import { bundleDetail } from '../../shared/schemas/catalog.ts'
import { offering as offeringSchema, offerings } from '../../shared/schemas/offerings.ts'
import { useBrowser, type Visitor } from '../support/browser.ts'
import { picture } from '../support/uploads.ts'
import { open, ready, signInAs } from './support/journey.ts'

const { visit } = useBrowser()

async function manager(locale: 'zh-CN' | 'en', refusals: RegExp[] = []): Promise<Visitor> {
  const visitor = await visit({ locale, refusals })
  await signInAs(visitor, 'manager')
  return visitor
}

const field = ({ page, t }: Visitor, label: string, language: 'zh' | 'en') => page.getByLabel(t(`offering.in.${language}`, { label }), { exact: true })
const readOffering = async ({ page }: Visitor, id: string) => offeringSchema.parse(await (await page.request.get(`/api/provider/offerings/${id}`)).json())

/** Of the demo manager's offerings the one in most bundles, and a bundle that leads with it. */
async function soldOffering(visitor: Visitor) {
  const { rows } = offerings.parse(await (await visitor.page.request.get('/api/provider/offerings?status=published')).json())
  const [most] = rows.toSorted((a, b) => b.bundleCount - a.bundleCount)
  return await readOffering(visitor, most!.id)
}

test('an offering goes from nothing to on sale: what is typed is seen as residents see it, and what is missing is said', async () => {
  const visitor = await manager('en', [/\/publish$/])
  const { page, t } = visitor
  await open(visitor, '/provider/offerings')
  await page.getByRole('link', { name: t('offering.new') }).click()
  const preview = page.getByRole('complementary', { name: t('offering.preview') })
  await field(visitor, t('offering.title'), 'en').fill('Balcony clean')
  await preview.getByRole('heading', { name: 'Balcony clean' }).waitFor()
  await page.getByLabel(t('offering.priceOf.fixed'), { exact: true }).fill('88.5')
  await preview.getByText('¥88.50').first().waitFor()
  await page.getByRole('table', { name: t('offering.pricePreview') }).getByText('¥88.50').waitFor()

  // What is no number is said, and stays.
  await page.getByLabel(t('offering.horizon'), { exact: true }).fill('soon')
  await page.getByRole('button', { name: t('offering.saveDraft') }).click()
  await page.getByRole('button', { name: t('offering.issue.range', { min: 1, max: 80 }) }).click()
  await expect.poll(async () => await page.evaluate('document.activeElement.name')).toBe('horizonDays')
  await page.getByLabel(t('offering.horizon'), { exact: true }).fill('60')

  // A reload loses nothing.
  await page.reload()
  await ready(visitor)
  await page.getByText(t('offering.restored')).waitFor()
  expect(await page.getByLabel(t('offering.priceOf.fixed'), { exact: true }).inputValue()).toBe('88.5')
  await page.getByRole('button', { name: t('offering.saveDraft') }).click()
  await page.waitForURL(/\/offerings\/[0-9a-f-]{36}/)
  await ready(visitor)

  // Published too early: all that is missing is said, and leads to its field.
  await page.getByRole('button', { name: t('offering.event.publish') }).click()
  const missing = page.getByRole('group', { name: t('offering.missing') })
  // A draft shows the list anyway; with the answer the focus goes there.
  await expect.poll(async () => await missing.evaluate(element => element === element.ownerDocument.activeElement)).toBe(true)
  await missing.getByRole('button', { name: t('offering.lack.category_missing') }).waitFor()
  await missing.getByRole('button', { name: t('offering.lack.title_zh_missing') }).click()
  await expect.poll(async () => await page.evaluate('document.activeElement.name')).toBe('title.zh')
  await field(visitor, t('offering.title'), 'zh').fill('阳台清洁')
  await field(visitor, t('offering.summary'), 'zh').fill('地面、栏杆和玻璃。')
  await field(visitor, t('offering.summary'), 'en').fill('Floor, railing and glass.')
  await page.getByLabel(t('offering.category'), { exact: true }).selectOption({ label: 'Deep cleaning' })
  await page.getByLabel(t('offering.need', { n: 1 }), { exact: true }).selectOption({ index: 1 })
  await page.getByRole('button', { name: t('offering.event.publish') }).click()
  await page.getByText(t('offering.said.publish')).waitFor()
  const made = await readOffering(visitor, /[0-9a-f-]{36}/.exec(page.url())![0])
  expect(made).toMatchObject({ status: 'published', version: 1, missing: [], content: { priceAmount: 8850, title: { en: 'Balcony clean', zh: '阳台清洁' } } })

  await page.getByRole('link', { name: t('offering.back') }).click()
  await page.getByRole('listitem').filter({ hasText: 'Balcony clean' }).getByText(t('offering.status.published')).waitFor()
})

test('a change of what is on sale, with a photo, is a new version on the public page', async () => {
  const visitor = await manager('zh-CN')
  const { page, t } = visitor
  const sold = await soldOffering(visitor)
  await open(visitor, `/provider/offerings/${sold.id}`)
  await field(visitor, t('offering.summary'), 'zh').fill('改过的介绍：先擦高处，再拖地面。')
  await page.getByLabel(t('offering.addPhotos')).setInputFiles({ name: '自拍.jpg', mimeType: 'image/jpeg', buffer: await picture() })
  const n = sold.content.photos.length + 1
  await page.getByRole('img', { name: t('offering.photo', { n }) }).waitFor()
  await field(visitor, t('offering.photoAlt', { n }), 'zh').fill('擦干净的窗台')
  await field(visitor, t('offering.photoAlt', { n }), 'en').fill('A clean window sill')
  await page.getByRole('button', { name: t('form.save'), exact: true }).click()
  await page.getByText(t('offering.saved'), { exact: true }).waitFor()
  expect((await readOffering(visitor, sold.id)).version).toBe(sold.version + 1)

  const slug = sold.bundles.find(({ status }) => status === 'published')!.slug
  const bundle = bundleDetail.parse(await (await page.request.get(`/api/bundles/${slug}`)).json())
  const leg = bundle.legs.find(({ alternatives }) => alternatives.some(({ summary }) => summary.zh.startsWith('改过的介绍')))!
  const index = leg.alternatives.findIndex(({ summary }) => summary.zh.startsWith('改过的介绍'))
  await open(visitor, `/bundles/${slug}${index > 0 || !leg.required ? `?legs=${leg.id}:${leg.alternatives[index]!.id}` : ''}`)
  await page.getByText('改过的介绍').waitFor()
  const photo = page.getByRole('img', { name: '擦干净的窗台' })
  await photo.scrollIntoViewIfNeeded()
  await page.waitForFunction(`[...document.images].some(image => image.alt === '擦干净的窗台' && image.complete && image.naturalWidth > 0)`)
  expect(await photo.getAttribute('width')).toBe('640')
})

test('of two who change it at once, the slower loses nothing and decides', async () => {
  const [first, second] = [await manager('en'), await manager('en', [/\/provider\/offerings\/[^/]+$/])]
  const { rows } = offerings.parse(await (await first.page.request.get('/api/provider/offerings?status=paused')).json())
  const path = `/provider/offerings/${rows[0]!.id}`
  await open(first, path)
  await open(second, path)
  for (const [visitor, text] of [[first, 'Theirs.'], [second, 'Mine.']] as const) {
    await field(visitor, visitor.t('offering.summary'), 'en').fill(text)
    await visitor.page.getByRole('button', { name: visitor.t('form.save'), exact: true }).click()
    if (visitor === first) await first.page.getByText(first.t('offering.saved'), { exact: true }).waitFor()
  }
  const mine = second.page.getByRole('button', { name: second.t('offering.saveMine') })
  await mine.waitFor()
  expect(await field(second, second.t('offering.summary'), 'en').inputValue()).toBe('Mine.')
  expect((await readOffering(second, rows[0]!.id)).content.summary.en).toBe('Theirs.')
  await mine.click()
  await second.page.getByText(second.t('offering.saved'), { exact: true }).waitFor()
  expect((await readOffering(second, rows[0]!.id)).content.summary.en).toBe('Mine.')
})

test('sessions of a class are added one a week, and one is called off after it was shown what that breaks', async () => {
  const visitor = await manager('zh-CN')
  const { page, t } = visitor
  const sold = await soldOffering(visitor)
  const made = await page.request.post('/api/provider/offerings', { data: { content: {
    ...sold.content, title: { zh: '社区瑜伽', en: 'Yoga in the lane' }, mode: 'session', place: 'venue', durationMinutes: 60, durationOptions: [], requirements: [],
    priceModel: 'per_person', priceAmount: 4500, priceOptions: {}, districtIds: [], reachMinutes: null, photos: [], maxPersons: 4,
    venue: { districtId: 'xuhui', address: { zh: '漕溪北路 8 号', en: '8 North Caoxi Road' } },
  } } })
  const { id, missing } = offeringSchema.parse(await made.json())
  expect(missing.map(({ code }) => code)).toEqual(['sessions_missing'])
  await open(visitor, `/provider/offerings/${id}`)
  const sessions = page.getByRole('region', { name: t('offering.part.sessions') })
  await sessions.getByText(t('offering.sessions.none')).waitFor()
  await sessions.getByRole('button', { name: t('offering.sessions.add') }).click()
  await sessions.getByRole('button', { name: t('offering.sessions.dayMissing') }).waitFor()
  await sessions.getByLabel(t('offering.sessions.day'), { exact: true }).fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10))
  // Before anybody begins to work.
  await sessions.getByLabel(t('offering.sessions.time'), { exact: true }).selectOption({ label: '06:00' })
  await sessions.getByLabel(t('offering.sessions.repeat'), { exact: true }).selectOption({ index: 2 })
  await sessions.getByLabel(t('offering.sessions.teacher'), { exact: true }).selectOption({ index: 1 })
  await sessions.getByRole('button', { name: t('offering.sessions.add') }).click()
  await sessions.getByText(t('offering.sessions.added', { count: 3 })).waitFor()
  const list = sessions.getByRole('list', { name: t('offering.part.sessions') }).getByRole('listitem')
  await list.nth(2).waitFor()
  expect(await list.count()).toBe(3)
  await list.first().getByRole('button').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(t('offering.sessions.breaksNothing')).waitFor()
  await dialog.getByRole('button', { name: t('offering.sessions.cancel') }).click()
  await sessions.getByText(t('offering.sessions.cancelled')).waitFor()
  await list.nth(2).waitFor({ state: 'detached' })
  expect(await list.count()).toBe(2)
  await page.getByRole('button', { name: t('offering.event.publish') }).click()
  await page.getByText(t('offering.said.publish')).waitFor()
})
