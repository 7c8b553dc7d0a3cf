import type { Locale } from '#shared/locale.ts'
import { authHeaders } from './auth.ts'

/** Who is at the other end, as the edge knows it. */
export interface Caller {
  address: string
  userAgent: string | undefined
}

/** A person who has just signed in, and the `Set-Cookie` lines that keep them so. */
export interface SignedIn {
  personId: string
  cookies: string[]
}

/** What better-auth is told about the caller: it writes both on the session. */
export function headersFor({ address, userAgent }: Caller, locale?: Locale): Headers {
  return new Headers({
    [authHeaders.address]: address,
    ...(userAgent && { 'user-agent': userAgent.replaceAll(/[^\x20-\x7E]/g, '').slice(0, 300) }),
    ...(locale && { [authHeaders.locale]: locale }),
  })
}
