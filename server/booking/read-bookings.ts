import { sql, type SQL } from 'drizzle-orm'
import type { z } from 'zod'
import type { LocalText } from '#shared/locale.ts'
import { methodsFor } from '#shared/payment-methods.ts'
import { refundTable, type CancellationPolicy } from '#shared/policy.ts'
import type { booking as bookingSchema, bookingCard, bookingEvent, LegState, LegTask, substitute } from '#shared/schemas/booking.ts'
import { taxIncluded, type TaxTreatment } from '#shared/tax.ts'
import { soldOffering } from '../catalog/index.ts'
import type { Queryable } from '../platform/database.ts'
import { now } from '../platform/clock.ts'
import { readPage, type Paged } from '../platform/paging.ts'
import { fail } from './errors.ts'
import { storedTimes, whatNow, type StoredTimes } from './leg-times.ts'
import { bookingState } from './state.ts'
import { visitDeadlines } from './visit-payments.ts'

type Card = z.input<typeof bookingCard>
type Detail = z.input<typeof bookingSchema>
/** A booking as its booker sees it, but for the payment and a plan's card, which another slice keeps. */
export type BookingView = Omit<Detail, 'payment' | 'visit'> & { visit: Omit<NonNullable<Detail['visit']>, 'card'> | null }

interface CardRow extends Omit<Card, 'state' | 'start' | 'end' | 'createdAt'> {
  states: LegState[]
  start: string
  end: string
  createdAt: string
}

const cardFields = sql`
  'id', b.id, 'reference', b.reference, 'slug', bu.slug, 'title', jsonb_build_object('zh', b.title_zh, 'en', b.title_en),
  'zone', b.zone, 'amount', b.amount, 'currency', b.currency, 'recipientName', b.recipient_name, 'createdAt', b.created_at,
  'legCount', (select count(*) from booking_leg l where l.booking_id = b.id),
  'states', (select jsonb_agg(l.state order by l.position) from booking_leg l where l.booking_id = b.id),
  'start', (select min(l.starts_at) from booking_leg l where l.booking_id = b.id),
  'end', (select max(l.ends_at) from booking_leg l where l.booking_id = b.id)`

const iso = (time: string): string => new Date(time).toISOString()

function toCard({ states, ...row }: CardRow): Card {
  return { ...row, state: bookingState(states), start: iso(row.start), end: iso(row.end), createdAt: iso(row.createdAt) }
}

/** One's bookings, newest first. */
export async function listBookings(db: Queryable, { personId, page }: { personId: string, page: number }): Promise<Paged<Card>> {
  const { rows, ...part } = await readPage({ page, perPage: 20 }, async ({ limit, offset }) => (await db.execute<{ card: CardRow | null, total: number }>(sql`
    select count(*) over ()::int as total, jsonb_build_object(${cardFields}) as card
      from booking b join bundle bu on bu.id = b.bundle_id
     where b.booker_id = ${personId}
     order by b.created_at desc, b.id desc limit ${limit} offset ${offset}`)).rows)
  return { ...part, rows: rows.flatMap(row => (row.card ? [toCard(row.card)] : [])) }
}

interface LegRow {
  id: string
  position: number
  revision: number
  state: LegState
  title: LocalText
  provider: LocalText
  start: string
  end: string
  zone: string
  place: 'home' | 'venue' | 'on_the_way'
  districtId: string
  address: LocalText | null
  resources: { id: string, kind: 'worker' | 'vehicle' | 'venue', name: LocalText }[]
  required: boolean
  dependsOnLegId: string | null
  tasks: LegTask[]
  flagged: boolean
  substitute: z.input<typeof substitute> | null
  times: StoredTimes
  listAmount: number
  shareAmount: number
  voucherAmount: number
  refundedAmount: number
  refundedVoucherAmount: number
  tax: TaxTreatment
  policy: CancellationPolicy
  refundCapBps: number
}

interface DetailRow extends CardRow {
  holdExpiresAt: string | null
  planId: string | null
  paymentAsked: boolean
  districtId: string
  street: string
  contact: { name: string, phone: string }
  payer: { name: string, email: string }
  voucher: z.input<typeof bookingSchema>['voucher']
  legs: LegRow[]
  events: z.input<typeof bookingEvent>[]
}

const resourcesWhere = (which: SQL): SQL => sql`
  (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'name', jsonb_build_object('zh', r.name_zh, 'en', r.name_en))
     order by r.kind desc, r.id), '[]') from resource r where ${which})`

const legFields = sql`
  'id', l.id, 'position', l.position, 'revision', l.revision, 'state', l.state, 'title', jsonb_build_object('zh', l.title_zh, 'en', l.title_en),
  'provider', jsonb_build_object('zh', p.name_zh, 'en', p.name_en), 'start', l.starts_at, 'end', l.ends_at, 'zone', l.zone,
  'place', l.place, 'districtId', l.district_id,
  'address', case when l.place = 'venue' then jsonb_build_object('zh', o.venue_address_zh, 'en', o.venue_address_en) end,
  'resources', ${resourcesWhere(sql`r.id in (select resource_id from booking_leg_resource lr where lr.booking_leg_id = l.id)`)},
  'required', l.required, 'tasks', l.tasks, 'flagged', l.flagged, 'times', ${storedTimes},
  'dependsOnLegId', (select d.id from booking_leg d where d.booking_id = l.booking_id and d.bundle_leg_id = l.depends_on_bundle_leg_id),
  'substitute', (select jsonb_build_object('provider', jsonb_build_object('zh', sp.name_zh, 'en', sp.name_en),
                   'title', jsonb_build_object('zh', v.content->'title_zh', 'en', v.content->'title_en'), 'shareAmount', s.share_amount,
                   'resources', ${resourcesWhere(sql`s.terms->'resourceIds' ? r.id::text`)})
                   from substitution s join provider sp on sp.id = s.provider_id 
                     join offering_version v on v.offering_id = (s.terms->>'offeringId')::uuid and v.version = coalesce((s.terms->>'offeringVersion')::int, 1)
                  where s.booking_leg_id = l.id and s.state = 'proposed'),
  'listAmount', l.list_amount, 'shareAmount', l.share_amount, 'voucherAmount', l.voucher_amount, 'tax', l.tax,
  'refundedAmount', l.refunded_amount, 'refundedVoucherAmount', l.refunded_voucher_amount, 'policy', l.policy,
  'refundCapBps', l.refund_cap_bps`

const unpaid = new Set<Card['state']>(['held', 'reserved'])

function visitOf({ planId, paymentAsked, start }: DetailRow): BookingView['visit'] {
  if (planId === null) return null
  const { dueAt, unpaidUntil } = visitDeadlines(new Date(start))
  return { planId, paymentAsked, paymentDueAt: dueAt.toISOString(), unpaidUntil: unpaidUntil.toISOString() }
}

/**
 * One's booking with its legs and its log.
 * @throws {DomainError} `not_found`, also for a booking of somebody else.
 */
export async function getBooking(db: Queryable, { personId, id }: { personId: string, id: string }): Promise<BookingView> {
  const { rows } = await db.execute<{ booking: DetailRow }>(sql`
    select jsonb_build_object(${cardFields},
      'holdExpiresAt', b.hold_expires_at, 'planId', b.plan_id, 'paymentAsked', b.payment_asked_at is not null, 'districtId', b.district_id, 'street', b.street,
      'contact', jsonb_build_object('name', b.contact_name, 'phone', b.contact_phone),
      'payer', jsonb_build_object('name', b.payer_name, 'email', b.payer_email),
      'voucher', (select jsonb_build_object('name', jsonb_build_object('zh', vc.name_zh, 'en', vc.name_en), 'amount', vr.amount, 'state', vr.state)
                    from voucher_redemption vr join voucher_campaign vc on vc.id = vr.campaign_id where vr.booking_id = b.id),
      'legs', (select jsonb_agg(jsonb_build_object(${legFields}) order by l.position)
                 from booking_leg l join provider p on p.id = l.provider_id ${soldOffering} where l.booking_id = b.id),
      'events', (select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'legId', e.booking_leg_id, 'at', e.at, 'actor', e.actor, 'event', e.event,
                   'from', e.from_state, 'to', e.to_state, 'reason', e.reason,
                   'moved', case when e.event = 'reschedule' then jsonb_build_object('from', e.data->'from'->'start', 'to', e.data->'to'->'start') end) order by e.id), '[]') from booking_event e where e.booking_id = b.id)) as booking
      from booking b join bundle bu on bu.id = b.bundle_id
     where b.id = ${id} and b.booker_id = ${personId}`)
  const row = rows[0]?.booking
  if (!row) throw fail('not_found')
  const at = await now(db)
  const home = { zh: row.street, en: row.street }
  const card = toCard(row)
  return {
    ...card,
    listAmount: row.legs.reduce((sum, { listAmount }) => sum + listAmount, 0),
    voucher: row.voucher,
    methods: unpaid.has(card.state) ? methodsFor({ currency: card.currency, end: new Date(card.end), at }) : [],
    holdExpiresAt: row.holdExpiresAt && iso(row.holdExpiresAt),
    visit: visitOf(row),
    districtId: row.districtId,
    street: row.street,
    contact: row.contact,
    payer: row.payer,
    // What a part is off its list price is between its two parties: the discount is shown as a whole.
    legs: row.legs.map(({ policy, refundCapBps, address, times, tax, listAmount: _, ...leg }) => ({
      ...leg,
      taxAmount: taxIncluded(leg.shareAmount, tax),
      start: iso(leg.start),
      end: iso(leg.end),
      address: address ?? home,
      ...whatNow({ state: leg.state, times, actors: ['resident'], at }),
      refunds: refundTable({
        policy, share: leg.shareAmount - leg.refundedAmount, start: new Date(leg.start), at, capBps: refundCapBps,
      }).map(refund => ({ ...refund, until: refund.until && refund.until.toISOString() })),
    })),
    events: row.events.map(event => ({ ...event, at: iso(event.at) })),
  }
}
