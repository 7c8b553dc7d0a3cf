import { and, asc, count, eq, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { need, type recipientBody, type Recipient } from '#shared/schemas/identity.ts'
import { linliNow } from '../platform/columns.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction, type Queryable } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { createVault } from '../platform/secrets.ts'
import { fail } from './errors.ts'
import { lockHousehold, maxEntries } from './household.ts'
import { recipient } from './schema.ts'

type Body = z.output<typeof recipientBody>
type Row = typeof recipient.$inferSelect
type Config = Context['config']

/** Notes are health data: sealed at rest, bound to their row. */
const vault = (config: Config) => createVault(config.LINLI_SECRET, 'recipient-notes')

const sealed = (config: Config, id: string, notes: string): Buffer | null => (notes === '' ? null : vault(config).seal(notes, id))

const toRecipient = (config: Config, { id, name, relation, birthYear, needs, notesSealed }: Row): Recipient => ({
  id,
  name,
  relation,
  birthYear,
  needs: z.array(need).parse(needs),
  notes: notesSealed ? vault(config).open(notesSealed, id) : '',
})

const ownedBy = (personId: string, id: string) => and(eq(recipient.id, id), eq(recipient.personId, personId), isNull(recipient.deletedAt))

/** The people for whom a person books, in the order in which they were added. */
export async function listRecipients({ config, db }: Pick<Context, 'config' | 'db'>, personId: string): Promise<Recipient[]> {
  const rows = await db.select().from(recipient)
    .where(and(eq(recipient.personId, personId), isNull(recipient.deletedAt)))
    .orderBy(asc(recipient.createdAt), asc(recipient.id))
  return rows.map(row => toRecipient(config, row))
}

/**
 * Recipients by id, for who delivers a service to them: the caller has decided who may see them, and until when the notes.
 * Those that were removed from the household since are still found; those whose person left have no name any more.
 */
export async function recipientsById(config: Config, db: Queryable, ids: readonly string[]): Promise<Map<string, Recipient>> {
  if (ids.length === 0) return new Map()
  const rows = await db.select().from(recipient).where(inArray(recipient.id, [...ids]))
  return new Map(rows.map(row => [row.id, toRecipient(config, row)]))
}

/** @throws {DomainError} `household_full`. */
export async function addRecipient({ config, db }: Pick<Context, 'config' | 'db'>, personId: string, body: Body): Promise<Recipient> {
  const { notes, ...fields } = body
  const id = newId()
  return await withTransaction(db, async (tx) => {
    await lockHousehold(tx, personId)
    const [kept] = await tx.select({ count: count() }).from(recipient)
      .where(and(eq(recipient.personId, personId), isNull(recipient.deletedAt)))
    if ((kept?.count ?? 0) >= maxEntries) throw fail('household_full', { maximum: maxEntries })
    const [row] = await tx.insert(recipient).values({ ...fields, id, personId, notesSealed: sealed(config, id, notes) }).returning()
    return toRecipient(config, row!)
  })
}

/** @throws {DomainError} `not_found`. */
export async function changeRecipient(
  { config, db }: Pick<Context, 'config' | 'db'>, { personId, id, body }: { personId: string, id: string, body: Body },
): Promise<Recipient> {
  const { notes, ...fields } = body
  const [row] = await db.update(recipient)
    .set({ ...fields, notesSealed: sealed(config, id, notes), updatedAt: linliNow })
    .where(ownedBy(personId, id)).returning()
  if (!row) throw fail('not_found')
  return toRecipient(config, row)
}

/** Takes a recipient out of the household; bookings made for them keep what they need. @throws {DomainError} `not_found`. */
export async function removeRecipient(db: Queryable, { personId, id }: { personId: string, id: string }): Promise<void> {
  const removed = await db.update(recipient)
    .set({ deletedAt: linliNow, updatedAt: linliNow })
    .where(ownedBy(personId, id)).returning({ id: recipient.id })
  if (removed.length === 0) throw fail('not_found')
}
