import { and, eq, inArray, isNull, or } from 'drizzle-orm'
import type { Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Payment } from './queries.ts'
import { payment } from './schema.ts'

/**
 * The payment of a booking under its lock, written where there is none. With `again` one that has failed, or whose page is over, waits
 * anew; what it asks for may have changed while no page shows it.
 */
export async function openPayment(
  tx: Tx, { bookingId, amount, currency, again }: { bookingId: string, amount: number, currency: string, again: boolean },
): Promise<Payment> {
  await tx.insert(payment).values({ id: newId(), bookingId, state: 'awaiting_payment', amount, currency })
    .onConflictDoNothing({ target: payment.bookingId })
  if (again) {
    await tx.update(payment).set({
      state: 'awaiting_payment', amount, gatewaySessionId: null, gatewaySessionUrl: null, gatewaySessionExpiresAt: null, gatewayPaymentId: null,
    }).where(and(eq(payment.bookingId, bookingId), or(
      inArray(payment.state, ['expired', 'payment_failed']), and(eq(payment.state, 'awaiting_payment'), isNull(payment.gatewaySessionId)),
    )))
  }
  const [found] = await tx.select().from(payment).where(eq(payment.bookingId, bookingId)).for('update')
  return found!
}
