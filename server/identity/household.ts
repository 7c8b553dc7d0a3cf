import { eq, sql } from 'drizzle-orm'
import { executePrepared, type Tx } from '../platform/database.ts'
import { fail } from './errors.ts'
import { person } from './schema.ts'

/** How many recipients, and how many addresses, one person can keep. */
export const maxEntries = 30

/** Lets one request at a time add to a household, so that its limit holds. */
export async function lockHousehold(tx: Tx, personId: string): Promise<void> {
  await tx.select({ id: person.id }).from(person).where(eq(person.id, personId)).for('no key update')
}

export interface Booker {
  /** The transaction's time. */
  at: Date
  recipientName: string
  address: { districtId: string, street: string, lat: number | null, lng: number | null }
}

/**
 * Locks a household, as `lockHousehold` does, and answers for whom and where its person books, in one statement.
 * @throws {DomainError} `not_found` where recipient or address are not this person's
 */
export async function lockBooker(tx: Tx, { personId, recipientId, addressId }: {
  personId: string
  recipientId: string
  addressId: string
}): Promise<Booker> {
  const [row] = await executePrepared<Booker & Record<string, unknown>>(tx, sql`
    select linli_now() as at, r.name as "recipientName",
           jsonb_build_object('districtId', a.district_id, 'street', a.street, 'lat', a.lat, 'lng', a.lng) as address
      from person p
      join recipient r on r.id = ${recipientId}::uuid and r.person_id = p.id and r.deleted_at is null
      join address a on a.id = ${addressId}::uuid and a.person_id = p.id and a.deleted_at is null
     where p.id = ${personId}::uuid
       for no key update of p`)
  if (!row) throw fail('not_found')
  return row
}
