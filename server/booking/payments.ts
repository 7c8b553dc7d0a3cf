import { eq, sql } from 'drizzle-orm'
import { keepClaims, releaseClaims } from '../availability/index.ts'
import { releaseVoucher, soldOffering } from '../catalog/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { Queryable, Tx } from '../platform/database.ts'
import { changeLegs, moveLegs, type BookingLeg, type LockedBooking } from './change-legs.ts'
import { fail } from './errors.ts'
import { booking } from './schema.ts'
import type { LegEvent } from './state.ts'

// What a payment means for its booking: checkout holds the booking's lock, and changes the payment in the same transaction.

/** Its time is claimed, and not paid for. */
export const waitsForPayment = ({ state }: BookingLeg): boolean => state === 'held' || state === 'reserved'

const payEvents = ['pay', 'pay_late'] as const satisfies readonly LegEvent[]

/**
 * Whether a leg `l` was ever paid, by its payer or by a voucher: the one rule for what can be given back, and for what a fapiao is made
 * out. Its log says so: one that was given up before anybody paid ends in the same state as one that was given back.
 */
export const legWasPaid = sql`exists (select from booking_event e
  where e.booking_id = l.booking_id and e.booking_leg_id = l.id and e.event = any(${sql.param([...payEvents])}::text[]))`

/** Those legs of a booking, in order. */
export async function paidLegsOf(db: Queryable, { booking: { id }, legs }: LockedBooking): Promise<BookingLeg[]> {
  const { rows } = await db.execute<{ id: string }>(sql`select l.id from booking_leg l where l.booking_id = ${id} and ${legWasPaid}`)
  const paid = new Set(rows.map(row => row.id))
  return legs.filter(leg => paid.has(leg.id))
}

/** Paid in time: every leg that waited for it is confirmed, or asked of its provider, and its claims stay. */
export async function confirmPaid(context: Pick<Context, 'jobs'>, tx: Tx, { booking: paid, legs }: LockedBooking): Promise<void> {
  const held = legs.filter(waitsForPayment)
  await moveLegs(context, tx, held, { event: 'pay', actor: 'payment' })
  await keepClaims(tx, held.map(leg => leg.id))
  await tx.update(booking).set({ holdExpiresAt: null }).where(eq(booking.id, paid.id))
}

/** The payment failed for good, or the resident gave up: the time is free again. */
export async function cancelHold(
  tx: Tx,
  { booking: held, legs }: LockedBooking,
  cause: { event: 'give_up' | 'fail_payment', actorId?: string },
): Promise<void> {
  const open = legs.filter(leg => leg.state === 'held')
  await changeLegs(tx, open, { ...cause, actor: cause.event === 'give_up' ? 'resident' : 'payment' })
  await releaseClaims(tx, open.map(leg => leg.id))
  await tx.update(booking).set({ holdExpiresAt: null }).where(eq(booking.id, held.id))
  await releaseVoucher(tx, held.id)
}

/** Holds longer, while somebody is paying; never shorter. The claims carry the same end. */
export async function extendHold(tx: Tx, { booking: held, legs }: LockedBooking, until: Date): Promise<void> {
  if (held.holdExpiresAt === null) throw fail('hold_expired')
  const end = until > held.holdExpiresAt ? until : held.holdExpiresAt
  const checkoutOpenedAt = held.checkoutOpenedAt ?? await now(tx)
  await tx.update(booking).set({ holdExpiresAt: end, checkoutOpenedAt }).where(eq(booking.id, held.id))
  await keepClaims(tx, legs.filter(leg => leg.state === 'held').map(leg => leg.id), end)
}

/** The last moment at which every provider of a booking still has the notice that it asks for. */
export async function lastNotice(tx: Tx, bookingId: string): Promise<Date> {
  const { rows } = await tx.execute<{ at: string }>(sql`
    select min(l.starts_at - make_interval(mins => greatest(o.notice_minutes, coalesce(g.notice_minutes, 0))))::text as at
      from booking_leg l ${soldOffering} left join agreement g on g.id = l.agreement_id
     where l.booking_id = ${bookingId}`)
  return new Date(rows[0]!.at)
}
