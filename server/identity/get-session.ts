import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Locale } from '#shared/locale.ts'
import { linliNow } from '../platform/columns.ts'
import type { Context } from '../platform/context.ts'
import { readSessionToken } from './cookie.ts'
import { shownEmail } from './placeholder-email.ts'
import { person, session } from './schema.ts'

/** Who is signed in. */
export interface Person {
  id: string
  name: string
  /** Null for who signed up by telephone. */
  email: string | null
  phone: string | null
  locale: Locale
  operator: boolean
  sessionId: string
}

/** Who a request's `Cookie` header signs in, by one query; null: nobody, or a session that has ended. */
export async function findPerson({ config, db }: Pick<Context, 'config' | 'db'>, cookies: string | undefined): Promise<Person | null> {
  const token = readSessionToken(config, cookies)
  if (!token) return null
  const [row] = await db
    .select({
      id: person.id,
      name: person.name,
      email: person.email,
      phone: person.phoneNumber,
      locale: person.locale,
      operator: person.operator,
      sessionId: session.id,
    })
    .from(session)
    .innerJoin(person, eq(person.id, session.personId))
    .where(and(eq(session.token, token), gt(session.expiresAt, linliNow), isNull(person.deletedAt)))
  return row ? { ...row, email: shownEmail(row.email) } : null
}
