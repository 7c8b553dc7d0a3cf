import type { Settlement } from './model.ts'

/**
 * Accounts. `resident` is what is held for the payer: below zero what was paid and is neither given back nor earned yet. `provider` is what
 * is owed to a provider (below zero) between its earning and the transfer; `commission` what the platform has earned. `gateway_balance` is
 * what lies with the gateway, unit for unit. `in_transit`: on the way to the payer, or in a bank's hands while it decides. `debt`: what a
 * provider owes. `voucher`: a campaign's budget (below zero what is left of it), funded by the
 * `operator`. `losses`: what the platform bears. `outside`: what was paid past the gateway.
 */
export type LedgerAccount
  = | 'resident' | 'provider' | 'commission' | 'gateway_balance' | 'gateway_fees' | 'in_transit' | 'debt' | 'voucher' | 'operator' | 'fx'
    | 'losses' | 'outside'

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
    ...exchange(charge, settlement),
    entry('gateway_balance', settlement.amount - settlement.fee, settlement.currency),
    entry('gateway_fees', settlement.fee, settlement.currency),
  ])
}

/** Money is on its way back to the payer. The gateway keeps its fee. */
export function refundEntries({ settlement, ...refund }: Amount & { settlement: Amount }): Entry[] {
  return balanced([
    entry('in_transit', refund.amount, refund.currency),
    ...reverse(exchange(refund, settlement)),
    entry('gateway_balance', -settlement.amount, settlement.currency),
  ])
}

/** It has arrived. */
export function refundArrivedEntries({ amount, currency }: Amount): Entry[] {
  return balanced([entry('resident', amount, currency), entry('in_transit', -amount, currency)])
}

/** It failed after all, on the way or (`arrived`) after it was told to have arrived: the money is on the platform's balance again. */
export function refundFailedEntries({ arrived, ...refund }: Amount & { settlement: Amount, arrived: boolean }): Entry[] {
  return [...reverse(refundEntries(refund)), ...(arrived ? reverse(refundArrivedEntries(refund)) : [])]
}

/** What was held for the payer is earned: the provider's part is owed to it, the commission is the platform's. Below zero: taken back. */
export function earningEntries({ amount, commission, currency, providerId }: Amount & { providerId: string, commission: number }): Entry[] {
  return balanced([
    entry('resident', amount + commission, currency),
    entry('provider', -amount, currency, providerId),
    entry('commission', -commission, currency),
  ])
}

type Transferred = Amount & { providerId: string, settlement: Amount }

/** What was owed to a provider is sent. */
export function transferEntries({ settlement, ...transfer }: Transferred): Entry[] {
  return balanced([
    entry('provider', transfer.amount, transfer.currency, transfer.providerId),
    ...reverse(exchange(transfer, settlement)),
    entry('gateway_balance', -settlement.amount, settlement.currency),
  ])
}

/** A transfer comes back in whole or in part. */
export function reversalEntries(reversal: Transferred): Entry[] {
  return reverse(transferEntries(reversal))
}

/** What a provider was sent too much and does not give back: it owes that, or the platform bears it. */
export function owedEntries({ amount, currency, providerId, by }: Amount & { providerId: string, by: 'provider' | 'platform' }): Entry[] {
  return balanced([
    entry('provider', -amount, currency, providerId),
    by === 'provider' ? entry('debt', amount, currency, providerId) : entry('losses', amount, currency),
  ])
}

/** A debt is paid off with what is owed to the provider. Below zero: that was not owed after all, and the debt stands again. */
export function nettingEntries({ amount, currency, providerId }: Amount & { providerId: string }): Entry[] {
  return balanced([entry('provider', amount, currency, providerId), entry('debt', -amount, currency, providerId)])
}

type Disputed = Amount & { settlement: Amount & { fee: number } }

/** A bank takes the money while it decides, and the gateway a fee. */
export function disputeEntries({ settlement, ...disputed }: Disputed): Entry[] {
  return balanced([
    entry('in_transit', disputed.amount, disputed.currency),
    ...reverse(exchange(disputed, settlement)),
    entry('gateway_balance', -settlement.amount - settlement.fee, settlement.currency),
    entry('gateway_fees', settlement.fee, settlement.currency),
  ])
}

/** The bank decides for us: the money comes back, with whatever of the fee. `fee` below zero is given back. */
export function disputeWonEntries({ settlement, ...disputed }: Disputed): Entry[] {
  return balanced([
    entry('in_transit', -disputed.amount, disputed.currency),
    ...exchange(disputed, settlement),
    entry('gateway_balance', settlement.amount - settlement.fee, settlement.currency),
    entry('gateway_fees', settlement.fee, settlement.currency),
  ])
}

/** The bank decides for the payer, who has the money back. */
export function disputeLostEntries(disputed: Amount): Entry[] {
  return refundArrivedEntries(disputed)
}

/** A person gave money back past the gateway. */
export function paidElsewhereEntries({ amount, currency }: Amount): Entry[] {
  return balanced([entry('resident', amount, currency), entry('outside', -amount, currency)])
}

/** The platform bears what was given back of no leg. Below zero: it does not after all. */
export function borneEntries({ amount, currency }: Amount): Entry[] {
  return balanced([entry('resident', -amount, currency), entry('losses', amount, currency)])
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
