import type { QuoteWishes } from '#shared/quote.ts'
import { assignAt } from '../availability/index.ts'
import { bindQuote, saveQuote, type Bundle } from '../catalog/index.ts'
import type { Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Cause } from './change-legs.ts'
import { dropExpiredOf } from './course.ts'
import { choicesWith, type Workers } from './find-visit.ts'
import { freezeLegs } from './quote-bundle.ts'
import { writeBooking, type BookingPeople } from './write-booking.ts'

export interface VisitToReserve {
  planId: string
  personId: string
  bundle: Bundle
  wishes: QuoteWishes
  starts: Record<string, string>
  workers: Workers
  people: BookingPeople
  at: Date
  cause: Pick<Cause, 'actor' | 'actorId'>
}

/**
 * Makes the booking of one visit: its time is claimed, its price of today is frozen, and nothing is paid yet.
 * @throws {DomainError} `slot_taken`, `choice_invalid`, `district_not_served`; the transaction is over then.
 */
export async function reserveVisit(tx: Tx, visit: VisitToReserve): Promise<string> {
  const { planId, personId, bundle, starts, people, at, workers, cause } = visit
  const wishes: QuoteWishes = { ...visit.wishes, addressId: people.addressId, starts }
  const { districtId, persons } = wishes
  const choices = choicesWith(wishes, workers)
  const assigned = await assignAt(tx, { bundle, at, districtId, persons, choices, starts, dropExpired: dropExpiredOf })
  const placed = assigned.map(leg => ({ ...leg, start: leg.start.toISOString(), end: leg.end.toISOString() }))
  const legs = freezeLegs(bundle, wishes, placed)
  const quote = await saveQuote(tx, { bundleId: bundle.id, currency: bundle.currency, wishes, legs, now: at })
  await bindQuote(tx, quote.id, at)
  const bookingId = newId()
  await writeBooking(tx, {
    bookingId, bundle, quote, assigned, personId, people, at,
    begins: { state: 'reserved', expiresAt: null, planId, cause: { ...cause, event: 'plan' } },
  })
  return bookingId
}
