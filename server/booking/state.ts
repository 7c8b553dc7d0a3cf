import type { LegState } from '#shared/schemas/booking.ts'

/** Who may cause a change. `system` is a timer, `payment` an event of the payment service. */
export type Actor = 'resident' | 'provider' | 'worker' | 'operator' | 'system' | 'payment'

/** What the guards of the table look at. */
export interface LegFacts {
  /** The offering confirms by itself. */
  instant: boolean
  /** Another alternative could serve the leg. */
  replaceable: boolean
}

interface Row {
  event: string
  from: LegState | null
  to: LegState
  by: readonly Actor[]
  /** Of rows with the same event and origin, the first whose guard holds counts. */
  when?: (leg: LegFacts) => boolean
}

const instant = (leg: LegFacts) => leg.instant
const replaceable = (leg: LegFacts) => leg.replaceable

/** The whole life of a booking leg, row by row as in docs/architecture.md, "States". */
export const transitions = [
  { event: 'hold', from: null, to: 'held', by: ['resident'] },
  { event: 'plan', from: null, to: 'reserved', by: ['resident', 'system'] },
  { event: 'give_up', from: 'held', to: 'cancelled', by: ['resident'] },
  { event: 'fail_payment', from: 'held', to: 'cancelled', by: ['payment'] },
  { event: 'expire', from: 'held', to: 'expired', by: ['system'] },
  { event: 'expire', from: 'reserved', to: 'expired', by: ['system'] },
  { event: 'pay', from: 'held', to: 'confirmed', by: ['payment'], when: instant },
  { event: 'pay', from: 'held', to: 'requested', by: ['payment'] },
  { event: 'pay', from: 'reserved', to: 'confirmed', by: ['payment'], when: instant },
  { event: 'pay', from: 'reserved', to: 'requested', by: ['payment'] },
  { event: 'pay_late', from: 'expired', to: 'confirmed', by: ['payment'], when: instant },
  { event: 'pay_late', from: 'expired', to: 'requested', by: ['payment'] },
  { event: 'accept', from: 'requested', to: 'confirmed', by: ['provider'] },
  { event: 'decline', from: 'requested', to: 'substituting', by: ['provider', 'system'], when: replaceable },
  { event: 'decline', from: 'requested', to: 'cancelled', by: ['provider', 'system'] },
  { event: 'cancel', from: 'requested', to: 'cancelled', by: ['resident', 'operator', 'system'] },
  { event: 'cancel', from: 'reserved', to: 'cancelled', by: ['resident', 'operator', 'system'] },
  { event: 'cancel', from: 'substituting', to: 'cancelled', by: ['resident', 'operator', 'system'] },
  { event: 'cancel', from: 'confirmed', to: 'cancelled', by: ['resident', 'operator', 'system'] },
  { event: 'withdraw', from: 'confirmed', to: 'substituting', by: ['provider', 'system'], when: replaceable },
  { event: 'withdraw', from: 'confirmed', to: 'cancelled', by: ['provider', 'system'] },
  { event: 'substitute', from: 'substituting', to: 'confirmed', by: ['resident'] },
  { event: 'refuse_substitute', from: 'substituting', to: 'cancelled', by: ['resident', 'system'] },
  { event: 'reschedule', from: 'confirmed', to: 'confirmed', by: ['resident', 'provider'] },
  { event: 'reschedule', from: 'reserved', to: 'reserved', by: ['resident'] },
  { event: 'check_in', from: 'confirmed', to: 'in_service', by: ['worker', 'provider'] },
  { event: 'ask', from: 'confirmed', to: 'confirmed', by: ['system'] },
  { event: 'miss_resident', from: 'confirmed', to: 'no_show_resident', by: ['provider', 'worker', 'system'] },
  { event: 'miss_provider', from: 'confirmed', to: 'no_show_provider', by: ['resident', 'system'] },
  { event: 'check_out', from: 'in_service', to: 'delivered', by: ['worker', 'provider', 'system'] },
  { event: 'dispute', from: 'delivered', to: 'disputed', by: ['resident'] },
  { event: 'dispute', from: 'no_show_resident', to: 'disputed', by: ['resident'] },
  { event: 'release', from: 'delivered', to: 'settled', by: ['system'] },
  { event: 'release', from: 'no_show_resident', to: 'settled', by: ['system'] },
  { event: 'resolve', from: 'disputed', to: 'settled', by: ['operator'] },
] as const satisfies readonly Row[]

export type LegEvent = (typeof transitions)[number]['event']

/** Where `event` leads a leg; undefined where the table has no such row for this state and actor. */
export function nextState(from: LegState | null, event: LegEvent, actor: Actor, leg: LegFacts): LegState | undefined {
  const rows: readonly Row[] = transitions
  return rows.find(row => row.event === event && row.from === from && row.by.includes(actor) && (row.when?.(leg) ?? true))?.to
}

/** States in which a leg's claims and seats block time. */
export const claimingStates: readonly LegState[] = ['held', 'reserved', 'requested', 'confirmed', 'substituting', 'in_service']

export type BookingState
  = | 'held' | 'expired' | 'reserved' | 'requested' | 'substituting' | 'confirmed' | 'in_service' | 'partly_delivered' | 'delivered'
    | 'disputed' | 'settled' | 'cancelled' | 'closed'

/**
 * A booking's state, computed from its legs. What needs somebody's attention comes first; legs that were cancelled do not count while
 * others
 * go on; `closed`: nothing more will happen, and the legs ended in different ways.
 */
export function bookingState(legs: readonly LegState[]): BookingState {
  const some = (...states: LegState[]) => legs.some(leg => states.includes(leg))
  const first = (['disputed', 'substituting', 'requested', 'in_service', 'held', 'reserved'] as const).find(state => some(state))
  if (first) return first
  const done = some('delivered', 'settled')
  if (some('confirmed')) return done ? 'partly_delivered' : 'confirmed'
  if (some('delivered')) return 'delivered'
  const ends = new Set(legs)
  if (ends.size === 1) {
    const [only] = ends
    if (only === 'expired' || only === 'cancelled' || only === 'settled') return only
  }
  ends.delete('cancelled')
  return ends.size === 1 && ends.has('settled') ? 'settled' : 'closed'
}
