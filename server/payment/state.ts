import type { DisputeSnapshot, PaymentSnapshot, RefundSnapshot } from './model.ts'

export const paymentStates = [
  'awaiting_payment', 'processing', 'expired', 'payment_failed', 'paid', 'late_paid',
  'refund_pending', 'partly_refunded', 'refunded', 'disputed', 'lost', 'review',
] as const
export type PaymentState = (typeof paymentStates)[number]

export type RefundState = 'requested' | 'pending' | 'succeeded' | 'failed'

/**
 * How far a payment has come. News only ever moves it forward, so old news that arrives late changes nothing:
 * that is what makes order, repetition and loss of events harmless.
 */
const progress: Record<PaymentState, number> = {
  awaiting_payment: 0, processing: 1, expired: 2, payment_failed: 3,
  paid: 4, late_paid: 4, refund_pending: 4, partly_refunded: 4, refunded: 4, disputed: 5, lost: 6, review: 7,
}

/** What each state of the gateway's means here, before it is known whether it is late or wrong. */
const meaning = {
  open: 'awaiting_payment', processing: 'processing', expired: 'expired', failed: 'payment_failed', paid: 'paid',
} as const satisfies Record<PaymentSnapshot['state'], PaymentState>

/** States in which a refund may be asked for. */
export const refundableStates: ReadonlySet<PaymentState> = new Set(['paid', 'late_paid', 'refund_pending', 'partly_refunded'])

export interface Expected {
  paymentId: string
  amount: number
  currency: string
}

/** Whether what was paid is what was asked for; `given_back`: it was not, and an operator has had all of it given back. */
export type SumState = 'as_asked' | 'wrong' | 'given_back'

export interface TransitionInput {
  state: PaymentState
  snapshot: Pick<PaymentSnapshot, 'state'>
  /** The booking no longer waits for this payment. */
  late: boolean
  sumState: SumState
}

/** Where a payment stands once this is known of it. Applying the same again, or something older, changes nothing. */
export function transition({ state, snapshot, late, sumState }: TransitionInput): PaymentState {
  const told = meaning[snapshot.state]
  if (told === 'paid' && sumState === 'wrong') return 'review'
  if (progress[told] <= progress[state]) return state
  if (told !== 'paid') return told
  return late || state === 'expired' || state === 'payment_failed' ? 'late_paid' : 'paid'
}

export function isWrongSum(expected: Expected, told: Pick<PaymentSnapshot, 'state' | 'amount' | 'currency' | 'paymentId'>): boolean {
  const matches = told.paymentId === expected.paymentId && told.amount === expected.amount && told.currency === expected.currency
  return told.state === 'paid' && !matches
}

/**
 * A person has to look at a payment as long as what was paid is wrong, or a refund that was made past us belongs to no leg; after that it
 * is paid, and its refunds and disputes say the rest.
 */
export function afterReview(state: PaymentState, { sumState, foreign }: { sumState: SumState, foreign: boolean }): PaymentState {
  if (foreign || sumState === 'wrong') return 'review'
  return state === 'review' ? 'paid' : state
}

/** A bank's decision is its last word. */
export const disputeTransition = (state: DisputeSnapshot['state'], told: DisputeSnapshot['state']): DisputeSnapshot['state'] =>
  state === 'open' ? told : state

/** What banks' disputes make of a payment's state; won, it is what it was before, which its refunds then tell more closely. */
export function afterDisputes(state: PaymentState, disputes: readonly DisputeSnapshot['state'][]): PaymentState {
  if (progress[state] < progress.paid || state === 'review') return state
  if (disputes.includes('lost')) return 'lost'
  if (disputes.includes('open')) return 'disputed'
  return state === 'disputed' || state === 'lost' ? 'paid' : state
}

const refundProgress: Record<RefundState, number> = { requested: 0, pending: 1, succeeded: 2, failed: 3 }

/** A refund may fail after it was shown as done, so `failed` is the last word. */
export function refundTransition(state: RefundState, told: RefundSnapshot['state']): RefundState {
  return refundProgress[told] > refundProgress[state] ? told : state
}

export interface RefundTotals {
  /** Sum of all refunds that have not failed: what may not be given back a second time. */
  refunded: number
  state: PaymentState
}

/** What a payment's refunds make of it. States that refunds do not touch (disputed, lost, review) stay. */
export function afterRefunds(
  state: PaymentState, captured: number, refunds: readonly { amount: number, state: RefundState }[],
): RefundTotals {
  const live = refunds.filter(refund => refund.state !== 'failed')
  const refunded = live.reduce((sum, refund) => sum + refund.amount, 0)
  const touched = state === 'paid' || state === 'late_paid' || state === 'refund_pending' || state === 'partly_refunded' || state === 'refunded'
  if (!touched) return { refunded, state }
  if (live.some(refund => refund.state !== 'succeeded')) return { refunded, state: 'refund_pending' }
  if (refunded === 0) return { refunded, state: state === 'late_paid' ? 'late_paid' : 'paid' }
  return { refunded, state: refunded === captured ? 'refunded' : 'partly_refunded' }
}
