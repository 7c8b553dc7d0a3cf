import { sql } from 'drizzle-orm'
import type { FrozenLeg } from '#shared/quote.ts'
import type { HoldBody } from '#shared/schemas/booking.ts'
import { usualTax } from '#shared/tax.ts'
import { insertClaims, type AssignedLeg } from '../availability/index.ts'
import type { Bundle, Quote } from '../catalog/index.ts'
import { executePrepared, insertOf, type Tx } from '../platform/database.ts'
import { newId, newReference } from '../platform/ids.ts'
import { eventRows, type Cause } from './change-legs.ts'
import { booking, bookingEvent, bookingLeg, bookingLegResource } from './schema.ts'
import { claimOf } from './take-slot.ts'
import { openTasks } from './tasks.ts'

/** Everybody who has to do with a booking, as they are now. */
export interface BookingPeople extends Omit<HoldBody, 'quoteId' | 'voucher'> {
  address: { districtId: string, street: string, lat: number | null, lng: number | null }
  recipientName: string
}

export interface NewBooking {
  bookingId: string
  bundle: Bundle
  quote: Quote
  assigned: readonly AssignedLeg[]
  personId: string
  people: BookingPeople
  at: Date
  /** What of each leg's share a voucher pays; absent: nothing. */
  voucherParts?: readonly number[]
  /** Held until its payment, or reserved under a plan. */
  begins: { state: 'held', expiresAt: Date, cause: Cause } | { state: 'reserved', expiresAt: null, planId: string, cause: Cause }
}

/** Writes a booking with its legs, who serves them, its first events and its claims. The caller holds the locks of what is claimed. */
export async function writeBooking(tx: Tx, made: NewBooking): Promise<void> {
  const { bookingId, bundle, quote, assigned, begins, voucherParts = [] } = made
  const legs = quote.legs.map((frozen) => {
    const leg = assigned.find(({ legId }) => legId === frozen.legId)!
    return { id: newId(), leg, frozen }
  })
  const tasks = new Map(bundle.legs.flatMap(({ alternatives }) => alternatives).map(({ id, offering }) => [id, offering.tasks]))
  await writeRows(tx, {
    booking: bookingRow(made),
    legs: legs.map((leg, position) => ({
      ...legRow(leg), state: begins.state, bookingId, position, voucherAmount: voucherParts[position] ?? 0,
      tasks: openTasks(leg.frozen.tasks ?? tasks.get(leg.frozen.alternativeId) ?? []),
    })),
    served: legs.flatMap(({ id, leg }) => leg.resourceIds.map(resourceId => ({ bookingLegId: id, resourceId }))),
    events: eventRows(legs.map(({ id, frozen }) => ({
      bookingId, legId: id, providerId: frozen.providerId, from: null, to: begins.state,
    })), begins.cause),
  })
  await insertClaims(tx, legs.map(({ id, leg }) => claimOf(id, leg)), { expiresAt: begins.expiresAt })
}

const bookingRow = ({ bookingId, bundle, quote, personId, people, at, begins }: NewBooking) => ({
  id: bookingId,
  reference: newReference(),
  bookerId: personId,
  bundleId: quote.bundleId,
  quoteId: quote.id,
  planId: begins.state === 'reserved' ? begins.planId : null,
  recipientId: people.recipientId,
  recipientName: people.recipientName,
  addressId: people.addressId,
  districtId: people.address.districtId,
  street: people.address.street,
  lat: people.address.lat,
  lng: people.address.lng,
  contactName: people.contact.name,
  contactPhone: people.contact.phone,
  payerName: people.payer.name,
  payerEmail: people.payer.email,
  titleZh: bundle.title.zh,
  titleEn: bundle.title.en,
  locale: people.locale,
  zone: bundle.publisher.zone,
  currency: quote.currency,
  amount: quote.amount,
  persons: quote.wishes.persons,
  holdExpiresAt: begins.expiresAt,
  createdAt: at,
})

const legRow = ({ id, leg, frozen }: { id: string, leg: AssignedLeg, frozen: FrozenLeg }) => ({
  id,
  bundleLegId: frozen.legId,
  alternativeId: frozen.alternativeId,
  offeringId: frozen.offeringId,
  offeringVersion: frozen.offeringVersion,
  providerId: frozen.providerId,
  agreementId: frozen.agreementId,
  agreementVersion: frozen.agreementVersion ?? null,
  sessionId: leg.sessionId,
  startsAt: leg.start,
  endsAt: leg.end,
  bufferBeforeMinutes: frozen.bufferBefore,
  bufferAfterMinutes: frozen.bufferAfter,
  place: frozen.place,
  districtId: leg.districtId,
  zone: frozen.zone,
  required: frozen.required,
  dependsOnBundleLegId: frozen.dependsOnLegId,
  instant: frozen.instant,
  titleZh: frozen.titleZh,
  titleEn: frozen.titleEn,
  listAmount: frozen.listAmount,
  shareAmount: frozen.shareAmount,
  commissionBps: frozen.commissionBps,
  policy: frozen.policy,
  tax: frozen.tax ?? usualTax,
})

interface NewRows {
  booking: typeof booking.$inferInsert
  legs: readonly typeof bookingLeg.$inferInsert[]
  served: readonly typeof bookingLegResource.$inferInsert[]
  events: readonly typeof bookingEvent.$inferInsert[]
}

/** In one statement: every round trip under the locks is one in which nobody else can book these people. */
async function writeRows(tx: Tx, rows: NewRows): Promise<void> {
  await executePrepared(tx, sql`
    with new_booking as (${insertOf(booking, [rows.booking])}),
         new_leg as (${insertOf(bookingLeg, rows.legs)})
         ${rows.served.length > 0 ? sql`, served as (${insertOf(bookingLegResource, rows.served)})` : sql``}
    ${insertOf(bookingEvent, rows.events)}`)
}
