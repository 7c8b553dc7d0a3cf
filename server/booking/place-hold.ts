import { and, count, eq, isNotNull, sql } from 'drizzle-orm'
import type { FrozenLeg } from '#shared/quote.ts'
import type { HoldBody } from '#shared/schemas/booking.ts'
import { insertClaims, nearestStarts, type AssignedLeg } from '../availability/index.ts'
import { bindQuote, getQuoteNow, loadBundles, type Quote } from '../catalog/index.ts'
import { lockBooker } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { executePrepared, insertOf, withTransaction, type Tx } from '../platform/database.ts'
import { DomainError } from '../platform/errors.ts'
import { newId, newReference } from '../platform/ids.ts'
import { eventRows } from './change-legs.ts'
import { fail } from './errors.ts'
import { expireHoldJob } from './jobs.ts'
import { choicesOf, quoteWishes } from './quote-bundle.ts'
import { booking, bookingEvent, bookingLeg, bookingLegResource } from './schema.ts'
import { claimOf, takeSlot } from './take-slot.ts'
import { openTasks } from './tasks.ts'

/** How long an unpaid hold stands before its checkout is opened. */
export const holdMinutes = 10
/** Unpaid holds that one person may have at a time. */
export const holdsPerPerson = 3

export interface HoldInput {
  personId: string
  body: HoldBody
}

/**
 * Holds every leg of a quote, or none: the claims of all legs are inserted together, under the locks of all who could serve them.
 *
 * @returns the booking's id.
 * @throws {DomainError} `quote_expired` with the new `quote`; `slot_taken` with the `nearest` starts; `quote_bound`, `too_many_holds`,
 * `district_differs`, `not_found`.
 */
export async function placeHold(context: Context, { personId, body }: HoldInput): Promise<string> {
  const quote = await getQuoteNow(context.db, body.quoteId)
  if (quote.boundAt !== null) throw fail('quote_bound')
  if (quote.expired) throw fail('quote_expired', { quote: await quoteWishes(context, quote.wishes) })
  try {
    return await withTransaction(context.db, async tx => await holdInside(context, tx, { personId, body, quote }), { plannedOnce: true })
  } catch (error) {
    if (error instanceof DomainError && error.code === 'slot_taken') throw fail('slot_taken', { nearest: await nearestTo(context, quote) })
    throw error
  }
}

async function holdInside({ jobs }: Context, tx: Tx, { personId, body, quote }: HoldInput & { quote: Quote }): Promise<string> {
  // Under the person's own lock: two tabs cannot both place the third hold.
  const { at, address, recipientName } = await lockBooker(tx, { personId, recipientId: body.recipientId, addressId: body.addressId })
  if (address.districtId !== quote.wishes.districtId) throw fail('district_differs', { districtId: quote.wishes.districtId })
  await refuseTooMany(tx, personId)
  await bindQuote(tx, quote.id, at)
  const [bundle] = await loadBundles(tx, { ids: [quote.bundleId] })
  if (!bundle) throw fail('slot_taken')

  const bookingId = newId()
  const expiresAt = new Date(at.getTime() + holdMinutes * 60_000)
  // Whatever needs no lock comes before it: others wait meanwhile.
  await jobs.send(tx, expireHoldJob, { bookingId }, { at: expiresAt })

  const assigned = await takeSlot(tx, { quote, bundle, at })
  const legs = quote.legs.map((frozen) => {
    const leg = assigned.find(({ legId }) => legId === frozen.legId)!
    return { id: newId(), leg, frozen }
  })
  const { publisher: { zone }, title } = bundle
  const tasks = new Map(bundle.legs.flatMap(({ alternatives }) => alternatives).map(({ id, offering }) => [id, offering.tasks]))
  await writeBooking(tx, {
    booking: { ...bookingRow({ personId, body, quote, address, recipientName, zone, title, at }), id: bookingId, holdExpiresAt: expiresAt },
    legs: legs.map((leg, position) => ({
      ...legRow(leg), tasks: openTasks(tasks.get(leg.frozen.alternativeId) ?? []), bookingId, position,
    })),
    served: legs.flatMap(({ id, leg }) => leg.resourceIds.map(resourceId => ({ bookingLegId: id, resourceId }))),
    events: eventRows(
      legs.map(({ id }) => ({ bookingId, legId: id, from: null, to: 'held' as const })),
      { event: 'hold', actor: 'resident', actorId: personId },
    ),
  })
  await insertClaims(tx, legs.map(({ id, leg }) => claimOf(id, leg)), { expiresAt })
  return bookingId
}

async function refuseTooMany(tx: Tx, personId: string): Promise<void> {
  const [held] = await tx.select({ count: count() }).from(booking)
    .where(and(eq(booking.bookerId, personId), isNotNull(booking.holdExpiresAt)))
  if (held!.count >= holdsPerPerson) throw fail('too_many_holds', { max: holdsPerPerson })
}

interface NewBooking extends HoldInput {
  quote: Quote
  address: { districtId: string, street: string, lat: number | null, lng: number | null }
  recipientName: string
  zone: string
  title: { zh: string, en: string }
  at: Date
}

const bookingRow = ({ personId, body, quote, address, recipientName, zone, title, at }: NewBooking) => ({
  reference: newReference(),
  bookerId: personId,
  bundleId: quote.bundleId,
  quoteId: quote.id,
  recipientId: body.recipientId,
  recipientName,
  addressId: body.addressId,
  districtId: address.districtId,
  street: address.street,
  lat: address.lat,
  lng: address.lng,
  contactName: body.contact.name,
  contactPhone: body.contact.phone,
  payerName: body.payer.name,
  payerEmail: body.payer.email,
  titleZh: title.zh,
  titleEn: title.en,
  locale: body.locale,
  zone,
  currency: quote.currency,
  amount: quote.amount,
  persons: quote.wishes.persons,
  createdAt: at,
})

const legRow = ({ id, leg, frozen }: { id: string, leg: AssignedLeg, frozen: FrozenLeg }) => ({
  id,
  bundleLegId: frozen.legId,
  alternativeId: frozen.alternativeId,
  offeringId: frozen.offeringId,
  providerId: frozen.providerId,
  agreementId: frozen.agreementId,
  sessionId: leg.sessionId,
  state: 'held' as const,
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
})

interface NewRows {
  booking: typeof booking.$inferInsert
  legs: readonly typeof bookingLeg.$inferInsert[]
  served: readonly typeof bookingLegResource.$inferInsert[]
  events: readonly typeof bookingEvent.$inferInsert[]
}

/** In one statement: every round trip under the locks is one in which nobody else can book these people. */
async function writeBooking(tx: Tx, rows: NewRows): Promise<void> {
  await executePrepared(tx, sql`
    with new_booking as (${insertOf(booking, [rows.booking])}),
         new_leg as (${insertOf(bookingLeg, rows.legs)})
         ${rows.served.length > 0 ? sql`, served as (${insertOf(bookingLegResource, rows.served)})` : sql``}
    ${insertOf(bookingEvent, rows.events)}`)
}

async function nearestTo(context: Context, { bundleId, wishes, legs }: Quote): Promise<string[]> {
  const start = legs.map(leg => leg.start).sort()[0]!
  const { districtId, persons } = wishes
  return await nearestStarts(context, { bundleId, districtId, persons, choices: choicesOf(wishes), start })
}
