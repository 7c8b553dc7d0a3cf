import { sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { errorsOf } from './errors.ts'
import { sha256 } from './secrets.ts'

export const fail = errorsOf<'idempotency_key_reused' | 'idempotency_key_running' | 'idempotency_key_invalid'>()

export interface IdempotentCall<T> {
  /** Who asks: a person's id, or the client's address where nobody is signed in. */
  owner: string
  /** `POST /api/holds`. */
  route: string
  key: string | undefined
  /** What was sent; another body under the same key is refused. */
  body: unknown
  run: () => Promise<{ status: number, answer: T }>
}

export interface Answered<T> {
  status: number
  answer: T
  /** It is the answer to an earlier request. */
  replayed: boolean
}

/**
 * Runs a request that creates something at most once for each (owner, route, key) within 24 h; a repeat gets the first answer.
 * The key is taken before and the answer kept after the work: a crash between the two leaves it `running` for two minutes, then it is free,
 * so the work itself must be safe to repeat (unique constraints are what makes it so).
 */
export async function runOnce<T>(db: Db, { owner, route, key, body, run }: IdempotentCall<T>): Promise<Answered<T>> {
  if (key === undefined) return { ...await run(), replayed: false }
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw fail('idempotency_key_invalid')
  const hash = sha256(JSON.stringify(body) ?? '')
  const { rows } = await db.execute<{ taken: boolean, body_hash: string, status: number | null, answer: T }>(sql`
    with taken as (
      insert into idempotency_key (owner, route, key, body_hash) values (${owner}, ${route}, ${key}, ${hash})
      on conflict (owner, route, key) do update set body_hash = excluded.body_hash, created_at = linli_now(), status = null, answer = null
        where idempotency_key.created_at < linli_now() - interval '24 hours'
           or (idempotency_key.status is null and idempotency_key.created_at < linli_now() - interval '2 minutes')
      returning 1)
    select exists (select from taken) as taken, k.body_hash, k.status, k.answer
      from (select 1) one left join idempotency_key k on k.owner = ${owner} and k.route = ${route} and k.key = ${key}`)
  const row = rows[0]!
  if (!row.taken) {
    // The statement's snapshot may not see a row that was committed while it waited: then that one is still new, so still running.
    if (row.body_hash !== null && row.body_hash !== hash) throw fail('idempotency_key_reused')
    if (row.status === null) throw fail('idempotency_key_running')
    return { status: row.status, answer: row.answer, replayed: true }
  }
  const where = sql`owner = ${owner} and route = ${route} and key = ${key}`
  try {
    const { status, answer } = await run()
    // What answers with nothing is kept as nothing.
    const kept = answer === undefined ? null : JSON.stringify(answer)
    await db.execute(sql`update idempotency_key set status = ${status}, answer = ${kept}::jsonb where ${where}`)
    return { status, answer, replayed: false }
  } catch (error) {
    await db.execute(sql`delete from idempotency_key where ${where}`)
    throw error
  }
}
