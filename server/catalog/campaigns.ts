import { and, desc, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { CampaignBody, redemptions } from '#shared/schemas/voucher.ts'
import { now } from '../platform/clock.ts'
import type { Queryable, Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { readPage, totalOfAll, type Paged } from '../platform/paging.ts'
import { fail } from './errors.ts'
import { category } from './schema.ts'
import { voucherCampaign, voucherRedemption } from './voucher-schema.ts'
import type { Campaign } from './vouchers.ts'

/**
 * Writes a campaign. Its terms never change: what was promised stays; only a pause and its end take it away. Its budget may move, and its
 * end further away (`extendCampaign`).
 * @throws {DomainError} `campaign_invalid` with `why`
 */
export async function insertCampaign(tx: Tx, body: Omit<CampaignBody, 'reason'> & { currency: string }): Promise<Campaign> {
  const { off, startsAt, endsAt, categories, budgetAmount, ...terms } = body
  const ends = new Date(endsAt)
  if (ends <= new Date(startsAt) || ends <= await now(tx)) throw fail('campaign_invalid', { why: 'dates' })
  if ('amount' in off && off.amount > budgetAmount) throw fail('campaign_invalid', { why: 'budget' })
  const known = await tx.select({ slug: category.slug }).from(category).where(inArray(category.slug, categories))
  if (known.length < new Set(categories).size) throw fail('campaign_invalid', { why: 'category' })
  const [campaign] = await tx.insert(voucherCampaign).values({
    id: newId(), ...terms, categories: [...new Set(categories)], budgetAmount, startsAt: new Date(startsAt), endsAt: ends,
    ...('amount' in off ? { offAmount: off.amount } : { offBps: off.bps, capAmount: off.cap }),
  }).onConflictDoNothing({ target: voucherCampaign.code }).returning()
  if (!campaign) throw fail('campaign_invalid', { why: 'code' })
  return campaign
}

/**
 * Takes a campaign's vouchers away for a while, or offers them again. What is reserved or used stays.
 * @throws {DomainError} `not_found`
 */
export async function pauseCampaign(tx: Tx, { id, paused }: { id: string, paused: boolean }): Promise<Campaign> {
  const [campaign] = await tx.update(voucherCampaign)
    .set({ pausedAt: paused ? sql`coalesce(${voucherCampaign.pausedAt}, linli_now())` : null }).where(eq(voucherCampaign.id, id)).returning()
  if (!campaign) throw fail('not_found')
  return campaign
}

export interface CampaignExtension {
  id: string
  /** Which was seen. */
  revision: number
  budgetAmount: number
  endsAt: Date
}

/**
 * Gives a campaign another budget, never below what is reserved or used, and a later end. To ask for what is already so changes nothing.
 *
 * @returns by how much the budget has grown (below zero: shrunk), and whether anything is different.
 * @throws {DomainError} `not_found`; `changed_meanwhile` where somebody else was faster; `campaign_change_refused` with the `least`
 *   budget, and the `end` before which it must not end
 */
export async function extendCampaign(
  tx: Tx, { id, revision, budgetAmount, endsAt }: CampaignExtension,
): Promise<{ campaign: Campaign, grown: number, isChanged: boolean }> {
  const [before] = await tx.select().from(voucherCampaign).where(eq(voucherCampaign.id, id)).for('update')
  if (!before) throw fail('not_found')
  const grown = budgetAmount - before.budgetAmount
  if (grown === 0 && endsAt.getTime() === before.endsAt.getTime()) return { campaign: before, grown, isChanged: false }
  if (before.revision !== revision) throw fail('changed_meanwhile', { revision: before.revision })
  if (budgetAmount < before.spentAmount || endsAt < before.endsAt) {
    throw fail('campaign_change_refused', { least: before.spentAmount, end: before.endsAt.toISOString() })
  }
  const [campaign] = await tx.update(voucherCampaign).set({ budgetAmount, endsAt, revision: revision + 1 })
    .where(eq(voucherCampaign.id, id)).returning()
  return { campaign: campaign!, grown, isChanged: true }
}

export interface CampaignNow extends Campaign {
  /** Of unpaid holds. */
  reservedAmount: number
}

/** Campaigns, the newest first. */
export async function listCampaigns(db: Queryable, { page }: { page: number }): Promise<Paged<CampaignNow>> {
  const { rows, ...part } = await readPage({ page, perPage: 20 }, async ({ limit, offset }) =>
    await db.select({ ...getTableColumns(voucherCampaign), total: totalOfAll }).from(voucherCampaign)
      .orderBy(desc(voucherCampaign.createdAt), desc(voucherCampaign.id)).limit(limit).offset(offset))
  const reserved = await db.select({ id: voucherRedemption.campaignId, amount: sql<number>`sum(${voucherRedemption.amount})::bigint` })
    .from(voucherRedemption)
    .where(and(eq(voucherRedemption.state, 'reserved'), inArray(voucherRedemption.campaignId, rows.map(({ id }) => id)))).groupBy(voucherRedemption.campaignId)
  const byId = new Map(reserved.map(({ id, amount }) => [id, Number(amount)]))
  return { ...part, rows: rows.map(campaign => ({ ...campaign, reservedAmount: byId.get(campaign.id) ?? 0 })) }
}

/** Uses of a campaign, the newest first, without anybody's name. @throws {DomainError} `not_found` */
export async function listRedemptions(db: Queryable, { id, page }: { id: string, page: number }): Promise<z.input<typeof redemptions>> {
  const [campaign] = await db.select({ id: voucherCampaign.id }).from(voucherCampaign).where(eq(voucherCampaign.id, id))
  if (!campaign) throw fail('not_found')
  type Row = z.input<typeof redemptions>['redemptions'][number]
  const { rows, ...part } = await readPage({ page, perPage: 50 }, async ({ limit, offset }) => (await db.execute<{ total: number, row: Row }>(sql`
    select count(*) over ()::int as total, jsonb_build_object('bookingReference', b.reference, 'state', r.state, 'amount', r.amount,
             'returnedAmount', r.returned_amount, 'at', coalesce(r.ended_at, r.redeemed_at, r.reserved_at)) as row
      from voucher_redemption r join booking b on b.id = r.booking_id
     where r.campaign_id = ${id} order by r.reserved_at desc, r.id limit ${limit} offset ${offset}`)).rows)
  return { ...part, redemptions: rows.map(({ row }) => ({ ...row, at: new Date(row.at).toISOString() })) }
}
