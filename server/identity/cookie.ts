import { createHmac } from 'node:crypto'
import { parseCookies } from 'better-auth/cookies'
import type { Config } from '../platform/config.ts'
import { deriveKey, sameText } from '../platform/secrets.ts'

/** better-auth's secret: a key of its own, so that nothing it leaks opens anything else. */
export const authSecret = (config: Pick<Config, 'LINLI_SECRET'>): string => deriveKey(config.LINLI_SECRET, 'better-auth').toString('base64')

export const isSecureSite = (config: Pick<Config, 'LINLI_SITE_URL'>): boolean => config.LINLI_SITE_URL.startsWith('https:')

export const cookiePrefix = 'linli'

/** The name under which better-auth keeps a session in the browser. */
export const sessionCookieName = (config: Pick<Config, 'LINLI_SITE_URL'>): string =>
  `${isSecureSite(config) ? '__Secure-' : ''}${cookiePrefix}.session_token`

/**
 * The session's token out of a `Cookie` header, where better-auth signed it (`token.HMAC-SHA-256 in base64`): what is forged never
 * reaches the database.
 */
export function readSessionToken(config: Pick<Config, 'LINLI_SITE_URL' | 'LINLI_SECRET'>, cookies: string | undefined): string | undefined {
  const value = cookies && parseCookies(cookies).get(sessionCookieName(config))
  if (!value || value.length > 500) return undefined
  const dot = value.lastIndexOf('.')
  if (dot < 1) return undefined
  const token = value.slice(0, dot)
  const signature = createHmac('sha256', authSecret(config)).update(token).digest('base64')
  return sameText(signature, value.slice(dot + 1)) ? token : undefined
}
