import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/database.ts'
import { defineJob, handle, type JobHandler, type Jobs } from '../platform/jobs.ts'
import { bundleIndex } from './bundle-index.ts'
import { definitionHash } from './definition.ts'
import type { Document, SearchEngine } from './engine.ts'
import { eachDocument, loadDocuments } from './load-documents.ts'

export interface SearchContext extends Pick<Context, 'db' | 'log'> {
  search: SearchEngine
}

/** One bundle's burst of changes waits as one job. */
export const indexBundle = defineJob({ name: 'search.index-bundle', data: z.object({ bundleId: z.uuid() }), policy: 'short' })

export const reindexBundles = defineJob({ name: 'search.reindex', data: z.object({}), policy: 'short' })

/** Every hour: a day that has passed is no longer free, and whatever no job said is mended. */
export const mendIndex = defineJob({ name: 'search.mend', data: z.object({}), policy: 'short', cron: '7 * * * *' })

/** Says, in the transaction that changed them, that these bundles (their texts, prices or calendars) must be indexed again. */
export async function bundleChanged(tx: Tx, jobs: Pick<Jobs, 'send'>, bundleIds: Iterable<string>): Promise<void> {
  for (const bundleId of new Set(bundleIds)) await jobs.send(tx, indexBundle, { bundleId }, { key: bundleId })
}

/**
 * Says, in the transaction that changed them, that times of these resources or places in these sessions were taken or given back: every
 * public bundle with a leg that they can serve is indexed again, and no other.
 */
export async function availabilityChanged(tx: Tx, jobs: Pick<Jobs, 'send'>, { resourceIds = [], sessionIds = [] }: {
  resourceIds?: readonly string[]
  sessionIds?: readonly string[]
}): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    with offered as (
      select o.id from resource r
        join offering o on o.provider_id = r.provider_id
        join offering_requirement q on q.offering_id = o.id and q.kind = r.kind
        join resource_skill s on s.resource_id = r.id and s.skill = q.skill
       where r.id = any(${sql.param([...resourceIds])}::uuid[])
      union
      select offering_id from class_session
       where id = any(${sql.param([...sessionIds])}::uuid[])
          or venue_resource_id = any(${sql.param([...resourceIds])}::uuid[]) or teacher_resource_id = any(${sql.param([...resourceIds])}::uuid[])
    )
    select distinct b.id from offered
      join leg_alternative a on a.offering_id = offered.id
      join bundle_leg l on l.id = a.leg_id
      join bundle b on b.id = l.bundle_id and b.status = 'published'`)
  await bundleChanged(tx, jobs, rows.map(row => row.id))
}

const maxLooks = 5

/**
 * Indexes one bundle, or takes it out where nobody may see it. After the write it looks again: two jobs of one bundle that overtake each
 * other would else leave what the slower one read first.
 */
export async function indexOne({ db, search }: SearchContext, bundleId: string): Promise<void> {
  let written: string | undefined
  for (let look = 0; look < maxLooks; look++) {
    const [document] = await loadDocuments(db, [bundleId])
    const now = document ? String(document.checksum) : 'gone'
    if (now === written) return
    if (document) await search.upsert(bundleIndex, [document])
    else await search.delete(bundleIndex, { ids: [bundleId] })
    written = now
  }
}

/** Fills the index anew and changes over at once; what was written meanwhile is kept. Answers how many bundles there are. */
export async function reindexAll(ctx: SearchContext): Promise<number> {
  const started = performance.now()
  await ctx.search.configure(bundleIndex)
  const count = await ctx.search.replaceAll(bundleIndex, eachDocument(ctx.db))
  const mended = await mend(ctx)
  ctx.log.info({ count, mended, ms: Math.round(performance.now() - started) }, 'search: index filled anew')
  return count
}

/** Fills the index where it is empty or was made with other settings. Answers whether it did. */
export async function ensureIndex(ctx: SearchContext): Promise<boolean> {
  const { hash, documents } = await ctx.search.state(bundleIndex)
  if (hash === definitionHash(bundleIndex) && documents > 0) return false
  await reindexAll(ctx)
  return true
}

const batchSize = 200

/** Compares every document's checksum with the index's and writes what differs. Answers how many did. */
export async function mend({ db, search, log }: SearchContext): Promise<number> {
  const indexed = await search.scan(bundleIndex, 'checksum')
  let changed: Document[] = []
  let count = 0
  const flush = async () => {
    count += changed.length
    if (changed.length > 0) await search.upsert(bundleIndex, changed)
    changed = []
  }
  for await (const document of eachDocument(db)) {
    const id = String(document.id)
    const known = indexed.get(id)
    indexed.delete(id)
    if (known === document.checksum) continue
    changed.push(document)
    if (changed.length >= batchSize) await flush()
  }
  await flush()
  // What is left may have been published since the walk passed it: each is looked up once more.
  const left = [...indexed.keys()]
  const alive = new Set((await loadDocuments(db, left)).map(document => String(document.id)))
  const gone = left.filter(id => !alive.has(id))
  if (gone.length > 0) await search.delete(bundleIndex, { ids: gone })
  count += gone.length
  if (count > 0) log.info({ count }, 'search: index mended')
  return count
}

export const searchHandlers = (ctx: SearchContext): JobHandler[] => [
  handle(indexBundle, async ({ bundleId }) => await indexOne(ctx, bundleId)),
  handle(reindexBundles, async () => void await reindexAll(ctx)),
  handle(mendIndex, async () => void await mend(ctx)),
]
