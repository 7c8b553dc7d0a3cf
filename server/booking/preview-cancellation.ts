import { and, eq, lt, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { cancellationPreview as previewSchema, CancellationWish } from '#shared/schemas/booking.ts'
import { splitRefund } from '#shared/voucher.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { capThatBinds, planCancellation, type PlannedEnd } from './cancellation.ts'
import { lockBooking, type BookingLeg, type LockedBooking } from './change-legs.ts'
import { fail } from './errors.ts'
import { cancellationPreview } from './schema.ts'

/** How long what was shown is honoured. */
const previewMinutes = 10

export interface PreviewInput {
  personId: string
  bookingId: string
  wish: CancellationWish
}

/**
 * Says what a cancellation would give back, leg by leg, and keeps it: confirmed within ten minutes, it is honoured to the fen.
 * @throws {DomainError} `not_found`, `transition_illegal` where nothing of it can be cancelled.
 */
export async function previewCancellation(
  { db }: Pick<Context, 'db'>, { personId, bookingId, wish }: PreviewInput,
): Promise<z.input<typeof previewSchema>> {
  return await withTransaction(db, async (tx) => {
    const locked = await lockBooking(tx, bookingId)
    if (!locked || locked.booking.bookerId !== personId) throw fail('not_found')
    const at = await now(tx)
    const plan = planCancellation(locked.legs, wish, at)
    if (!plan) throw fail('transition_illegal', { event: 'cancel' })
    const expiresAt = new Date(at.getTime() + previewMinutes * 60_000)
    const token = newId()
    await tx.delete(cancellationPreview).where(and(eq(cancellationPreview.bookingId, bookingId), lt(cancellationPreview.expiresAt, at)))
    await tx.insert(cancellationPreview).values({
      id: token, bookingId, personId, wish, createdAt: at, expiresAt,
      legs: plan.ends.map(({ leg, why, refundAmount }) => ({ legId: leg.id, why, refundAmount, revision: leg.revision })),
    })
    const parts = plan.ends.map(end => ({ ...end, voucherRefundAmount: splitRefund(end.leg, end.refundAmount).voucher }))
    return {
      token,
      expiresAt: expiresAt.toISOString(),
      currency: locked.booking.currency,
      refundAmount: parts.reduce((sum, { refundAmount }) => sum + refundAmount, 0),
      voucherRefundAmount: parts.reduce((sum, { voucherRefundAmount }) => sum + voucherRefundAmount, 0),
      legs: parts.map(({ leg, why, refundAmount, voucherRefundAmount }) => ({
        legId: leg.id, title: { zh: leg.titleZh, en: leg.titleEn }, why, shareAmount: leg.shareAmount, refundAmount,
        voucherRefundAmount,
        capBps: capThatBinds(leg, at),
      })),
      keptLegIds: plan.kept.map(({ id }) => id),
      offersRest: plan.offersRest,
    }
  })
}

const cancellable: readonly BookingLeg['state'][] = ['requested', 'reserved', 'substituting', 'confirmed']

export type TakenPreview = { holds: true, ends: PlannedEnd<BookingLeg>[] } | { holds: false, wish: CancellationWish }

/**
 * Takes a preview for the cancellation that it promised, once. It holds for its ten minutes though a tier of the policy was passed
 * meanwhile; not where a leg was moved, begun or ended: then nobody was shown what is true now.
 *
 * @throws {DomainError} `not_found`, also for one that is used up or forgotten.
 */
export async function takePreview(
  tx: Tx, { booking, legs }: LockedBooking, { personId, token }: { personId: string, token: string },
): Promise<TakenPreview> {
  const [found] = await tx.select().from(cancellationPreview).where(and(
    eq(cancellationPreview.id, token), eq(cancellationPreview.bookingId, booking.id), eq(cancellationPreview.personId, personId),
  ))
  if (!found || found.usedAt !== null) throw fail('not_found')
  const ends = found.legs.flatMap(({ legId, revision, why, refundAmount }) => {
    const leg = legs.find(({ id }) => id === legId)
    const stands = leg && leg.revision === revision && cancellable.includes(leg.state)
    return stands && refundAmount <= leg.shareAmount - leg.refundedAmount ? [{ leg, why, refundAmount }] : []
  })
  if (found.expiresAt <= await now(tx) || ends.length < found.legs.length) return { holds: false, wish: found.wish }
  await tx.update(cancellationPreview).set({ usedAt: sql`linli_now()` }).where(eq(cancellationPreview.id, token))
  return { holds: true, ends }
}
