import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Visitor } from '../support/browser.ts'
import { useBrowser } from '../support/browser.ts'
import { open, signInAs } from './support/journey.ts'

const { visit } = useBrowser()

const heading = ({ page }: Visitor) => page.getByRole('main').getByRole('status').first()
/** The number in the heading of the results, without the words that were looked for. */
const found = async (visitor: Visitor): Promise<number> => Number(/(\d+)/.exec((await heading(visitor).innerText()).replace(/“.*”/, ''))?.[1])
const chips = async ({ page, t }: Visitor): Promise<string[]> => await page.getByRole('list', { name: t('search.active') }).locator('.chip').allInnerTexts()
const mapOf = ({ page, t }: Visitor) => page.getByRole('group', { name: t('search.map.title') })

test('words that mean a place or a day are chips that can be taken off, and the browser goes back and forward through them', async () => {
  const visitor = await visit({ locale: 'zh-CN' })
  const { page, t } = visitor
  await open(visitor, `/search?q=${encodeURIComponent('徐汇 周六 保洁')}`)
  const [text, place, day] = await chips(visitor)
  expect([text, place]).toEqual(['“保洁”', '徐汇区'])
  expect(day).toContain('周六')
  const narrow = await found(visitor)
  expect(narrow).toBeGreaterThan(0)

  await page.getByRole('link', { name: t('search.remove', { name: '徐汇区' }) }).click()
  await page.waitForURL(url => url.searchParams.get('q') === '周六 保洁')
  await expect.poll(async () => await chips(visitor)).toEqual([text, day])
  await expect.poll(async () => await found(visitor)).toBeGreaterThan(narrow)

  await page.goBack()
  await expect.poll(async () => await chips(visitor)).toEqual([text, place, day])
  await expect.poll(async () => await found(visitor)).toBe(narrow)
  await page.goForward()
  await expect.poll(async () => await chips(visitor)).toEqual([text, day])

  await open(visitor, `/search?q=${encodeURIComponent('xyzzy 保洁')}`)
  await page.getByText(t('search.missedOthers', { words: '“xyzzy”' })).waitFor()
  expect(await found(visitor)).toBeGreaterThan(0)
})

test('the map adds and takes off districts by keyboard; its number is what one then finds; the address keeps it', async () => {
  const visitor = await visit({ locale: 'en' })
  const { page, t } = visitor
  await open(visitor, '/search?q=cleaning')
  await page.evaluate('globalThis.linliStayed = true')
  await page.getByRole('link', { name: t('search.map.open') }).click()
  const xuhui = mapOf(visitor).getByRole('link', { name: /^Xuhui/ })
  const count = Number(/\d+/.exec(await xuhui.getAttribute('aria-label') ?? '')?.[0])
  expect(await mapOf(visitor).getByRole('link').count()).toBe(16)

  await xuhui.focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/district=xuhui/)
  await expect.poll(async () => await found(visitor)).toBe(count)
  await expect.poll(async () => await xuhui.getAttribute('aria-current')).toBe('true')
  expect(await xuhui.evaluate(element => element === element.ownerDocument.activeElement)).toBe(true)
  // The same page all along: nothing was loaded anew.
  expect(await page.evaluate('globalThis.linliStayed')).toBe(true)

  const shared = await visit({ locale: 'en' })
  await open(shared, page.url().replace(/^.*\/en/, ''))
  expect(await found(shared)).toBe(count)
  expect(await mapOf(shared).getByRole('link', { name: /^Xuhui/ }).getAttribute('aria-current')).toBe('true')

  await page.keyboard.press('Enter')
  await page.waitForURL(url => !url.searchParams.has('district'))
  await expect.poll(async () => await xuhui.getAttribute('aria-current')).toBeNull()
})

test('while the engine is away the page says what counts and what does not, and lists on; it is back as soon as the engine is', async () => {
  const visitor = await visit({ locale: 'en' })
  const { page, t } = visitor
  await open(visitor, '/search?q=cleaning')
  const line = page.getByText(t('search.limited'))
  expect(await line.count()).toBe(0)
  // What the server answers then: the integration tests take a real engine away.
  await page.route('**/api/search?*', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...z.record(z.string(), z.unknown()).parse(await answer.json()), limited: true } })
  })
  await page.getByRole('checkbox', { name: t('search.flags.elder') }).check()
  await line.waitFor()
  expect(await page.getByRole('main').locator('h3').count()).toBeGreaterThan(0)
  await page.unrouteAll({ behavior: 'wait' })
  await page.getByRole('checkbox', { name: t('search.flags.elder') }).uncheck()
  await line.waitFor({ state: 'detached' })
})

test('without scripts the map is there, and its districts are links', async () => {
  const visitor = await visit({ locale: 'zh-CN', browser: { javaScriptEnabled: false } })
  const { page, t } = visitor
  await page.goto('/search')
  await page.getByRole('link', { name: t('search.map.open') }).click()
  const district = mapOf(visitor).getByRole('link', { name: /^徐汇区/ })
  const count = Number(/\d+/.exec(await district.getAttribute('aria-label') ?? '')?.[0])
  await district.click()
  await expect.poll(async () => await chips(visitor)).toEqual(['徐汇区'])
  expect(await found(visitor)).toBe(count)
})

test('bundles can be compared, three at most, and the search remembers what was looked at in this browser', async () => {
  const visitor = await visit({ locale: 'en' })
  const { page, t } = visitor
  await open(visitor, '/search?q=cleaning')
  const boxes = page.getByRole('main').getByRole('checkbox', { name: new RegExp(`^${t('compare.add')}`) })
  for (const nth of [0, 1, 2]) await boxes.nth(nth).check()
  expect(await boxes.nth(3).isDisabled()).toBe(true)
  const titles = (await page.getByRole('main').getByRole('heading', { level: 3 }).allInnerTexts()).slice(0, 3)
  await page.getByRole('link', { name: t('compare.show', { count: 3 }) }).click()
  await page.waitForURL(/\/compare\?b=/)
  for (const title of titles) await page.getByRole('table').getByRole('link', { name: title }).first().waitFor()

  await open(visitor, '/bundles/clean-care-and-nurse')
  await open(visitor, '/search')
  await page.getByRole('region', { name: t('search.seen') }).getByRole('link', { name: 'Cleaner, carer and nurse in one morning' }).waitFor()
  const other = await visit({ locale: 'en' })
  await open(other, '/search')
  expect(await other.page.getByRole('region', { name: t('search.seen') }).count()).toBe(0)
})

test('search engines are told what a page of results is, in which languages, and where all pages are', async () => {
  const { page } = await visit({ locale: 'en' })
  const html = await (await page.request.get('/en/search?q=nurse&category=healthcare&sort=price&map=1')).text()
  const links = [...html.matchAll(/<link ([^>]*)>/g)].map(([, attributes = '']) => attributes.replaceAll('&amp;', '&'))
  const hrefOf = (wanted: RegExp) => new URL(/href="([^"]*)"/.exec(links.find(link => wanted.test(link)) ?? '')?.[1] ?? 'http://none')
  const canonical = hrefOf(/rel="canonical"/)
  expect([canonical.pathname, ...[...canonical.searchParams.keys()].sort()]).toEqual(['/en/search', 'category', 'q'])
  expect(hrefOf(/hreflang="zh-CN"/).pathname).toBe('/search')
  expect(hrefOf(/hreflang="en"/).pathname).toBe('/en/search')
  expect(hrefOf(/hreflang="x-default"/).pathname).toBe('/search')

  const data = z.object({
    '@type': z.literal('ItemList'),
    'itemListElement': z.array(z.object({ position: z.int(), item: z.object({
      '@type': z.literal('Service'), 'name': z.string(), 'url': z.url(), 'offers': z.object({ '@type': z.literal('Offer'), 'price': z.string(), 'priceCurrency': z.string() }),
    }) })).min(3),
  }).parse(JSON.parse(/<script[^>]*type="application\/ld\+json"[^>]*>([^<]*)</.exec(html)?.[1] ?? '{}'))
  const second = await (await page.request.get('/en/search?page=2')).text()
  expect(second).toMatch(/<link [^>]*rel="canonical" href="[^"]*\/en\/search\?page=2"/)
  expect(second).toContain('"position":25,')
  const robots = /<meta name="robots" content="noindex, follow">/
  expect(html).not.toMatch(robots)
  expect(await (await page.request.get('/en/search?q=qwfpgj')).text()).toMatch(robots)

  const sitemap = await (await page.request.get('/sitemap.xml')).text()
  for (const { item } of data.itemListElement) expect(sitemap).toContain(`href="${item.url}"`)
  expect(sitemap).toContain('hreflang="zh-CN"')
})

test('an operator sees where searches find nothing, and what visitors see there', async () => {
  const visitor = await visit({ locale: 'en' })
  const { page, t } = visitor
  await signInAs(visitor, 'operator')
  await open(visitor, '/operator/disputes')
  await page.getByRole('link', { name: t('desk.operator.supply') }).click()
  const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Chongming · Healthcare' }) })
  await row.getByRole('link', { name: 'night nurse' }).click()
  await page.waitForURL(/\/en\/search\?/)
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ q: 'night nurse', district: 'chongming', category: 'healthcare' })
})
