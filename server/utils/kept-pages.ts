/**
 * Pages that are the same for everybody and kept by Nitro's cache (`routeRules` of nuxt.config.ts). There are as many as scenarios and
 * languages: whatever else an address carries (a query, a slash at the end, letters in percent code) makes no page of its own.
 */
const keptPage = /^(?<page>(\/en)?(\/(privacy|terms|scenarios\/[a-z0-9-]+))?)\/?$/

/** The one address under which a page is kept and rendered; undefined where it is not kept. */
export function keptPageOf(path: string): string | undefined {
  const pathname = path.replace(/[?#].*/s, '')
  try {
    const page = keptPage.exec(decodeURIComponent(pathname))?.groups?.page
    return page === '' ? '/' : page
  } catch {
    return undefined
  }
}
