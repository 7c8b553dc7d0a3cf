import { sql } from 'drizzle-orm'
import { takeAvailabilityChanges, type AvailabilityChanges } from '../availability/index.ts'
import { now } from '../platform/clock.ts'
import { withTransaction, type Queryable } from '../platform/database.ts'
import { bundleIndex } from './bundle-index.ts'
import { bundlesToRetry, notAside } from './set-aside.ts'
import { bundleChanged, followChangesJob, type SearchContext } from './sync.ts'

const perPass = 1_000
const pauseMs = 10_000

/**
 * One pass: asks for every bundle to be indexed again whose workers' times or places changed, that time has made untrue, or whose last try
 * failed; and for the next pass, in a few seconds. Answers how many bundles.
 */
export async function followChanges(ctx: SearchContext): Promise<number> {
  const { db, jobs } = ctx
  const due = await bundlesDue(ctx)
  return await withTransaction(db, async (tx) => {
    const touched = await bundlesServedBy(tx, await takeAvailabilityChanges(tx))
    const ids = new Set([...touched, ...await notAside(tx, due), ...await bundlesToRetry(tx, { limit: perPass })])
    await bundleChanged(tx, jobs, ids)
    await jobs.send(tx, followChangesJob, {}, { afterMs: pauseMs })
    return ids.size
  })
}

/** Those whose documents say until when they hold. An engine that is away has none due: the pass goes on for the others. */
async function bundlesDue({ db, search, log }: SearchContext): Promise<string[]> {
  const at = Math.floor((await now(db)).getTime() / 1000)
  const request = { filter: { op: 'lte', field: 'due_at', value: at }, retrieve: ['id'], limit: perPass } as const
  const result = await search.search(bundleIndex, request).catch((error: unknown) => void log.warn({ err: error }, 'search: no answer to what is due'))
  return result?.hits.map(hit => String(hit.id)) ?? []
}

/** Public bundles with a leg that one of these resources can serve, or that is one of these classes. */
async function bundlesServedBy(db: Queryable, { resourceIds, offeringIds }: AvailabilityChanges): Promise<string[]> {
  if (resourceIds.length === 0 && offeringIds.length === 0) return []
  const resources = sql`any(${sql.param(resourceIds)}::uuid[])`
  const { rows } = await db.execute<{ id: string }>(sql`
    with offered as (
      select o.id from resource r
        join offering o on o.provider_id = r.provider_id
        join offering_requirement q on q.offering_id = o.id and q.kind = r.kind
        join resource_skill s on s.resource_id = r.id and s.skill = q.skill
       where r.id = ${resources}
      union
      select offering_id from class_session where venue_resource_id = ${resources} or teacher_resource_id = ${resources}
      union
      select unnest(${sql.param(offeringIds)}::uuid[])
    )
    select distinct b.id from offered
      join leg_alternative a on a.offering_id = offered.id
      join bundle_leg l on l.id = a.leg_id
      join bundle b on b.id = l.bundle_id and b.edition = l.edition and b.status = 'published'`)
  return rows.map(row => row.id)
}
