import { clearRange, emptyBitmap, setRange } from './bitmap.ts'
import type { Bitmap } from './bitmap.ts'
import { dayOfDate, localDaysIn, tickAt, tickFrom, zoneTable } from './zone.ts'
import type { Horizon, ZoneTable } from './zone.ts'

/**
 * Weekly hours on the wall clock: from Monday = 1 to Sunday = 7, minutes after midnight, half-open. A shift past midnight is two rules.
 * A tick belongs to the rule when the clock shows a time of [from, to) as the tick begins: an hour that clocks jump over is not there, and
 * an hour that they repeat counts twice. The dates are inclusive; absent, the rule has always held, or holds for ever.
 */
export interface WeeklyRule {
  weekday: number
  from: number
  to: number
  validFrom?: string | null
  validUntil?: string | null
}

/**
 * A departure from the weekly rules, in epoch milliseconds, half-open: `off` and `busy` (imported) take time away, `extra` adds it. What is
 * taken away wins over what is added.
 */
export interface Override {
  kind: 'off' | 'extra' | 'busy'
  start: number
  end: number
}

export interface Calendar {
  zone: string
  rules: readonly WeeklyRule[]
  overrides: readonly Override[]
}

/** The ticks of the horizon in which a resource works, before its claims. */
export function workingTime(calendar: Calendar, horizon: Horizon): Bitmap {
  const free = emptyBitmap(horizon.ticks)
  const table = zoneTable(calendar.zone, horizon)
  addRules(free, calendar.rules, table, horizon)
  for (const { kind, start, end } of calendar.overrides) {
    if (kind === 'extra') setRange(free, tickFrom(horizon, start), tickAt(horizon, end))
  }
  for (const { kind, start, end } of calendar.overrides) {
    if (kind !== 'extra') clearRange(free, tickAt(horizon, start), tickFrom(horizon, end))
  }
  return free
}

function addRules(free: Bitmap, rules: readonly WeeklyRule[], table: ZoneTable, horizon: Horizon): void {
  const byWeekday = Array.from({ length: 8 }, (): { from: number, to: number, first: number, last: number }[] => [])
  for (const rule of rules) {
    byWeekday[rule.weekday]?.push({
      from: Math.ceil(rule.from / 15),
      to: Math.ceil(rule.to / 15),
      first: rule.validFrom ? dayOfDate(rule.validFrom) : -Infinity,
      last: rule.validUntil ? dayOfDate(rule.validUntil) : Infinity,
    })
  }
  for (const segment of table.segments) {
    for (const { number, midnight, start, end } of localDaysIn(segment, horizon)) {
      for (const rule of byWeekday[weekdayOf(number)]!) {
        if (number < rule.first || number > rule.last) continue
        setRange(free, Math.max(midnight + rule.from, start), Math.min(midnight + rule.to, end))
      }
    }
  }
}

/** Monday = 1 to Sunday = 7; 1970-01-01 was a Thursday. */
export function weekdayOf(dayNumber: number): number {
  return ((((dayNumber + 3) % 7) + 7) % 7) + 1
}

/** The ticks at which the zone's clock shows a time of [from, to), in minutes after midnight. */
export function windowTicks(table: ZoneTable, horizon: Horizon, window: { from: number, to: number }): Bitmap {
  const ticks = emptyBitmap(horizon.ticks)
  for (const segment of table.segments) {
    for (const { midnight, start, end } of localDaysIn(segment, horizon)) {
      setRange(ticks, Math.max(midnight + Math.ceil(window.from / 15), start), Math.min(midnight + Math.ceil(window.to / 15), end))
    }
  }
  return ticks
}

/** The ticks of whole dates (inclusive) in the zone, as for a provider's blackout. */
export function dateTicks(table: ZoneTable, ranges: readonly { first: string, last: string }[], horizon: Horizon): Bitmap {
  const ticks = emptyBitmap(horizon.ticks)
  for (const { first, last } of ranges) {
    for (const day of table.days) {
      if (day.number >= dayOfDate(first) && day.number <= dayOfDate(last)) setRange(ticks, day.start, day.end)
    }
  }
  return ticks
}

