import { appendResponseHeader, getRequestHeader, type H3Event } from 'h3'
import type { Session } from '#shared/schemas/identity.ts'
import { getSession, type Caller, type SignedIn } from '../identity/index.ts'
import { edgeOf } from './edge.ts'

/** Who is at the other end, for identity's use cases. */
export const callerOf = (event: H3Event, address: string): Caller => ({ address, userAgent: getRequestHeader(event, 'user-agent') })

/** Hands out the cookies of who has just signed in, and answers what the interface may know of them. */
export async function welcome(event: H3Event, { personId, cookies }: SignedIn): Promise<Session> {
  setCookies(event, cookies)
  return await getSession(edgeOf(event).app, personId)
}

export function setCookies(event: H3Event, cookies: readonly string[]): void {
  for (const cookie of cookies) appendResponseHeader(event, 'Set-Cookie', cookie)
}
