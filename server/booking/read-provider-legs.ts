import { sql, type SQL } from 'drizzle-orm'
import type { z } from 'zod'
import type { LocalText } from '#shared/locale.ts'
import type { LegState, providerLegs } from '#shared/schemas/booking.ts'
import { soldOffering } from '../catalog/index.ts'
import { openDesk, recipientsById } from '../identity/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { Queryable } from '../platform/database.ts'
import { readPage, type Paged } from '../platform/paging.ts'
import { streetOf } from './leg-place.ts'
import { storedTimes, whatNow, type StoredTimes } from './leg-times.ts'

interface LegRow {
  id: string
  bookingReference: string
  state: LegState
  title: LocalText
  start: string
  end: string
  zone: string
  districtId: string
  street: LocalText
  recipientId: string | null
  recipientName: string
  contact: { name: string, phone: string }
  workers: LocalText[]
  movedFrom: string | null
  times: StoredTimes
  shareAmount: number
  currency: string
}

type Part = 'requests' | 'schedule'

/** What was taken back before its day is still to be told, for as long as somebody might set out for it. */
const calledOff = sql`l.state = 'cancelled' and l.starts_at > linli_now()
  and exists (select from booking_event e where e.booking_leg_id = l.id and e.to_state = 'cancelled' and e.from_state in ('confirmed', 'requested', 'substituting'))`
const goesOn = sql`l.ends_at > linli_now() - interval '3 days' and l.state in`
const parts: Record<Part, SQL> = {
  requests: sql`${goesOn} ('requested')`,
  schedule: sql`(${goesOn} ('reserved', 'confirmed', 'substituting', 'in_service') or ${calledOff})`,
}

/**
 * Legs of a provider, paid or reserved under a plan, that are still to be served, or to be spoken about, soonest first; requests by the
 * deadline of their answer.
 */
async function listLegs(
  db: Queryable,
  { providerId, only, page }: { providerId: string, only: Part | undefined, page: number },
): Promise<Paged<LegRow>> {
  const wanted = only === undefined ? sql`(${parts.requests} or ${parts.schedule})` : parts[only]
  const order = only === 'requests' ? sql`l.response_due_at` : sql`l.starts_at`
  const { rows, ...part } = await readPage({ page, perPage: 50 }, async ({ limit, offset }) => (await db.execute<{ leg: LegRow, total: number }>(sql`
    select count(*) over ()::int as total, jsonb_build_object(
      'id', l.id, 'bookingReference', b.reference, 'state', l.state, 'title', jsonb_build_object('zh', l.title_zh, 'en', l.title_en),
      'start', l.starts_at, 'end', l.ends_at, 'zone', l.zone, 'districtId', l.district_id,
      'street', ${streetOf},
      'recipientId', b.recipient_id, 'recipientName', b.recipient_name, 'contact', jsonb_build_object('name', b.contact_name, 'phone', b.contact_phone),
      'workers', (select coalesce(jsonb_agg(jsonb_build_object('zh', r.name_zh, 'en', r.name_en) order by r.kind desc, r.id), '[]')
                    from booking_leg_resource lr join resource r on r.id = lr.resource_id where lr.booking_leg_id = l.id),
      'movedFrom', (select e.data->'from'->>'start' from booking_event e
                       where e.booking_leg_id = l.id and e.event = 'reschedule' order by e.id desc limit 1),
      'times', ${storedTimes}, 'shareAmount', l.share_amount, 'currency', b.currency) as leg
      from booking_leg l
      join booking b on b.id = l.booking_id
      ${soldOffering}
     where l.provider_id = ${providerId} and ${wanted}
     order by ${order}, l.id limit ${limit} offset ${offset}`)).rows)
  const iso = (time: string) => new Date(time).toISOString()
  const shown = rows.map(({ leg }) => ({
    ...leg, start: iso(leg.start), end: iso(leg.end), movedFrom: leg.movedFrom && iso(leg.movedFrom),
  }))
  return { ...part, rows: shown }
}

type ProviderLegs = z.input<typeof providerLegs>

/**
 * Upcoming paid legs of a provider for one of its managers, with the name, the needs and the notes of who is served: of its own legs alone.
 * Of a leg that was called off they are not told any more. Without `providerId` the first provider that the person manages.
 *
 * @throws {DomainError} `not_found` for who manages no such provider.
 */
export async function readProviderLegs(
  { config, db }: Pick<Context, 'config' | 'db'>,
  { personId, providerId, only, page }: { personId: string, providerId?: string | undefined, only?: Part | undefined, page: number },
): Promise<ProviderLegs> {
  const provider = await openDesk(db, { personId, providerId })
  const { rows, ...counts } = await listLegs(db, { providerId: provider.providerId, only, page })
  const at = await now(db)
  const recipients = await recipientsById(config, db, rows.flatMap(({ state, recipientId }) => (state === 'cancelled' ? [] : recipientId ?? [])))
  return {
    ...counts,
    provider: provider.name,
    legs: rows.map(({ recipientId, recipientName, times, ...leg }) => {
      const known = recipientId === null ? undefined : recipients.get(recipientId)
      return {
        ...leg,
        ...whatNow({ state: leg.state, times, actors: ['provider'], at }),
        recipient: { name: recipientName, birthYear: known?.birthYear ?? null, needs: known?.needs ?? [], notes: known?.notes ?? '' },
      }
    }),
  }
}
