import { asc, eq } from 'drizzle-orm'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { listAddresses } from './addresses.ts'
import type { AccountHooks } from './account-hooks.ts'
import { listSessions, type Person } from './get-session.ts'
import { memberships } from './queries.ts'
import { listRecipients } from './recipients.ts'
import { consent, person } from './schema.ts'

/** All that is kept about a person, in words that they can read; other slices add theirs by the hook. */
export async function exportAccount(ctx: Pick<Context, 'config' | 'db'>, who: Person, hooks: AccountHooks): Promise<Record<string, unknown>> {
  const { db } = ctx
  const [exportedAt, [row], consents, roles, sessions, recipients, addresses, more] = await Promise.all([
    now(db),
    db.select({ createdAt: person.createdAt }).from(person).where(eq(person.id, who.id)),
    db.select({ document: consent.document, version: consent.version, at: consent.at }).from(consent)
      .where(eq(consent.personId, who.id)).orderBy(asc(consent.at), asc(consent.document)),
    memberships(db, who.id),
    listSessions(db, who),
    listRecipients(ctx, who.id),
    listAddresses(db, who.id),
    hooks.exportData(db, who.id),
  ])
  const { sessionId: _, ...shown } = who
  return {
    exportedAt: exportedAt.toISOString(),
    person: { ...shown, since: row?.createdAt.toISOString() },
    consents,
    memberships: roles,
    sessions,
    recipients,
    addresses,
    ...more,
  }
}
