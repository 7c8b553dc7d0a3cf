import { and, asc, count, eq, isNull } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'
import { lockHousehold } from './household.ts'
import { shownEmail } from './placeholder-email.ts'
import type { Membership } from './queries.ts'
import { person, providerMember } from './schema.ts'

/** Makes a person the owner of a provider that has just begun. @returns false where they own as many as one may. */
export async function addOwner(tx: Tx, { providerId, personId, most }: { providerId: string, personId: string, most: number }): Promise<boolean> {
  await lockHousehold(tx, personId)
  const [owned] = await tx.select({ count: count() }).from(providerMember)
    .where(and(eq(providerMember.personId, personId), eq(providerMember.role, 'owner')))
  if (owned!.count >= most) return false
  await tx.insert(providerMember).values({ providerId, personId, role: 'owner' })
  return true
}

export interface Member {
  personId: string
  name: string
  email: string | null
  role: Membership['role']
  since: string
}

/** Who belongs to a provider, the longest first. */
export async function listMembers(db: Queryable, providerId: string): Promise<Member[]> {
  const rows = await db.select({ personId: person.id, name: person.name, email: person.email, role: providerMember.role, since: providerMember.createdAt })
    .from(providerMember).innerJoin(person, eq(person.id, providerMember.personId))
    .where(and(eq(providerMember.providerId, providerId), isNull(person.deletedAt)))
    .orderBy(asc(providerMember.createdAt), asc(person.id))
  return rows.map(row => ({ ...row, email: shownEmail(row.email), since: row.since.toISOString() }))
}
