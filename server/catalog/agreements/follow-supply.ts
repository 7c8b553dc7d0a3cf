import { eq, inArray, sql } from 'drizzle-orm'
import type { LocalText } from '#shared/locale.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction, type Queryable, type Tx } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { bundle, legAlternative } from '../schema.ts'
import { supplyChangedJob } from './jobs.ts'
import { endAgreements } from './leave-agreement.ts'
import { outcomeOf, type Supplied } from './state-of-supply.ts'

/** That alternative `a` of bundle `b` is lost: its provider is suspended, its offering gone, or its agreement at an end. A pause is not. */
const isLost = sql`(p.status = 'suspended' or o.status = 'archived' or (p.id <> b.provider_id and not exists (
  select from agreement g where g.bundle_id = b.id and g.offering_id = o.id and g.status in ('accepted', 'leaving')
                            and (g.ends_at is null or g.ends_at > linli_now()))))`
const alternatives = sql`
  bundle b join provider publisher on publisher.id = b.provider_id and publisher.status = 'verified'
  join bundle_leg l on l.bundle_id = b.id and l.edition = b.edition
  join leg_alternative a on a.leg_id = l.id join offering o on o.id = a.offering_id join provider p on p.id = o.provider_id`

/**
 * Ends the agreements whose time is over, and follows who can serve public bundles: where a partner is lost an alternative takes its leg,
 * an optional leg is left out, or the bundle pauses. Its publisher is told, search follows. Doing it again changes nothing.
 */
export async function followSupply({ db, jobs }: Pick<Context, 'db' | 'jobs'>, { bundleId }: { bundleId?: string | undefined } = {}): Promise<void> {
  await withTransaction(db, async tx => await endAgreements({ jobs }, tx))
  const { rows } = await db.execute<{ id: string }>(sql`
    select distinct b.id from ${alternatives} where b.status = 'published' and (${isLost} <> (a.lost_at is not null) or b.id = ${bundleId ?? null})`)
  for (const { id } of rows) await withTransaction(db, async tx => await followBundle({ jobs }, tx, id))
}

async function followBundle({ jobs }: Pick<Context, 'jobs'>, tx: Tx, id: string): Promise<void> {
  const [own] = await tx.select().from(bundle).where(eq(bundle.id, id)).for('update')
  if (own?.status !== 'published') return
  const { rows } = await tx.execute<Supplied & Record<string, unknown>>(sql`
    select a.id, l.id as "legId", l.required, a.lost_at is not null as "wasLost", ${isLost} as "isLost"
      from ${alternatives} where b.id = ${id} order by l.position, a.position`)
  const gone = rows.filter(row => row.isLost && !row.wasLost).map(row => row.id)
  const back = rows.filter(row => !row.isLost && row.wasLost).map(row => row.id)
  if (gone.length > 0) await tx.update(legAlternative).set({ lostAt: sql`linli_now()` }).where(inArray(legAlternative.id, gone))
  if (back.length > 0) await tx.update(legAlternative).set({ lostAt: null }).where(inArray(legAlternative.id, back))
  const { outcome, legIds } = outcomeOf(rows)
  if (outcome === 'paused') {
    await tx.update(bundle).set({ status: 'paused', pausedWhy: 'partner_left', revision: own.revision + 1, changedAt: sql`linli_now()` }).where(eq(bundle.id, id))
  }
  await jobs.send(tx, supplyChangedJob, { bundleId: id, providerId: own.providerId, cause: newId(), outcome, legIds })
}

/** What is told of a bundle and some of its legs. */
export async function findToldBundle(
  db: Queryable, bundleId: string, legIds: readonly string[],
): Promise<{ title: LocalText, legs: LocalText[] } | undefined> {
  const { rows: [row] } = await db.execute<{ title: LocalText, legs: LocalText[] }>(sql`
    select json_build_object('zh', b.title_zh, 'en', b.title_en) as title,
           (select coalesce(json_agg(json_build_object('zh', l.title_zh, 'en', l.title_en) order by l.position), '[]')
              from bundle_leg l where l.bundle_id = b.id and l.id = any(${sql.param([...legIds])}::uuid[])) as legs
      from bundle b where b.id = ${bundleId}`)
  return row
}
