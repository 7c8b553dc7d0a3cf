import { randomBytes } from 'node:crypto'
import { and, eq, isNull, sql, type SQL } from 'drizzle-orm'
import type { z } from 'zod'
import type { LocalText, Locale } from '#shared/locale.ts'
import type { invitation as invitationSchema, invitationBody } from '#shared/schemas/team.ts'
import { withTransaction, type Db, type Queryable, type Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { takeFromLimit } from '../platform/rate-limit.ts'
import { sha256 } from '../platform/secrets.ts'
import { openDesk } from './desk.ts'
import { fail } from './errors.ts'
import { assertInCharge, type MemberRole } from './members.ts'
import { invitation, person, providerMember } from './schema.ts'

/** How long an invitation can be taken up. */
const days = 7

/** An invitation as it goes out: the only moment at which its token is known. */
export interface SentInvitation {
  token: string
  email: string
  role: MemberRole
  provider: LocalText
  inviter: string
  /** Of who has an account under this email, else of who invites. */
  locale: Locale
}

const isOpen = and(isNull(invitation.acceptedAt), isNull(invitation.revokedAt))
const ends = sql`linli_now() + make_interval(days => ${days})`

interface Asker {
  id: string
  name: string
  locale: Locale
}

/**
 * Asks somebody to join a provider. Who was asked already is asked anew: the earlier link no longer opens.
 * @throws {DomainError} `not_found`, `role_not_yours`, `already_member`, `too_many_requests`
 */
export async function createInvitation(
  db: Db, { asker, body: { providerId: asked, email, role } }: { asker: Asker, body: z.output<typeof invitationBody> },
): Promise<SentInvitation> {
  const desk = await openDesk(db, { personId: asker.id, providerId: asked })
  assertInCharge(desk.role, role)
  await limit(db, { providerId: desk.providerId, personId: asker.id })
  return await withTransaction(db, async (tx) => {
    const [member] = await tx.select({ id: person.id }).from(person)
      .innerJoin(providerMember, and(eq(providerMember.personId, person.id), eq(providerMember.providerId, desk.providerId)))
      .where(eq(person.email, email))
    if (member) throw fail('already_member')
    const token = newToken()
    await tx.insert(invitation)
      .values({ id: newId(), providerId: desk.providerId, email, role, tokenHash: sha256(token), invitedBy: asker.id, expiresAt: ends })
      .onConflictDoUpdate({
        target: [invitation.providerId, invitation.email], targetWhere: isOpen,
        set: { role, tokenHash: sha256(token), invitedBy: asker.id, expiresAt: ends },
      })
    return await sent(tx, { token, email, role, provider: desk.name, asker })
  })
}

/** The same invitation once more, with a new link. @throws {DomainError} `not_found`, `role_not_yours`, `too_many_requests` */
export async function renewInvitation(db: Db, { asker, id }: { asker: Asker, id: string }): Promise<SentInvitation> {
  const { row, desk } = await openInvitation(db, { personId: asker.id, id })
  await limit(db, { providerId: row.providerId, personId: asker.id })
  return await withTransaction(db, async (tx) => {
    const token = newToken()
    const renewed = await tx.update(invitation).set({ tokenHash: sha256(token), expiresAt: ends })
      .where(and(eq(invitation.id, id), isOpen)).returning()
    if (renewed.length === 0) throw fail('not_found')
    return await sent(tx, { token, email: row.email, role: row.role, provider: desk.name, asker })
  })
}

/** Takes an invitation back: its link opens nothing any more. @throws {DomainError} `not_found`, `role_not_yours` */
export async function revokeInvitation(db: Db, { personId, id }: { personId: string, id: string }): Promise<void> {
  await openInvitation(db, { personId, id })
  await db.update(invitation).set({ revokedAt: sql`linli_now()` }).where(and(eq(invitation.id, id), isOpen))
}

async function openInvitation(db: Db, { personId, id }: { personId: string, id: string }) {
  const [row] = await db.select().from(invitation).where(and(eq(invitation.id, id), isOpen))
  if (!row) throw fail('not_found')
  const desk = await openDesk(db, { personId, providerId: row.providerId })
  assertInCharge(desk.role, row.role)
  return { row, desk }
}

const newToken = (): string => randomBytes(32).toString('base64url')

/** For a provider, and for a person, who may begin one provider after the other. */
async function limit(db: Db, { providerId, personId }: { providerId: string, personId: string }): Promise<void> {
  for (const whose of [providerId, personId]) await takeFromLimit(db, { bucket: `invite:${whose}`, max: 60, windowSeconds: 86_400 })
}

async function sent(tx: Tx, { asker, ...invited }: Omit<SentInvitation, 'inviter' | 'locale'> & { asker: Asker }): Promise<SentInvitation> {
  const [known] = await tx.select({ locale: person.locale }).from(person)
    .where(and(eq(person.email, invited.email), isNull(person.deletedAt)))
  return { ...invited, inviter: asker.name, locale: known?.locale ?? asker.locale }
}

/** What a link leads to. @throws {DomainError} `not_found` for one that was used, taken back or has ended */
export async function readInvitation(db: Queryable, token: string): Promise<z.input<typeof invitationSchema>> {
  const { rows } = await db.execute<{ role: MemberRole, email: string, inviter: string, zh: string, en: string }>(sql`
    select i.role, i.email, p.name_zh as zh, p.name_en as en, by.name as inviter
      from invitation i join provider p on p.id = i.provider_id join person by on by.id = i.invited_by
     where i.token_hash = ${sha256(token)} and i.accepted_at is null and i.revoked_at is null and i.expires_at > linli_now()`)
  const [row] = rows
  if (!row) throw fail('not_found')
  return { role: row.role, email: row.email, inviter: row.inviter, provider: { zh: row.zh, en: row.en } }
}

/**
 * Makes who holds the link, and is signed in, a member: once. Who is a member already gets the role, if it is more.
 * @returns the provider
 * @throws {DomainError} `not_found`
 */
export async function acceptInvitation(
  db: Db, { personId, token }: { personId: string, token: string },
): Promise<{ providerId: string, role: MemberRole }> {
  return await withTransaction(db, async (tx) => {
    const [row] = await tx.update(invitation).set({ acceptedAt: sql`linli_now()`, acceptedBy: personId })
      .where(and(eq(invitation.tokenHash, sha256(token)), isOpen, sql`${invitation.expiresAt} > linli_now()`))
      .returning({ providerId: invitation.providerId, role: invitation.role })
    if (!row) throw fail('not_found')
    const rank = (role: SQL) => sql`array_position('{worker,manager,owner}'::text[], ${role})`
    const [had, asked] = [sql`${providerMember.role}`, sql`excluded.role`]
    const [member] = await tx.insert(providerMember).values({ providerId: row.providerId, personId, role: row.role }).onConflictDoUpdate({
      target: [providerMember.providerId, providerMember.personId], set: { role: sql`case when ${rank(had)} > ${rank(asked)} then ${had} else ${asked} end` },
    }).returning({ role: providerMember.role })
    return { providerId: row.providerId, role: member!.role }
  })
}
