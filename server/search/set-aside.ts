import { sql } from 'drizzle-orm'
import type { Queryable } from '../platform/database.ts'

/** `engineIsWell`: the bundle itself is at fault, so the next try may take its time; else all wait for the engine, and come back soon. */
export async function setBundleAside(db: Queryable, bundleId: string, { error, engineIsWell }: {
  error: unknown
  engineIsWell: boolean
}): Promise<void> {
  const text = (error instanceof Error ? error.message : String(error)).replaceAll('\0', '').toWellFormed().slice(0, 500)
  await db.execute(sql`
    insert into search_aside (bundle_id, error, retry_at) values (${bundleId}, ${text}, linli_now() + interval '15 seconds')
    on conflict (bundle_id) do update set
      error = excluded.error,
      tries = search_aside.tries + 1,
      retry_at = linli_now() + case when ${engineIsWell} then least(interval '1 hour', interval '15 seconds' * 2 ^ least(search_aside.tries, 10))
                                    else interval '15 seconds' end`)
}

/** It is in the index as it should be. */
export async function takeBundleBack(db: Queryable, bundleIds: readonly string[]): Promise<void> {
  await db.execute(sql`delete from search_aside where bundle_id = any(${sql.param([...bundleIds])}::uuid[])`)
}

/** Those of `ids` that do not stand aside: what does comes back by its own time. */
export async function notAside(db: Queryable, ids: readonly string[]): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select id from unnest(${sql.param([...ids])}::uuid[]) as id where not exists (select from search_aside where bundle_id = id)`)
  return rows.map(row => row.id)
}

export async function bundlesToRetry(db: Queryable, { limit }: { limit: number }): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select bundle_id as id from search_aside where retry_at <= linli_now() order by retry_at limit ${limit}`)
  return rows.map(row => row.id)
}

/** How many stand aside, and the newest few. What was wrong stands in the table and in the log. */
export async function listBundlesAside(db: Queryable): Promise<{ count: number, newest: { bundleId: string, since: string }[] }> {
  const { rows } = await db.execute<{ count: number, bundleId: string, since: string }>(sql`
    select bundle_id as "bundleId", to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since, count(*) over ()::int as count
      from search_aside order by since desc limit 5`)
  return { count: rows[0]?.count ?? 0, newest: rows.map(({ count: _, ...row }) => row) }
}
