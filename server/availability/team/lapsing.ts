import { sql } from 'drizzle-orm'
import type { LocalText } from '#shared/locale.ts'
import { insertOf, type Queryable, type Tx } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { credentialWarning } from '../schema.ts'

interface Due extends Record<string, unknown> {
  providerId: string
  resourceId: string
  kind: string
  expiresOn: string
  days: 7 | 30
}

/**
 * Credentials for which a warning has come due, each once: 30 days before their last day, and 7. What was missed is caught up with until
 * they lapse; who has a week left is not told of the month as well. Of several of a kind the longest counts; who has retired needs none.
 */
export async function takeLapsing(tx: Tx): Promise<{ id: string, providerId: string }[]> {
  const { rows } = await tx.execute<Due>(sql`
    with paper as (
      select r.provider_id, r.id as resource_id, c.kind, max(c.expires_on) as until, (linli_now() at time zone p.zone)::date as today
        from credential c join resource r on r.id = c.resource_id join provider p on p.id = r.provider_id
       where r.active group by r.id, c.kind, p.zone),
    due as (select *, case when until <= today + 7 then 7 else 30 end as days from paper where until between today and today + 30)
    select provider_id as "providerId", resource_id as "resourceId", kind, until::text as "expiresOn", days from due d
     where not exists (select from credential_warning w
                        where w.resource_id = d.resource_id and w.kind = d.kind and w.expires_on = d.until and w.days = d.days)`)
  if (rows.length === 0) return []
  const warnings = rows.map(row => ({ ...row, id: newId() }))
  // Two nights at once: the second finds them written.
  const { rows: written } = await tx.execute<{ id: string }>(sql`${insertOf(credentialWarning, warnings.map(
    ({ id, resourceId, kind, expiresOn, days }) => ({ id, resourceId, kind, expiresOn, days })))} on conflict do nothing returning id`)
  const isWritten = new Set(written.map(({ id }) => id))
  return warnings.filter(({ id }) => isWritten.has(id))
}

export interface Lapsing extends Record<string, unknown> {
  providerId: string
  name: LocalText
  kind: string
  /** The last day on which it holds. */
  expiresOn: string
}

/** What a warning is of, as long as that is still so: who has renewed or retired meanwhile is not spoken of. */
export async function findLapsing(db: Queryable, warningId: string): Promise<Lapsing | undefined> {
  const { rows } = await db.execute<Lapsing>(sql`
    select r.provider_id as "providerId", jsonb_build_object('zh', r.name_zh, 'en', r.name_en) as name, w.kind, w.expires_on::text as "expiresOn"
      from credential_warning w join resource r on r.id = w.resource_id
     where w.id = ${warningId} and r.active
       and w.expires_on = (select max(c.expires_on) from credential c where c.resource_id = r.id and c.kind = w.kind)`)
  return rows[0]
}
