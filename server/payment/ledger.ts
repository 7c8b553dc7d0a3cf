import { asc, eq } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Entry } from './ledger-rules.ts'
import { ledgerEntry, ledgerTransaction } from './schema.ts'

export interface LedgerRecord {
  bookingId: string | null
  /** What moved the money, and which one: recorded once, however often it is told. */
  cause: 'charge' | 'refund' | 'refund_failed' | 'transfer' | 'reversal' | 'voucher_fund' | 'voucher_redeem' | 'voucher_return'
  causeId: string
  entries: Entry[]
}

/** Writes a balanced set of entries, unless this cause is written already. The database checks the balance again at commit. */
export async function recordLedger(tx: Tx, { bookingId, cause, causeId, entries }: LedgerRecord): Promise<void> {
  if (entries.length === 0) return
  const [written] = await tx.insert(ledgerTransaction).values({ id: newId(), bookingId, cause, causeId })
    .onConflictDoNothing({ target: [ledgerTransaction.cause, ledgerTransaction.causeId] }).returning({ id: ledgerTransaction.id })
  if (!written) return
  await tx.insert(ledgerEntry).values(entries.map(entry => ({ ...entry, transactionId: written.id })))
}

export type LedgerLine = typeof ledgerEntry.$inferSelect & { cause: string, causeId: string, at: Date }

/** All that moved for a booking, oldest first. */
export async function listLedgerOfBooking(db: Queryable, bookingId: string): Promise<LedgerLine[]> {
  const { cause, causeId, at } = ledgerTransaction
  const rows = await db.select({ entry: ledgerEntry, cause, causeId, at })
    .from(ledgerEntry).innerJoin(ledgerTransaction, eq(ledgerEntry.transactionId, ledgerTransaction.id))
    .where(eq(ledgerTransaction.bookingId, bookingId)).orderBy(asc(ledgerEntry.id))
  return rows.map(({ entry, ...of }) => ({ ...entry, ...of }))
}
