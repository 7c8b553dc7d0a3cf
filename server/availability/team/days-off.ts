import { and, eq, isNull } from 'drizzle-orm'
import { rangeOf } from '../../platform/columns.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { fail } from '../errors.ts'
import { availabilityOverride } from '../schema.ts'
import { readGivenTime, spanOf, type Days } from './given-time.ts'
import { lockOwnResource, ownResource, type ResourceRef } from './own-resource.ts'

export interface NewDaysOff extends ResourceRef, Days {
  /** How many bookings and sessions were shown to who decides. */
  seen: number
}

/**
 * Gives days off: nothing new is booked then. What is booked already stays with them until somebody moves it or gives it to another.
 * @throws {DomainError} `not_found`, `choice_invalid`; `changed_meanwhile` where it would break another number of things than was seen.
 */
export async function addDaysOff({ db }: Pick<Context, 'db'>, { from, to, seen, ...ref }: NewDaysOff): Promise<void> {
  await withTransaction(db, async (tx) => {
    const { zone } = await lockOwnResource(tx, ref)
    const span = spanOf({ from, to }, zone)
    const { length } = await readGivenTime(tx, { id: ref.id, span })
    if (length !== seen) throw fail('changed_meanwhile', { seen: length })
    await tx.insert(availabilityOverride).values({ id: newId(), resourceId: ref.id, during: rangeOf(span.start, span.end), kind: 'off' })
  })
}

/** Takes days off back; what a calendar elsewhere says is busy is not for us to take. @throws {DomainError} `not_found` */
export async function removeDaysOff({ db }: Pick<Context, 'db'>, { dayOffId, ...ref }: ResourceRef & { dayOffId: string }): Promise<void> {
  await ownResource(db, ref)
  const removed = await db.delete(availabilityOverride).where(and(
    eq(availabilityOverride.id, dayOffId), eq(availabilityOverride.resourceId, ref.id), eq(availabilityOverride.kind, 'off'),
    isNull(availabilityOverride.busyCalendarId),
  )).returning({ id: availabilityOverride.id })
  if (removed.length === 0) throw fail('not_found')
}
