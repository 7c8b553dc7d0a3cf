import { locales } from '#shared/locale.ts'

const addressOf = (path: string, locale: string, siteUrl: string): string =>
  new URL(locale === locales[0] ? path : `/${locale}${path === '/' ? '' : path}`, siteUrl).href

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** Every page in every language, each naming its translations (sitemaps.org 0.9, with Google's `xhtml:link`). */
export function sitemapOf(paths: readonly string[], siteUrl: string): string {
  const entries = paths.flatMap((path) => {
    const links = locales.map(locale => `<xhtml:link rel="alternate" hreflang="${locale}" href="${escaped(addressOf(path, locale, siteUrl))}"/>`)
    return locales.map(locale => `<url><loc>${escaped(addressOf(path, locale, siteUrl))}</loc>${links.join('')}</url>`)
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ...entries,
    '</urlset>',
    '',
  ].join('\n')
}
