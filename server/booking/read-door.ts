import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { door } from '#shared/schemas/door.ts'
import { networkOf } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { showFiles } from '../platform/files/index.ts'
import { takeFromLimit } from '../platform/rate-limit.ts'
import { claimOf, isDoorTokenGood } from './door-link.ts'
import { fail } from './errors.ts'

type Door = z.input<typeof door>

/** On its own day, and while somebody is to come or has come: then a leg `l` has a code. */
export const isAtDoor = sql`(l.state in ('confirmed', 'in_service', 'delivered')
  and (l.starts_at at time zone l.zone)::date = (linli_now() at time zone l.zone)::date)`

/**
 * What a resident who scans the code at the door sees of who stands there. It ends at midnight, when somebody else comes, and when the
 * visit is moved to another day.
 * @throws {DomainError} `not_found`, `too_many_requests` for an address that asks and asks
 */
export async function readDoor(context: Pick<Context, 'config' | 'db'>, { token, address }: { token: string, address: string }): Promise<Door> {
  const { config, db } = context
  await takeFromLimit(db, { bucket: `door:${networkOf(address)}`, max: 300, windowSeconds: 600 })
  const { legId, workerId } = claimOf(token)
  const { rows: [row] } = await db.execute<{ day: string, over: number, portrait: string | null, seen: Omit<Door, 'portrait'> }>(sql`
    select to_char(l.starts_at at time zone l.zone, 'YYYY-MM-DD') as day, r.portrait_file_id as portrait,
           extract(epoch from (date_trunc('day', l.starts_at at time zone l.zone) + interval '1 day') at time zone l.zone)::int as over,
           jsonb_build_object(
      'worker', jsonb_build_object('zh', r.name_zh, 'en', r.name_en), 'provider', jsonb_build_object('zh', p.name_zh, 'en', p.name_en),
      'title', jsonb_build_object('zh', l.title_zh, 'en', l.title_en), 'start', l.starts_at, 'end', l.ends_at, 'zone', l.zone,
      'credentials', (select coalesce(jsonb_agg(jsonb_build_object('kind', c.kind, 'expiresOn', c.until,
                          'holds', c.until >= (linli_now() at time zone l.zone)::date) order by c.kind), '[]')
                        from (select kind, max(expires_on) as until from credential where resource_id = r.id group by kind) c)) as seen
      from booking_leg l
      join booking_leg_resource lr on lr.booking_leg_id = l.id
      join resource r on r.id = lr.resource_id and r.kind = 'worker'
      join provider p on p.id = l.provider_id
     where l.id = ${legId} and r.id = ${workerId} and ${isAtDoor}`)
  if (!row || !isDoorTokenGood(config, token, { legId, workerId, day: row.day })) throw fail('not_found')
  const { seen } = row
  return {
    ...seen,
    portrait: await portraitLink(context, row),
    start: new Date(seen.start).toISOString(),
    end: new Date(seen.end).toISOString(),
  }
}

/** It opens the portrait until midnight at the latest. */
async function portraitLink(
  context: Pick<Context, 'config' | 'db'>, { portrait, over }: { portrait: string | null, over: number },
): Promise<string | null> {
  const files = await showFiles(context, portrait === null ? [] : [portrait], { until: new Date(over * 1000) })
  return files.get(portrait ?? '')?.links.find(({ variant }) => variant === 'medium')?.url ?? null
}
