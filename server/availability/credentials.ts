import { sql } from 'drizzle-orm'
import type { Queryable } from '../platform/database.ts'

export interface Qualified {
  resourceIds: readonly string[]
  required: readonly string[]
  /** The end of the service, and the zone whose calendar says which day that is. */
  endsAt: Date
  zone: string
}

/** Credentials that one of the workers does not hold on the day of service. */
export async function lapsedCredentials(db: Queryable, { resourceIds, required, endsAt, zone }: Qualified): Promise<string[]> {
  if (resourceIds.length === 0 || required.length === 0) return []
  const { rows } = await db.execute<{ kind: string }>(sql`
    select distinct k.kind from unnest(${sql.param([...required])}::text[]) k (kind)
      join resource r on r.id = any(${sql.param([...resourceIds])}::uuid[]) and r.kind = 'worker'
     where not exists (select from credential c where c.resource_id = r.id and c.kind = k.kind
                          and c.expires_on >= ((${endsAt.toISOString()}::timestamptz - interval '1 microsecond') at time zone ${zone})::date)
     order by 1`)
  return rows.map(({ kind }) => kind)
}
