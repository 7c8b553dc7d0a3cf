import type { LedgerCause } from '#shared/ledger.ts'
import { idOf } from './random.ts'
import type { Row, Rows } from './rows.ts'
import { iso } from './time.ts'

interface LedgerRecord {
  bookingId: string | null
  /** The leg that it is about, where it is about one. */
  legId?: string
  cause: LedgerCause
  causeId: string
  when: number
  entries: Row[]
}

export const entry = (account: string, amount: number, currency: string, partyId: string | null = null): Row =>
  ({ account, party_id: partyId, amount, currency })

export function writeLedger(rows: Rows, { bookingId, legId, cause, causeId, when, entries }: LedgerRecord): void {
  const id = idOf('ledger', `${cause} ${causeId}`)
  rows.ledger_transaction.push({ id, booking_id: bookingId, booking_leg_id: legId ?? null, cause, cause_id: causeId, at: iso(when) })
  for (const own of entries) if (own.amount !== 0) rows.ledger_entry.push({ transaction_id: id, ...own })
}

/** The books are read in the order in which they were written: that of time. */
export function sortBooks(rows: Rows): void {
  const times = new Map(rows.ledger_transaction.map(({ id, at }) => [id, String(at)]))
  const timeOf = ({ transaction_id: id }: Row): string => times.get(id) ?? ''
  rows.ledger_entry.sort((a, b) => timeOf(a).localeCompare(timeOf(b)))
}
