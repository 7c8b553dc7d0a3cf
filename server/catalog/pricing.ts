import { shareOf } from '#shared/money.ts'

/** What the bundle pays for a leg: list price less the agreed percentage, never below the agreed floor, never above the list price. */
export function sharePrice(list: number, { percentOffBps, floorAmount }: { percentOffBps: number, floorAmount: number | null }): number {
  return Math.min(list, Math.max(list - shareOf(list, percentOffBps), floorAmount ?? 0))
}
