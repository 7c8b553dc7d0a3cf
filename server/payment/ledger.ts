import { and, asc, eq } from 'drizzle-orm'
import type { LedgerCause } from '#shared/ledger.ts'
import type { Queryable, Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Entry } from './ledger-rules.ts'
import { ledgerEntry, ledgerTransaction } from './schema.ts'

export interface LedgerRecord {
  bookingId: string | null
  /** The leg that it is about, where it is about one. */
  bookingLegId?: string | null
  /** What moved the money, and which one (with the gateway's id, where it has one): recorded once, however often it is told. */
  cause: LedgerCause
  causeId: string
  entries: Entry[]
}

/**
 * Writes a balanced set of entries, unless this cause is written already; answers whether it was new. The database checks the balance again
 * at commit.
 */
export async function recordLedger(
  tx: Tx, { bookingId, bookingLegId = null, cause, causeId, entries }: LedgerRecord,
): Promise<boolean> {
  if (entries.length === 0) return false
  const [written] = await tx.insert(ledgerTransaction).values({ id: newId(), bookingId, bookingLegId, cause, causeId })
    .onConflictDoNothing({ target: [ledgerTransaction.cause, ledgerTransaction.causeId] }).returning({ id: ledgerTransaction.id })
  if (!written) return false
  await tx.insert(ledgerEntry).values(entries.map(entry => ({ ...entry, transactionId: written.id })))
  return true
}

export async function isRecorded(tx: Tx, cause: LedgerCause, causeId: string): Promise<boolean> {
  const [found] = await tx.select({ id: ledgerTransaction.id }).from(ledgerTransaction)
    .where(and(eq(ledgerTransaction.cause, cause), eq(ledgerTransaction.causeId, causeId)))
  return found !== undefined
}

export type LedgerLine = typeof ledgerEntry.$inferSelect & { bookingLegId: string | null, cause: LedgerCause, causeId: string, at: Date }

/** All that moved for a booking, oldest first. */
export async function listLedgerOfBooking(db: Queryable, bookingId: string): Promise<LedgerLine[]> {
  const { bookingLegId, cause, causeId, at } = ledgerTransaction
  const rows = await db.select({ entry: ledgerEntry, bookingLegId, cause, causeId, at })
    .from(ledgerEntry).innerJoin(ledgerTransaction, eq(ledgerEntry.transactionId, ledgerTransaction.id))
    .where(eq(ledgerTransaction.bookingId, bookingId)).orderBy(asc(ledgerEntry.id))
  return rows.map(({ entry, ...of }) => ({ ...entry, ...of }))
}
