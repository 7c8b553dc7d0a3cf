import { clearRange, emptyBitmap, setRange } from './bitmap.ts'
import type { Bitmap } from './bitmap.ts'
import type { ClockWindow, Range } from './model.ts'
import { dayOfDate, localDaysIn, tickAt, tickFrom, ticksIn, TICKS_PER_DAY, zoneTable } from './zone.ts'
import type { Horizon, ZoneTable } from './zone.ts'

/**
 * Weekly hours on the wall clock: from Monday = 1 to Sunday = 7, minutes after midnight, half-open. A shift past midnight ends
 * beyond 1440 and belongs to the day on which it began. A tick belongs to the rule when the clock shows a time of [from, to) as the tick
 * begins: an hour that clocks jump over is not there, and
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
  for (const rule of rules) {
    const first = rule.validFrom ? dayOfDate(rule.validFrom) : -Infinity
    const last = rule.validUntil ? dayOfDate(rule.validUntil) : Infinity
    eachOccurrence(table, horizon, rule, (day, start, end) => {
      if (weekdayOf(day) === rule.weekday && day >= first && day <= last) setRange(free, start, end)
    })
  }
}

/**
 * Visits, for each day of the zone, the ticks at which its clock is in the window; what lies past midnight is visited for the day of its
 * beginning.
 */
function eachOccurrence(
  table: ZoneTable,
  horizon: Horizon,
  window: ClockWindow,
  visit: (day: number, start: number, end: number) => void,
): void {
  const from = ticksIn(window.from)
  const to = ticksIn(window.to)
  for (const segment of table.segments) {
    for (const { number, midnight, start, end } of localDaysIn(segment, horizon)) {
      const spill = Math.min(midnight + to - TICKS_PER_DAY, end)
      if (spill > start) visit(number - 1, start, spill)
      const [low, high] = [Math.max(midnight + from, start), Math.min(midnight + to, end)]
      if (low < high) visit(number, low, high)
    }
  }
}

/** Monday = 1 to Sunday = 7; 1970-01-01 was a Thursday. */
function weekdayOf(dayNumber: number): number {
  return ((((dayNumber + 3) % 7) + 7) % 7) + 1
}

/** For each day of the table, the stretches at which the clock is in the window, ascending. A change of the clock may split one in two. */
export function windowsByDay(table: ZoneTable, horizon: Horizon, window: ClockWindow): Range[][] {
  const windows = table.days.map((): Range[] => [])
  const first = table.days[0]?.number ?? 0
  eachOccurrence(table, horizon, window, (day, start, end) => {
    const index = table.days[day - first]?.number === day ? day - first : table.days.findIndex(({ number }) => number === day)
    windows[index]?.push({ start, end })
  })
  return windows
}

/** The days of the zone with these dates, as for a provider's blackout. */
export function rangesOfDates(table: ZoneTable, dates: readonly string[]): Range[] {
  const closed = new Set(dates)
  return table.days.filter(({ date }) => closed.has(date)).map(({ start, end }) => ({ start, end }))
}
