import { and, asc, count, eq, isNull, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { team } from '#shared/schemas/team.ts'
import { violatedConstraint, withTransaction, type Db, type Queryable, type Tx } from '../platform/database.ts'
import { openDesk } from './desk.ts'
import { fail } from './errors.ts'
import { lockHousehold } from './household.ts'
import { shownEmail } from './placeholder-email.ts'
import type { Membership } from './queries.ts'
import { invitation, person, providerMember } from './schema.ts'

export type MemberRole = Membership['role']

/** THE table: whom a member may invite, change and remove. */
const inCharge: Record<MemberRole, readonly MemberRole[]> = {
  owner: ['owner', 'manager', 'worker'],
  manager: ['worker'],
  worker: [],
}

const everybody = ['owner', 'manager', 'worker'] as const satisfies readonly MemberRole[]

/** @throws {DomainError} `role_not_yours` */
export function assertInCharge(role: MemberRole, ...of: MemberRole[]): void {
  if (of.some(other => !inCharge[role].includes(other))) throw fail('role_not_yours')
}

/** Makes a person the owner of a provider that has just begun. @returns false where they own as many as one may. */
export async function addOwner(
  tx: Tx, { providerId, personId, most }: { providerId: string, personId: string, most: number },
): Promise<boolean> {
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
  role: MemberRole
  since: string
}

/** Who belongs to a provider, the longest first. */
export async function listMembers(db: Queryable, providerId: string): Promise<Member[]> {
  const { role, createdAt } = providerMember
  const rows = await db.select({ personId: person.id, name: person.name, email: person.email, role, since: createdAt })
    .from(providerMember).innerJoin(person, eq(person.id, providerMember.personId))
    .where(and(eq(providerMember.providerId, providerId), isNull(person.deletedAt)))
    .orderBy(asc(providerMember.createdAt), asc(person.id))
  return rows.map(row => ({ ...row, email: shownEmail(row.email), since: row.since.toISOString() }))
}

interface TeamRequest {
  personId: string
  providerId?: string | undefined
}

/** Members and open invitations of a provider, for who runs it. @throws {DomainError} `not_found` */
export async function listTeam(db: Queryable, { personId, providerId: asked }: TeamRequest): Promise<z.input<typeof team>> {
  const { providerId, role } = await openDesk(db, { personId, providerId: asked })
  const invitations = await db.select({
    id: invitation.id, email: invitation.email, role: invitation.role, expiresAt: invitation.expiresAt,
    expired: sql<boolean>`${invitation.expiresAt} <= linli_now()`,
  }).from(invitation)
    .where(and(eq(invitation.providerId, providerId), isNull(invitation.acceptedAt), isNull(invitation.revokedAt)))
    .orderBy(asc(invitation.createdAt), asc(invitation.id))
  return {
    providerId, role, may: [...inCharge[role]],
    members: (await listMembers(db, providerId)).map(({ personId: id, ...member }) => ({ id, isYou: id === personId, ...member })),
    invitations: invitations.map(row => ({ ...row, expiresAt: row.expiresAt.toISOString() })),
  }
}

interface MemberRequest extends TeamRequest {
  memberId: string
}

/** The member in question, and as what the person asks. @throws {DomainError} `not_found` */
async function openMember(tx: Tx, { personId, providerId: asked, memberId }: MemberRequest, roles?: readonly MemberRole[]) {
  const { providerId, role } = await openDesk(tx, { personId, providerId: asked, ...(roles && { roles }) })
  const which = and(eq(providerMember.providerId, providerId), eq(providerMember.personId, memberId))
  const [member] = await tx.select().from(providerMember).where(which).for('update')
  if (!member) throw fail('not_found')
  return { which, role, member }
}

/** @throws {DomainError} `not_found`, `role_not_yours`, `last_owner` */
export async function changeRole(db: Db, { role: to, ...request }: MemberRequest & { role: MemberRole }): Promise<void> {
  await keepingAnOwner(async () => await withTransaction(db, async (tx) => {
    const { which, role, member } = await openMember(tx, request)
    assertInCharge(role, member.role, to)
    await tx.update(providerMember).set({ role: to }).where(which)
  }))
}

/** Takes a member away; everybody may go by themself. @throws {DomainError} `not_found`, `role_not_yours`, `last_owner` */
export async function removeMember(db: Db, request: MemberRequest): Promise<void> {
  await keepingAnOwner(async () => await withTransaction(db, async (tx) => {
    const isOwn = request.memberId === request.personId
    const { which, role, member } = await openMember(tx, request, isOwn ? everybody : undefined)
    if (!isOwn) assertInCharge(role, member.role)
    await tx.delete(providerMember).where(which)
  }))
}

/** Somebody who leaves the site leaves every provider. @throws {DomainError} `last_owner` */
export async function leaveProviders(tx: Tx, personId: string): Promise<void> {
  await keepingAnOwner(async () => await tx.delete(providerMember).where(eq(providerMember.personId, personId)))
}

/** The database keeps an owner, whoever goes at the same time. */
async function keepingAnOwner<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw violatedConstraint(error) === 'provider_member_last_owner' ? fail('last_owner') : error
  }
}
