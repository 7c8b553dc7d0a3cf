import { releaseClaims } from '../availability/index.ts'
import {
  expireHoldNow, listCalledOffLegs, listDueBookings, listLapsedLegs, listStrandedHolds, listStrandedLegs, lockBooking, moveLegs, refundOf,
  sweepHolds, timerOf, type BookingLeg, type LockedBooking,
} from '../booking/index.ts'
import type { PaymentContext } from '../payment/index.ts'
import { now } from '../platform/clock.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { replaceCalledOff } from './cancel-session.ts'
import { chargeVisits } from './charge-visits.ts'
import { earn, loseLeg } from './end-legs.ts'
import { refundLeg } from './refund-leg.ts'
import { replaceLeg } from './replace-leg.ts'
import { stopUnpaid } from './stop-unpaid.ts'

/** The sweeper: every timer whose wake-up was missed, of holds and of legs. Answers how many bookings changed. */
export async function runTimers(context: PaymentContext): Promise<number> {
  let changed = await sweepHolds(context)
  for (const bookingId of await listDueBookings(context.db)) if (await guarded(context, bookingId, wakeBooking)) changed++
  for (const { bookingId } of await listLapsedLegs(context.db)) if (await guarded(context, bookingId, replaceLapsed)) changed++
  for (const { bookingId } of await listStrandedHolds(context.db)) if (await guarded(context, bookingId, stopUnpaid)) changed++
  for (const { bookingId } of await listStrandedLegs(context.db)) if (await guarded(context, bookingId, replaceStranded)) changed++
  for (const { bookingId } of await listCalledOffLegs(context.db)) if (await guarded(context, bookingId, replaceCalledOff)) changed++
  return changed + await chargeVisits(context)
}

/** One booking that cannot be dealt with must not keep the others waiting. */
async function guarded(
  context: PaymentContext, bookingId: string, run: (context: PaymentContext, id: string) => Promise<boolean>,
): Promise<boolean> {
  try {
    return await run(context, bookingId)
  } catch (error) {
    context.log.error({ err: error, booking: bookingId }, 'checkout: a timer failed')
    return false
  }
}

/** Does what is due on a booking's legs, each once; nothing where it was done, or moved away, meanwhile. */
export async function wakeBooking(context: PaymentContext, bookingId: string): Promise<boolean> {
  return await withTransaction(context.db, async (tx) => {
    let changed = false
    for (let due = await firstDue(tx, bookingId); due; due = await firstDue(tx, bookingId)) {
      await fire(context, tx, due.locked, due.leg)
      changed = true
    }
    return changed
  })
}

/** What one timer does may end other legs: the booking is read again after each. */
async function firstDue(tx: Tx, bookingId: string): Promise<{ locked: LockedBooking, leg: BookingLeg } | undefined> {
  const locked = await lockBooking(tx, bookingId)
  const at = await now(tx)
  const leg = locked?.legs.find((each) => {
    const due = timerOf(each)
    return due !== undefined && due.at <= at
  })
  return locked && leg && { locked, leg }
}

async function fire(context: PaymentContext, tx: Tx, locked: LockedBooking, leg: BookingLeg): Promise<void> {
  const event = timerOf(leg)!.timer.event
  const cause = { event, actor: 'system', reason: 'timed_out' } as const
  if (event === 'expire') return await expireHoldNow(tx, locked)
  if (event === 'decline') return await replaceLeg(context, tx, locked, { leg, cause })
  if (event === 'refuse_substitute') return await loseLeg(context, tx, locked, { leg, cause, reason: 'substitute_refused' })
  if (event === 'miss_provider') return await loseLeg(context, tx, locked, { leg, cause, reason: 'no_show_provider' })
  if (event === 'ask') return void await moveLegs(context, tx, [leg], cause, { set: { askedAt: await now(tx) } })
  if (event === 'check_out') {
    await moveLegs(context, tx, [leg], cause, { set: { flagged: true } })
    return await releaseClaims(tx, [leg.id])
  }
  if (event === 'release') return await release(context, tx, locked, leg)
  throw new Error(`checkout: no timer does ${event}`)
}

/** Nobody objected: the leg is settled. Of a resident who was away the policy says what comes back. */
async function release(context: PaymentContext, tx: Tx, { booking }: LockedBooking, leg: BookingLeg): Promise<void> {
  const amount = leg.state === 'no_show_resident' ? refundOf({ ...leg, state: 'confirmed' }, leg.stateSince) : 0
  const [settled] = await moveLegs(context, tx, [leg], { event: 'release', actor: 'system', data: { refundAmount: amount } })
  const given = await refundLeg(context, tx, { leg: settled!, amount, reason: 'no_show_resident', asked: false })
  await earn(tx, booking.currency, { ...settled!, ...given })
}

/** A worker's credential does not hold on the day any more: somebody else is looked for. */
const replaceLapsed = replacing(listLapsedLegs, 'credential_lapsed')

/** Its provider is suspended, and an operator wants somebody else to serve what is booked. */
const replaceStranded = replacing(listStrandedLegs, 'provider_suspended')

/** Replaces the first leg of a booking that is still on the list under the booking's lock. */
function replacing(list: typeof listLapsedLegs, reason: string) {
  return async (context: PaymentContext, bookingId: string): Promise<boolean> => await withTransaction(context.db, async (tx) => {
    const locked = await lockBooking(tx, bookingId)
    const listed = (await list(tx)).filter(each => each.bookingId === bookingId)
    const leg = locked?.legs.find(({ id }) => listed.some(({ legId }) => legId === id))
    if (!locked || !leg) return false
    const event = leg.state === 'requested' ? 'decline' : 'withdraw'
    await replaceLeg(context, tx, locked, { leg, cause: { event, actor: 'system', reason } })
    return true
  })
}
