import { smallestChargeOf } from '#shared/payment-methods.ts'
import { voucherParts, type VoucherLeg, type VoucherTerms } from '#shared/voucher.ts'

/** A campaign as its rules look at it. */
export interface CampaignFacts {
  currency: string
  offAmount: number | null
  offBps: number | null
  capAmount: number | null
  minSpend: number
  categories: readonly string[]
  perPerson: number
  maxUses: number | null
  uses: number
  budgetAmount: number
  spentAmount: number
  startsAt: Date
  endsAt: Date
  pausedAt: Date | null
}

export type VoucherWhy
  = | 'paused' | 'not_yet' | 'over' | 'used' | 'exhausted' | 'currency' | 'category' | 'min_spend' | 'remainder'

export interface VoucherCase {
  at: Date
  /** How often the person has a voucher of the campaign in use. */
  used: number
  currency: string
  legs: readonly VoucherLeg[]
}

export interface VoucherVerdict {
  /** Null: it can be used. */
  why: VoucherWhy | null
  /** What it would take off, also where only the remainder is too small; 0 where it takes off nothing. */
  amount: number
  /** Of each leg; empty where it cannot be used. */
  parts: number[]
}

export const termsOf = ({ currency, offAmount, offBps, capAmount, minSpend, categories }: CampaignFacts): VoucherTerms => ({
  currency, minSpend, categories,
  off: offAmount === null ? { bps: offBps ?? 0, cap: capAmount } : { amount: offAmount },
})

/** Whether a voucher of a campaign can be used for these legs, and what it takes off each. */
export function judgeVoucher(campaign: CampaignFacts, { at, used, currency, legs }: VoucherCase): VoucherVerdict {
  const refused = (why: VoucherWhy, amount = 0): VoucherVerdict => ({ why, amount, parts: [] })
  if (campaign.endsAt <= at) return refused('over')
  if (campaign.pausedAt !== null) return refused('paused')
  if (campaign.startsAt > at) return refused('not_yet')
  if (used >= campaign.perPerson) return refused('used')
  const fit = voucherParts(termsOf(campaign), { currency, legs })
  if (fit.why !== null) return refused(fit.why)
  const usedUp = campaign.maxUses !== null && campaign.uses >= campaign.maxUses
  if (usedUp || campaign.spentAmount + fit.amount > campaign.budgetAmount) return refused('exhausted')
  const left = legs.reduce((sum, { shareAmount }) => sum + shareAmount, 0) - fit.amount
  if (left > 0 && left < smallestChargeOf(currency)) return refused('remainder', fit.amount)
  return { why: null, amount: fit.amount, parts: fit.parts }
}
