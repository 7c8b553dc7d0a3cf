import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { bankDisputes, manualRefunds, mismatches, refundableLegs } from '#shared/schemas/money.ts'
import type { LocalText } from '#shared/locale.ts'
import { describeBookings, describeLegs, type Who } from '../booking/index.ts'
import { assertOperator, recordAct } from '../identity/index.ts'
import {
  explainMismatch as explain, listBankDisputes, listManualRefunds, listMismatches, type PaymentContext,
} from '../payment/index.ts'
import { withTransaction } from '../platform/database.ts'
import { fail } from './errors.ts'
import { givenBack } from './refund-leg.ts'

type Db = Pick<PaymentContext, 'db'>
interface Asked {
  who: Who
  /** Only what is not over. */
  open: boolean
}

const iso = (at: Date | null): string | null => at && at.toISOString()

/** What does not match between the books and the payment service. @throws {DomainError} `not_found` for who is no operator. */
export async function readMismatches({ db }: Db, { who, open }: Asked): Promise<z.input<typeof mismatches>> {
  assertOperator(who)
  const rows = await listMismatches(db, { open })
  const bookings = await describeBookings(db, rows.flatMap(({ bookingId }) => bookingId ?? []))
  return rows.map(({ explainedBy: _, ...row }) => ({
    ...row, bookingReference: row.bookingId === null ? null : bookings.get(row.bookingId)?.reference ?? null,
    firstSeenAt: row.firstSeenAt.toISOString(), lastSeenAt: row.lastSeenAt.toISOString(), resolvedAt: iso(row.resolvedAt),
  }))
}

/** An operator says why something does not match; it is over as long as it stays so. @throws {DomainError} `not_found` */
export async function explainMismatch({ db }: Db, { who, id, note }: { who: Who, id: string, note: string }): Promise<void> {
  assertOperator(who)
  await withTransaction(db, async (tx) => {
    await explain(tx, { id, operatorId: who.id, note })
    await recordAct(tx, { personId: who.id, action: 'mismatch.explain', subject: { kind: 'mismatch', id }, reason: note })
  })
}

/** Payments that banks dispute, those first whose evidence is due first. @throws {DomainError} `not_found` */
export async function readBankDisputes({ db }: Db, { who, open }: Asked): Promise<z.input<typeof bankDisputes>> {
  assertOperator(who)
  const rows = await listBankDisputes(db, { open })
  const bookings = await describeBookings(db, rows.map(({ bookingId }) => bookingId))
  return rows.map(({ openedAt, evidenceDueAt, closedAt, ...row }) => {
    const { reference, title } = bookings.get(row.bookingId)!
    return {
      ...row, bookingReference: reference, title,
      openedAt: openedAt.toISOString(), evidenceDueAt: iso(evidenceDueAt), closedAt: iso(closedAt),
    }
  })
}

/** Refunds that a person has to make. @throws {DomainError} `not_found` */
export async function readManualRefunds({ db }: Db, { who, open }: Asked): Promise<z.input<typeof manualRefunds>> {
  assertOperator(who)
  const rows = await listManualRefunds(db, { open })
  const bookings = await describeBookings(db, rows.map(({ refund }) => refund.bookingId))
  const legs = await describeLegs(db, rows.flatMap(({ refund }) => refund.bookingLegId ?? []))
  return rows.map(({ refund, method, resolvedBy }) => {
    const { reference, title, payer } = bookings.get(refund.bookingId)!
    const { id, bookingId, bookingLegId: legId, amount, currency, cause, reason, state, note } = refund
    return {
      id, bookingId, legId, amount, currency, cause, reason, state, note, method, resolvedBy, bookingReference: reference, payer,
      title: (legId === null ? undefined : legs.get(legId)?.title) ?? title,
      createdAt: refund.createdAt.toISOString(), resolvedAt: iso(refund.resolvedAt),
    }
  })
}

/** The paid legs of a booking, and what can still be given back of each. @throws {DomainError} `not_found` */
export async function readRefundableLegs(
  { db }: Db, { who, reference }: { who: Who, reference: string },
): Promise<z.input<typeof refundableLegs>> {
  assertOperator(who)
  type Row = { id: string, title: LocalText, provider: LocalText, state: string, currency: string, share: number }
  const { rows } = await db.execute<Row>(sql`
    select l.id, jsonb_build_object('zh', l.title_zh, 'en', l.title_en) as title,
      jsonb_build_object('zh', p.name_zh, 'en', p.name_en) as provider,
      l.state, b.currency, l.share_amount::int as share
      from booking b join booking_leg l on l.booking_id = b.id join provider p on p.id = l.provider_id
     where b.reference = ${reference} and exists (select from payment where booking_id = b.id and captured_amount > 0) order by l.position`)
  if (rows.length === 0) throw fail('not_found')
  return await Promise.all(rows.map(async ({ id, title, provider, state, currency, share }) => {
    const { given, promised } = await givenBack(db, id)
    const leftAmount = Math.max(0, share - promised.refundedAmount)
    return { legId: id, title, provider, state, currency, shareAmount: share, refundedAmount: given.refundedAmount, leftAmount }
  }))
}
