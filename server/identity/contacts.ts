import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Locale } from '#shared/locale.ts'
import type { Queryable } from '../platform/database.ts'
import { shownEmail } from './placeholder-email.ts'
import { person, providerMember } from './schema.ts'

/** How a person can be told something, and in which language. */
export interface Contact {
  id: string
  name: string
  locale: Locale
  /** Null for who signed up by phone. */
  email: string | null
  /** E.164; only a number that the person has proved to be theirs. */
  phone: string | null
}

/** Of these people, those who still have an account. */
export async function findContacts(db: Queryable, ids: readonly string[]): Promise<Contact[]> {
  if (ids.length === 0) return []
  const rows = await db.select().from(person).where(and(inArray(person.id, [...ids]), isNull(person.deletedAt)))
  return rows.map(({ id, name, locale, email, phoneNumber, phoneNumberVerified }) =>
    ({ id, name, locale, email: shownEmail(email), phone: phoneNumberVerified ? phoneNumber : null }))
}

/** Owners and managers of a provider. */
export async function listManagers(db: Queryable, providerId: string): Promise<string[]> {
  const rows = await db.select({ id: providerMember.personId }).from(providerMember)
    .where(and(eq(providerMember.providerId, providerId), inArray(providerMember.role, ['owner', 'manager'])))
    .orderBy(providerMember.personId)
  return rows.map(({ id }) => id)
}

/** Who runs the site. */
export async function listOperators(db: Queryable): Promise<string[]> {
  const rows = await db.select({ id: person.id }).from(person).where(and(person.operator, isNull(person.deletedAt))).orderBy(person.id)
  return rows.map(({ id }) => id)
}
