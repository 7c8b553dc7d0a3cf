import { and, count, eq, gt, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import { smallestChargeOf } from '#shared/payment-methods.ts'
import type { FrozenLeg } from '#shared/quote.ts'
import { now } from '../platform/clock.ts'
import type { Queryable, Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { fail } from './errors.ts'
import { judgeVoucher, type VoucherVerdict } from './voucher-rules.ts'
import { voucherCampaign, voucherRedemption, voucherReturn } from './voucher-schema.ts'

export type Campaign = typeof voucherCampaign.$inferSelect
export type Redemption = typeof voucherRedemption.$inferSelect

/** What a person wants to pay a part with; the code where the campaign has one. */
export interface VoucherChoice {
  id: string
  code: string | null
}

interface Sale {
  currency: string
  legs: readonly Pick<FrozenLeg, 'shareAmount' | 'categories'>[]
}

export interface JudgedCampaign {
  campaign: Campaign
  verdict: VoucherVerdict
}

const live = ['reserved', 'redeemed'] as const

/** What the open campaigns, and the one of a code, would take off a sale for a person. */
export async function judgeCampaigns(
  db: Queryable, { personId, code, sale }: { personId: string, code: string | null, sale: Sale },
): Promise<JudgedCampaign[]> {
  const { startsAt, endsAt, pausedAt, id } = voucherCampaign
  const at = sql`linli_now()`
  const open = and(isNull(voucherCampaign.code), isNull(pausedAt), lte(startsAt, at), gt(endsAt, at))
  const campaigns = await db.select().from(voucherCampaign)
    .where(or(open, code === null ? undefined : eq(voucherCampaign.code, code)))
    .orderBy(sql`${voucherCampaign.code} is null`, endsAt, id).limit(50)
  return await judgeAll(db, campaigns, { personId, sale })
}

async function judgeAll(db: Queryable, campaigns: readonly Campaign[], { personId, sale }: { personId: string, sale: Sale }) {
  if (campaigns.length === 0) return []
  const { campaignId, state } = voucherRedemption
  const used = await db.select({ id: campaignId, uses: count() }).from(voucherRedemption)
    .where(and(eq(voucherRedemption.personId, personId), inArray(campaignId, campaigns.map(({ id }) => id)), inArray(state, [...live])))
    .groupBy(campaignId)
  const at = await now(db)
  const legs = sale.legs.map(({ shareAmount, categories = [] }) => ({ shareAmount, categories }))
  return campaigns.map((campaign): JudgedCampaign => ({
    campaign,
    verdict: judgeVoucher(campaign, { at, used: used.find(({ id }) => id === campaign.id)?.uses ?? 0, currency: sale.currency, legs }),
  }))
}

export interface PlannedVoucher {
  campaign: Campaign
  amount: number
  /** Of each leg of the sale, in its order. */
  parts: number[]
}

/**
 * What the voucher that a person chose takes off. Nothing is reserved yet.
 * @throws {DomainError} `voucher_refused` with `why`; `remainder_too_small`
 */
export async function planVoucher(
  db: Queryable, { personId, choice, sale }: { personId: string, choice: VoucherChoice, sale: Sale },
): Promise<PlannedVoucher> {
  const [campaign] = await db.select().from(voucherCampaign).where(eq(voucherCampaign.id, choice.id))
  // Who does not know the code does not know the campaign.
  if (!campaign || campaign.code !== choice.code) throw fail('voucher_refused', { why: 'unknown' })
  const [judged] = await judgeAll(db, [campaign], { personId, sale })
  const { why, amount, parts } = judged!.verdict
  if (why === 'remainder') throw fail('remainder_too_small', { minimum: shown(smallestChargeOf(sale.currency), sale.currency) })
  if (why !== null) throw fail('voucher_refused', { why })
  return { campaign, amount, parts }
}

const shown = (amount: number, currency: string): string => {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  return `${(amount / 10 ** maximumFractionDigits).toFixed(maximumFractionDigits)} ${currency}`
}

/** Takes a sum out of what is left of a campaign, and one use: of those who try at once, the campaign's row lets one after the other. */
async function takeFrom(tx: Tx, campaignId: string, { amount, honoured }: { amount: number, honoured: boolean }): Promise<boolean> {
  const { spentAmount, budgetAmount, uses, maxUses, pausedAt, startsAt, endsAt } = voucherCampaign
  const at = sql`linli_now()`
  const taken = await tx.update(voucherCampaign).set({ spentAmount: sql`${spentAmount} + ${amount}`, uses: sql`${uses} + 1` }).where(and(
    eq(voucherCampaign.id, campaignId),
    sql`${spentAmount} + ${amount} <= ${budgetAmount}`,
    sql`(${maxUses} is null or ${uses} < ${maxUses})`,
    honoured ? undefined : and(isNull(pausedAt), lte(startsAt, at), gt(endsAt, at)),
  )).returning({ id: voucherCampaign.id })
  return taken.length > 0
}

/** Which of a person's vouchers of a campaign is free, counted from 1. The campaign's row is locked. */
async function freeNumber(
  tx: Tx, { campaignId, perPerson, personId }: { campaignId: string, perPerson: number, personId: string },
): Promise<number | undefined> {
  const { useNumber, state } = voucherRedemption
  const rows = await tx.select({ useNumber }).from(voucherRedemption)
    .where(and(eq(voucherRedemption.campaignId, campaignId), eq(voucherRedemption.personId, personId), inArray(state, [...live])))
  const taken = new Set(rows.map(row => row.useNumber))
  return Array.from({ length: perPerson }, (_, index) => index + 1).find(number => !taken.has(number))
}

/**
 * Reserves a voucher for a booking that is being held. The campaign's lock comes after all others, and is held until the end: the caller
 * does this last.
 *
 * @throws {DomainError} `voucher_refused` where others, or the same person in another tab, were faster.
 */
export async function reserveVoucher(
  tx: Tx, { planned, personId, bookingId }: { planned: PlannedVoucher, personId: string, bookingId: string },
): Promise<void> {
  const { campaign: { id: campaignId, perPerson }, amount } = planned
  if (!await takeFrom(tx, campaignId, { amount, honoured: false })) throw fail('voucher_refused', { why: 'exhausted' })
  const useNumber = await freeNumber(tx, { campaignId, perPerson, personId })
  if (useNumber === undefined) throw fail('voucher_refused', { why: 'used' })
  await tx.insert(voucherRedemption).values({ id: newId(), campaignId, perPerson, personId, bookingId, amount, useNumber, state: 'reserved' })
}

/**
 * The payment of a hold came after its end: its voucher is reserved again, though its campaign may be over by now.
 * @returns false where nothing of it is left, or the person has used it elsewhere; nothing is written then.
 */
export async function reserveVoucherAgain(tx: Tx, bookingId: string): Promise<boolean> {
  const [row] = await tx.select().from(voucherRedemption)
    .where(and(eq(voucherRedemption.bookingId, bookingId), eq(voucherRedemption.state, 'released')))
  if (!row) return true
  const { id, campaignId, perPerson, personId, amount } = row
  if (personId === null) return false
  await tx.select({ id: voucherCampaign.id }).from(voucherCampaign).where(eq(voucherCampaign.id, campaignId)).for('update')
  const useNumber = await freeNumber(tx, { campaignId, perPerson, personId })
  if (useNumber === undefined || !await takeFrom(tx, campaignId, { amount, honoured: true })) return false
  await tx.update(voucherRedemption).set({ state: 'reserved', useNumber, endedAt: null }).where(eq(voucherRedemption.id, id))
  return true
}

/** The hold is over, and unpaid: its voucher is free again. */
export async function releaseVoucher(tx: Tx, bookingId: string): Promise<void> {
  const [row] = await tx.update(voucherRedemption).set({ state: 'released', endedAt: sql`linli_now()` })
    .where(and(eq(voucherRedemption.bookingId, bookingId), eq(voucherRedemption.state, 'reserved'))).returning()
  if (row) await putBack(tx, row.campaignId, { amount: row.amount, uses: 1 })
}

async function putBack(tx: Tx, campaignId: string, { amount, uses }: { amount: number, uses: number }): Promise<Campaign> {
  const [campaign] = await tx.update(voucherCampaign)
    .set({ spentAmount: sql`${voucherCampaign.spentAmount} - ${amount}`, uses: sql`${voucherCampaign.uses} - ${uses}` })
    .where(eq(voucherCampaign.id, campaignId)).returning()
  return campaign!
}

/** The booking is paid: its voucher is used. Undefined where it has none, or this was written before. */
export async function redeemVoucher(tx: Tx, bookingId: string): Promise<Redemption | undefined> {
  const [row] = await tx.update(voucherRedemption).set({ state: 'redeemed', redeemedAt: sql`linli_now()` })
    .where(and(eq(voucherRedemption.bookingId, bookingId), eq(voucherRedemption.state, 'reserved'))).returning()
  return row
}

export interface VoucherReturnInput {
  bookingId: string
  bookingLegId: string
  amount: number
  reason: string
}

/**
 * Gives a part that a voucher paid back to its budget; once all of it is back, the person can use the voucher again.
 * @returns the return's id, and whose budget it is.
 */
export async function returnVoucher(
  tx: Tx, { bookingId, bookingLegId, amount, reason }: VoucherReturnInput,
): Promise<{ id: string, campaignId: string, currency: string }> {
  const all = sql`${voucherRedemption.returnedAmount} + ${amount} = ${voucherRedemption.amount}`
  const [row] = await tx.update(voucherRedemption).set({
    returnedAmount: sql`${voucherRedemption.returnedAmount} + ${amount}`,
    state: sql`case when ${all} then 'given_back' else ${voucherRedemption.state} end`,
    endedAt: sql`case when ${all} then linli_now() end`,
  }).where(and(eq(voucherRedemption.bookingId, bookingId), eq(voucherRedemption.state, 'redeemed'))).returning()
  if (!row) throw new Error(`booking ${bookingId} has no voucher that was redeemed`)
  const { currency } = await putBack(tx, row.campaignId, { amount, uses: row.state === 'given_back' ? 1 : 0 })
  const id = newId()
  await tx.insert(voucherReturn).values({ id, redemptionId: row.id, bookingLegId, amount, reason })
  return { id, campaignId: row.campaignId, currency }
}

/** What of a leg went back to the budget that paid it. */
export async function returnedOfLeg(db: Queryable, bookingLegId: string): Promise<number> {
  const [row] = await db.select({ amount: sql<number>`coalesce(sum(${voucherReturn.amount}), 0)::bigint` }).from(voucherReturn)
    .where(eq(voucherReturn.bookingLegId, bookingLegId))
  return Number(row?.amount ?? 0)
}
