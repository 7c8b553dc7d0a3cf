import { eq, sql } from 'drizzle-orm'
import { openDesk } from '../../identity/index.ts'
import { now } from '../../platform/clock.ts'
import type { Tx } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { claim, classSession } from '../schema.ts'

export interface SessionToClose {
  personId: string
  id: string
  /** How many places were taken when this was decided. */
  taken: number
}

/**
 * Calls a class session off: nobody can book it any more, its teacher and its room are free. What becomes of who has booked it is for the
 * caller.
 * @throws {DomainError} `not_found`, `changed_meanwhile` where others have booked it meanwhile, `too_late` where it has begun
 */
export async function closeSession(tx: Tx, { personId, id, taken }: SessionToClose): Promise<void> {
  const { rows: [session] } = await tx.execute<{ providerId: string, startsAt: string, cancelled: boolean }>(sql`
    select o.provider_id as "providerId", s.starts_at::text as "startsAt", s.cancelled_at is not null as cancelled
      from class_session s join offering o on o.id = s.offering_id where s.id = ${id} for no key update of s`)
  if (!session) throw fail('not_found')
  await openDesk(tx, { personId, providerId: session.providerId })
  if (session.cancelled || new Date(session.startsAt) <= await now(tx)) throw fail('too_late', { event: 'cancel_session' })
  const { rows: [seats] } = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from session_seat where session_id = ${id} and (expires_at is null or expires_at > linli_now())`)
  if (seats!.count !== taken) throw fail('changed_meanwhile', { taken: seats!.count })
  await tx.update(classSession).set({ cancelledAt: sql`linli_now()` }).where(eq(classSession.id, id))
  await tx.delete(claim).where(eq(claim.sessionId, id))
}
