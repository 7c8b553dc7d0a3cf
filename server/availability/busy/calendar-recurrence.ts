import { CalendarError } from './calendar-text.ts'

// Recurrence rules (RFC 5545 § 3.3.10) over whole days. Days are counted since 1970-01-01; the time of day stays that of the first entry.

const dayMs = 86_400_000
const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

export interface Recurrence {
  freq: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'
  interval: number
  count: number | null
  /** As written: a date, or a time. */
  until: string | null
  /** ISO weekdays from 0 = Monday; `nth` of the month (-1: last), 0: every. */
  byDay: { weekday: number, nth: number }[]
  byMonthDay: number[]
  byMonth: number[]
  bySetPos: number[]
  /** 0 = Monday. */
  weekStart: number
}

const known = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'WKST'])

/** @throws {CalendarError} `not_understood` with the rule, for kinds that no ordinary calendar makes. */
export function parseRecurrence(text: string): Recurrence {
  const refuse = () => new CalendarError('not_understood', `RRULE:${text}`)
  const parts: Record<string, string> = {}
  for (const part of text.toUpperCase().split(';').filter(each => each !== '')) {
    const [name = '', value = ''] = part.split('=')
    if (!known.has(name) || value === '' || name in parts) throw refuse()
    parts[name] = value
  }
  const whole = (value: string, from: number, to: number): number => {
    const number = Number(value)
    if (!/^[+-]?\d+$/.test(value) || number < from || number > to || number === 0) throw refuse()
    return number
  }
  const list = (value: string | undefined, from: number, to: number) => value?.split(',').map(each => whole(each, from, to)) ?? []
  const { FREQ: freq } = parts
  if (freq !== 'DAILY' && freq !== 'WEEKLY' && freq !== 'MONTHLY' && freq !== 'YEARLY') throw refuse()
  const byDay = (parts.BYDAY?.split(',') ?? []).map((each) => {
    const [, nth = '', name = ''] = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(each) ?? []
    if (name === '') throw refuse()
    return { weekday: weekdays.indexOf(name), nth: nth === '' ? 0 : whole(nth, -5, 5) }
  })
  const rule: Recurrence = {
    freq,
    interval: whole(parts.INTERVAL ?? '1', 1, 10_000),
    count: parts.COUNT === undefined ? null : whole(parts.COUNT, 1, 100_000),
    until: parts.UNTIL ?? null,
    byDay,
    byMonthDay: list(parts.BYMONTHDAY, -31, 31),
    byMonth: list(parts.BYMONTH, 1, 12),
    bySetPos: list(parts.BYSETPOS, -366, 366),
    weekStart: weekdays.indexOf(parts.WKST ?? 'MO'),
  }
  const nthWithoutMonth = byDay.some(({ nth }) => nth !== 0) && freq !== 'MONTHLY' && !(freq === 'YEARLY' && rule.byMonth.length > 0)
  const daysOfYear = freq === 'YEARLY' && byDay.length > 0 && rule.byMonth.length === 0
  if (nthWithoutMonth || daysOfYear || rule.weekStart < 0 || (freq === 'WEEKLY' && rule.byMonthDay.length > 0)) throw refuse()
  return rule
}

interface Ymd {
  year: number
  /** From 1. */
  month: number
  day: number
}

export const dayOf = (year: number, month: number, day: number): number => Math.floor(Date.UTC(year, month - 1, day) / dayMs)
const ymdOf = (number: number): Ymd => {
  const date = new Date(number * dayMs)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}
/** 1970-01-01 was a Thursday. */
const weekdayOf = (number: number): number => (((number + 3) % 7) + 7) % 7

/** Work that one calendar may ask for, in periods and days looked at: a rule is a few bytes, and what it stands for can be without end. */
export interface Budget {
  left: number
}

interface RecurrenceSpan {
  first: number
  from: number
  to: number
  budget: Budget
}

/**
 * Days of the rule from `first` (a day of its own, always in it) up to `to`, in order; where the rule counts, all of them, else from about
 * `from` on.
 */
export function* recurrenceDays(rule: Recurrence, { first, from, to, budget }: RecurrenceSpan): Generator<number> {
  let left = rule.count ?? Infinity
  yield first
  left--
  for (let period = rule.count === null ? skipped(rule, first, from) : 0; left > 0; period++) {
    const { start, days } = daysOfPeriod(rule, first, period)
    budget.left -= 1 + days.length
    if (budget.left < 0) throw new CalendarError('too_large')
    if (start > to) return
    for (const day of days) {
      if (day <= first) continue
      if (day > to || left-- <= 0) return
      yield day
    }
  }
}

/** How many periods lie wholly before `from`. */
function skipped({ freq, interval }: Recurrence, first: number, from: number): number {
  if (from <= first) return 0
  const [a, b] = [ymdOf(first), ymdOf(from)]
  const periods = {
    DAILY: from - first,
    WEEKLY: (from - first) / 7,
    MONTHLY: (b.year - a.year) * 12 + b.month - a.month,
    YEARLY: b.year - a.year,
  }[freq]
  return Math.max(0, Math.floor(periods / interval) - 1)
}

function daysOfPeriod(rule: Recurrence, first: number, period: number): { start: number, days: number[] } {
  const { freq, byMonth, byMonthDay, byDay } = rule
  const step = period * rule.interval
  const { year, month, day } = ymdOf(first)
  const inMonths = (days: number[]) => (byMonth.length === 0 ? days : days.filter(each => byMonth.includes(ymdOf(each).month)))
  if (freq === 'DAILY') {
    const each = first + step
    const onWeekday = byDay.length === 0 || byDay.some(({ weekday }) => weekday === weekdayOf(each))
    const onMonthDay = byMonthDay.length === 0 || monthDays(each, byMonthDay).includes(each)
    return { start: each, days: pick(rule, onWeekday && onMonthDay ? inMonths([each]) : []) }
  }
  if (freq === 'WEEKLY') {
    const start = first - ((weekdayOf(first) - rule.weekStart + 7) % 7) + step * 7
    const wanted = byDay.length === 0 ? [weekdayOf(first)] : byDay.map(({ weekday }) => weekday)
    const days = Array.from({ length: 7 }, (_, i) => start + i).filter(each => wanted.includes(weekdayOf(each)))
    return { start, days: pick(rule, inMonths(days)) }
  }
  if (freq === 'MONTHLY') {
    const months = year * 12 + month - 1 + step
    const at = { year: Math.floor(months / 12), month: (months % 12) + 1 }
    return { start: dayOf(at.year, at.month, 1), days: pick(rule, inMonths(daysOfMonth(rule, at, day))) }
  }
  // Of a yearly rule BYMONTHDAY without BYMONTH means every month.
  const months = byMonth.length > 0 ? byMonth : byMonthDay.length > 0 ? Array.from({ length: 12 }, (_, i) => i + 1) : [month]
  const days = months.flatMap(each => daysOfMonth(rule, { year: year + step, month: each }, day)).sort((a, b) => a - b)
  return { start: dayOf(year + step, 1, 1), days: pick(rule, days) }
}

const lengthOf = ({ year, month }: { year: number, month: number }): number => dayOf(year, month + 1, 1) - dayOf(year, month, 1)

/** Days of the month of `day` that BYMONTHDAY names. */
function monthDays(day: number, byMonthDay: readonly number[]): number[] {
  const { year, month } = ymdOf(day)
  const length = lengthOf({ year, month })
  return byMonthDay.map(each => (each > 0 ? each : length + 1 + each)).filter(each => each >= 1 && each <= length)
    .map(each => dayOf(year, month, each))
}

function daysOfMonth({ byDay, byMonthDay }: Recurrence, at: { year: number, month: number }, usual: number): number[] {
  const start = dayOf(at.year, at.month, 1)
  const length = lengthOf(at)
  if (byDay.length === 0 && byMonthDay.length === 0) return usual <= length ? [start + usual - 1] : []
  const named = byMonthDay.length > 0 ? new Set(monthDays(start, byMonthDay)) : undefined
  return Array.from({ length }, (_, i) => start + i).filter((each, i) => {
    if (named && !named.has(each)) return false
    const [forward, backward] = [Math.floor(i / 7) + 1, -Math.floor((length - 1 - i) / 7) - 1]
    const weekday = weekdayOf(each)
    return byDay.length === 0 || byDay.some(({ nth, ...named }) => named.weekday === weekday && [0, forward, backward].includes(nth))
  })
}

/** BYSETPOS: of the period's days the named ones. */
function pick({ bySetPos }: Recurrence, days: number[]): number[] {
  if (bySetPos.length === 0) return days
  return days.filter((_, i) => bySetPos.includes(i + 1) || bySetPos.includes(i - days.length))
}
