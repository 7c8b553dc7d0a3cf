import { z } from 'zod'
import { amount, currency, id, instant, line, lines, localText, nearInstant, slug } from './common.ts'
import { pageFields, pageOf } from './paging.ts'

/** As a person types it: case and spaces do not matter. */
export const voucherCode = z.string().trim().toUpperCase().pipe(z.string().regex(/^[A-Z0-9]{4,24}$/))

/** A fixed sum, or a part of the price with an upper bound. */
export const voucherOff = z.union([
  z.strictObject({ amount: amount.min(1).max(100_000_000) }),
  z.strictObject({ bps: z.int().min(1).max(10_000), cap: amount.min(1).max(100_000_000).nullable() }),
])

export const voucherWhy = z.enum(['paused', 'not_yet', 'over', 'used', 'exhausted', 'currency', 'category', 'min_spend', 'remainder'])

export const vouchersQuery = z.object({ code: voucherCode.optional() })
/** A consumption voucher and what it would take off a quote, or why it cannot be used for it. */
export const voucherOffer = z.object({
  id,
  code: z.string().nullable(),
  name: localText,
  currency,
  off: voucherOff,
  minSpend: amount,
  /** For which parts it counts; none: for all. */
  categories: z.array(z.object({ slug, name: localText })),
  perPerson: z.int(),
  endsAt: instant,
  why: voucherWhy.nullable(),
  /** For `remainder`: the smallest sum that can be paid. */
  minimum: amount.nullable(),
  amount,
  /** What it pays of each leg; empty where it cannot be used. */
  legs: z.array(z.object({ legId: id, amount })),
})
export const voucherOffers = z.array(voucherOffer)

/** How a campaign stands. Sums are of the books, but for what is reserved by unpaid holds. */
export const campaign = z.object({
  id,
  code: z.string().nullable(),
  name: localText,
  currency,
  off: voucherOff,
  minSpend: amount,
  categories: z.array(z.object({ slug, name: localText })),
  perPerson: z.int(),
  maxUses: z.int().nullable(),
  startsAt: instant,
  endsAt: instant,
  state: z.enum(['coming', 'open', 'paused', 'over']),
  budgetAmount: amount,
  usedAmount: amount,
  reservedAmount: amount,
  leftAmount: amount,
  /** Vouchers in use now. */
  uses: z.int(),
  /** Of its budget and end. */
  revision: z.int(),
})
export const campaigns = pageOf(campaign)

export const campaignBody = z.strictObject({
  nameZh: line(60),
  nameEn: line(60),
  /** Null: offered to everybody at the checkout. */
  code: voucherCode.nullable().default(null),
  off: voucherOff,
  minSpend: amount.max(100_000_000).default(0),
  categories: z.array(slug).max(40).default([]),
  perPerson: z.int().min(1).max(100).default(1),
  maxUses: z.int().min(1).max(10_000_000).nullable().default(null),
  budgetAmount: amount.min(1).max(100_000_000_000),
  startsAt: nearInstant,
  endsAt: nearInstant,
  reason: lines(500).default(''),
})
export type CampaignBody = z.output<typeof campaignBody>
export const campaignCreated = z.object({ id })
export const campaignChangeBody = z.strictObject({
  /** Of what was seen. */
  revision: z.int(),
  budgetAmount: amount.min(1).max(100_000_000_000),
  endsAt: instant,
  reason: lines(500).pipe(z.string().min(1)),
})
export type CampaignChangeBody = z.output<typeof campaignChangeBody>
export const campaignPauseBody = z.strictObject({ paused: z.boolean(), reason: lines(500).default('') })

/** Uses of a campaign, newest first, without anybody's name. */
export const redemptions = z.object({
  ...pageFields,
  redemptions: z.array(z.object({
    bookingReference: z.string(),
    state: z.enum(['reserved', 'redeemed', 'released', 'given_back']),
    amount,
    returnedAmount: amount,
    at: instant,
  })),
})
