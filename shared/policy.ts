import { shareOf } from './money.ts'

/** From `hoursBefore` the start on (and until the next tier) this many ten-thousandths of the share are given back. */
export interface PolicyTier {
  hoursBefore: number
  refundBps: number
}

/** Tiers by falling `hoursBefore`; after the last one nothing is given back. */
export interface CancellationPolicy {
  id: 'flexible' | 'moderate' | 'strict' | 'custom'
  tiers: PolicyTier[]
}

export const standardPolicies = {
  flexible: { id: 'flexible', tiers: [{ hoursBefore: 4, refundBps: 10_000 }, { hoursBefore: 0, refundBps: 5_000 }] },
  moderate: { id: 'moderate', tiers: [{ hoursBefore: 24, refundBps: 10_000 }, { hoursBefore: 4, refundBps: 5_000 }] },
  strict: { id: 'strict', tiers: [{ hoursBefore: 72, refundBps: 10_000 }, { hoursBefore: 24, refundBps: 5_000 }] },
} as const satisfies Record<string, CancellationPolicy>

/** How many tiers a provider's own table may have. */
export const maxTiers = 6

/**
 * What is wrong with a cancellation table. A standard one is exactly what its name says; in a custom one the hours fall from row to row,
 * and so does what is given back: who cancels later never gets more.
 */
export function policyIssues({ id, tiers }: CancellationPolicy): { path: string, code: string }[] {
  if (id !== 'custom') {
    const standard: readonly PolicyTier[] = standardPolicies[id].tiers
    const isSame = standard.length === tiers.length
      && standard.every((tier, row) => tier.hoursBefore === tiers[row]?.hoursBefore && tier.refundBps === tiers[row]?.refundBps)
    return isSame ? [] : [{ path: 'id', code: 'policy_not_standard' }]
  }
  return tiers.flatMap((tier, row) => {
    const before = tiers[row - 1]
    return [
      ...(before && tier.hoursBefore >= before.hoursBefore ? [{ path: `tiers.${row}.hoursBefore`, code: 'policy_hours_rise' }] : []),
      ...(before && tier.refundBps > before.refundBps ? [{ path: `tiers.${row}.refundBps`, code: 'policy_refund_rises' }] : []),
    ]
  })
}

export interface RefundCase {
  policy: CancellationPolicy
  /** Minor units. */
  share: number
  /** Start of the leg. */
  start: Date
  /** The moment of the cancellation, or from which the table counts. */
  at: Date
  /** No more than this is given back, whatever the tier: the leg was moved when it gave no more. Absent: no such bound. */
  capBps?: number
}

export const WHOLE_BPS = 10_000

/** How much of the share a cancellation at `at` gives back, in ten-thousandths. A tier's boundary still belongs to it. */
export function refundBpsAt({ policy, start, at, capBps = WHOLE_BPS }: Omit<RefundCase, 'share'>): number {
  const hours = (start.getTime() - at.getTime()) / 3_600_000
  const tier = policy.tiers.find(({ hoursBefore }) => hours >= hoursBefore)
  return Math.min(tier?.refundBps ?? 0, capBps)
}

/** The part of `share` that a cancellation at `at` gives back for a leg that starts at `start`. */
export function refundFor({ share, ...terms }: RefundCase): number {
  return shareOf(share, refundBpsAt(terms))
}

export interface RefundRow {
  /** The last moment at which this row holds; null: from the row before until the start and later. */
  until: Date | null
  refundBps: number
  amount: number
}

/** What a cancellation would give back, row by row in time, ending with nothing. Rows that had passed by `at` are left out. */
export function refundTable({ policy, share, start, at, capBps = WHOLE_BPS }: RefundCase): RefundRow[] {
  const tiers = policy.tiers
    .map(({ hoursBefore, refundBps }) => ({ hoursBefore, refundBps: Math.min(refundBps, capBps) }))
    // Under a cap, several tiers may give the same: the last of them says until when. What gives nothing is the last row's.
    .filter(({ refundBps }, index, all) => refundBps > 0 && refundBps !== all[index + 1]?.refundBps)
  const rows = tiers
    .map(({ hoursBefore, refundBps }) => ({
      until: new Date(start.getTime() - hoursBefore * 3_600_000),
      refundBps,
      amount: shareOf(share, refundBps),
    }))
    .filter(row => row.until >= at)
  return [...rows, { until: null, refundBps: 0, amount: 0 }]
}
