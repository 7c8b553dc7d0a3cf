import { expect, test } from 'vitest'
import { useBrowser } from '../support/browser.ts'
import { unfold } from './support/journey.ts'

const { visit } = useBrowser()
const withoutScripts = { javaScriptEnabled: false }

test.for(['zh-CN', 'en'] as const)('without scripts one searches by text and facets, in %s', async (locale) => {
  const { page, t, path } = await visit({ locale, browser: withoutScripts })
  await page.goto(path('/'))
  await page.getByRole('main').getByRole('combobox').fill(locale === 'en' ? 'nurse' : '护士')
  await page.getByRole('main').getByRole('button', { name: t('search.submit') }).click()
  await page.waitForURL(/\/search\?/)
  const count = async (): Promise<number> => Number(/(\d+)/.exec((await page.getByRole('status').first().innerText()).replace(/“.*”/, ''))?.[1])
  const before = await count()
  expect(before).toBeGreaterThan(0)

  const facet = page.getByRole('group', { name: t('search.district') }).getByRole('checkbox', { name: locale === 'en' ? /^Xuhui/ : /^徐汇/, includeHidden: true })
  await unfold(facet)
  await facet.check()
  await page.getByRole('button', { name: t('search.show') }).click()
  await page.waitForURL(url => url.searchParams.getAll('district').join() === 'xuhui')
  expect(await count()).toBeLessThanOrEqual(before)
  expect(await page.getByRole('main').getByRole('heading', { level: 3 }).count()).toBeGreaterThan(0)
})

test('without scripts a bundle says what happens, who comes and what it costs', async () => {
  const { page, t, path } = await visit({ browser: withoutScripts })
  await page.goto(path('/bundles/clean-care-and-nurse'))
  await page.getByRole('heading', { level: 1, name: 'Cleaner, carer and nurse in one morning' }).waitFor()
  const legs = page.getByRole('main').getByRole('article')
  expect(await legs.count()).toBe(3)
  for (const leg of await legs.allInnerTexts()) expect(leg).toMatch(/¥\d/)
  await page.getByText(t('bundle.cancellation'), { exact: true }).waitFor()
})
