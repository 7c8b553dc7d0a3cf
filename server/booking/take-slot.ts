import { assignAt, type AssignedLeg } from '../availability/index.ts'
import type { Bundle, Quote } from '../catalog/index.ts'
import type { Tx } from '../platform/database.ts'
import { dropExpiredOf } from './course.ts'
import { choicesOf } from './quote-bundle.ts'

/**
 * Assigns the legs of a quote as they were sold (the same alternatives at the same times) to whoever is free now, under the locks of all
 * who could serve them; those who were shown with the price come where they are still free. Expired holds in the way are dropped.
 *
 * @param sale.at the transaction's time
 * @throws {DomainError} `slot_taken`
 */
export async function takeSlot(tx: Tx, sale: { quote: Quote, bundle: Bundle, at: Date }): Promise<AssignedLeg[]> {
  const { quote, bundle, at } = sale
  const wished = choicesOf(quote.wishes)
  const sold = quote.legs.map(({ legId, alternativeId }) => ({
    ...wished.find(choice => choice.legId === legId), legId, alternativeId, include: true,
  }))
  return await assignAt(tx, {
    bundle,
    at,
    districtId: quote.wishes.districtId,
    persons: quote.wishes.persons,
    choices: [...wished.filter(({ include }) => !include), ...sold],
    starts: Object.fromEntries(quote.legs.map(({ legId, start }) => [legId, start])),
    kept: new Map(quote.legs.map(({ legId, resources = [] }) => [legId, resources.map(({ id }) => id)])),
    dropExpired: dropExpiredOf,
  })
}

/** What an assigned leg takes up, for its booking leg. */
export const claimOf = (bookingLegId: string, { resourceIds, claim, districtId, sessionId, seats }: AssignedLeg) =>
  ({ bookingLegId, resourceIds, ...claim, districtId, sessionId, seats })
