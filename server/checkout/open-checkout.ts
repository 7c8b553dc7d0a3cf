import type { z } from 'zod'
import type { checkoutAnswer } from '#shared/schemas/booking.ts'
import { extendHold, lockBooking, confirmPaid, type LockedBooking } from '../booking/index.ts'
import {
  findPaymentOfBooking, openCheckout as openPage, prepareCheckout, type PaymentContext, type PreparedCheckout,
} from '../payment/index.ts'
import { now } from '../platform/clock.ts'
import { withTransaction } from '../platform/database.ts'
import { fail } from './errors.ts'

/** How long the payment page stays open. Stripe takes no less than 30 minutes. */
const pageMinutes = 31
/** How much longer than its page a hold lives: the last payment's news is on its way. */
const graceMinutes = 4

export interface OpenCheckoutInput {
  personId: string
  bookingId: string
}

/**
 * Opens the page on which a hold is paid, or answers the one that is open. The hold lives until the page's end and a little longer; that
 * end is
 * set once. A price of nothing needs no page: the booking is confirmed, and the answer leads to it.
 *
 * @throws {DomainError} `not_found`, `hold_expired`, `already_paid`, `checkout_unavailable`.
 */
export async function openCheckout(
  context: PaymentContext,
  { personId, bookingId }: OpenCheckoutInput,
): Promise<z.input<typeof checkoutAnswer>> {
  const { config, db } = context
  const prepared = await withTransaction(db, async (tx): Promise<PreparedCheckout | { free: Date }> => {
    const locked = await lockBooking(tx, bookingId)
    if (!locked || locked.booking.bookerId !== personId) throw fail('not_found')
    const at = await now(tx)
    const { holdExpiresAt } = locked.booking
    if (holdExpiresAt === null || holdExpiresAt <= at) {
      const paid = locked.legs.some(({ state }) => state !== 'held' && state !== 'expired' && state !== 'cancelled')
      throw fail(paid ? 'already_paid' : 'hold_expired')
    }
    const known = await findPaymentOfBooking(tx, bookingId)
    if (known && known.state !== 'awaiting_payment') throw fail('already_paid')
    if (locked.booking.amount === 0) {
      await confirmPaid(context, tx, locked)
      return { free: at }
    }
    const expiresAt = new Date(at.getTime() + pageMinutes * 60_000)
    const opened = await prepareCheckout(context, tx, { ...pageOf(locked, config.LINLI_SITE_URL), expiresAt })
    if (locked.booking.checkoutOpenedAt === null) await extendHold(tx, locked, new Date(expiresAt.getTime() + graceMinutes * 60_000))
    return opened
  })
  if ('free' in prepared) return { url: `${bookingUrl(config.LINLI_SITE_URL, bookingId, 'zh-CN')}?paid=1`, expiresAt: prepared.free.toISOString() }
  const { url, expiresAt } = prepared.page ?? await openPage(context, prepared.opId)
  return { url, expiresAt: expiresAt.toISOString() }
}

const bookingUrl = (siteUrl: string, bookingId: string, locale: string) => `${siteUrl}${locale === 'en' ? '/en' : ''}/bookings/${bookingId}`

function pageOf({ booking, legs }: LockedBooking, siteUrl: string) {
  const { id, locale, currency, amount, payerEmail } = booking
  const title = locale === 'en' ? booking.titleEn : booking.titleZh
  const url = bookingUrl(siteUrl, id, locale)
  return {
    bookingId: id,
    amount,
    currency,
    locale,
    email: payerEmail,
    // One line a leg, as it was shown; Stripe refuses lines of nothing.
    lines: legs.filter(leg => leg.shareAmount > 0).map(leg => ({
      title: `${title} · ${locale === 'en' ? leg.titleEn : leg.titleZh}`,
      amount: leg.shareAmount,
    })),
    successUrl: `${url}?paid=1`,
    cancelUrl: `${url}?cancelled=1`,
    excludedMethods: [],
  }
}
