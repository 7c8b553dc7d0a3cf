import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import type { Locale } from '#shared/locale.ts'
import type { Session } from '#shared/schemas/identity.ts'
import { linliNow } from '../platform/columns.ts'
import type { Context } from '../platform/context.ts'
import type { Queryable } from '../platform/database.ts'
import { readSessionToken } from './cookie.ts'
import { shownEmail } from './placeholder-email.ts'
import { cityZone, memberships } from './queries.ts'
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

const personColumns = {
  id: person.id,
  name: person.name,
  email: person.email,
  phone: person.phoneNumber,
  locale: person.locale,
  operator: person.operator,
}

/** Who a request's `Cookie` header signs in, by one query; null: nobody, or a session that has ended. */
export async function findPerson({ config, db }: Pick<Context, 'config' | 'db'>, cookies: string | undefined): Promise<Person | null> {
  const token = readSessionToken(config, cookies)
  if (!token) return null
  const [row] = await db.select({ ...personColumns, sessionId: session.id })
    .from(session)
    .innerJoin(person, eq(person.id, session.personId))
    .where(and(eq(session.token, token), gt(session.expiresAt, linliNow), isNull(person.deletedAt)))
  return row ? { ...row, email: shownEmail(row.email) } : null
}

/** What the interface knows of who is signed in: name and roles. `demo`: the sign-in page offers demo people. */
export async function getSession({ config, db }: Pick<Context, 'config' | 'db'>, personId: string | null): Promise<Session> {
  const demo = config.LINLI_SANDBOX_URL !== undefined
  if (personId === null) return { person: null, demo }
  const [[row], roles, zone] = await Promise.all([
    db.select(personColumns).from(person).where(eq(person.id, personId)),
    memberships(db, personId),
    cityZone(db),
  ])
  return { person: row ? { ...row, email: shownEmail(row.email), memberships: roles, cityZone: zone ?? 'UTC' } : null, demo }
}

export interface SessionRow {
  id: string
  current: boolean
  createdAt: string
  userAgent: string | null
  ipAddress: string | null
}

/** Where a person is signed in, newest first. */
export async function listSessions(db: Queryable, { id, sessionId }: Pick<Person, 'id' | 'sessionId'>): Promise<SessionRow[]> {
  const rows = await db.select().from(session)
    .where(and(eq(session.personId, id), gt(session.expiresAt, linliNow)))
    .orderBy(desc(session.createdAt), desc(session.id))
  return rows.map(row => ({
    id: row.id,
    current: row.id === sessionId,
    createdAt: row.createdAt.toISOString(),
    userAgent: row.userAgent || null,
    ipAddress: row.ipAddress || null,
  }))
}
