import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Queryable } from '../platform/database.ts'
import { earningStates, shownAs, type EarningState } from './payout.ts'
import { earning, netting, providerDebt, transfer } from './schema.ts'

export type Shown = (typeof shownAs)[EarningState]

export interface EarningLine {
  bookingLegId: string
  state: Shown
  waitsFor: 'account' | 'settlement' | 'balance' | 'retry' | null
  currency: string
  shareAmount: number
  refundedAmount: number
  writtenOffAmount: number
  commissionAmount: number
  amount: number
  sentAmount: number
  nettedAmount: number
  owedAmount: number
}

const waits: Partial<Record<EarningState, NonNullable<EarningLine['waitsFor']>>> = {
  waiting_account: 'account', waiting_settlement: 'settlement', waiting_balance: 'balance', refused: 'retry',
}

const statesOf = (shown: Shown): EarningState[] => earningStates.filter(state => shownAs[state] === shown)

/** A provider's earnings, the latest first, a page of them. */
export async function readEarningLines(
  db: Queryable, { providerId, state, limit, offset }: { providerId: string, state?: Shown | undefined, limit: number, offset: number },
): Promise<{ lines: EarningLine[], total: number }> {
  const wanted = and(eq(earning.providerId, providerId), state && inArray(earning.state, statesOf(state)))
  const [counted] = await db.select({ total: count() }).from(earning).where(wanted)
  const rows = limit === 0
    ? []
    : await db.select().from(earning).where(wanted).orderBy(desc(earning.createdAt), earning.bookingLegId).limit(limit).offset(offset)
  const ids = rows.map(({ bookingLegId }) => bookingLegId)
  const sum = (of: ReturnType<typeof sql>) => sql`coalesce(sum(${of}), 0)`.mapWith(Number)
  const sent = ids.length === 0
    ? []
    : await db.select({
        id: transfer.bookingLegId, amount: sum(sql`${transfer.amount} - ${transfer.reversedAmount}`), owed: sum(sql`${transfer.owedAmount}`),
      }).from(transfer).where(and(inArray(transfer.bookingLegId, ids), eq(transfer.state, 'sent'))).groupBy(transfer.bookingLegId)
  const netted = ids.length === 0
    ? []
    : await db.select({ id: netting.bookingLegId, amount: sum(sql`${netting.amount}`) }).from(netting)
        .where(inArray(netting.bookingLegId, ids)).groupBy(netting.bookingLegId)
  const lines = rows.map((row): EarningLine => {
    const { bookingLegId, currency, shareAmount, refundedAmount, writtenOffAmount, commissionAmount, amount } = row
    const out = sent.find(({ id }) => id === bookingLegId)
    return {
      bookingLegId, state: shownAs[row.state], waitsFor: waits[row.state] ?? null, currency, shareAmount, refundedAmount, writtenOffAmount,
      commissionAmount, amount, sentAmount: out?.amount ?? 0, owedAmount: out?.owed ?? 0,
      nettedAmount: netted.find(({ id }) => id === bookingLegId)?.amount ?? 0,
    }
  })
  return { lines, total: counted?.total ?? 0 }
}

/** What a provider has earned, by what becomes of it, and what it owes; by currency. */
export async function sumEarnings(
  db: Queryable, providerId: string,
): Promise<{ earned: { currency: string, state: EarningState, amount: number }[], debts: { currency: string, amount: number }[] }> {
  const earned = await db.select({
    currency: earning.currency, state: earning.state, amount: sql`sum(${earning.amount})`.mapWith(Number),
  }).from(earning).where(eq(earning.providerId, providerId)).groupBy(earning.currency, earning.state)
  const debts = await db.select({
    currency: providerDebt.currency, amount: sql`sum(${providerDebt.amount} - ${providerDebt.nettedAmount})`.mapWith(Number),
  }).from(providerDebt).where(eq(providerDebt.providerId, providerId)).groupBy(providerDebt.currency)
  return { earned, debts }
}

/** What a provider owes, the oldest 200 first: that is the order in which later earnings pay it off, so the others move up. */
export async function listDebts(db: Queryable, providerId: string): Promise<(typeof providerDebt.$inferSelect)[]> {
  return await db.select().from(providerDebt)
    .where(and(eq(providerDebt.providerId, providerId), sql`${providerDebt.nettedAmount} < ${providerDebt.amount}`))
    .orderBy(asc(providerDebt.createdAt), providerDebt.id).limit(200)
}

/** What of a provider's earnings waits for its account to receive, by currency. */
export async function sumWaiting(db: Queryable, providerId: string): Promise<{ currency: string, amount: number }[]> {
  return await db.select({ currency: earning.currency, amount: sql`sum(${earning.amount})`.mapWith(Number) }).from(earning)
    .where(and(eq(earning.providerId, providerId), eq(earning.state, 'waiting_account'))).groupBy(earning.currency)
}
