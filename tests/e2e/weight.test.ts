import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { useBrowser } from '../support/browser.ts'
import { messagesOf } from '../support/copy.ts'
import { open } from './support/journey.ts'

const { visit } = useBrowser()
const limit = 130_000

test.for(['zh-CN', 'en'] as const)('the home page in %s has a policy, one language, and no more scripts than it may', async (locale) => {
  const visitor = await visit({ locale })
  const { page } = visitor
  const bodies: Promise<{ url: string, text: string }>[] = []
  page.on('response', (response) => {
    // What is fetched ahead for the next page is not this page's weight.
    if (response.request().headers()['sec-purpose'] === 'prefetch') return
    if (/\.(js|json)(\?|$)/.test(response.url()) || response.request().resourceType() === 'document') {
      bodies.push(response.text().then(text => ({ url: response.url(), text })))
    }
  })
  await open(visitor, '/')
  await page.waitForLoadState('networkidle')
  const loaded = new Map((await Promise.all(bodies)).map(({ url, text }) => [url, text]))

  const scripts = [...loaded].filter(([url]) => /\.js(\?|$)/.test(url))
  expect(scripts.length).toBeGreaterThan(0)
  const weights = scripts.map(([url, text]) => ({ url, bytes: gzipSync(text).length })).toSorted((a, b) => b.bytes - a.bytes)
  const total = weights.reduce((sum, { bytes }) => sum + bytes, 0)
  expect(total, weights.map(({ url, bytes }) => `${bytes} ${url}`).join('\n')).toBeLessThanOrEqual(limit)

  const everything = [...loaded.values()].join('\n')
  const wordsOf = (language: 'zh-CN' | 'en') => [...messagesOf(language).values()].filter(text => text.length > 12 && !/[{|@"’“]/.test(text))
  const found = (language: 'zh-CN' | 'en') => wordsOf(language).filter(text => everything.includes(text))
  expect(found(locale).length, 'the words of this language are sent').toBeGreaterThan(20)
  expect(found(locale === 'en' ? 'zh-CN' : 'en')).toEqual([])
})

test('every page says what it may load, and the API that it may load nothing', async () => {
  const { page, path } = await visit()
  const policyOf = async (address: string): Promise<string> => (await page.request.get(address)).headers()['content-security-policy'] ?? ''
  for (const address of ['/', '/search', '/bundles/clean-care-and-nurse', '/sign-in']) {
    const policy = await policyOf(path(address))
    expect(policy).toContain('default-src \'self\'')
    expect(/script-src ([^;]+)/.exec(policy)?.[1], address).not.toMatch(/unsafe|\*|https?:/)
  }
  expect(await policyOf('/api/scenarios')).toContain('default-src \'none\'')
})

test('a page of which the browser has a copy runs as it did the first time', async () => {
  const visitor = await visit({ locale: 'en' })
  const { page, path } = visitor
  await open(visitor, '/')
  await page.goto('/api/health/live')
  // The browser asks whether its copy is still good; what a policy refused would fail this test.
  await open(visitor, '/')
  // Typed with a slash it is the same page, and takes over what the server rendered as it is.
  await page.goto('/en/')
  await page.waitForLoadState('networkidle')
  await page.evaluate('globalThis.linliStayed = true')
  await page.getByRole('main').getByRole('link').first().click()
  await page.waitForURL(url => url.pathname !== '/en/')
  expect(await page.evaluate('globalThis.linliStayed')).toBe(true)

  const { etag } = (await page.request.get(path('/'))).headers()
  const again = await page.request.get(path('/'), { headers: { 'if-none-match': etag! } })
  expect(again.status()).toBe(304)
  expect(again.headers()['content-security-policy']).toBeUndefined()
})
