import { inArray } from 'drizzle-orm'
import type { FrozenLeg } from '#shared/quote.ts'
import type { LegChoice } from '#shared/slot.ts'
import type { Course } from '../availability/index.ts'
import { getQuote, loadSold, loadBundles, type PricedAlternative } from '../catalog/index.ts'
import type { Queryable, Tx } from '../platform/database.ts'
import type { BookingLeg, LockedBooking } from './change-legs.ts'
import { dropExpiredHolds } from './expire-hold.ts'
import { choicesOf } from './quote-bundle.ts'
import { bookingLeg, bookingLegResource } from './schema.ts'
import { claimingStates } from './state.ts'

/** Legs that take part in the course of a booking: what was cancelled binds nobody any more. */
const goesOn = ({ state }: BookingLeg): boolean =>
  claimingStates.includes(state) || state === 'delivered' || state === 'disputed' || state === 'settled' || state === 'no_show_resident'

/** A booking as the solver sees it: these legs are to move, the others stand. What was sold counts, whatever is sold today. */
export async function courseOf(db: Queryable, { booking, legs }: LockedBooking, movingIds: readonly string[]): Promise<Course> {
  const [bundle] = await loadBundles(db, { ids: [booking.bundleId], booked: true, withLeg: legs[0]!.bundleLegId })
  if (!bundle) throw new Error(`booking ${booking.id} has no bundle`)
  const open = legs.filter(goesOn)
  const sold = await loadSold(db, open)
  const served = await db.select().from(bookingLegResource).where(inArray(bookingLegResource.bookingLegId, open.map(({ id }) => id)))
  const { wishes, legs: frozen } = await getQuote(db, booking.quoteId)
  return {
    bundle,
    districtId: booking.districtId,
    persons: booking.persons,
    legs: open.map((leg) => {
      const { alternative } = sold.find(one => one.alternativeId === leg.alternativeId && one.offeringVersion === leg.offeringVersion)!
      const { startsAt: start, endsAt: end, listAmount, shareAmount } = leg
      const priced: PricedAlternative = { alternative, minutes: minutesOf(leg), listAmount, shareAmount }
      return {
        bookingLegId: leg.id, start, end, moves: movingIds.includes(leg.id),
        leg: bundle.legs.find(({ id }) => id === leg.bundleLegId)!,
        alternatives: [priced],
        resourceIds: served.filter(({ bookingLegId }) => bookingLegId === leg.id).map(({ resourceId }) => resourceId),
        wish: wishOf(leg, choicesOf(wishes), frozen),
      }
    }),
  }
}

/** The person who was asked for counts as long as what was sold does; what was wished of whoever comes, always. */
function wishOf(leg: BookingLeg, choices: readonly LegChoice[], frozen: readonly FrozenLeg[]): Pick<LegChoice, 'resourceId' | 'wishes'> {
  const { resourceId, wishes } = choices.find(({ legId }) => legId === leg.bundleLegId) ?? {}
  const asSold = frozen.some(({ legId, alternativeId }) => legId === leg.bundleLegId && alternativeId === leg.alternativeId)
  return { wishes, ...(asSold && { resourceId }) }
}

export const minutesOf = ({ startsAt, endsAt }: BookingLeg): number => (endsAt.getTime() - startsAt.getTime()) / 60_000

/** Drops the expired holds that these booking legs belong to. */
export async function dropExpiredOf(tx: Tx, legIds: string[]): Promise<void> {
  const rows = await tx.selectDistinct({ id: bookingLeg.bookingId }).from(bookingLeg).where(inArray(bookingLeg.id, legIds))
  await dropExpiredHolds(tx, rows.map(({ id }) => id))
}
