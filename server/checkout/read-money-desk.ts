import type { z } from 'zod'
import type { bankDisputes, manualRefunds } from '#shared/schemas/money.ts'
import { describeBookings, describeLegs, type Who } from '../booking/index.ts'
import { assertOperator } from '../identity/index.ts'
import { listBankDisputes, listManualRefunds, type PaymentContext } from '../payment/index.ts'

type Db = Pick<PaymentContext, 'db'>
interface Asked {
  who: Who
  /** Only what is not over. */
  open: boolean
  page: number
}

const iso = (at: Date | null): string | null => at && at.toISOString()

/** Payments that banks dispute, those first whose evidence is due first. @throws {DomainError} `not_found` */
export async function readBankDisputes({ db }: Db, { who, open, page }: Asked): Promise<z.input<typeof bankDisputes>> {
  assertOperator(who)
  const { rows, ...at } = await listBankDisputes(db, { open, page })
  const bookings = await describeBookings(db, rows.map(({ bookingId }) => bookingId))
  const shown = rows.map(({ openedAt, evidenceDueAt, closedAt, ...row }) => {
    const { reference, title } = bookings.get(row.bookingId)!
    return {
      ...row, bookingReference: reference, title,
      openedAt: openedAt.toISOString(), evidenceDueAt: iso(evidenceDueAt), closedAt: iso(closedAt),
    }
  })
  return { ...at, rows: shown }
}

/** Refunds that a person has to make. @throws {DomainError} `not_found` */
export async function readManualRefunds({ db }: Db, { who, open, page }: Asked): Promise<z.input<typeof manualRefunds>> {
  assertOperator(who)
  const { rows, ...at } = await listManualRefunds(db, { open, page })
  const bookings = await describeBookings(db, rows.map(({ refund }) => refund.bookingId))
  const legs = await describeLegs(db, rows.flatMap(({ refund }) => refund.bookingLegId ?? []))
  const shown = rows.map(({ refund, method, resolvedBy }) => {
    const { reference, title, payer } = bookings.get(refund.bookingId)!
    const { id, bookingId, bookingLegId: legId, amount, currency, cause, reason, state, note } = refund
    return {
      id, bookingId, legId, amount, currency, cause, reason, state, note, method, resolvedBy, bookingReference: reference, payer,
      title: (legId === null ? undefined : legs.get(legId)?.title) ?? title,
      createdAt: refund.createdAt.toISOString(), resolvedAt: iso(refund.resolvedAt),
    }
  })
  return { ...at, rows: shown }
}
