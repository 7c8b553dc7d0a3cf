import { eq, sql } from 'drizzle-orm'
import { linliNow } from '../platform/columns.ts'
import { withTransaction, type Db } from '../platform/database.ts'
import type { AccountHooks } from './account-hooks.ts'
import { fail } from './errors.ts'
import { leaveProviders } from './members.ts'
import { placeholderEmail } from './placeholder-email.ts'
import { account, address, person, recipient, session, verification } from './schema.ts'

/** What stands where a name stood. */
const nobody = '—'

/**
 * Deletes an account: whatever names the person or their household is gone, everywhere, in one transaction. The emptied rows stay, because
 * bookings that must be kept point at them.
 * @throws {DomainError} `bookings_open`.
 */
export async function deleteAccount(db: Db, personId: string, hooks: AccountHooks): Promise<void> {
  await withTransaction(db, async (tx) => {
    const [row] = await tx.select({ phone: person.phoneNumber }).from(person).where(eq(person.id, personId)).for('update')
    if (!row) throw fail('not_found')
    if (!await hooks.canDelete(tx, personId)) throw fail('bookings_open')
    await hooks.forget(tx, personId)
    await tx.delete(session).where(eq(session.personId, personId))
    await tx.delete(account).where(eq(account.personId, personId))
    await leaveProviders(tx, personId)
    if (row.phone) await tx.delete(verification).where(sql`${verification.identifier} like ${`%${row.phone}`}`)
    await tx.update(recipient)
      .set({ name: nobody, relation: 'other', birthYear: null, needs: [], notesSealed: null, deletedAt: linliNow, updatedAt: linliNow })
      .where(eq(recipient.personId, personId))
    await tx.update(address)
      .set({ label: '', street: nobody, lat: null, lng: null, deletedAt: linliNow, updatedAt: linliNow })
      .where(eq(address.personId, personId))
    await tx.update(person)
      .set({
        name: nobody,
        email: placeholderEmail(`deleted-${personId}`),
        emailVerified: false,
        image: null,
        phoneNumber: null,
        phoneNumberVerified: false,
        operator: false,
        deletedAt: linliNow,
        updatedAt: linliNow,
      })
      .where(eq(person.id, personId))
  })
}
