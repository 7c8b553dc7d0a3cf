import { z } from 'zod'
import { forgetAvailabilityChanges, seenAvailabilityChanges } from '../availability/index.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/database.ts'
import { defineJob, type Jobs } from '../platform/jobs.ts'
import { bundleIndex } from './bundle-index.ts'
import { definitionHash } from './definition.ts'
import type { Document, SearchEngine } from './engine.ts'
import { eachDocument, loadDocuments, type SetAside } from './load-documents.ts'
import { setBundleAside, takeBundleBack } from './set-aside.ts'

export interface SearchContext extends Pick<Context, 'db' | 'jobs' | 'log'> {
  search: SearchEngine
}

/** What writes the index, and asks for no job. */
type Writing = Pick<SearchContext, 'db' | 'log' | 'search'>

/** One bundle's burst of changes waits as one job. */
export const indexBundleJob = defineJob({ name: 'search.index-bundle', data: z.object({ bundleId: z.uuid() }), policy: 'short' })

export const reindexBundlesJob = defineJob({ name: 'search.reindex', data: z.object({}), policy: 'short' })

/** Calendars are followed all the time: each pass asks for the next, and every minute makes up for one that got lost. */
export const followChangesJob = defineJob({ name: 'search.follow-changes', data: z.object({}), policy: 'short', cron: '* * * * *', retries: 0 })

/** Every night: whatever no job said is found and mended. */
export const mendIndexJob = defineJob({ name: 'search.mend', data: z.object({}), policy: 'short', cron: '7 19 * * *' })

/** Says, in the transaction that changed them, that these bundles (their texts, prices or calendars) must be indexed again. */
export async function bundleChanged(tx: Tx, jobs: Pick<Jobs, 'send'>, bundleIds: Iterable<string>): Promise<void> {
  for (const bundleId of new Set(bundleIds)) await jobs.send(tx, indexBundleJob, { bundleId }, { key: bundleId })
}

const maxLooks = 5

/**
 * Indexes one bundle, or takes it out where nobody may see it. After the write it looks again: two jobs of one bundle that overtake each
 * other would else leave what the slower one read first. What cannot be indexed is set aside, and tried again later (`followChanges`).
 */
export async function indexOne(ctx: Writing, bundleId: string): Promise<void> {
  const { db, search } = ctx
  try {
    let written: string | undefined
    for (let look = 0; look < maxLooks; look++) {
      const [document] = await loadDocuments(db, [bundleId])
      const now = document ? String(document.checksum) : 'gone'
      if (now === written) break
      if (document) await search.upsert(bundleIndex, [document])
      else await search.delete(bundleIndex, { ids: [bundleId] })
      written = now
    }
    await takeBundleBack(db, [bundleId])
  } catch (error) {
    await asideOf(ctx)(bundleId, error)
  }
}

const asideOf = ({ db, search, log }: Writing): SetAside => async (bundleId, error) => {
  log.warn({ err: error, bundleId }, 'search: a bundle is set aside')
  const engineIsWell = await search.health().then(health => health.ok, () => false)
  await setBundleAside(db, bundleId, { error, engineIsWell })
}

/**
 * Fills the index anew and changes over at once; what was written meanwhile is kept. Answers how many bundles there are. Changes of
 * calendars from before are then followed up: a city that was just written has as many of them as it has calendars.
 */
export async function reindexAll(ctx: Writing): Promise<number> {
  const started = performance.now()
  const changes = await seenAvailabilityChanges(ctx.db)
  await ctx.search.configure(bundleIndex)
  const count = await ctx.search.replaceAll(bundleIndex, eachDocument(ctx.db, asideOf(ctx)))
  const mended = await mend(ctx)
  await forgetAvailabilityChanges(ctx.db, changes)
  ctx.log.info({ count, mended, ms: Math.round(performance.now() - started) }, 'search: index filled anew')
  return count
}

/** Fills the index where it is empty, was never filled to its end, or was made with other settings. Answers whether it did. */
export async function ensureIndex(ctx: Writing): Promise<boolean> {
  const { hash, documents, filled } = await ctx.search.state(bundleIndex)
  const isRight = hash === definitionHash(bundleIndex) && documents > 0 && filled
  if (!isRight) await reindexAll(ctx)
  // An engine may read a whole index before it can answer: better now than when the first visitor asks.
  await ctx.search.search(bundleIndex, { limit: 0 })
  return !isRight
}

const batchSize = 200

/**
 * Compares every document's checksum with the index's and writes what differs; what cannot be written is set aside, and the rest goes on.
 * Answers how many differed.
 */
export async function mend(ctx: Writing): Promise<number> {
  const { db, search, log } = ctx
  const aside = asideOf(ctx)
  const indexed = await search.scan(bundleIndex, 'checksum')
  let changed: Document[] = []
  let count = 0
  const flush = async () => {
    if (changed.length === 0) return
    count += changed.length
    await writeBatch(ctx, changed)
    changed = []
  }
  for await (const document of eachDocument(db, aside)) {
    const id = String(document.id)
    const known = indexed.get(id)
    indexed.delete(id)
    if (known === document.checksum) continue
    changed.push(document)
    if (changed.length >= batchSize) await flush()
  }
  await flush()
  // What is left may have been published since the walk passed it, or stands aside: each is looked up once more.
  const gone: string[] = []
  for (const id of indexed.keys()) {
    const alive = await loadDocuments(db, [id]).catch(() => undefined)
    if (alive?.length === 0) gone.push(id)
  }
  if (gone.length > 0) await search.delete(bundleIndex, { ids: gone })
  count += gone.length
  if (count > 0) log.info({ count }, 'search: index mended')
  return count
}

async function writeBatch(ctx: Writing, documents: readonly Document[]): Promise<void> {
  const { db, search } = ctx
  const isWritten = await search.upsert(bundleIndex, documents).then(() => true, () => false)
  if (isWritten) return await takeBundleBack(db, documents.map(document => String(document.id)))
  // One document that the engine refuses must not keep the others back.
  for (const document of documents) await indexOne(ctx, String(document.id))
}
