import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { disputes } from '#shared/schemas/booking.ts'
import { assertOperator } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { readPage } from '../platform/paging.ts'
import type { Who } from './access.ts'

type Answer = z.input<typeof disputes>
type Dispute = Answer['rows'][number]

/**
 * Disputes that wait for a decision, the longest waiting first: what was said, what was done, and what can still be given back.
 * @throws {DomainError} `not_found` for who is no operator.
 */
export async function readDisputes({ db }: Pick<Context, 'db'>, { who, page }: { who: Who, page: number }): Promise<Answer> {
  assertOperator(who)
  const { rows, ...part } = await readPage({ page, perPage: 20 }, async ({ limit, offset }) => (await db.execute<{ dispute: Dispute, total: number }>(sql`
    select count(*) over ()::int as total, jsonb_build_object('legId', l.id, 'bookingReference', b.reference, 'title', jsonb_build_object('zh', l.title_zh, 'en', l.title_en),
      'provider', jsonb_build_object('zh', p.name_zh, 'en', p.name_en), 'start', l.starts_at, 'end', l.ends_at, 'zone', l.zone,
      'at', l.state_since, 'tasks', l.tasks, 'shareAmount', l.share_amount, 'refundedAmount', l.refunded_amount, 'currency', b.currency,
      'reason', coalesce((select e.reason from booking_event e where e.booking_leg_id = l.id and e.event = 'dispute' order by e.id desc limit 1), '')) as dispute
      from booking_leg l join booking b on b.id = l.booking_id join provider p on p.id = l.provider_id
     where l.state = 'disputed'
     order by l.state_since, l.id limit ${limit} offset ${offset}`)).rows)
  const iso = (time: string) => new Date(time).toISOString()
  const shown = rows.map(({ dispute }) => ({ ...dispute, start: iso(dispute.start), end: iso(dispute.end), at: iso(dispute.at) }))
  return { ...part, rows: shown }
}
