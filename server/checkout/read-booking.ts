import type { z } from 'zod'
import type { booking as bookingSchema } from '#shared/schemas/booking.ts'
import { getBooking } from '../booking/index.ts'
import { findPaymentOfBooking, findSavedCard, listLostDisputes } from '../payment/index.ts'
import type { Queryable } from '../platform/database.ts'

/**
 * A booking as its booker sees it, with its payment.
 * @throws {DomainError} `not_found`
 */
export async function readBooking(
  db: Queryable,
  { personId, id }: { personId: string, id: string },
): Promise<z.input<typeof bookingSchema>> {
  const booking = await getBooking(db, { personId, id })
  const payment = await findPaymentOfBooking(db, id)
  const lost = payment ? await listLostDisputes(db, payment.id) : []
  const card = booking.visit && await findSavedCard(db, booking.visit.planId)
  return {
    ...booking,
    visit: booking.visit && { ...booking.visit, card: card ? { brand: card.brand, last4: card.last4 } : null },
    payment: payment
      ? {
          state: payment.state,
          method: payment.method,
          capturedAmount: payment.capturedAmount,
          refundedAmount: payment.refundedAmount,
          takenBackAmount: lost.reduce((sum, { amount }) => sum + amount, 0),
          lastFailure: payment.lastFailure,
        }
      : null,
  }
}
