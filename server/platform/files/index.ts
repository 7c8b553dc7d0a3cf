import { createHash } from 'node:crypto'
import { and, eq, inArray, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { fileUses, maxFileBytes, type FileUse, type FileUseName, type VariantName } from '#shared/files.ts'
import type { KeptFile } from '#shared/schemas/files.ts'
import { now } from '../clock.ts'
import { linliNow } from '../columns.ts'
import type { Context } from '../context.ts'
import type { Queryable, Tx } from '../database.ts'
import { errorsOf } from '../errors.ts'
import { newId } from '../ids.ts'
import { defineJob } from '../jobs.ts'
import { takeFromLimit } from '../rate-limit.ts'
import { file } from '../schema.ts'
import { readContent } from './content.ts'
import { isLinkGood, signLink, type FileLink } from './links.ts'
import { keyOf } from './storage.ts'

export { openFiles } from './storage.ts'

export const fail = errorsOf<'not_found' | 'choice_invalid' | 'file_too_large'>()

type FileContext = Pick<Context, 'config' | 'db' | 'files'>
type Row = typeof file.$inferSelect

export interface FileToKeep {
  bytes: Buffer
  use: FileUseName
  /** Whose it is. */
  ownerId: string
  /** Who sent it; null: no person (the seed). */
  personId: string | null
}

/**
 * Keeps a file that somebody sent, if its content is what its use takes. Until `holdFile` says that something stands on it, it is loose,
 * and a sweep takes it away after a day.
 * @throws {DomainError} `file_type_refused`, `file_too_large`, `file_broken`, `file_unsafe`, `too_many_requests`
 */
export async function keepFile(ctx: FileContext, { bytes, use, ownerId, personId }: FileToKeep): Promise<KeptFile> {
  if (bytes.length > maxFileBytes) throw fail('file_too_large', { megabytes: maxFileBytes / 1024 / 1024 })
  if (personId) await takeFromLimit(ctx.db, { bucket: `file:${personId}`, max: 200, windowSeconds: 3600 })
  const { type, width, height, variants } = await readContent(bytes, use)
  // The row first: bytes that a crash leaves behind have a row by which the sweep finds them.
  const [row] = await ctx.db.insert(file).values({
    id: newId(), ownerId, createdBy: personId, use, type, width, height, bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'), variants: variants.map(({ name }) => name),
  }).returning()
  for (const variant of variants) await ctx.files.put(keyOf(row!.id, variant.name), variant.bytes)
  return showFile(ctx, row!, { at: await now(ctx.db) })
}

/** A file with links that open it for a quarter of an hour from `at`, `until` at the latest. */
function showFile({ config }: Pick<Context, 'config'>, row: Row, { at, until }: { at: Date, until?: Date | undefined }): KeptFile {
  const { id, use, type, bytes, width, height, createdAt } = row
  return {
    id, use, type, bytes, width, height, createdAt: createdAt.toISOString(),
    links: row.variants.map(variant => ({ variant, url: signLink(config, { id, variant, at, until }) })),
  }
}

/**
 * Files by id, with links that end after a quarter of an hour, `until` at the latest; who calls has made sure that the reader may see them.
 */
export async function showFiles(
  ctx: Pick<Context, 'config' | 'db'>, ids: readonly string[], { until }: { until?: Date } = {},
): Promise<Map<string, KeptFile>> {
  if (ids.length === 0) return new Map()
  const [at, rows] = await Promise.all([now(ctx.db), ctx.db.select().from(file).where(inArray(file.id, [...ids]))])
  return new Map(rows.map(row => [row.id, showFile(ctx, row, { at, until })]))
}

/**
 * Something stands on this file from now on: it is no longer loose. In the transaction that writes what stands on it.
 * @throws {DomainError} `choice_invalid` (`field`) for a file of another owner or for another use, or one that is gone
 */
export async function holdFile(tx: Tx, { id, ownerId, use, field }: {
  id: string
  ownerId: string
  use: FileUseName
  /** The field in which it was named. */
  field: string
}): Promise<void> {
  // What has been loose for long is about to be swept.
  const isKept = sql`(${file.looseSince} is null or ${file.looseSince} > linli_now() - interval '20 hours')`
  const held = await tx.update(file).set({ looseSince: null })
    .where(and(eq(file.id, id), eq(file.ownerId, ownerId), eq(file.use, use), isKept)).returning({ id: file.id })
  if (held.length === 0) throw fail('choice_invalid', { field })
}

/** Nothing stands on these files any more: they are hidden at once and swept after a day. */
export async function dropFiles(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.update(file).set({ looseSince: linliNow, published: false }).where(inArray(file.id, [...ids]))
}

/** Shows these files to everybody, or no longer. @throws for a use that is never public: a fault of the caller's. */
export async function publishFiles(tx: Tx, ids: readonly string[], published: boolean): Promise<void> {
  if (ids.length === 0) return
  const rows = await tx.update(file).set({ published }).where(inArray(file.id, [...ids])).returning({ use: file.use })
  const isPrivate = (use: FileUseName) => !(fileUses[use] as FileUse).publishable
  if (published && rows.some(({ use }) => isPrivate(use))) throw new Error('a private file was to be published')
}

export interface ServedFile {
  bytes: Buffer
  type: string
}

async function readVariant({ files }: Pick<Context, 'files'>, row: Row | undefined, variant: VariantName): Promise<ServedFile> {
  const bytes = row?.variants.includes(variant) ? await files.get(keyOf(row.id, variant)) : null
  if (!bytes) throw fail('not_found')
  return { bytes, type: variant === 'document' ? 'application/pdf' : 'image/webp' }
}

const findRow = async (db: Queryable, id: string) => (await db.select().from(file).where(eq(file.id, id)))[0]

/** What a signed link opens. @throws {DomainError} `not_found` for a link that is not ours, was altered or has ended. */
export async function readLinkedFile(ctx: FileContext, link: FileLink & { signature: string }): Promise<ServedFile> {
  if (!isLinkGood(ctx.config, { ...link, at: await now(ctx.db) })) throw fail('not_found')
  return await readVariant(ctx, await findRow(ctx.db, link.id), link.variant)
}

/** A photo that everybody may see. @throws {DomainError} `not_found` */
export async function readPhoto(ctx: FileContext, { id, variant }: { id: string, variant: VariantName }): Promise<ServedFile> {
  const row = await findRow(ctx.db, id)
  return await readVariant(ctx, row?.published ? row : undefined, variant)
}

export const sweepFilesJob = defineJob({ name: 'platform.sweep-files', data: z.object({}), cron: '37 * * * *', retries: 1 })

/** Takes away files on which nothing has stood for a day. One that cannot be taken away keeps no other waiting. */
export async function sweepFiles({ db, files, log }: Pick<Context, 'db' | 'files' | 'log'>): Promise<void> {
  const loose = await db.select({ id: file.id, variants: file.variants }).from(file)
    .where(lt(file.looseSince, sql`linli_now() - interval '1 day'`)).orderBy(file.looseSince).limit(500)
  // The row last: if the bytes cannot be removed now, the next sweep finds them.
  for (const { id, variants } of loose) {
    try {
      for (const variant of variants) await files.remove(keyOf(id, variant))
      await db.delete(file).where(eq(file.id, id))
    } catch (error) {
      log.error({ err: error, file: id }, 'files: one could not be swept')
    }
  }
}
