import { and, asc, desc, eq, lt, sql } from 'drizzle-orm'
import type { Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Earning } from './earnings.ts'
import { recordLedger } from './ledger.ts'
import { nettingEntries, owedEntries } from './ledger-rules.ts'
import { inHand, type Part } from './payout.ts'
import type { Transfer } from './payout-facts.ts'
import { netting, providerDebt, transfer, transferReversal } from './schema.ts'

interface Movement {
  earning: Earning
  part: Part
  amount: number
}

/** Pays off what a provider owes with what it has earned, the oldest debt first. The provider is locked. */
export async function netDebts(tx: Tx, { earning, part, amount }: Movement): Promise<void> {
  const { providerId, currency } = earning
  const debts = await tx.select().from(providerDebt).where(and(
    eq(providerDebt.providerId, providerId), eq(providerDebt.currency, currency), lt(providerDebt.nettedAmount, providerDebt.amount),
  )).orderBy(asc(providerDebt.createdAt), asc(providerDebt.id))
  let left = amount
  for (const debt of debts) {
    const pays = Math.min(left, debt.amount - debt.nettedAmount)
    if (pays > 0) await writeNetting(tx, { earning, part, debtId: debt.id, amount: pays })
    left -= pays
  }
}

/** What paid off a debt was not earned after all: the debts stand again, the latest first. The provider is locked. */
export async function undoNetting(tx: Tx, { earning, part, amount }: Movement): Promise<void> {
  const paid = await tx.select({ debtId: netting.debtId, amount: sql`sum(${netting.amount})`.mapWith(Number) }).from(netting)
    .where(and(eq(netting.bookingLegId, earning.bookingLegId), eq(netting.part, part)))
    .groupBy(netting.debtId).orderBy(desc(netting.debtId))
  let left = amount
  for (const row of paid) {
    const back = Math.min(left, row.amount)
    if (back > 0) await writeNetting(tx, { earning, part, debtId: row.debtId, amount: -back })
    left -= back
  }
}

async function writeNetting(tx: Tx, { earning, part, debtId, amount }: Movement & { debtId: string }): Promise<void> {
  const { bookingId, bookingLegId, providerId, currency } = earning
  const id = newId()
  await tx.insert(netting).values({ id, debtId, bookingLegId, part, amount })
  await tx.update(providerDebt).set({ nettedAmount: sql`${providerDebt.nettedAmount} + ${amount}` }).where(eq(providerDebt.id, debtId))
  await recordLedger(tx, { bookingId, bookingLegId, cause: 'netting', causeId: id, entries: nettingEntries({ amount, currency, providerId }) })
}

/**
 * What could not be brought back: its provider owes it, or the platform bears it. It stands on the transfers that it was sent with. The
 * provider is locked.
 */
export async function owe(
  tx: Tx, { earning, part, amount, by, transfers }: Movement & { by: 'provider' | 'platform', transfers: readonly Transfer[] },
): Promise<void> {
  const { bookingId, bookingLegId, providerId, currency } = earning
  let left = amount
  for (const row of transfers.filter(each => each.part === part && each.state === 'sent').reverse()) {
    const has = Math.min(left, inHand({ ...factsOfTransfer(row) }))
    if (has <= 0) continue
    left -= has
    const column = by === 'provider' ? { owedAmount: row.owedAmount + has } : { lostAmount: row.lostAmount + has }
    await tx.update(transfer).set(column).where(eq(transfer.id, row.id))
    await tx.update(transferReversal).set({ state: 'owed' })
      .where(and(eq(transferReversal.transferId, row.id), eq(transferReversal.state, 'refused')))
  }
  const id = newId()
  if (by === 'provider') await tx.insert(providerDebt).values({ id, providerId, bookingLegId, currency, amount })
  await recordLedger(tx, { bookingId, bookingLegId, cause: 'owed', causeId: id, entries: owedEntries({ amount, currency, providerId, by }) })
}

/** One transfer, as facts of a part that has no other. */
export const factsOfTransfer = ({ amount, reversedAmount, owedAmount, lostAmount }: Transfer) =>
  ({ target: 0, sent: amount, reversed: reversedAmount, owed: owedAmount, lost: lostAmount, netted: 0, refused: null })
