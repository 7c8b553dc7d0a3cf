import { desc, eq, sql } from 'drizzle-orm'
import type { FapiaoBody } from '#shared/schemas/receipt.ts'
import type { Queryable, Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { readPage, totalOfAll, type Paged } from '../platform/paging.ts'
import { fail } from './errors.ts'
import { fapiaoExport, fapiaoLine, fapiaoRequest } from './fapiao-schema.ts'

export type FapiaoRequest = typeof fapiaoRequest.$inferSelect

export interface FapiaoState {
  request: FapiaoRequest
  /** When the issuer was first told; null: not yet. */
  exportedAt: Date | null
  /** What the issuer was told in all, refunds after it taken off, and the tax in it. */
  exportedAmount: number
  exportedTaxAmount: number
}

/** The fapiao of a booking, if one was asked for. */
export async function findFapiao(db: Queryable, bookingId: string): Promise<FapiaoState | undefined> {
  const [request] = await db.select().from(fapiaoRequest).where(eq(fapiaoRequest.bookingId, bookingId))
  if (!request) return undefined
  const lines = await db.select({ amount: fapiaoLine.amount, tax: fapiaoLine.taxAmount, at: fapiaoExport.at }).from(fapiaoLine)
    .innerJoin(fapiaoExport, eq(fapiaoExport.id, fapiaoLine.exportId)).where(eq(fapiaoLine.bookingId, bookingId)).orderBy(fapiaoExport.at)
  return {
    request, exportedAt: lines[0]?.at ?? null,
    exportedAmount: lines.reduce((sum, line) => sum + line.amount, 0),
    exportedTaxAmount: lines.reduce((sum, line) => sum + line.tax, 0),
  }
}

/**
 * Asks for a fapiao, one a booking; until the issuer has been told it can be changed. The caller holds the booking's lock.
 * @throws {DomainError} `fapiao_exported`
 */
export async function saveFapiao(tx: Tx, { bookingId, body }: { bookingId: string, body: FapiaoBody }): Promise<void> {
  await tx.select({ id: fapiaoRequest.bookingId }).from(fapiaoRequest).where(eq(fapiaoRequest.bookingId, bookingId)).for('update')
  const [line] = await tx.select({ id: fapiaoLine.exportId }).from(fapiaoLine).where(eq(fapiaoLine.bookingId, bookingId)).limit(1)
  if (line) throw fail('fapiao_exported')
  const asked = { kind: body.kind, title: body.title, taxNumber: body.kind === 'company' ? body.taxNumber : null, email: body.email }
  await tx.insert(fapiaoRequest).values({ bookingId, ...asked })
    .onConflictDoUpdate({ target: fapiaoRequest.bookingId, set: { ...asked, requestedAt: sql`linli_now()` } })
}

/** What is to be told of a booking: how much more, or (below zero) less, than the issuer knows. */
export interface FapiaoDue extends Omit<FapiaoRequest, 'requestedAt' | 'due'> {
  amount: number
  taxAmount: number
  currency: string
}

/** Gives the issuer a batch. The caller has locked what it tells of. */
export async function writeExport(
  tx: Tx, { personId, due }: { personId: string, due: readonly FapiaoDue[] },
): Promise<{ id: string, number: number }> {
  const [batch] = await tx.insert(fapiaoExport).values({ id: newId(), personId }).returning()
  const { id: exportId, number } = batch!
  await tx.insert(fapiaoLine).values(due.map(line => ({ ...line, exportId })))
  return { id: exportId, number }
}

export type ExportLine = typeof fapiaoLine.$inferSelect

/** A batch and its lines. @throws {DomainError} `not_found` */
export async function getExport(db: Queryable, id: string): Promise<{ batch: typeof fapiaoExport.$inferSelect, lines: ExportLine[] }> {
  const [batch] = await db.select().from(fapiaoExport).where(eq(fapiaoExport.id, id))
  if (!batch) throw fail('not_found')
  return { batch, lines: await db.select().from(fapiaoLine).where(eq(fapiaoLine.exportId, id)).orderBy(fapiaoLine.bookingId) }
}

/** What was given to the issuer, the newest batch first. */
export async function listExports(
  db: Queryable, { page }: { page: number },
): Promise<Paged<{ id: string, number: number, at: Date, lines: number }>> {
  const { id, number, at } = fapiaoExport
  // Named with its table: a column alone would be the batch's own.
  const lines = sql<number>`(select count(*)::int from fapiao_line line where line.export_id = fapiao_export.id)`
  return await readPage({ page, perPage: 30 }, async ({ limit, offset }) =>
    await db.select({ id, number, at, lines, total: totalOfAll }).from(fapiaoExport).orderBy(desc(number)).limit(limit).offset(offset))
}
