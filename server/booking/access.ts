import { eq, sql } from 'drizzle-orm'
import { memberships } from '../identity/index.ts'
import { now } from '../platform/clock.ts'
import type { Queryable, Tx } from '../platform/database.ts'
import { timing } from './actions.ts'
import { lockBooking, type Booking, type BookingLeg, type LockedBooking } from './change-legs.ts'
import { fail } from './errors.ts'
import { bookingLeg } from './schema.ts'
import { nextState, type Actor, type LegEvent } from './state.ts'

/** Who asks, as the edge knows them. */
export interface Who {
  id: string
  operator: boolean
}

export type Role = Extract<Actor, 'resident' | 'provider' | 'worker' | 'operator'>

/** Whether a person has a role on a leg: the booker, a manager of its provider, who comes, or an operator of the site. */
async function hasRole(db: Queryable, who: Who, role: Role, { booking, leg }: { booking: Booking, leg: BookingLeg }): Promise<boolean> {
  if (role === 'resident') return booking.bookerId === who.id
  if (role === 'operator') return who.operator
  if (role === 'provider') {
    const member = (await memberships(db, who.id)).find(({ providerId }) => providerId === leg.providerId)
    return member !== undefined && member.role !== 'worker'
  }
  const { rows } = await db.execute(sql`
    select from booking_leg_resource lr join resource r on r.id = lr.resource_id where lr.booking_leg_id = ${leg.id} and r.person_id = ${who.id}`)
  return rows.length > 0
}

export interface LegRequest {
  who: Who
  legId: string
  /** The booking that the leg must be of. */
  bookingId?: string | undefined
  /** The roles in which the person may ask; the first that they have counts. */
  as: readonly Role[]
}

export interface OpenLeg {
  locked: LockedBooking
  leg: BookingLeg
  actor: Role
  at: Date
}

/**
 * A leg with its booking's lock, for somebody who has to do with it.
 * @throws {DomainError} `not_found`, also for a leg that is none of theirs.
 */
export async function openLeg(tx: Tx, { who, legId, bookingId, as }: LegRequest): Promise<OpenLeg> {
  const [found] = await tx.select({ bookingId: bookingLeg.bookingId }).from(bookingLeg).where(eq(bookingLeg.id, legId))
  const locked = found && await lockBooking(tx, found.bookingId)
  const leg = locked?.legs.find(({ id }) => id === legId)
  if (!locked || !leg || (bookingId !== undefined && bookingId !== leg.bookingId)) throw fail('not_found')
  for (const actor of as) {
    if (await hasRole(tx, who, actor, { booking: locked.booking, leg })) return { locked, leg, actor, at: await now(tx) }
  }
  throw fail('not_found')
}

/** @throws {DomainError} `transition_illegal`, `too_early`, `too_late` */
export function assertOpen(leg: BookingLeg, event: LegEvent, { actor, at }: { actor: Actor, at: Date }): void {
  const to = nextState(leg.state, event, actor, { instant: leg.instant, replaceable: false })
  if (!to) throw fail('transition_illegal', { event, state: leg.state })
  const when = timing(leg, event, { actor, at })
  if (when !== 'open') throw fail(when, { event })
}
