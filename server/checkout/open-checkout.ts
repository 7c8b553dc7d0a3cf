import type { z } from 'zod'
import { methodsFor } from '#shared/payment-methods.ts'
import type { checkoutAnswer } from '#shared/schemas/booking.ts'
import { extendHold, isStranded, lockBooking, waitsForPayment, type BookingLeg, type LockedBooking } from '../booking/index.ts'
import {
  chargeStateOf, findPaymentOfBooking, finishCharges, GatewayError, openCheckout as openPage, prepareCheckout,
  type PaymentContext, type PreparedCheckout,
} from '../payment/index.ts'
import { now } from '../platform/clock.ts'
import { withTransaction } from '../platform/database.ts'
import { applyPaymentEvent } from './apply-payment-event.ts'
import { confirm } from './confirm.ts'
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
 * set once. A price of nothing, or one that a voucher pays in full, needs no page: the booking is confirmed, and the answer leads to it.
 *
 * @throws {DomainError} `not_found`, `hold_expired`, `already_paid`, `checkout_unavailable`.
 */
export async function openCheckout(
  context: PaymentContext,
  { personId, bookingId }: OpenCheckoutInput,
): Promise<z.input<typeof checkoutAnswer>> {
  const { config, db } = context
  await lookBefore(context, bookingId)
  const prepared = await withTransaction(db, async (tx): Promise<PreparedCheckout | { free: string, at: Date }> => {
    const locked = await lockBooking(tx, bookingId)
    if (!locked || locked.booking.bookerId !== personId) throw fail('not_found')
    const at = await now(tx)
    const { holdExpiresAt } = locked.booking
    const isReserved = locked.legs.some(({ state }) => state === 'reserved')
    if (!isReserved && (holdExpiresAt === null || holdExpiresAt <= at)) {
      const paid = locked.legs.some(({ state }) => state !== 'held' && state !== 'expired' && state !== 'cancelled')
      throw fail(paid ? 'already_paid' : 'hold_expired')
    }
    const known = await findPaymentOfBooking(tx, bookingId)
    const canPay = isReserved ? ['awaiting_payment', 'expired', 'payment_failed'] : ['awaiting_payment']
    const { state: charge } = await chargeStateOf(tx, bookingId)
    if (known && (!canPay.includes(known.state) || charge === 'done')) throw fail('already_paid')
    if (await isStranded(tx, bookingId)) throw fail('hold_expired')
    const page = pageOf(locked, { siteUrl: config.LINLI_SITE_URL, at })
    if (page.amount === 0) {
      await confirm(context, tx, locked)
      return { free: page.successUrl, at }
    }
    const expiresAt = new Date(at.getTime() + pageMinutes * 60_000)
    const opened = await prepareCheckout(context, tx, { ...page, expiresAt }, { again: isReserved })
    const isFirst = holdExpiresAt !== null && locked.booking.checkoutOpenedAt === null
    if (isFirst) await extendHold(tx, locked, new Date(expiresAt.getTime() + graceMinutes * 60_000))
    return opened
  })
  if ('free' in prepared) return { url: prepared.free, expiresAt: prepared.at.toISOString() }
  const { url, expiresAt } = prepared.page ?? await openPage(context, prepared.opId)
  return { url, expiresAt: expiresAt.toISOString() }
}

const bookingUrl = (siteUrl: string, bookingId: string, locale: string) => `${siteUrl}${locale === 'en' ? '/en' : ''}/bookings/${bookingId}`

/** What is known of an earlier try to pay may be old: a card may be about to be charged, and a page be paid in its last second. */
async function lookBefore(context: PaymentContext, bookingId: string): Promise<void> {
  const known = await findPaymentOfBooking(context.db, bookingId)
  if (known?.state !== 'awaiting_payment') return
  const { id: paymentId, gatewaySessionId: sessionId, gatewaySessionExpiresAt: endsAt } = known
  await finishCharges(context, paymentId).catch((error: unknown) => {
    throw error instanceof GatewayError ? fail('checkout_unavailable', { code: error.code }) : error
  })
  if (sessionId === null || endsAt === null || endsAt > await now(context.db)) return
  await applyPaymentEvent(context, { eventId: null, paymentId, sessionId, gatewayPaymentId: null })
}

function pageOf({ booking, legs }: LockedBooking, { siteUrl, at }: { siteUrl: string, at: Date }) {
  const { id, locale, currency, payerEmail } = booking
  const unpaid = legs.filter(waitsForPayment)
  const title = locale === 'en' ? booking.titleEn : booking.titleZh
  const url = bookingUrl(siteUrl, id, locale)
  const cashOf = ({ shareAmount, voucherAmount }: BookingLeg) => shareAmount - voucherAmount
  const end = new Date(Math.max(...unpaid.map(({ endsAt }) => endsAt.getTime())))
  return {
    bookingId: id,
    amount: unpaid.reduce((sum, leg) => sum + cashOf(leg), 0),
    currency,
    locale,
    email: payerEmail,
    // One line a leg, as it was shown; Stripe refuses lines of nothing.
    lines: unpaid.filter(leg => cashOf(leg) > 0).map(leg => ({
      title: `${title} · ${locale === 'en' ? leg.titleEn : leg.titleZh}`,
      amount: cashOf(leg),
    })),
    successUrl: `${url}?paid=1`,
    cancelUrl: `${url}?cancelled=1`,
    excludedMethods: methodsFor({ currency, end, at }).flatMap(({ method, why }) => (why === null ? [] : [method])),
    // Of a plan's visits the next are charged when they are due.
    savesCard: booking.planId !== null,
  }
}
