import { sql } from 'drizzle-orm'
import { rangeOf } from '../platform/columns.ts'
import { executePrepared, insertOf, violatedConstraint, type Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { fail } from './errors.ts'
import { eligibleFor, type SupplyNeed } from './queries.ts'
import { claim } from './schema.ts'

/** What a booking leg takes up. */
export interface LegClaim {
  bookingLegId: string
  resourceIds: readonly string[]
  /** Service time and buffers. */
  from: Date
  to: Date
  /** Where it happens, for the ways to the next claim. */
  districtId: string
  /** The class, and how many places in it. */
  sessionId: string | null
  seats: number
}

/**
 * Locks whoever could serve one of the needs, then the classes of these offerings that begin at these starts, each in the one order that
 * everybody keeps: resources by (kind, id), sessions by id. So two who want overlapping sets wait for each other and never in a ring. The
 * lock lets foreign keys point at the rows meanwhile.
 */
export async function lockSupply(tx: Tx, { needs, sessionOfferingIds, starts }: {
  needs: readonly SupplyNeed[]
  sessionOfferingIds: readonly string[]
  starts: readonly Date[]
}): Promise<void> {
  if (needs.length > 0) {
    await executePrepared(tx, sql`select from resource where id in (${eligibleFor(needs)}) order by kind, id for no key update`)
  }
  if (sessionOfferingIds.length > 0) {
    await executePrepared(tx, sql`select from class_session
      where offering_id = any(${sql.param([...sessionOfferingIds])}::uuid[]) and starts_at = any(${sql.param([...starts])}::timestamptz[])
      order by id for no key update`)
  }
}

/**
 * Writes the claims and places of all legs, or none: the caller's transaction is over where this throws. The caller holds the locks.
 *
 * @param expiresAt the end of an unpaid hold; null for claims that stay
 * @throws {DomainError} `slot_taken` where the database refuses an overlap, or a class is full
 */
export async function insertClaims(tx: Tx, legs: readonly LegClaim[], { expiresAt }: { expiresAt: Date | null }): Promise<void> {
  const rows = legs.flatMap(({ bookingLegId, resourceIds, from, to, districtId }) => resourceIds.map(resourceId => ({
    id: newId(),
    resourceId,
    during: rangeOf(from, to),
    districtId,
    bookingLegId,
    expiresAt,
  })))
  if (rows.length > 0) {
    await executePrepared(tx, insertOf(claim, rows)).catch((error: unknown) => {
      throw violatedConstraint(error) === 'claim_no_overlap' ? fail('slot_taken') : error
    })
  }
  for (const { bookingLegId, sessionId, seats } of legs) {
    if (sessionId !== null) await takeSeats(tx, { bookingLegId, sessionId, seats, expiresAt })
  }
}

/**
 * Takes the lowest free places of a class, whose row the caller has locked.
 * @throws {DomainError} `slot_taken` where there are not enough
 */
export async function takeSeats(tx: Tx, { bookingLegId, sessionId, seats, expiresAt }: {
  bookingLegId: string
  sessionId: string
  seats: number
  expiresAt: Date | null
}): Promise<number[]> {
  const { rows } = await tx.execute<{ seat: number }>(sql`
    insert into session_seat (session_id, seat, booking_leg_id, expires_at)
    select s.id, n, ${bookingLegId}, ${expiresAt?.toISOString() ?? null}
      from class_session s, generate_series(1, s.capacity) n
     where s.id = ${sessionId} and s.cancelled_at is null
       and not exists (select 1 from session_seat t where t.session_id = s.id and t.seat = n)
     order by n limit ${seats}
    returning seat`)
  if (rows.length < seats) throw fail('slot_taken')
  return rows.map(({ seat }) => seat)
}

/** Gives the time and the places of these booking legs back. The booking legs keep what they were. */
export async function releaseClaims(tx: Tx, bookingLegIds: readonly string[]): Promise<void> {
  if (bookingLegIds.length === 0) return
  const ids = sql.param([...bookingLegIds])
  await tx.execute(sql`delete from claim where booking_leg_id = any(${ids}::uuid[])`)
  await tx.execute(sql`delete from session_seat where booking_leg_id = any(${ids}::uuid[])`)
}

/**
 * Gives up what these booking legs hold and takes what they are to hold, in one step. The caller holds the locks of what is taken.
 * @throws {DomainError} `slot_taken`
 */
export async function swapClaims(tx: Tx, legs: readonly LegClaim[]): Promise<void> {
  await releaseClaims(tx, legs.map(({ bookingLegId }) => bookingLegId))
  await insertClaims(tx, legs, { expiresAt: null })
}

/** Keeps what these booking legs hold until `until`; without it, for good. */
export async function keepClaims(tx: Tx, bookingLegIds: readonly string[], until: Date | null = null): Promise<void> {
  if (bookingLegIds.length === 0) return
  const ids = sql.param([...bookingLegIds])
  const end = until?.toISOString() ?? null
  await tx.execute(sql`update claim set expires_at = ${end}::timestamptz where booking_leg_id = any(${ids}::uuid[])`)
  await tx.execute(sql`update session_seat set expires_at = ${end}::timestamptz where booking_leg_id = any(${ids}::uuid[])`)
}
