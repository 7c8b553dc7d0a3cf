import { clearRange } from './bitmap.ts'
import type { Bitmap } from './bitmap.ts'
import type { Claim, Place } from './model.ts'
import { ticksIn } from './zone.ts'

/** Ways between districts in ticks, row by row: `ticks[from * size + to]`. Not symmetric: a one-way tunnel is a way like any other. */
export interface TravelTable {
  size: number
  ticks: Uint16Array
}

/**
 * Makes the table from minutes between districts, each rounded up to ticks.
 *
 * @param size number of districts; they are numbered from 0
 * @param minutes known ways, a district's own included
 * @param unknownMinutes what a way takes that the table does not know
 */
export function travelTable(
  size: number,
  minutes: readonly { from: number, to: number, minutes: number }[],
  unknownMinutes = 60,
): TravelTable {
  const ticks = new Uint16Array(size * size).fill(ticksIn(unknownMinutes))
  for (const way of minutes) ticks[way.from * size + way.to] = ticksIn(way.minutes)
  return { size, ticks }
}

/** Ticks from one place to another. What happens at the same place, or at none (by telephone), needs no way. */
export function wayBetween(table: TravelTable, from: Place | null, to: Place | null): number {
  if (!from || !to || from.key === to.key) return 0
  return table.ticks[from.district * table.size + to.district]!
}

/** Takes out of a mobile resource's free time what a claim blocks for work at `place`: [start − way there, end + way back). */
export function blockClaim(free: Bitmap, claim: Claim, options: { table: TravelTable, place: Place | null, mobile: boolean }): void {
  const { table, place, mobile } = options
  const before = mobile ? wayBetween(table, place, claim.place) : 0
  const after = mobile ? wayBetween(table, claim.place, place) : 0
  clearRange(free, claim.start - before, claim.end + after)
}
