import { and, eq } from 'drizzle-orm'
import type { IdentityContext } from './auth.ts'
import { readSessionToken } from './cookie.ts'
import { fail } from './errors.ts'
import { session } from './schema.ts'

/** Signs out: the session is gone before its cookie is. Answers the `Set-Cookie` lines that take it away. */
export async function signOut({ auth, config, db }: IdentityContext, cookies: string | undefined): Promise<string[]> {
  const token = readSessionToken(config, cookies)
  if (token) await db.delete(session).where(eq(session.token, token))
  const { headers } = await auth.api.signOut({ headers: new Headers(), returnHeaders: true })
  return headers.getSetCookie()
}

/** Ends one of a person's sessions, wherever it is. @throws {DomainError} `not_found`. */
export async function endSession({ db }: IdentityContext, { personId, sessionId }: { personId: string, sessionId: string }): Promise<void> {
  const ended = await db.delete(session).where(and(eq(session.id, sessionId), eq(session.personId, personId))).returning({ id: session.id })
  if (ended.length === 0) throw fail('not_found')
}
