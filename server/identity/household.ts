import { eq } from 'drizzle-orm'
import type { Tx } from '../platform/database.ts'
import { person } from './schema.ts'

/** How many recipients, and how many addresses, one person can keep. */
export const maxEntries = 30

/** Lets one request at a time add to a household, so that its limit holds. */
export async function lockHousehold(tx: Tx, personId: string): Promise<void> {
  await tx.select({ id: person.id }).from(person).where(eq(person.id, personId)).for('no key update')
}
