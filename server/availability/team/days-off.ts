import { and, eq, isNull } from 'drizzle-orm'
import { rangeOf } from '../../platform/columns.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { fail } from '../errors.ts'
import { availabilityOverride } from '../schema.ts'
import { readGivenTime, spanOf, type Days } from './given-time.ts'
import { lockOwnResources, ownResource, type ResourceRef } from './own-resource.ts'

interface DecidedDays extends Days {
  personId: string
  ids: readonly string[]
  /** How many bookings and sessions were shown to who decides. */
  seen: number
}

/**
 * Gives days off to all of them, or to none: nothing new is booked then. What is booked already stays with them until somebody moves it or
 * gives it to another.
 * @throws {DomainError} `not_found`, `choice_invalid`; `changed_meanwhile` where it would break another number of things than was seen.
 */
export async function addDaysOff({ db }: Pick<Context, 'db'>, { personId, ids, from, to, seen }: DecidedDays): Promise<void> {
  await withTransaction(db, async (tx) => {
    let broken = 0
    const rows: (typeof availabilityOverride.$inferInsert)[] = []
    for (const { id, zone } of await lockOwnResources(tx, { personId, ids: [...new Set(ids)] })) {
      const span = spanOf({ from, to }, zone)
      broken += (await readGivenTime(tx, { id, span })).length
      rows.push({ id: newId(), resourceId: id, during: rangeOf(span.start, span.end), kind: 'off' })
    }
    if (broken !== seen) throw fail('changed_meanwhile', { seen: broken })
    await tx.insert(availabilityOverride).values(rows)
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
