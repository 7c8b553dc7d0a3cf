import { sql } from 'drizzle-orm'
import type { LocalText } from '#shared/locale.ts'
import type { Queryable } from '../platform/database.ts'
import { disputeHours } from './timers.ts'

export interface DescribedBooking {
  reference: string
  title: LocalText
  payer: { name: string, email: string }
}

/** What bookings are called, by id. */
export async function describeBookings(db: Queryable, ids: readonly string[]): Promise<Map<string, DescribedBooking>> {
  if (ids.length === 0) return new Map()
  const { rows } = await db.execute<{ id: string, reference: string, zh: string, en: string, name: string, email: string }>(sql`
    select id, reference, title_zh as zh, title_en as en, payer_name as name, payer_email as email
      from booking where id = any(${sql.param([...new Set(ids)])}::uuid[])`)
  return new Map(rows.map(({ id, reference, zh, en, name, email }) => [id, { reference, title: { zh, en }, payer: { name, email } }]))
}

export interface DescribedLeg {
  reference: string
  title: LocalText
  start: Date
  zone: string
}

/** What legs are called, by id. */
export async function describeLegs(db: Queryable, ids: readonly string[]): Promise<Map<string, DescribedLeg>> {
  if (ids.length === 0) return new Map()
  const { rows } = await db.execute<{ id: string, reference: string, zh: string, en: string, start: string, zone: string }>(sql`
    select l.id, b.reference, l.title_zh as zh, l.title_en as en, l.starts_at::text as start, l.zone
      from booking_leg l join booking b on b.id = l.booking_id where l.id = any(${sql.param([...new Set(ids)])}::uuid[])`)
  return new Map(rows.map(({ id, reference, zh, en, start, zone }) => [id, { reference, title: { zh, en }, start: new Date(start), zone }]))
}

export interface LegInWindow extends DescribedLeg {
  id: string
  endsAt: Date
  currency: string
  shareAmount: number
  refundedAmount: number
  commissionBps: number
}

/**
 * A provider's legs that were served and of which the resident can still complain, or has: the latest first. As many as it serves in the
 * hours in which one can complain, and what is in dispute: few enough to be summed.
 */
export async function listLegsInWindow(db: Queryable, providerId: string): Promise<LegInWindow[]> {
  const { rows } = await db.execute<{
    id: string
    reference: string
    zh: string
    en: string
    start: string
    zone: string
    since: string
    currency: string
    share: number
    refunded: number
    bps: number
  }>(sql`
    select l.id, b.reference, l.title_zh as zh, l.title_en as en, l.starts_at::text as start, l.zone, l.state_since::text as since, b.currency,
      l.share_amount::int as share, l.refunded_amount::int as refunded, l.commission_bps as bps
      from booking_leg l join booking b on b.id = l.booking_id
     where l.provider_id = ${providerId} and l.state in ('delivered', 'disputed', 'no_show_resident') and l.share_amount > l.refunded_amount
     order by l.starts_at desc, l.id`)
  return rows.map(({ id, reference, zh, en, start, zone, since, currency, share, refunded, bps }) => ({
    id, reference, title: { zh, en }, start: new Date(start), zone, currency,
    endsAt: new Date(new Date(since).getTime() + disputeHours * 3_600_000),
    shareAmount: share, refundedAmount: refunded, commissionBps: bps,
  }))
}
