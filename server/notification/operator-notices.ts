import { sql } from 'drizzle-orm'
import { listOperators } from '../identity/index.ts'
import { openQuestions, type OpenQuestion } from '../payment/index.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction, type Db, type Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { writeDeskNotices } from './plan-notices.ts'

/**
 * Operators are told of money that waits for one of them: of the first question at once, of all that come within a quarter of an hour
 * after it together, when it is over. Each question belongs to one digest for good, and of each digest every operator hears once.
 */
export async function planOperatorNotices({ db, jobs }: Pick<Context, 'db' | 'jobs'>): Promise<void> {
  await withTransaction(db, async (tx) => {
    const id = newId()
    const [first, ...more] = await gather(tx, id)
    if (!first) return
    const about = more.length === 0
      ? { cause: first.cause, template: `operator_${first.kind}` as const, subject: { kind: first.kind, id: first.id } }
      : { cause: `digest:${id}`, template: 'operator_digest' as const, subject: { kind: 'operator_digest' as const, id } }
    await writeDeskNotices(tx, jobs, { ...about, readers: await listOperators(tx) })
  })
}

/** Makes a digest of what nobody was told of, unless the last is too young. @returns at most two of its questions */
async function gather(tx: Tx, id: string): Promise<OpenQuestion[]> {
  // One after the other: of two sweepers that see the same questions one gathers them.
  await tx.execute(sql`lock table operator_digest in share row exclusive mode`)
  const { rows } = await tx.execute<OpenQuestion & Record<string, unknown>>(sql`
    with fresh as (
      select * from (${openQuestions}) q
       where not exists (select from operator_digest where made_at > linli_now() - interval '15 minutes')
         and not exists (select from operator_question told where told.cause = q.cause)
    ), digest as (
      insert into operator_digest (id) select ${id}::uuid where exists (select from fresh) returning id
    ), kept as (
      insert into operator_question (cause, digest_id) select fresh.cause, digest.id from fresh, digest
    )
    select * from fresh limit 2`)
  return rows
}

/** What of a digest still waits, by kind. */
export async function countQuestions(db: Db, digestId: string): Promise<{ kind: OpenQuestion['kind'], count: number }[]> {
  const { rows } = await db.execute<{ kind: OpenQuestion['kind'], count: number }>(sql`
    select q.kind, count(*)::int as count from (${openQuestions}) q join operator_question told using (cause)
     where told.digest_id = ${digestId} group by q.kind order by q.kind`)
  return rows
}
