import { eq } from 'drizzle-orm'
import type { Context } from '../../platform/context.ts'
import { withTransaction } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { resource } from '../schema.ts'
import { readGivenTime } from './given-time.ts'
import { lockOwnResource, type ResourceRef } from './own-resource.ts'

/**
 * Takes no new bookings for a resource. What is booked stays with it.
 * @param retirement `seen`: how many bookings and sessions ahead were shown to who decides
 * @throws {DomainError} `not_found`, `changed_meanwhile` where another number is ahead by now
 */
export async function retireResource({ db }: Pick<Context, 'db'>, { seen, ...ref }: ResourceRef & { seen: number }): Promise<void> {
  await withTransaction(db, async (tx) => {
    await lockOwnResource(tx, ref)
    const { length } = await readGivenTime(tx, { id: ref.id })
    if (length !== seen) throw fail('changed_meanwhile', { seen: length })
    await tx.update(resource).set({ active: false }).where(eq(resource.id, ref.id))
  })
}

/** Takes bookings for it again. @throws {DomainError} `not_found` */
export async function restoreResource({ db }: Pick<Context, 'db'>, ref: ResourceRef): Promise<void> {
  await withTransaction(db, async (tx) => {
    await lockOwnResource(tx, ref)
    await tx.update(resource).set({ active: true }).where(eq(resource.id, ref.id))
  })
}
