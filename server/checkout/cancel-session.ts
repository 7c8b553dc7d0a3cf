import { closeSession, type SessionToClose } from '../availability/index.ts'
import { listCalledOffLegs, lockBooking } from '../booking/index.ts'
import type { PaymentContext } from '../payment/index.ts'
import { withTransaction } from '../platform/database.ts'
import { replaceLeg } from './replace-leg.ts'

/**
 * A provider calls a class session off. Whoever booked it is offered somebody else at the same time, or given everything back; what does
 * not happen at once (a hold that is just being paid, a crash) the sweeper does.
 * @throws {DomainError} `not_found`, `changed_meanwhile`, `too_late`
 */
export async function cancelSession(context: PaymentContext, session: SessionToClose): Promise<void> {
  await withTransaction(context.db, async tx => await closeSession(tx, session))
  for (const { bookingId } of await listCalledOffLegs(context.db, { sessionId: session.id })) await replaceCalledOff(context, bookingId)
}

/** Looks for somebody else for the legs of a booking whose session was called off. Answers whether there were any. */
export async function replaceCalledOff(context: PaymentContext, bookingId: string): Promise<boolean> {
  return await withTransaction(context.db, async (tx) => {
    const locked = await lockBooking(tx, bookingId)
    const calledOff = await listCalledOffLegs(tx, { bookingId })
    const leg = locked?.legs.find(({ id }) => calledOff.some(({ legId }) => legId === id))
    if (!locked || !leg) return false
    const event = leg.state === 'requested' ? 'decline' : 'withdraw'
    await replaceLeg(context, tx, locked, { leg, cause: { event, actor: 'system', reason: 'session_cancelled' } })
    return true
  })
}
