import { allocate } from '#shared/money.ts'

// How what a provider earned for a leg gets to it, and comes back: what to do next is worked out from what is, so that whatever order the
// news comes in, and wherever a process dies, the end is the same. Amounts are minor units of the booking's currency.

export const earningStates = [
  'due', 'waiting_account', 'waiting_settlement', 'waiting_balance', 'refused', 'frozen', 'sending', 'paid', 'reversing', 'reversed',
] as const
export type EarningState = (typeof earningStates)[number]

export type Part = 'cash' | 'voucher'
export const parts: readonly Part[] = ['cash', 'voucher']

/** What a provider sees of each state. */
export const shownAs = {
  due: 'due', waiting_account: 'due', waiting_settlement: 'due', waiting_balance: 'due', refused: 'due', frozen: 'frozen',
  sending: 'on_the_way', reversing: 'on_the_way', paid: 'paid', reversed: 'returned',
} as const satisfies Record<EarningState, string>

/** One part of an earning: what of it should be with the provider, and what became of it so far. */
export interface PartFacts {
  target: number
  /** Transferred, and brought back of that. */
  sent: number
  reversed: number
  /** Could not be brought back: owed by the provider, or borne by the platform. */
  owed: number
  lost: number
  /** Kept back to pay off an older debt. */
  netted: number
  /** A reversal was refused: of what is only frozen, or of what is for good not the provider's. */
  refused: 'frozen' | 'for_good' | null
}

export interface PayoutFacts {
  cash: PartFacts
  voucher: PartFacts
  /** A call to the gateway about this earning has been written down and is not over. */
  underWay: 'transfer' | 'reversal' | null
  /** A bank disputes the payment: nothing goes out, and what is out is brought back. */
  isFrozen: boolean
  /** A person has to look at the payment first: nothing goes out, and what is out stays. */
  isHeld: boolean
  /** A bank took the payment back for good: what cannot be reversed is the platform's loss, not the provider's debt. */
  isLost: boolean
  isAccountActive: boolean
  /** The gateway has booked the payment, so that it can be sent on. */
  isSettled: boolean
  /** Why the last transfer was refused, as long as it is too early for another. */
  refusal: 'balance' | 'other' | null
  /** All that the provider owes in this currency. */
  debts: number
}

export type PayoutStep
  /** Nothing to do now: it waits for something, or is at its end. */
  = | { kind: 'rest', state: EarningState }
    /** Ask the gateway; the earning is in `state` until it has answered. */
    | { kind: 'transfer', part: Part, amount: number, state: 'sending' }
    | { kind: 'reverse', part: Part, amount: number, state: 'reversing' }
    /** Books only. */
    | { kind: 'net', part: Part, amount: number }
    | { kind: 'unnet', part: Part, amount: number }
    | { kind: 'owe', part: Part, amount: number, by: 'provider' | 'platform' }

/** What of a part is at the provider's now. */
export const inHand = ({ sent, reversed, owed, lost }: PartFacts): number => sent - reversed - owed - lost

const rest = (state: EarningState): PayoutStep => ({ kind: 'rest', state })

/**
 * The next step of an earning. Repeating it until it rests brings every part to its target: a debt is paid off before anything is sent,
 * what is too much is brought back, and what cannot be brought back is owed.
 */
export function nextStep(facts: PayoutFacts): PayoutStep {
  if (facts.underWay) return rest(facts.underWay === 'transfer' ? 'sending' : 'reversing')
  for (const part of parts) {
    const step = facts.isFrozen ? recall(facts, part) : takeBack(facts, part)
    if (step) return step
  }
  if (facts.isFrozen) return rest('frozen')
  for (const part of parts) {
    const step = send(facts, part)
    if (step) return facts.isHeld ? rest('frozen') : step
  }
  return rest(facts.cash.target + facts.voucher.target > 0 ? 'paid' : 'reversed')
}

/** While a bank decides, what was sent is brought back; where that is refused, nobody owes anything yet. */
function recall(facts: PayoutFacts, part: Part): PayoutStep | undefined {
  const amount = inHand(facts[part])
  if (amount <= 0 || facts[part].refused) return undefined
  return { kind: 'reverse', part, amount, state: 'reversing' }
}

function takeBack(facts: PayoutFacts, part: Part): PayoutStep | undefined {
  const { target, netted, refused } = facts[part]
  const tooMuch = inHand(facts[part]) + netted - target
  if (tooMuch <= 0) return undefined
  if (netted > 0) return { kind: 'unnet', part, amount: Math.min(tooMuch, netted) }
  if (refused !== 'for_good') return { kind: 'reverse', part, amount: tooMuch, state: 'reversing' }
  return { kind: 'owe', part, amount: tooMuch, by: facts.isLost ? 'platform' : 'provider' }
}

function send(facts: PayoutFacts, part: Part): PayoutStep | undefined {
  const { target, netted } = facts[part]
  const amount = target - inHand(facts[part]) - netted
  if (amount <= 0) return undefined
  if (facts.debts > 0) return { kind: 'net', part, amount: Math.min(amount, facts.debts) }
  if (!facts.isAccountActive) return rest('waiting_account')
  if (!facts.isSettled) return rest('waiting_settlement')
  if (facts.refusal) return rest(facts.refusal === 'balance' ? 'waiting_balance' : 'refused')
  return { kind: 'transfer', part, amount, state: 'sending' }
}

export interface Conversion {
  /** The payment in its own currency, and what it settled for. */
  from: number
  to: number
}

/** What an amount of a payment is of its settlement: rounded down, so that parts never add up to more. It may be worth no unit there. */
export function settledOf(amount: number, { from, to }: Conversion): number {
  return Number((BigInt(amount) * BigInt(to)) / BigInt(from))
}

/** A transfer, and what came back of it before, in the payment's currency and as it settled. */
export interface SentFacts {
  amount: number
  settledAmount: number
  reversedAmount: number
  reversedSettledAmount: number
}

/**
 * What of a transfer's settlement comes back with `back` of its amount: rounded up over all that came back so far, so that what came back
 * in however many parts is what would have come back at once, and all of it ends at all of it. It may be worth no unit there.
 */
export function settledBackOf({ amount, settledAmount, reversedAmount, reversedSettledAmount }: SentFacts, back: number): number {
  const left = settledOf(amount - reversedAmount - back, { from: amount, to: settledAmount })
  return Math.max(0, settledAmount - left - reversedSettledAmount)
}

/**
 * What of each leg's `kept` cash a bank took back with `lost`, by largest remainder, so that the legs bear all of it to the unit; never
 * more than a leg has.
 */
export function spreadLoss(lost: number, kept: readonly number[]): number[] {
  const all = kept.reduce((sum, each) => sum + each, 0)
  return all === 0 ? kept.map(() => 0) : allocate(Math.min(lost, all), kept)
}
