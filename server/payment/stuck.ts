import { and, eq, gt, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Queryable } from '../platform/database.ts'
import type { Payment } from './queries.ts'
import { earning, payment, payoutAccount } from './schema.ts'

/**
 * Bookings whose providers' money could move and does not: a job was lost, a process died on the way, what it was refused for may be over.
 */
export async function listStuckPayouts(db: Queryable): Promise<string[]> {
  const rows = await db.selectDistinct({ bookingId: earning.bookingId }).from(earning)
    .leftJoin(payment, eq(payment.bookingId, earning.bookingId))
    .where(sql`(${earning.state} in ('due', 'sending', 'reversing') and ${earning.updatedAt} < linli_now() - interval '2 minutes')
      or (${earning.state} in ('waiting_balance', 'refused') and ${earning.retryAt} <= linli_now())
      or (${earning.state} = 'waiting_settlement' and ${payment.settlement} is not null)
      or (${earning.state} = 'frozen' and ${payment.state} not in ('disputed', 'review'))
      or (${earning.state} = 'waiting_account'
        and exists (select from payout_account a where a.provider_id = ${earning.providerId} and a.state = 'active'))`)
    .limit(500)
  return rows.map(({ bookingId }) => bookingId)
}

/** Payments that were made ten minutes ago and that the gateway had not booked when it was last asked. */
export async function listUnsettledPayments(db: Queryable): Promise<Payment[]> {
  return await db.select().from(payment).where(and(
    isNull(payment.settlement), gt(payment.capturedAmount, 0), isNotNull(payment.gatewayPaymentId),
    sql`${payment.paidAt} between linli_now() - interval '30 days' and linli_now() - interval '10 minutes'`,
  )).limit(500)
}

/** Providers to whom money could be sent if their account were active. */
export async function listWaitingProviders(db: Queryable): Promise<string[]> {
  const waiting = db.select({ id: earning.providerId }).from(earning).where(eq(earning.state, 'waiting_account'))
  const rows = await db.select({ id: payoutAccount.providerId }).from(payoutAccount).where(and(
    isNotNull(payoutAccount.gatewayAccountId), sql`${payoutAccount.state} <> 'active'`, inArray(payoutAccount.providerId, waiting),
  )).orderBy(payoutAccount.updatedAt).limit(100)
  return rows.map(({ id }) => id)
}
