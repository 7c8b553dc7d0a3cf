import { sql } from 'drizzle-orm'
import type { LocalText } from '#shared/locale.ts'
import type { LegState } from '#shared/schemas/booking.ts'
import type { Queryable } from '../platform/database.ts'
import type { Page } from './read-bookings.ts'

/** A paid leg as its provider sees it. Recipient's notes are sealed: identity opens them for whom they are meant. */
export interface ProviderLeg {
  id: string
  bookingReference: string
  state: LegState
  title: LocalText
  start: string
  end: string
  zone: string
  districtId: string
  street: string
  recipientId: string | null
  recipientName: string
  contact: { name: string, phone: string }
  workers: LocalText[]
  shareAmount: number
  currency: string
}

const pageSize = 50

/** Paid legs of a provider that have not ended, soonest first. */
export async function listProviderLegs(
  db: Queryable,
  { providerId, page }: { providerId: string, page: number },
): Promise<Page<ProviderLeg>> {
  const { rows } = await db.execute<{ leg: ProviderLeg, total: number }>(sql`
    select count(*) over ()::int as total, jsonb_build_object(
      'id', l.id, 'bookingReference', b.reference, 'state', l.state, 'title', jsonb_build_object('zh', l.title_zh, 'en', l.title_en),
      'start', l.starts_at, 'end', l.ends_at, 'zone', l.zone, 'districtId', l.district_id,
      'street', case when l.place = 'venue' then o.venue_address_zh else b.street end,
      'recipientId', b.recipient_id, 'recipientName', b.recipient_name, 'contact', jsonb_build_object('name', b.contact_name, 'phone', b.contact_phone),
      'workers', (select coalesce(jsonb_agg(jsonb_build_object('zh', r.name_zh, 'en', r.name_en) order by r.kind desc, r.id), '[]')
                    from booking_leg_resource lr join resource r on r.id = lr.resource_id where lr.booking_leg_id = l.id),
      'shareAmount', l.share_amount, 'currency', b.currency) as leg
      from booking_leg l
      join booking b on b.id = l.booking_id
      join offering o on o.id = l.offering_id
     where l.provider_id = ${providerId} and l.state in ('requested', 'confirmed', 'substituting', 'in_service') and l.ends_at > linli_now()
     order by l.starts_at, l.id limit ${pageSize} offset ${(page - 1) * pageSize}`)
  const total = rows[0]?.total ?? 0
  const iso = (time: string) => new Date(time).toISOString()
  return {
    total,
    page,
    pages: Math.max(1, Math.ceil(total / pageSize)),
    items: rows.map(({ leg }) => ({ ...leg, start: iso(leg.start), end: iso(leg.end) })),
  }
}
