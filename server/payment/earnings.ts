import { eq, sql } from 'drizzle-orm'
import type { Tx } from '../platform/database.ts'
import { sendJob } from '../platform/jobs.ts'
import { earnedOf, type LegMoney } from './earning.ts'
import { runPayoutsJob } from './jobs.ts'
import { recordLedger } from './ledger.ts'
import { earningEntries } from './ledger-rules.ts'
import { lostOfLeg } from './losses.ts'
import { earning } from './schema.ts'

export type Earning = typeof earning.$inferSelect

export interface EarningInput extends LegMoney {
  bookingId: string
  bookingLegId: string
  providerId: string
  currency: string
}

/**
 * Records what a provider has earned for a leg: what the resident does not get back, less the commission on it, which is rounded half up.
 * The caller says it when the leg is over, and again when more of it is given back; it never rises again, also where such a refund fails
 * later: what is owed to a resident is not a provider's. A job pays it out, or brings back what is too much.
 */
export async function recordEarning(tx: Tx, input: EarningInput): Promise<void> {
  const { bookingId, bookingLegId } = input
  const [before] = await tx.select().from(earning).where(eq(earning.bookingLegId, bookingLegId)).for('update')
  if (!before && input.shareAmount === input.refundedAmount) return
  await writeEarning(tx, before, {
    ...input,
    refundedAmount: Math.max(input.refundedAmount, before?.refundedAmount ?? 0),
    refundedVoucherAmount: Math.max(input.refundedVoucherAmount, before?.refundedVoucherAmount ?? 0),
  }, await lostOfLeg(tx, bookingLegId))
  await sendJob(tx, runPayoutsJob, { bookingId })
}

export async function hasEarning(tx: Tx, bookingLegId: string): Promise<boolean> {
  const [found] = await tx.select({ id: earning.bookingLegId }).from(earning).where(eq(earning.bookingLegId, bookingLegId))
  return found !== undefined
}

/** A bank has taken a booking's payment back: its earnings are written off with it. */
export async function writeOffEarnings(tx: Tx, bookingId: string): Promise<void> {
  const rows = await tx.select().from(earning).where(eq(earning.bookingId, bookingId)).orderBy(earning.bookingLegId).for('update')
  for (const row of rows) {
    await writeEarning(tx, row, { ...row, voucherAmount: row.shareVoucherAmount }, await lostOfLeg(tx, row.bookingLegId))
  }
}

/** `lost`: what banks took back of the leg for good. */
async function writeEarning(tx: Tx, before: Earning | undefined, input: EarningInput, lost: number): Promise<void> {
  const { bookingId, bookingLegId, providerId, currency, shareAmount, voucherAmount, commissionBps } = input
  const { refundedAmount, refundedVoucherAmount } = input
  const keptCash = shareAmount - voucherAmount - (refundedAmount - refundedVoucherAmount)
  const writtenOffAmount = Math.min(keptCash, lost)
  const { commission, cash, voucher } = earnedOf({ ...input, refundedAmount: refundedAmount + writtenOffAmount })
  const money = {
    refundedAmount, refundedVoucherAmount, writtenOffAmount,
    amount: cash + voucher, cashAmount: cash, voucherAmount: voucher, commissionAmount: commission, updatedAt: sql`linli_now()`,
  }
  await tx.insert(earning).values({
    bookingLegId, bookingId, providerId, currency, shareAmount, shareVoucherAmount: voucherAmount, commissionBps, ...money,
  }).onConflictDoUpdate({ target: earning.bookingLegId, set: money })
  await recordLedger(tx, {
    bookingId, bookingLegId, cause: 'earning',
    causeId: [bookingLegId, refundedAmount, ...(writtenOffAmount > 0 ? [writtenOffAmount] : [])].join(':'),
    entries: earningEntries({
      amount: money.amount - (before?.amount ?? 0), commission: commission - (before?.commissionAmount ?? 0), currency, providerId,
    }),
  })
}
