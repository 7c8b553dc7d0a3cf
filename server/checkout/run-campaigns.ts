import type { z } from 'zod'
import { CITY_CURRENCY as currency } from '#shared/money.ts'
import type { campaigns, CampaignBody, CampaignChangeBody, redemptions } from '#shared/schemas/voucher.ts'
import { categoryNames, extendCampaign, insertCampaign, listCampaigns, listRedemptions, offOf, pauseCampaign, type CampaignNow } from '../catalog/index.ts'
import { assertOperator, recordAct } from '../identity/index.ts'
import { readVoucherBudgets, recordVoucher } from '../payment/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Who } from '../booking/index.ts'

type Answer = z.input<typeof campaigns>

/**
 * The operator starts a campaign: its budget is in the books from now on.
 * @returns its id.
 * @throws {DomainError} `not_found` for who is no operator; `campaign_invalid`
 */
export async function createCampaign({ db }: Pick<Context, 'db'>, { who, body }: { who: Who, body: CampaignBody }): Promise<string> {
  assertOperator(who)
  const { reason, ...terms } = body
  return await withTransaction(db, async (tx) => {
    const { id, budgetAmount: amount, code } = await insertCampaign(tx, { ...terms, currency })
    await recordVoucher(tx, 'voucher_fund', { campaignId: id, causeId: id, bookingId: null, amount, currency })
    await recordAct(tx, { personId: who.id, action: 'campaign.create', subject: { kind: 'campaign', id }, reason, data: { amount, currency, code } })
    return id
  })
}

/**
 * The operator gives a campaign another budget, or a later end. The books follow.
 * @throws {DomainError} `not_found`, also for who is no operator; `changed_meanwhile`, `campaign_change_refused`
 */
export async function changeCampaign(
  { db }: Pick<Context, 'db'>, { who, id, body }: { who: Who, id: string, body: CampaignChangeBody },
): Promise<void> {
  assertOperator(who)
  const { revision, budgetAmount, endsAt, reason } = body
  await withTransaction(db, async (tx) => {
    const { campaign, grown, isChanged } = await extendCampaign(tx, { id, revision, budgetAmount, endsAt: new Date(endsAt) })
    if (!isChanged) return
    if (grown !== 0) {
      await recordVoucher(tx, 'voucher_fund', { campaignId: id, causeId: `${id}:${newId()}`, bookingId: null, amount: grown, currency: campaign.currency })
    }
    await recordAct(tx, { personId: who.id, action: 'campaign.change', subject: { kind: 'campaign', id }, reason, data: { budgetAmount, grown, endsAt, currency: campaign.currency } })
  })
}

/** @throws {DomainError} `not_found`, also for who is no operator. */
export async function setCampaignPaused(
  { db }: Pick<Context, 'db'>, { who, id, paused, reason }: { who: Who, id: string, paused: boolean, reason: string },
): Promise<void> {
  assertOperator(who)
  await withTransaction(db, async (tx) => {
    await pauseCampaign(tx, { id, paused })
    const action = paused ? 'campaign.pause' : 'campaign.resume'
    await recordAct(tx, { personId: who.id, action, subject: { kind: 'campaign', id }, reason })
  })
}

/**
 * Every campaign with its budget: what the books say, less what unpaid holds have reserved.
 * @throws {DomainError} `not_found` for who is no operator.
 */
export async function readCampaigns({ db }: Pick<Context, 'db'>, { who, page }: { who: Who, page: number }): Promise<Answer> {
  assertOperator(who)
  const { rows, ...part } = await listCampaigns(db, { page })
  const inBudget = await readVoucherBudgets(db, rows.map(({ id }) => id))
  const names = await categoryNames(db, rows.flatMap(({ categories }) => categories))
  const at = await now(db)
  const shown = rows.map(campaign => ({
    ...budgetOf(campaign, inBudget.get(campaign.id) ?? 0),
    id: campaign.id, code: campaign.code, currency: campaign.currency,
    name: { zh: campaign.nameZh, en: campaign.nameEn },
    off: offOf(campaign), minSpend: campaign.minSpend, perPerson: campaign.perPerson, maxUses: campaign.maxUses, uses: campaign.uses,
    revision: campaign.revision,
    categories: campaign.categories.map(slug => ({ slug, name: names.get(slug) ?? { zh: slug, en: slug } })),
    startsAt: campaign.startsAt.toISOString(), endsAt: campaign.endsAt.toISOString(),
    state: stateOf(campaign, at),
  }))
  return { ...part, rows: shown }
}

/** @throws {DomainError} `not_found`, also for who is no operator. */
export async function readRedemptions(
  { db }: Pick<Context, 'db'>, { who, id, page }: { who: Who, id: string, page: number },
): Promise<z.input<typeof redemptions>> {
  assertOperator(who)
  return await listRedemptions(db, { id, page })
}

const budgetOf = ({ budgetAmount, reservedAmount }: CampaignNow, inBudget: number) =>
  ({ budgetAmount, usedAmount: budgetAmount - inBudget, reservedAmount, leftAmount: inBudget - reservedAmount })

function stateOf({ startsAt, endsAt, pausedAt }: CampaignNow, at: Date): Answer['rows'][number]['state'] {
  if (endsAt <= at) return 'over'
  if (pausedAt !== null) return 'paused'
  return startsAt > at ? 'coming' : 'open'
}
