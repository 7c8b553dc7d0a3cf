import type { ProviderStatus } from '#shared/onboarding.ts'

/** Whether an operator is to look: `waiting` to be looked at, `asked` for something; null: neither. */
export type Review = 'waiting' | 'asked' | null

export interface Standing {
  status: ProviderStatus
  review: Review
}

export type ProviderEvent = 'submit' | 'change_papers' | 'take_back' | 'take_back_asked' | 'approve' | 'ask_more' | 'reject' | 'refuse_change' | 'suspend' | 'lift'
export type ProviderActor = 'provider' | 'operator'

interface Move {
  event: ProviderEvent
  by: ProviderActor
  from: ProviderStatus
  /** Only while an operator's look is due, or the provider's answer. */
  only?: Review
  to: ProviderStatus
  /** Omitted: as it was. */
  review?: Review
}

/**
 * THE table: the life of a provider. Papers of a verified one that change are looked at while it goes on; what is refused of them leaves it
 * as it was, and where all of them are taken back nothing waits: only what was asked for before is still owed (`take_back_asked`). A
 * rejection is final; whoever can still mend something is asked for more.
 */
export const providerMoves: readonly Move[] = [
  { event: 'submit', by: 'provider', from: 'draft', to: 'submitted', review: 'waiting' },
  { event: 'submit', by: 'provider', from: 'more_needed', to: 'submitted', review: 'waiting' },
  { event: 'approve', by: 'operator', from: 'submitted', only: 'waiting', to: 'verified', review: null },
  { event: 'ask_more', by: 'operator', from: 'submitted', only: 'waiting', to: 'more_needed', review: 'asked' },
  { event: 'reject', by: 'operator', from: 'submitted', only: 'waiting', to: 'rejected', review: null },
  { event: 'change_papers', by: 'provider', from: 'verified', to: 'verified', review: 'waiting' },
  { event: 'take_back', by: 'provider', from: 'verified', only: 'waiting', to: 'verified', review: null },
  { event: 'take_back_asked', by: 'provider', from: 'verified', only: 'waiting', to: 'verified', review: 'asked' },
  { event: 'submit', by: 'provider', from: 'verified', only: 'asked', to: 'verified', review: 'waiting' },
  { event: 'approve', by: 'operator', from: 'verified', only: 'waiting', to: 'verified', review: null },
  { event: 'ask_more', by: 'operator', from: 'verified', only: 'waiting', to: 'verified', review: 'asked' },
  { event: 'refuse_change', by: 'operator', from: 'verified', only: 'waiting', to: 'verified', review: null },
  { event: 'suspend', by: 'operator', from: 'verified', to: 'suspended' },
  { event: 'change_papers', by: 'provider', from: 'suspended', to: 'suspended', review: 'waiting' },
  { event: 'take_back', by: 'provider', from: 'suspended', only: 'waiting', to: 'suspended', review: null },
  { event: 'take_back_asked', by: 'provider', from: 'suspended', only: 'waiting', to: 'suspended', review: 'asked' },
  { event: 'submit', by: 'provider', from: 'suspended', only: 'asked', to: 'suspended', review: 'waiting' },
  { event: 'approve', by: 'operator', from: 'suspended', only: 'waiting', to: 'suspended', review: null },
  { event: 'ask_more', by: 'operator', from: 'suspended', only: 'waiting', to: 'suspended', review: 'asked' },
  { event: 'refuse_change', by: 'operator', from: 'suspended', only: 'waiting', to: 'suspended', review: null },
  { event: 'lift', by: 'operator', from: 'suspended', to: 'verified' },
]

/** Where an event of an actor leads; undefined where it leads nowhere. */
export function nextStanding({ status, review }: Standing, event: ProviderEvent, by: ProviderActor): Standing | undefined {
  const move = providerMoves.find(each =>
    each.event === event && each.by === by && each.from === status && (!each.only || each.only === review))
  return move && { status: move.to, review: move.review === undefined ? review : move.review }
}

/** While an operator looks at a first submission, it stays as it was sent; a rejected one is over. */
export const mayEdit = (status: ProviderStatus): boolean => status !== 'submitted' && status !== 'rejected'
