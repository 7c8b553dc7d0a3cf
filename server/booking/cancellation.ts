import type { CancellationPolicy } from '#shared/policy.ts'
import { refundBpsAt, refundFor, WHOLE_BPS } from '#shared/policy.ts'
import type { CancellationWish } from '#shared/schemas/booking.ts'
import type { LegTimes } from './timers.ts'

/** What a cancellation looks at of a leg. */
export interface CancellableLeg extends LegTimes {
  id: string
  bundleLegId: string
  dependsOnBundleLegId: string | null
  required: boolean
  shareAmount: number
  refundedAmount: number
  policy: CancellationPolicy
  /** No cancellation gives back more than this part of the share; see `capAfterMove`. */
  refundCapBps: number
}

export interface PlannedEnd<Leg> {
  leg: Leg
  why: 'chosen' | 'depends' | 'rest'
  refundAmount: number
}

export interface CancellationPlan<Leg> {
  ends: PlannedEnd<Leg>[]
  /** Legs that go on. */
  kept: Leg[]
  offersRest: boolean
}

/** Nothing of it has begun, and nobody has ended it. */
const isAhead = ({ state, startsAt }: LegTimes, at: Date): boolean =>
  (state === 'requested' || state === 'reserved' || state === 'substituting' || state === 'confirmed') && startsAt > at

/**
 * What a resident's cancellation does at a moment: the chosen legs go, and all that depend on them; where a required leg goes, the rest can
 * go with it. Undefined where a chosen leg, or all, cannot be cancelled any more.
 */
export function planCancellation<Leg extends CancellableLeg>(
  legs: readonly Leg[], { legIds, rest }: CancellationWish, at: Date,
): CancellationPlan<Leg> | undefined {
  const ahead = legs.filter(leg => isAhead(leg, at))
  const chosen = legIds === undefined ? ahead : ahead.filter(({ id }) => legIds.includes(id))
  if (chosen.length === 0 || (legIds !== undefined && chosen.length < new Set(legIds).size)) return undefined
  const depending = dependentsOf(ahead, chosen)
  const gone = new Set([...chosen, ...depending])
  const left = ahead.filter(leg => !gone.has(leg))
  const offersRest = left.length > 0 && [...gone].some(({ required }) => required)
  const others = offersRest && rest === 'cancel' ? left : []
  const end = (why: PlannedEnd<Leg>['why']) => (leg: Leg): PlannedEnd<Leg> => ({ leg, why, refundAmount: refundOf(leg, at) })
  const ends = [...chosen.map(end('chosen')), ...depending.map(end('depends')), ...others.map(end('rest'))]
  const over = new Set(ends.map(({ leg }) => leg))
  return { ends, kept: ahead.filter(leg => !over.has(leg)), offersRest }
}

/** All of `legs` that make no sense without those that go, link by link. */
export function dependentsOf<Leg extends Pick<CancellableLeg, 'bundleLegId' | 'dependsOnBundleLegId'>>(
  legs: readonly Leg[], gone: readonly Pick<CancellableLeg, 'bundleLegId'>[],
): Leg[] {
  const lost = new Set(gone.map(({ bundleLegId }) => bundleLegId))
  const found: Leg[] = []
  for (let size = -1; size !== lost.size;) {
    size = lost.size
    for (const leg of legs) {
      if (lost.has(leg.bundleLegId) || leg.dependsOnBundleLegId === null || !lost.has(leg.dependsOnBundleLegId)) continue
      lost.add(leg.bundleLegId)
      found.push(leg)
    }
  }
  return found
}

/** What was paid for a leg and not given back yet; a visit of a plan is reserved unpaid. */
export const leftOf = ({ state, shareAmount, refundedAmount }: Pick<CancellableLeg, 'state' | 'shareAmount' | 'refundedAmount'>): number =>
  state === 'reserved' ? 0 : shareAmount - refundedAmount

/** What the resident gets back: everything until a provider has confirmed, then what the policy that was sold gives. */
export function refundOf(leg: CancellableLeg, at: Date): number {
  const { state, policy, startsAt, refundCapBps } = leg
  const share = leftOf(leg)
  return state === 'confirmed' ? refundFor({ policy, share, start: startsAt, at, capBps: refundCapBps }) : share
}

/** The cap, where more would be given back at this moment if the leg had not been moved. */
export function capThatBinds(leg: CancellableLeg, at: Date): number | null {
  return refundOf(leg, at) < refundOf({ ...leg, refundCapBps: WHOLE_BPS }, at) ? leg.refundCapBps : null
}

/**
 * The cap of a leg that its resident moves at a moment: once moved, cancelling it gives back no larger part than cancelling gave then, so
 * that nobody moves a leg out of a late cancellation. A visit that is not paid yet, and a move by a provider, leave the cap as it is.
 */
export function capAfterMove(
  { state, policy, startsAt, refundCapBps }: Pick<CancellableLeg, 'state' | 'policy' | 'startsAt' | 'refundCapBps'>, at: Date,
): number {
  return state === 'confirmed' ? refundBpsAt({ policy, start: startsAt, at, capBps: refundCapBps }) : refundCapBps
}
