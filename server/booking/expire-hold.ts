import { and, eq, isNotNull, lte, sql } from 'drizzle-orm'
import { releaseClaims } from '../availability/index.ts'
import { releaseVoucher } from '../catalog/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { changeLegs, lockBooking, type LockedBooking } from './change-legs.ts'
import { waitsForPayment } from './payments.ts'
import { booking } from './schema.ts'

/**
 * Ends an unpaid hold, or an unpaid visit under a plan: claims, seats and voucher are free again. The caller holds the booking's lock.
 * @param why for the record, where its time was not up
 */
export async function expireHoldNow(tx: Tx, { booking: held, legs }: LockedBooking, why: { reason?: string } = {}): Promise<void> {
  const open = legs.filter(waitsForPayment)
  await changeLegs(tx, open, { event: 'expire', actor: 'system', ...why })
  await releaseClaims(tx, open.map(leg => leg.id))
  await tx.update(booking).set({ holdExpiresAt: null }).where(eq(booking.id, held.id))
  await releaseVoucher(tx, held.id)
}

async function expireIfDue(tx: Tx, locked: LockedBooking, at: Date): Promise<boolean> {
  const { holdExpiresAt } = locked.booking
  if (holdExpiresAt === null || holdExpiresAt > at) return false
  await expireHoldNow(tx, locked)
  return true
}

/** The wake-up of one hold. Does nothing where it was paid, given up or extended meanwhile. */
export async function expireHold({ db }: Pick<Context, 'db'>, bookingId: string): Promise<boolean> {
  return await withTransaction(db, async (tx) => {
    const found = await lockBooking(tx, bookingId)
    return found ? await expireIfDue(tx, found, await now(tx)) : false
  })
}

/**
 * Drops other people's expired holds that stand in the way of a new one. A hold whose booking is locked counts as live: somebody is just
 * paying for it, or dropping it. Waiting for it here could wait for ever: that one may wait for the resources that we hold.
 */
export async function dropExpiredHolds(tx: Tx, bookingIds: readonly string[]): Promise<void> {
  const at = await now(tx)
  for (const id of [...bookingIds].sort()) {
    const found = await lockBooking(tx, id, { skipLocked: true })
    if (found) await expireIfDue(tx, found, at)
  }
}

/** Expires every hold whose wake-up was missed; answers how many. */
export async function sweepHolds(context: Pick<Context, 'db'>): Promise<number> {
  const due = await context.db.select({ id: booking.id }).from(booking)
    .where(and(isNotNull(booking.holdExpiresAt), lte(booking.holdExpiresAt, sql`linli_now()`))).orderBy(booking.holdExpiresAt).limit(500)
  let expired = 0
  for (const { id } of due) if (await expireHold(context, id)) expired++
  return expired
}
