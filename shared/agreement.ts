/** Of a bundle's two parties to an agreement: who publishes it, and who serves a leg of it. */
export type Side = 'publisher' | 'partner'

/**
 * One version of an agreement. `proposed` waits for the partner's answer, `countered` for the publisher's; `accepted` and `leaving` (given
 * notice) are in force; `superseded` gave way to a newer one, answered or not.
 */
export const agreementStates = ['proposed', 'countered', 'accepted', 'leaving', 'declined', 'superseded', 'ended'] as const
export type AgreementState = typeof agreementStates[number]

/** What two parties agree on. */
export interface AgreementTerms {
  /** Off the list price, in ten-thousandths. */
  percentOffBps: number
  /** The share is never less than this; minor units. */
  floorAmount: number | null
  /** Nothing begins sooner than this; the offering's own notice counts where it is longer. */
  noticeMinutes: number
  /** Days of the partner's calendar on which it does not serve, `YYYY-MM-DD`, ascending. */
  blackoutDates: readonly string[]
  /** Days between the notice of either side and the end. */
  exitNoticeDays: number
}

/** Days on which a partner does not serve, at most. */
export const maxBlackouts = 60

export const inForce = (state: AgreementState): boolean => state === 'accepted' || state === 'leaving'
export const isOpen = (state: AgreementState): boolean => state === 'proposed' || state === 'countered'

/** Who is to answer; null where nobody is. */
export function answers(state: AgreementState): Side | null {
  if (state === 'proposed') return 'partner'
  return state === 'countered' ? 'publisher' : null
}

export const otherSide = (side: Side): Side => (side === 'publisher' ? 'partner' : 'publisher')

/** The terms of `now` that differ from those of `before`. */
export function changedTerms(before: AgreementTerms, now: AgreementTerms): (keyof AgreementTerms)[] {
  const same = (key: keyof AgreementTerms) => JSON.stringify(before[key]) === JSON.stringify(now[key])
  return (['percentOffBps', 'floorAmount', 'noticeMinutes', 'blackoutDates', 'exitNoticeDays'] as const).filter(key => !same(key))
}
