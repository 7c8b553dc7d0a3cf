import { inArray } from 'drizzle-orm'
import type { z } from 'zod'
import type { LocalText } from '#shared/locale.ts'
import { smallestChargeOf } from '#shared/payment-methods.ts'
import type { voucherOffer } from '#shared/schemas/voucher.ts'
import type { Context } from '../platform/context.ts'
import type { Queryable } from '../platform/database.ts'
import { takeFromLimit } from '../platform/rate-limit.ts'
import { fail } from './errors.ts'
import { getQuote } from './quotes.ts'
import { category } from './schema.ts'
import { termsOf } from './voucher-rules.ts'
import { judgeCampaigns, type JudgedCampaign } from './vouchers.ts'

type Offer = z.input<typeof voucherOffer>

/** How many codes one person may try: they are short enough to be guessed. */
const codeTries = { max: 20, windowSeconds: 600 }

/**
 * The vouchers that are offered to everybody, and the one of a code, with what each would take off a quote, or why not. Those that fit come
 * first, the best of them before the others.
 *
 * @throws {DomainError} `not_found`; `voucher_refused` for a code that no campaign has; `too_many_requests`
 */
export async function offerVouchers(
  { db }: Pick<Context, 'db'>, { personId, quoteId, code = null }: { personId: string, quoteId: string, code?: string | null | undefined },
): Promise<Offer[]> {
  if (code !== null) await takeFromLimit(db, { bucket: `voucher-code:${personId}`, ...codeTries })
  const quote = await getQuote(db, quoteId)
  const judged = await judgeCampaigns(db, { personId, code, sale: quote })
  if (code !== null && !judged.some(({ campaign }) => campaign.code === code)) throw fail('voucher_refused', { why: 'unknown' })
  const names = await categoryNames(db, judged.flatMap(({ campaign }) => campaign.categories))
  const offers = judged.map(each => toOffer(each, quote.legs, names))
  return offers.toSorted((a, b) => Number(a.why !== null) - Number(b.why !== null) || b.amount - a.amount)
}

/** Names of categories by their slugs. */
export async function categoryNames(db: Queryable, slugs: readonly string[]): Promise<Map<string, LocalText>> {
  if (slugs.length === 0) return new Map()
  const rows = await db.select().from(category).where(inArray(category.slug, [...new Set(slugs)]))
  return new Map(rows.map(({ slug, nameZh, nameEn }) => [slug, { zh: nameZh, en: nameEn }]))
}

function toOffer({ campaign, verdict }: JudgedCampaign, legs: readonly { legId: string }[], names: ReadonlyMap<string, LocalText>): Offer {
  const { id, code, nameZh, nameEn, currency, minSpend, categories, perPerson, endsAt } = campaign
  return {
    id, code, currency, minSpend, perPerson,
    name: { zh: nameZh, en: nameEn },
    off: offOf(campaign),
    categories: categories.map(slug => ({ slug, name: names.get(slug) ?? { zh: slug, en: slug } })),
    endsAt: endsAt.toISOString(),
    why: verdict.why,
    minimum: verdict.why === 'remainder' ? smallestChargeOf(currency) : null,
    amount: verdict.amount,
    legs: verdict.parts.map((amount, index) => ({ legId: legs[index]!.legId, amount })),
  }
}

/** What a campaign takes off, as it is told. */
export function offOf(campaign: Parameters<typeof termsOf>[0]): Offer['off'] {
  return termsOf(campaign).off
}
