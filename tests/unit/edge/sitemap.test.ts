import { expect, test } from 'vitest'
import { sitemapOf } from '../../../server/utils/sitemap.ts'

test('names every page in both languages, each with its translations', () => {
  const xml = sitemapOf(['/', '/bundles/a'], 'https://linli.test')
  expect([...xml.matchAll(/<loc>([^<]+)/g)].map(match => match[1])).toEqual([
    'https://linli.test/', 'https://linli.test/en', 'https://linli.test/bundles/a', 'https://linli.test/en/bundles/a',
  ])
  expect(xml).toContain('hreflang="zh-CN" href="https://linli.test/bundles/a"')
})
