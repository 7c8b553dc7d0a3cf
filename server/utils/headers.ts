import { createHash } from 'node:crypto'
import { setResponseHeader, setResponseHeaders, type H3Event } from 'h3'
import { keptPageOf } from './kept-pages.ts'

/** What every answer says, whatever it is. A page says more by `setPagePolicy`. */
export function setSecurityHeaders(event: H3Event, { isHttps }: { isHttps: boolean }): void {
  setResponseHeaders(event, {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), payment=(), usb=(), geolocation=(self)',
  })
  // An answer that is no page needs nothing; a page replaces this. Of a kept page a browser may be told that its copy is still good (304):
  // it would put this policy in the place of the copy's own.
  if (keptPageOf(event.path) === undefined) setResponseHeader(event, 'Content-Security-Policy', 'default-src \'none\'; frame-ancestors \'none\'')
  if (isHttps) setResponseHeader(event, 'Strict-Transport-Security', 'max-age=31536000')
}

const inlineScript = /<script(?<attributes>[^>]*)>(?<text>[\s\S]*?)<\/script>/gi
/** A data block (`application/json`) does not run, so no policy holds for it. */
const runs = (attributes: string): boolean =>
  !/\ssrc\s*=/i.test(attributes) && (!/\stype\s*=/i.test(attributes) || /\stype\s*=\s*["']?(module|text\/javascript|importmap|speculationrules)/i.test(attributes))

/** The sources (`'sha256-…'`) of the scripts that stand in `html` itself. */
export function scriptHashes(html: string): string[] {
  const hashes = [...html.matchAll(inlineScript)]
    .filter(({ groups }) => runs(groups?.attributes ?? ''))
    .map(({ groups }) => `'sha256-${createHash('sha256').update(groups?.text ?? '').digest('base64')}'`)
  return [...new Set(hashes)]
}

/**
 * The policy of a page. Scripts: our files, and those inline ones that the framework itself wrote into `frameworkHtml` (the head and the
 * end
 * of the body, never what was rendered from data), by hash and not by nonce, because a cached page is sent to many.
 * Styles are inline too, in elements and in attributes (positions of menus, colours of themes): a hash cannot allow an attribute, so
 * `'unsafe-inline'` stays for styles alone.
 */
export function setPagePolicy(event: H3Event, frameworkHtml: string): void {
  setResponseHeader(event, 'Content-Security-Policy', [
    'default-src \'self\'',
    ['script-src \'self\'', ...scriptHashes(frameworkHtml)].join(' '),
    'style-src \'self\' \'unsafe-inline\'',
    'img-src \'self\' data: blob:',
    'font-src \'self\' data:',
    'connect-src \'self\'',
    'object-src \'none\'',
    'base-uri \'none\'',
    'form-action \'self\'',
    'frame-ancestors \'none\'',
  ].join('; '))
}
