import { and, count, eq, isNotNull } from 'drizzle-orm'
import type { HoldBody } from '#shared/schemas/booking.ts'
import { nearestStarts } from '../availability/index.ts'
import { bindQuote, getQuoteNow, loadBundles, planVoucher, reserveVoucher, type Quote } from '../catalog/index.ts'
import { lockBooker } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { DomainError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { fail } from './errors.ts'
import { expireHoldJob } from './jobs.ts'
import { choicesOf, quoteWishes } from './quote-bundle.ts'
import { booking } from './schema.ts'
import { takeSlot } from './take-slot.ts'
import { writeBooking } from './write-booking.ts'

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
 * `district_differs`, `not_found`; `voucher_refused` with `why`, `remainder_too_small`.
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
  const [bundle] = await loadBundles(tx, { ids: [quote.bundleId], withLeg: quote.legs[0]!.legId })
  if (!bundle) throw fail('slot_taken')

  const bookingId = newId()
  const expiresAt = new Date(at.getTime() + holdMinutes * 60_000)
  // Whatever needs no lock comes before it: others wait meanwhile.
  await jobs.send(tx, expireHoldJob, { bookingId }, { afterMs: holdMinutes * 60_000 })

  const voucher = body.voucher && await planVoucher(tx, { personId, choice: body.voucher, sale: quote })
  const assigned = await takeSlot(tx, { quote, bundle, at })
  await writeBooking(tx, {
    bookingId, bundle, quote, assigned, personId, at,
    voucherParts: voucher?.parts ?? [],
    people: { ...body, address, recipientName },
    begins: { state: 'held', expiresAt, cause: { event: 'hold', actor: 'resident', actorId: personId } },
  })
  if (voucher) await reserveVoucher(tx, { planned: voucher, personId, bookingId })
  return bookingId
}

async function refuseTooMany(tx: Tx, personId: string): Promise<void> {
  const [held] = await tx.select({ count: count() }).from(booking)
    .where(and(eq(booking.bookerId, personId), isNotNull(booking.holdExpiresAt)))
  if (held!.count >= holdsPerPerson) throw fail('too_many_holds', { max: holdsPerPerson })
}

async function nearestTo(context: Context, { bundleId, wishes, legs }: Quote): Promise<string[]> {
  const start = legs.map(leg => leg.start).sort()[0]!
  const { districtId, persons } = wishes
  return await nearestStarts(context, { bundleId, districtId, persons, choices: choicesOf(wishes), start })
}
