import type { LiftBody, SuspensionBody } from '#shared/schemas/onboarding.ts'
import { recordAct } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction } from '../../platform/database.ts'
import { lockProvider, moveProvider } from './move-provider.ts'

interface Suspension<Body> {
  operatorId: string
  providerId: string
  body: Body
}

type Parts = Pick<Context, 'db' | 'jobs'>

/**
 * Takes a provider out of sight: nothing of it is found or booked. What is booked is served all the same, or by somebody else: the sweeper
 * of bookings (`run-timers.ts`) looks for them, one by one.
 * @throws {DomainError} `not_found`, `transition_illegal`
 */
export async function suspendProvider(
  { db, jobs }: Parts, { operatorId, providerId, body: { reason, bookings } }: Suspension<SuspensionBody>,
): Promise<void> {
  await withTransaction(db, async (tx) => {
    const row = await lockProvider(tx, providerId)
    const set = { suspendedBookings: bookings }
    await moveProvider({ jobs }, tx, row, { event: 'suspend', actor: 'operator', personId: operatorId, reason, set })
    await recordAct(tx, { personId: operatorId, action: 'provider.suspend', subject: { kind: 'provider', id: providerId }, reason, data: { bookings } })
  })
}

/** Lets a suspended provider be found and booked again. @throws {DomainError} `not_found`, `transition_illegal` */
export async function liftSuspension(
  { db, jobs }: Parts, { operatorId, providerId, body: { reason } }: Suspension<LiftBody>,
): Promise<void> {
  await withTransaction(db, async (tx) => {
    const row = await lockProvider(tx, providerId)
    const set = { suspendedBookings: null }
    await moveProvider({ jobs }, tx, row, { event: 'lift', actor: 'operator', personId: operatorId, reason, set })
    await recordAct(tx, { personId: operatorId, action: 'provider.lift', subject: { kind: 'provider', id: providerId }, reason })
  })
}
