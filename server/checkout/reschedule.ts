import type { z } from 'zod'
import type { moveTimes } from '#shared/schemas/booking.ts'
import { lockBooking, moveBookedLegs, openLeg, readMoveTimes, type LockedBooking, type Who } from '../booking/index.ts'
import type { PaymentContext } from '../payment/index.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { fail } from './errors.ts'
import { lockPaymentOf } from './refund-leg.ts'
import { refundableUntil } from './refundable-until.ts'

/** Whose legs: all of one's own booking, or the one leg that one's provider serves. */
export type MoveTarget = { bookingId: string } | { legId: string }

interface Opened {
  locked: LockedBooking
  actor: 'resident' | 'provider'
  until: Date | null
}

async function open(tx: Tx, who: Who, target: MoveTarget): Promise<Opened> {
  const { locked, actor } = 'legId' in target
    ? { ...await openLeg(tx, { who, legId: target.legId, as: ['provider'] }), actor: 'provider' as const }
    : { locked: await lockBooking(tx, target.bookingId), actor: 'resident' as const }
  if (!locked || (actor === 'resident' && locked.booking.bookerId !== who.id)) throw fail('not_found')
  return { locked, actor, until: refundableUntil(await lockPaymentOf(tx, locked.booking.id)) }
}

export interface MoveTimesAsked {
  who: Who
  target: MoveTarget
  /** The leg that is to move; absent: all, together. */
  legId?: string | undefined
  from: string
  days: number
}

/**
 * When a leg, or all, could be instead, the others as they are.
 * @throws {DomainError} `not_found`, `transition_illegal`, `too_late`
 */
export async function listMoveTimes(
  context: PaymentContext, { who, target, legId, from, days }: MoveTimesAsked,
): Promise<z.input<typeof moveTimes>> {
  const opened = await withTransaction(context.db, async tx => await open(tx, who, target))
  return await readMoveTimes(context, { ...opened, legId: 'legId' in target ? target.legId : legId, from, days })
}

export interface RescheduleInput {
  who: Who
  target: MoveTarget
  starts: readonly { legId: string, start: string }[]
}

/**
 * Moves legs to new times, all of them or none.
 * @throws {DomainError} `not_found`, `transition_illegal`, `slot_taken`, `choice_invalid`; `too_late`, also where a refund would not be
 * possible any more.
 */
export async function reschedule(context: PaymentContext, { who, target, starts }: RescheduleInput): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const { locked, actor, until } = await open(tx, who, target)
    if ('legId' in target && starts.some(({ legId }) => legId !== target.legId)) throw fail('not_found')
    const byLeg = new Map(starts.map(({ legId, start }) => [legId, new Date(start)]))
    await moveBookedLegs(context, tx, locked, { starts: byLeg, until, actor, actorId: who.id })
  })
}
