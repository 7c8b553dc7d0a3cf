import { sql } from 'drizzle-orm'
import type { Queryable } from './database.ts'
import { errorsOf } from './errors.ts'

export const fail = errorsOf<'too_many_requests'>()

export interface Limit {
  /** What is counted, for whom: `sign-in:203.0.113.7`. */
  bucket: string
  /** How many within the window. */
  max: number
  windowSeconds: number
}

/**
 * Counts one try in a fixed window, in PostgreSQL, so that all app servers share the count.
 * @throws {DomainError} `too_many_requests` with `retryAfter` in seconds.
 */
export async function takeFromLimit(db: Queryable, { bucket, max, windowSeconds }: Limit): Promise<void> {
  const { rows } = await db.execute<{ count: number, retry_after: number }>(sql`
    insert into rate_limit (bucket, count, resets_at) values (${bucket}, 1, linli_now() + make_interval(secs => ${windowSeconds}))
    on conflict (bucket) do update set
      count = case when rate_limit.resets_at <= linli_now() then 1 else rate_limit.count + 1 end,
      resets_at = case when rate_limit.resets_at <= linli_now() then excluded.resets_at else rate_limit.resets_at end
    returning count, greatest(1, ceil(extract(epoch from resets_at - linli_now())))::int as retry_after`)
  const { count, retry_after: retryAfter } = rows[0]!
  if (count > max) throw fail('too_many_requests', { retryAfter })
}
