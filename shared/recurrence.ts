import { dayAfter, weekdayOf } from './wall-time.ts'

/** On which days something repeats. */
export interface Pattern {
  /** Every so many weeks, counted from the week (Monday to Sunday) of the first day. */
  every: number
  /** 1 Monday … 7 Sunday; several a week are possible. */
  weekdays: readonly number[]
  /** The last day on which it may be, or how often it is. */
  end: { until: string } | { visits: number }
}

/** A plan has at most this many visits: two a week for a year. */
export const visitsPerPlan = 104

/**
 * The days of a pattern in order, the first being `first` itself where its weekday is one of the pattern's, else the next that is.
 * Days are days of a calendar: no clock, no zone, and so no month's length, leap day or change of clocks can move one.
 */
export function daysOf(pattern: Pattern, first: string): string[] {
  const { every, end } = pattern
  const weekdays = [...new Set(pattern.weekdays)].sort((a, b) => a - b)
  const most = 'visits' in end ? Math.min(end.visits, visitsPerPlan) : visitsPerPlan
  const days: string[] = []
  if (weekdays.length === 0 || every < 1) return days
  for (let monday = dayAfter(first, 1 - weekdayOf(first)); ; monday = dayAfter(monday, 7 * every)) {
    for (const weekday of weekdays) {
      const day = dayAfter(monday, weekday - 1)
      if (day < first) continue
      if (days.length >= most || ('until' in end && day > end.until)) return days
      days.push(day)
    }
  }
}
