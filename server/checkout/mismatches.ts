import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { mismatches } from '#shared/schemas/money.ts'
import { cancelHold, describeBookings, lockBooking, type Who } from '../booking/index.ts'
import { assertOperator, recordAct } from '../identity/index.ts'
import {
  endReview, explainMismatch as explain, findOpenMismatch, getPayment, listForeignRefunds, listMismatches, type PaymentContext,
} from '../payment/index.ts'
import { withTransaction, type Queryable, type Tx } from '../platform/database.ts'
import { giveBackLate } from './apply-payment-event.ts'
import { refundableLegsOf } from './refundable-legs.ts'

type Answer = z.input<typeof mismatches>
type Shown = Answer['rows'][number]

/** What does not match between the books and the payment service. @throws {DomainError} `not_found` for who is no operator. */
export async function readMismatches(
  { db }: Pick<PaymentContext, 'db'>, { who, open, page }: { who: Who, /** What is not over; else what is. */ open: boolean, page: number },
): Promise<Answer> {
  assertOperator(who)
  const { rows, ...at } = await listMismatches(db, { open, page })
  const bookings = await describeBookings(db, rows.flatMap(({ bookingId }) => bookingId ?? []))
  const shown = await Promise.all(rows.map(async ({ explainedBy: _, ...row }) => ({
    ...row, bookingReference: row.bookingId === null ? null : bookings.get(row.bookingId)?.reference ?? null,
    firstSeenAt: row.firstSeenAt.toISOString(), lastSeenAt: row.lastSeenAt.toISOString(),
    resolvedAt: row.resolvedAt && row.resolvedAt.toISOString(),
    review: row.kind === 'payment_review' && row.resolvedAt === null ? await reviewOf(db, row.subject) : null,
  })))
  return { ...at, rows: shown }
}

/** What holds a payment. */
async function reviewOf(db: Queryable, paymentId: string): Promise<NonNullable<Shown['review']>> {
  const { bookingId, sumState } = await getPayment(db, paymentId)
  const refunds = await listForeignRefunds(db, [paymentId])
  return {
    isSumWrong: sumState === 'wrong',
    refunds: refunds.map(({ gatewayRefundId: id, amount, currency, seenAt }) => ({ id, amount, currency, seenAt: seenAt.toISOString() })),
    legs: refunds.length > 0 ? await refundableLegsOf(db, sql`b.id = ${bookingId}`) : [],
  }
}

/**
 * An operator says why something does not match; it is over as long as it stays so. A payment that was held for it is released: its
 * providers' money moves again, or, where what was paid was never what was asked for, all of it is given back.
 * @throws {DomainError} `not_found`; `refund_not_allotted` while a refund that was made past us belongs to no leg
 */
export async function explainMismatch(context: PaymentContext, { who, id, note }: { who: Who, id: string, note: string }): Promise<void> {
  assertOperator(who)
  await withTransaction(context.db, async (tx) => {
    const found = await findOpenMismatch(tx, id)
    const released = found.kind === 'payment_review' && await release(context, tx, found.subject)
    await explain(tx, { id, operatorId: who.id, note })
    await recordAct(tx, { personId: who.id, action: 'mismatch.explain', subject: { kind: 'mismatch', id }, reason: note, data: { kind: found.kind, released } })
  })
}

async function release(context: PaymentContext, tx: Tx, paymentId: string): Promise<boolean> {
  const { bookingId } = await getPayment(tx, paymentId)
  const locked = (await lockBooking(tx, bookingId))!
  const ended = await endReview(tx, paymentId)
  if (ended?.wasWrong) {
    if (locked.legs.some(({ state }) => state === 'held')) await cancelHold(tx, locked, { event: 'fail_payment' })
    await giveBackLate(context, tx, ended.payment)
  }
  return ended !== undefined
}
