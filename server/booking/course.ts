import { inArray } from 'drizzle-orm'
import type { Course } from '../availability/index.ts'
import { loadAlternatives, loadBundles, type PricedAlternative } from '../catalog/index.ts'
import type { Queryable, Tx } from '../platform/database.ts'
import type { BookingLeg, LockedBooking } from './change-legs.ts'
import { dropExpiredHolds } from './expire-hold.ts'
import { bookingLeg } from './schema.ts'
import { claimingStates } from './state.ts'

/** Legs that take part in the course of a booking: what was cancelled binds nobody any more. */
const goesOn = ({ state }: BookingLeg): boolean =>
  claimingStates.includes(state) || state === 'delivered' || state === 'disputed' || state === 'settled' || state === 'no_show_resident'

/** A booking as the solver sees it: these legs are to move, the others stand. What was sold counts, whatever is sold today. */
export async function courseOf(db: Queryable, { booking, legs }: LockedBooking, movingIds: readonly string[]): Promise<Course> {
  const [bundle] = await loadBundles(db, { ids: [booking.bundleId], booked: true })
  if (!bundle) throw new Error(`booking ${booking.id} has no bundle`)
  const open = legs.filter(goesOn)
  const sold = await loadAlternatives(db, open.map(leg => leg.alternativeId))
  return {
    bundle,
    districtId: booking.districtId,
    persons: booking.persons,
    legs: open.map((leg) => {
      const alternative = sold.find(({ id }) => id === leg.alternativeId)!
      const { startsAt: start, endsAt: end, listAmount, shareAmount } = leg
      const priced: PricedAlternative = { alternative, minutes: minutesOf(leg), listAmount, shareAmount }
      return {
        bookingLegId: leg.id, start, end, moves: movingIds.includes(leg.id),
        leg: bundle.legs.find(({ id }) => id === leg.bundleLegId)!,
        alternatives: [priced],
      }
    }),
  }
}

export const minutesOf = ({ startsAt, endsAt }: BookingLeg): number => (endsAt.getTime() - startsAt.getTime()) / 60_000

/** Drops the expired holds that these booking legs belong to. */
export async function dropExpiredOf(tx: Tx, legIds: string[]): Promise<void> {
  const rows = await tx.selectDistinct({ id: bookingLeg.bookingId }).from(bookingLeg).where(inArray(bookingLeg.id, legIds))
  await dropExpiredHolds(tx, rows.map(({ id }) => id))
}
