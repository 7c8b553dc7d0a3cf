import { getQuery, getRequestHeader, type H3Event } from 'h3'
import { locales, type Locale } from '#shared/locale.ts'

/** The reader's language: `?locale=`, else the best of `Accept-Language` that we speak, else Chinese. */
export function languageOf(event: H3Event): Locale {
  const asked = getQuery(event).locale
  return locales.find(locale => locale === asked) ?? languageFrom(getRequestHeader(event, 'accept-language') ?? '')
}

/** The best of an `Accept-Language` header (RFC 9110 § 12.5.4) that we speak. */
export function languageFrom(header: string): Locale {
  const wanted = header.slice(0, 500).split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';')
      const quality = parameters.map(parameter => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(value => value !== undefined)
      return { primary: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { primary } of wanted) {
    if (primary === 'zh') return 'zh-CN'
    if (primary === 'en') return 'en'
  }
  return 'zh-CN'
}
