import { and, desc, eq, getTableColumns, isNotNull, isNull, sql, type SQL } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { readPage, totalOfAll, type Paged } from '../platform/paging.ts'
import { fail } from './errors.ts'
import type { Payment } from './queries.ts'
import { mismatch } from './schema.ts'

type Mismatch = typeof mismatch.$inferSelect

/**
 * Keeps what does not match of some kinds, and ends what matches again. `found` selects `kind, subject, booking_id, ours, theirs`; `looked`
 * says of which open mismatches (as `m`) it would have found one that still stands. An explanation stands as long as both sides stay as
 * they were explained.
 */
export async function keepMismatches(tx: Tx, { found, looked }: { found: SQL, looked: SQL }): Promise<{ open: number }> {
  await tx.execute(sql`create temporary table found_mismatch on commit drop as ${found}`)
  await tx.execute(sql`
    insert into mismatch as m (id, kind, subject, booking_id, ours, theirs)
    select gen_random_uuid(), kind, subject, booking_id::uuid, ours, theirs from found_mismatch
    on conflict (kind, subject) do update set last_seen_at = linli_now(), ours = excluded.ours, theirs = excluded.theirs,
      booking_id = coalesce(excluded.booking_id, m.booking_id),
      resolved_at = case when m.explained_by is not null and m.ours is not distinct from excluded.ours and m.theirs is not distinct from excluded.theirs
        then m.resolved_at end,
      explained_by = case when m.ours is not distinct from excluded.ours and m.theirs is not distinct from excluded.theirs then m.explained_by end`)
  await tx.execute(sql`
    update mismatch m set resolved_at = linli_now() where resolved_at is null and (${looked})
      and not exists (select from found_mismatch f where f.kind = m.kind and f.subject = m.subject)`)
  const { rows: [row] } = await tx.execute<{ open: number }>(sql`
    select count(*)::int as open from found_mismatch f join mismatch m using (kind, subject) where m.resolved_at is null`)
  await tx.execute(sql`drop table found_mismatch`)
  return { open: row?.open ?? 0 }
}

/** What our own tables say needs a person: calls that do not end, transfers that are refused, payments that are not what was asked for. */
export async function noteOpenQuestions(tx: Tx): Promise<void> {
  const sum = (amount: SQL, currency: SQL) => sql`jsonb_build_object('amount', ${amount}, 'currency', ${currency})`
  await keepMismatches(tx, {
    found: sql`
      select 'op_unfinished' as kind, o.id::text as subject, coalesce(o.booking_id, p.booking_id)::text as booking_id, null::jsonb as ours, null::jsonb as theirs
        from payment_op o left join payment p on p.id = o.payment_id
       where o.state = 'started' and o.kind not in ('checkout', 'expire', 'account') and o.created_at < linli_now() - interval '1 day'
      union all
      select 'transfer_refused', booking_leg_id::text, booking_id::text, ${sum(sql`amount`, sql`currency`)}, null from earning where state = 'refused'
      union all
      select 'payment_review', id::text, booking_id::text, ${sum(sql`amount`, sql`currency`)}, ${sum(sql`captured_amount`, sql`coalesce(captured_currency, currency)`)}
        from payment where state = 'review'`,
    looked: sql`m.kind in ('op_unfinished', 'transfer_refused', 'payment_review')`,
  })
}

/** A payment is held from now on: operators see it at once. */
export async function openReview(tx: Tx, { id, bookingId, amount, capturedAmount, capturedCurrency, currency }: Payment): Promise<void> {
  const sides = { bookingId, ours: { amount, currency }, theirs: { amount: capturedAmount, currency: capturedCurrency ?? currency } }
  await tx.insert(mismatch).values({ id: newId(), kind: 'payment_review', subject: id, ...sides }).onConflictDoUpdate({
    target: [mismatch.kind, mismatch.subject], set: { ...sides, lastSeenAt: sql`linli_now()`, resolvedAt: null, explainedBy: null },
  })
}

/** What does not match, the newest first; with `open` false what is over. */
export async function listMismatches(db: Queryable, { open, page }: { open: boolean, page: number }): Promise<Paged<Mismatch>> {
  return await readPage({ page, perPage: 30 }, async ({ limit, offset }) =>
    await db.select({ ...getTableColumns(mismatch), total: totalOfAll }).from(mismatch)
      .where(open ? isNull(mismatch.resolvedAt) : isNotNull(mismatch.resolvedAt))
      .orderBy(desc(open ? mismatch.firstSeenAt : mismatch.resolvedAt), mismatch.id).limit(limit).offset(offset))
}

/** @throws {DomainError} `not_found`, also where it has ended. */
export async function findOpenMismatch(db: Queryable, id: string): Promise<Mismatch> {
  const [found] = await db.select().from(mismatch).where(and(eq(mismatch.id, id), isNull(mismatch.resolvedAt)))
  if (!found) throw fail('not_found')
  return found
}

/** Both sides match from now on; whoever looks at all of them next looks at it again. */
export async function endMismatch(tx: Tx, { kind, subject }: Pick<Mismatch, 'kind' | 'subject'>): Promise<void> {
  await tx.update(mismatch).set({ resolvedAt: sql`linli_now()` })
    .where(and(eq(mismatch.kind, kind), eq(mismatch.subject, subject), isNull(mismatch.resolvedAt)))
}

/** @throws {DomainError} `not_found`, also where it has ended. */
export async function explainMismatch(tx: Tx, { id, operatorId, note }: { id: string, operatorId: string, note: string }): Promise<void> {
  const [explained] = await tx.update(mismatch).set({ resolvedAt: sql`linli_now()`, explainedBy: operatorId, note })
    .where(and(eq(mismatch.id, id), isNull(mismatch.resolvedAt))).returning()
  if (!explained) throw fail('not_found')
}
