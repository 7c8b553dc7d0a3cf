import type { z } from 'zod'
import type { LedgerCause } from '#shared/ledger.ts'
import type { FapiaoBody, receipt as receiptSchema } from '#shared/schemas/receipt.ts'
import { findOwnBooking, lockBooking, paidLegsOf, type BookingLeg, type LockedBooking, type Who } from '../booking/index.ts'
import {
  findFapiao, findPaymentOfBooking, listLedgerOfBooking, listLostDisputes, listRefunds, lossesOf, paidInTheEnd, saveFapiao,
  type FapiaoState, type LedgerLine, type Payment, type Refund,
} from '../payment/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction, type Queryable } from '../platform/database.ts'
import { fail } from './errors.ts'
import { netOfAll } from './receipt-lines.ts'

type Receipt = z.input<typeof receiptSchema>
type Movement = Receipt['movements'][number]
type LostDispute = Awaited<ReturnType<typeof listLostDisputes>>[number]

/**
 * What was paid for one's booking, and what was given back.
 * @throws {DomainError} `not_found`, also for one that nobody has paid.
 */
export async function readReceipt({ db }: Pick<Context, 'db'>, { personId, id }: { personId: string, id: string }): Promise<Receipt> {
  const found = await findOwnBooking(db, { personId, id })
  const movements = found ? await movementsOf(db, found) : []
  if (!found || movements.length === 0) throw fail('not_found')
  const { booking, providers } = found
  const paid = await paidLegsOf(db, found)
  // Paid too late for all of it: then it says what that was.
  const legs = await withTakenBack(db, paid.length > 0 ? paid : found.legs)
  const sum = (kind: Movement['kind']) => movements.reduce((all, movement) => all + (movement.kind === kind ? movement.amount : 0), 0)
  const { amount: netAmount, taxAmount, legs: nets } = netOfAll(legs, await paidInTheEnd(db, id))
  const fapiao = await findFapiao(db, id)
  return {
    number: `R-${booking.reference}`, bookingId: id, bookingReference: booking.reference,
    title: { zh: booking.titleZh, en: booking.titleEn },
    at: (await now(db)).toISOString(), zone: booking.zone, payer: booking.payerName, currency: booking.currency,
    legs: legs.map((leg, nth) => ({
      title: titleOf(leg), provider: providers.get(leg.providerId)!, start: leg.startsAt.toISOString(), zone: leg.zone, state: leg.state,
      shareAmount: leg.shareAmount, voucherAmount: leg.voucherAmount, refundedAmount: leg.refundedAmount,
      refundedVoucherAmount: leg.refundedVoucherAmount, takenBackAmount: leg.takenBackAmount, tax: leg.tax, taxAmount: nets[nth]!.taxAmount,
    })),
    movements,
    paidAmount: sum('charge'), refundedAmount: sum('refund'), takenBackAmount: sum('taken_back'),
    voucherAmount: sum('voucher'), returnedVoucherAmount: sum('voucher_return'),
    netAmount, taxAmount,
    fapiao: fapiao ? toFapiao(fapiao) : null,
  }
}

/** Legs with what the payer's bank took back of each. */
async function withTakenBack(db: Queryable, legs: readonly BookingLeg[]): Promise<(BookingLeg & { takenBackAmount: number })[]> {
  const losses = await lossesOf(db, legs.map(({ id }) => id))
  return legs.map(leg => ({ ...leg, takenBackAmount: losses.get(leg.id) ?? 0 }))
}

const titleOf = ({ titleZh: zh, titleEn: en }: BookingLeg) => ({ zh, en })

function toFapiao({ request, exportedAt, exportedAmount }: FapiaoState): NonNullable<Receipt['fapiao']> {
  const { kind, title, taxNumber, email, requestedAt } = request
  return {
    kind, title, taxNumber, email, exportedAmount,
    requestedAt: requestedAt.toISOString(), exportedAt: exportedAt && exportedAt.toISOString(),
  }
}

/** What the books call a movement between the payer, the city and the booking; refunds that the gateway makes have rows of their own. */
const kinds: Partial<Record<LedgerCause, Movement['kind']>> = {
  charge: 'charge', voucher_redeem: 'voucher', voucher_return: 'voucher_return', paid_elsewhere: 'refund',
}

/**
 * Every movement between the payer, the city and the booking, oldest first: charges and vouchers by the books, refunds and banks' disputes
 * by their state.
 */
async function movementsOf(db: Queryable, { booking, legs }: LockedBooking): Promise<Movement[]> {
  const payment = await findPaymentOfBooking(db, booking.id)
  const lines = await listLedgerOfBooking(db, booking.id)
  const refunds = payment ? await listRefunds(db, payment.id) : []
  const lost = payment ? await listLostDisputes(db, payment.id) : []
  return [
    ...lines.flatMap(line => fromBooks(line, payment)),
    ...refunds.flatMap(refund => fromRefund(refund, legs)),
    ...lost.map(fromBank),
  ].toSorted((a, b) => a.at.localeCompare(b.at))
}

function fromBooks({ account, amount, cause, causeId, at }: LedgerLine, payment: Payment | undefined): Movement[] {
  const kind = kinds[cause]
  if (account !== 'resident' || kind === undefined) return []
  const method = kind === 'charge' ? payment?.method ?? null : null
  const state = kind === 'refund' ? 'succeeded' : null
  return [{ kind, at: at.toISOString(), number: causeId, amount: Math.abs(amount), method, state, legTitle: null }]
}

function fromRefund({ id, gatewayRefundId, amount, state, bookingLegId, createdAt }: Refund, legs: readonly BookingLeg[]): Movement[] {
  if (state === 'failed') return []
  const leg = legs.find(each => each.id === bookingLegId)
  const number = gatewayRefundId ?? id
  return [{ kind: 'refund', at: createdAt.toISOString(), number, amount, method: null, state, legTitle: leg ? titleOf(leg) : null }]
}

function fromBank({ gatewayDisputeId: number, amount, openedAt, closedAt }: LostDispute): Movement {
  return { kind: 'taken_back', at: (closedAt ?? openedAt).toISOString(), number, amount, method: null, state: null, legTitle: null }
}

/**
 * Asks for the fapiao of one's booking, or changes what it is made out to; the issuer is told with the operator's next batch.
 * @throws {DomainError} `not_found`, `fapiao_exported`; `fapiao_nothing_paid` where the payer has paid nothing in the end
 */
export async function requestFapiao(
  { db }: Pick<Context, 'db'>, { who, bookingId, body }: { who: Who, bookingId: string, body: FapiaoBody },
): Promise<void> {
  await withTransaction(db, async (tx) => {
    const locked = await lockBooking(tx, bookingId)
    if (!locked || locked.booking.bookerId !== who.id) throw fail('not_found')
    const legs = await withTakenBack(tx, await paidLegsOf(tx, locked))
    if (legs.length === 0 || netOfAll(legs, await paidInTheEnd(tx, bookingId)).amount === 0) throw fail('fapiao_nothing_paid')
    await saveFapiao(tx, { bookingId, body })
  })
}
