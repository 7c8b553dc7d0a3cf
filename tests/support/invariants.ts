import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import type { LegState } from '../../shared/schemas/booking.ts'
import { bookingState, claimingStates, transitions, type Actor } from '../../server/booking/state.ts'
import type { Db } from '../../server/platform/database.ts'

interface LegFacts {
  id: string
  state: LegState
  share: number
  refunded: number
  commissionBps: number
  /** Live refunds of this leg, and how many failed. */
  refunds: number
  failed: number
  earned: number | null
  earnedCommission: number | null
  /** Rows of claims, and how many of them lie elsewhere than the leg. */
  claims: number
  strayed: number
  foreign: number
  proposals: number
  events: { event: string, actor: Actor, from: LegState | null, to: LegState | null }[]
}

interface BookingFacts {
  amount: number
  holdExpiresAt: string | null
  payment: { amount: number, captured: number, refunded: number, refunds: number, given: number } | null
  ledger: Record<string, number> | null
  legs: LegFacts[]
}

/** What must be true of a booking whatever has happened to it: promises 1 to 4 of docs/architecture.md, its log, and what it holds. */
export async function checkBooking(db: Db, bookingId: string, derived: string): Promise<void> {
  const { amount, holdExpiresAt, payment, ledger, legs } = await factsOf(db, bookingId)
  const { rows: overlaps } = await db.execute(sql`
    select 1 from claim a join claim b on a.resource_id = b.resource_id and a.id < b.id and a.during && b.during limit 1`)
  expect(overlaps, 'no two claims on one resource overlap').toEqual([])
  const held = legs.filter(({ state }) => state === 'held').length
  expect([0, legs.length], 'a booking holds all its legs or none').toContain(held)
  expect(holdExpiresAt !== null, 'an unpaid hold has an end, and nothing else has').toBe(held > 0)
  expect(legs.reduce((sum, { share }) => sum + share, 0), 'the shares add up to the price').toBe(amount)
  for (const leg of legs) checkLeg(leg)
  expect(derived, 'the state is that of the log').toBe(bookingState(legs.map(({ events }) => events.at(-1)!.to!)))
  if (!payment) return
  expect(payment.refunded).toBeLessThanOrEqual(payment.captured)
  expect(payment.refunded, 'the payment counts what its refunds add up to').toBe(payment.refunds)
  expect(legs.reduce((sum, { refunded }) => sum + refunded, 0), 'and so do its legs').toBe(payment.refunds)
  expect(Object.values(ledger ?? {}).reduce((sum, value) => sum + value, 0), 'the ledger sums to zero').toBe(0)
  const earned = legs.reduce((sum, leg) => sum + (leg.earned ?? 0) + (leg.earnedCommission ?? 0), 0)
  expect((ledger ?? {}).resident ?? 0, 'the books have what was paid, what went back and what was earned').toBe(payment.given + earned - payment.captured)
}

function checkLeg(leg: LegFacts): void {
  const { state, share, refunded, refunds, claims, strayed, foreign, proposals, events } = leg
  const claiming = claimingStates.includes(state)
  expect(claims, `${state}: holds its time exactly while it is to be served`).toBe(claiming ? 1 : 0)
  expect(strayed, 'a claim lies where its leg does').toBe(0)
  if (state !== 'substituting') expect(foreign, 'a claim is on who serves the leg').toBe(0)
  expect(proposals, `${state}: a proposal stands exactly while an answer is awaited`).toBe(state === 'substituting' ? 1 : 0)
  expect(refunded).toBe(refunds)
  expect(refunded).toBeLessThanOrEqual(share)
  checkEarning(leg)
  events.forEach(({ event, actor, from, to }, index) => {
    expect(from, `${event}: the log has no gap`).toBe(events[index - 1]?.to ?? null)
    const known = transitions.some(row => row.event === event && row.from === from && row.to === to && row.by.some(by => by === actor))
    expect(known, `${actor} ${event} ${from} → ${to} is in the table`).toBe(true)
  })
  expect(events.at(-1)?.to, 'replaying the log gives the state').toBe(state)
}

function checkEarning({ state, share, refunded, failed, commissionBps, earned, earnedCommission }: LegFacts): void {
  const over = state === 'settled' || state === 'cancelled'
  if (!over) expect(earned, `${state}: nothing is earned before the end`).toBeNull()
  // A refund that fails leaves money with the site, not with the provider.
  if (!over || failed > 0) return
  const kept = share - refunded
  const commission = Math.floor((kept * commissionBps + 5_000) / 10_000)
  if (earned === null && state === 'cancelled' && refunded === 0) return
  expect([earned, earnedCommission], 'what is kept, less commission').toEqual(kept > 0 ? [kept - commission, commission] : [null, null])
}

async function factsOf(db: Db, bookingId: string): Promise<BookingFacts> {
  const { rows: [row] } = await db.execute<{ facts: BookingFacts }>(sql`
    select jsonb_build_object('amount', b.amount, 'holdExpiresAt', b.hold_expires_at,
      'payment', (select jsonb_build_object('amount', p.amount, 'captured', p.captured_amount, 'refunded', p.refunded_amount,
          'refunds', (select coalesce(sum(amount), 0) from refund r where r.payment_id = p.id and r.state <> 'failed'),
          'given', (select coalesce(sum(amount), 0) from refund r where r.payment_id = p.id and r.state = 'succeeded'))
        from payment p where p.booking_id = b.id and p.state <> 'awaiting_payment'),
      'ledger', (select jsonb_object_agg(account, amount) from (select account, sum(e.amount) as amount
         from ledger_entry e join ledger_transaction t on t.id = e.transaction_id where t.booking_id = b.id group by account) l),
      'legs', (select jsonb_agg(jsonb_build_object('id', l.id, 'state', l.state, 'share', l.share_amount, 'refunded', l.refunded_amount,
          'commissionBps', l.commission_bps,
          'refunds', (select coalesce(sum(amount), 0) from refund r where r.booking_leg_id = l.id and r.state <> 'failed'),
          'failed', (select count(*) from refund r where r.booking_leg_id = l.id and r.state = 'failed'),
          'earned', (select amount from earning e where e.booking_leg_id = l.id),
          'earnedCommission', (select commission_amount from earning e where e.booking_leg_id = l.id),
          'claims', (select count(*) from claim c where c.booking_leg_id = l.id),
          'strayed', (select count(*) from claim c where c.booking_leg_id = l.id and c.during <> tstzrange(l.starts_at, l.ends_at)),
          'foreign', (select count(*) from claim c where c.booking_leg_id = l.id
             and c.resource_id not in (select resource_id from booking_leg_resource lr where lr.booking_leg_id = l.id)),
          'proposals', (select count(*) from substitution s where s.booking_leg_id = l.id and s.state = 'proposed'),
          'events', (select jsonb_agg(jsonb_build_object('event', e.event, 'actor', e.actor, 'from', e.from_state, 'to', e.to_state) order by e.id)
             from booking_event e where e.booking_leg_id = l.id)) order by l.position)
         from booking_leg l where l.booking_id = b.id)) as facts
      from booking b where b.id = ${bookingId}`)
  return row!.facts
}
