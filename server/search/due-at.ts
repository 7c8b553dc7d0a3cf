import type { FreeDay } from '../availability/index.ts'

const quarter = 15 * 60_000

/**
 * When time alone makes a bundle's days and parts untrue: at the next midnight of its zone a day is over and another comes in sight; before
 * that, when the notice no longer reaches the last start of a part. Epoch milliseconds. At the soonest in a quarter of an hour: starts are
 * quarters, and a notice that only some providers ask for must not make the same bundle due all the time.
 */
export function dueAt({ zone, notice, free, at }: { zone: string, notice: number, free: readonly FreeDay[] | null, at: Date }): number {
  const closing = (free ?? []).slice(0, 2).map(day => day.partEnds - notice * 60_000)
  return Math.max(Math.min(nextMidnight(zone, at.getTime()), ...closing), at.getTime() + quarter)
}

const midnights = new Map<string, number>()

/** All changes of zones fall on quarters of an hour, so midnights do too. */
function nextMidnight(zone: string, at: number): number {
  const known = midnights.get(zone)
  if (known !== undefined && known > at && known - at < 86_400_000) return known
  const dates = new Intl.DateTimeFormat('en-CA', { timeZone: zone })
  const today = dates.format(at)
  let next = Math.floor(at / quarter) * quarter
  while (dates.format(next) <= today) next += quarter
  midnights.set(zone, next)
  return next
}
