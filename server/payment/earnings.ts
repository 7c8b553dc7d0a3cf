import { shareOf } from '#shared/money.ts'
import type { Tx } from '../platform/database.ts'
import { earning } from './schema.ts'

export interface EarningInput {
  bookingLegId: string
  providerId: string
  /** Minor units: what was paid for the leg, and what of it was given back. */
  shareAmount: number
  refundedAmount: number
  commissionBps: number
  currency: string
}

/**
 * Records what a provider has earned for a leg: what the resident does not get back, less the commission on it, which is rounded half up.
 * Once for each leg: the caller says it when nothing more can change it. A transfer pays it out.
 */
export async function recordEarning(tx: Tx, input: EarningInput): Promise<void> {
  const { bookingLegId, providerId, shareAmount, refundedAmount, commissionBps, currency } = input
  const kept = shareAmount - refundedAmount
  if (kept <= 0) return
  const commissionAmount = shareOf(kept, commissionBps)
  const amount = kept - commissionAmount
  await tx.insert(earning).values({ bookingLegId, providerId, amount, commissionAmount, currency }).onConflictDoNothing()
}
