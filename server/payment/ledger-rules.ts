import type { Settlement } from './model.ts'

export type LedgerAccount
  = | 'resident' | 'provider' | 'commission' | 'gateway_balance' | 'gateway_fees' | 'in_transit' | 'debt' | 'voucher' | 'operator' | 'fx'

/** Positive: value comes to the account; negative: it leaves. A set of entries sums to zero in each currency. */
export interface Entry {
  account: LedgerAccount
  /** The provider, for `provider` and `debt`; the campaign, for `voucher`. */
  partyId: string | null
  amount: number
  currency: string
}

interface Amount {
  amount: number
  currency: string
}

/** The payer's money reaches the platform's balance, less the gateway's fee, which the platform bears. */
export function chargeEntries(charge: Amount & { settlement: Settlement }): Entry[] {
  const { settlement } = charge
  return balanced([
    entry('resident', -charge.amount, charge.currency),
    ...exchange(charge, { amount: settlement.amount, currency: settlement.currency }),
    entry('gateway_balance', settlement.amount - settlement.fee, settlement.currency),
    entry('gateway_fees', settlement.fee, settlement.currency),
  ])
}

/** Money goes back to the payer. The gateway keeps its fee. */
export function refundEntries(refund: Amount & { settlement: Amount }): Entry[] {
  return reverse(balanced([
    entry('resident', -refund.amount, refund.currency),
    ...exchange(refund, refund.settlement),
    entry('gateway_balance', refund.settlement.amount, refund.settlement.currency),
  ]))
}

/** A refund that failed after all: the money is on the platform's balance again. */
export function refundFailedEntries(refund: Amount & { settlement: Amount }): Entry[] {
  return reverse(refundEntries(refund))
}

/** What a provider earned for a leg is sent, and the commission on it becomes the platform's own. */
export function transferEntries(transfer: Amount & { providerId: string, commission: number }): Entry[] {
  return balanced([
    entry('gateway_balance', -(transfer.amount + transfer.commission), transfer.currency),
    entry('provider', transfer.amount, transfer.currency, transfer.providerId),
    entry('commission', transfer.commission, transfer.currency),
  ])
}

/** A transfer comes back in whole or in part, with the commission that belonged to it. */
export function reversalEntries(reversal: Amount & { providerId: string, commission: number }): Entry[] {
  return reverse(transferEntries(reversal))
}

/** The city promises a campaign's budget: until it is used it is the city's, in an account of its own (below zero what is left of it). */
export function voucherFundEntries({ amount, currency, campaignId }: Amount & { campaignId: string }): Entry[] {
  return balanced([entry('operator', amount, currency), entry('voucher', -amount, currency, campaignId)])
}

/** A voucher pays a part of a booking: the sum is held for the payer, like what they paid, until it is earned or given back. */
export function voucherRedeemEntries({ amount, currency, campaignId }: Amount & { campaignId: string }): Entry[] {
  return balanced([entry('voucher', amount, currency, campaignId), entry('resident', -amount, currency)])
}

/** A part that a voucher paid is given back: to the budget that it came from. */
export function voucherReturnEntries(returned: Amount & { campaignId: string }): Entry[] {
  return reverse(voucherRedeemEntries(returned))
}

/** Where money was presented in one currency and settled in another, the `fx` account holds both sides. */
function exchange(presented: Amount, settled: Amount): Entry[] {
  if (presented.currency === settled.currency) {
    // The same currency settles to the unit; a difference would be an error of the gateway's, and the books say so.
    return presented.amount === settled.amount ? [] : [entry('fx', presented.amount - settled.amount, presented.currency)]
  }
  return [entry('fx', presented.amount, presented.currency), entry('fx', -settled.amount, settled.currency)]
}

function entry(account: LedgerAccount, amount: number, currency: string, partyId: string | null = null): Entry {
  return { account, partyId, amount, currency }
}

const reverse = (entries: Entry[]): Entry[] => entries.map(each => ({ ...each, amount: -each.amount }))

/** Sums per currency; all zero for a balanced set. */
export function sums(entries: readonly Entry[]): Map<string, number> {
  const totals = new Map<string, number>()
  for (const { amount, currency } of entries) totals.set(currency, (totals.get(currency) ?? 0) + amount)
  return totals
}

function balanced(entries: Entry[]): Entry[] {
  const kept = entries.filter(each => each.amount !== 0)
  for (const [currency, sum] of sums(kept)) {
    if (sum !== 0) throw new RangeError(`ledger entries sum to ${sum} ${currency}`)
  }
  return kept
}
