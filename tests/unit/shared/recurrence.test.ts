import fc from '../../support/fc.ts'
import { describe, expect, test } from 'vitest'
import { specialDay } from '../../../shared/holidays.ts'
import { daysOf, visitsPerPlan, type Pattern } from '../../../shared/recurrence.ts'
import { dayAfter, daysBetween, instantOf, wallTimeOf, weekdayOf } from '../../../shared/wall-time.ts'

const weekly = (weekdays: number[], end: Pattern['end'], every = 1): Pattern => ({ every, weekdays, end })
const anyDay = fc.integer({ min: 0, max: 40_000 }).map(days => dayAfter('2000-01-01', days))
const anyEnd = fc.oneof(
  fc.integer({ min: 1, max: 200 }).map(visits => ({ visits })),
  anyDay.map(until => ({ until })),
)
const anyPattern = fc.record({
  every: fc.integer({ min: 1, max: 8 }), weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), end: anyEnd,
})

describe('the days of a pattern', () => {
  test('are once a week, several times a week, every second week', () => {
    expect(daysOf(weekly([2], { visits: 3 }), '2026-12-01')).toEqual(['2026-12-01', '2026-12-08', '2026-12-15'])
    expect(daysOf(weekly([2, 5], { visits: 4 }), '2026-12-01')).toEqual(['2026-12-01', '2026-12-04', '2026-12-08', '2026-12-11'])
    expect(daysOf(weekly([2, 5], { visits: 4 }, 2), '2026-12-04')).toEqual(['2026-12-04', '2026-12-15', '2026-12-18', '2026-12-29'])
  })

  test('go over a year’s end, a leap day and months of every length', () => {
    expect(daysOf(weekly([4], { until: '2027-01-14' }), '2026-12-24')).toEqual(['2026-12-24', '2026-12-31', '2027-01-07', '2027-01-14'])
    expect(daysOf(weekly([2], { visits: 3 }), '2028-02-22')).toEqual(['2028-02-22', '2028-02-29', '2028-03-07'])
    expect(daysOf(weekly([6], { visits: 3 }), '2027-01-30')).toEqual(['2027-01-30', '2027-02-06', '2027-02-13'])
  })

  test('end with the calendar, and do not go round for ever', () => {
    expect(() => daysOf(weekly([3], { visits: 2 }), '9999-12-31')).toThrow(RangeError)
    expect(() => daysOf(weekly([6], { visits: 2 }), '0000-01-01')).toThrow(RangeError)
  })

  test('begin on the first day that fits', () => {
    expect(daysOf(weekly([1], { visits: 1 }), '2026-12-01')).toEqual(['2026-12-07'])
  })

  test('rise, keep to the weekdays and weeks, none before the first or after the end, none left out', () => {
    fc.assert(fc.property(anyPattern, anyDay, (pattern, first) => {
      const days = daysOf(pattern, first)
      const monday = dayAfter(first, 1 - weekdayOf(first))
      const fits = (day: string) => pattern.weekdays.includes(weekdayOf(day)) && Math.floor(daysBetween(monday, day) / 7) % pattern.every === 0
      expect(days.every(fits)).toBe(true)
      expect(days.every((day, index) => index === 0 ? day >= first : day > days[index - 1]!)).toBe(true)
      const last = days.at(-1)
      const between = last === undefined ? [] : Array.from({ length: daysBetween(first, last) + 1 }, (_, i) => dayAfter(first, i)).filter(fits)
      expect(days).toEqual(between)
      const { end } = pattern
      if ('visits' in end) expect(days).toHaveLength(Math.min(end.visits, visitsPerPlan))
      else if (last !== undefined) expect(last <= end.until).toBe(true)
    }))
  })
})

describe('a time on the clocks of a zone', () => {
  const zones = ['Asia/Shanghai', 'America/New_York', 'Europe/London', 'UTC', 'Australia/Lord_Howe']
  test('is found again wherever clocks show it', () => {
    fc.assert(fc.property(fc.constantFrom(...zones), anyDay, fc.integer({ min: 4 * 60, max: 1439 }), (zone, day, minute) => {
      expect(wallTimeOf(instantOf({ day, minute }, zone), zone)).toEqual({ day, minute })
    }))
  })

  test('that clocks jump over is as much later; of one that comes twice it is the first', () => {
    const at = (day: string, minute: number, zone: string) => instantOf({ day, minute }, zone).toISOString()
    expect(at('2027-03-14', 150, 'America/New_York')).toBe('2027-03-14T07:30:00.000Z')
    expect(at('2026-11-01', 90, 'America/New_York')).toBe('2026-11-01T05:30:00.000Z')
    expect(at('2027-03-28', 90, 'Europe/London')).toBe('2027-03-28T01:30:00.000Z')
    expect(at('2026-10-25', 90, 'Europe/London')).toBe('2026-10-25T00:30:00.000Z')
  })

  test('stays the same on the clock when the clocks change between two visits', () => {
    const visits = daysOf(weekly([7], { visits: 3 }), '2027-03-07').map(day => instantOf({ day, minute: 540 }, 'America/New_York').toISOString())
    expect(visits).toEqual(['2027-03-07T14:00:00.000Z', '2027-03-14T13:00:00.000Z', '2027-03-21T13:00:00.000Z'])
  })
})

describe('holidays of mainland China', () => {
  test('are those that were announced, with the weekend days that are worked for them', () => {
    expect(specialDay('2026-10-01', 'Asia/Shanghai')).toMatchObject({ kind: 'holiday', name: { zh: '国庆节' }, provisional: false })
    expect(specialDay('2026-10-10', 'Asia/Shanghai')).toMatchObject({ kind: 'worked' })
    expect(specialDay('2026-10-08', 'Asia/Shanghai')).toBeUndefined()
    expect(specialDay('2027-02-06', 'Asia/Shanghai')).toMatchObject({ kind: 'holiday', provisional: true })
    expect(specialDay('2026-10-01', 'Europe/London')).toBeUndefined()
  })

  test('have 33 days off in 2026, and six weekend days that are worked', () => {
    const days = Array.from({ length: 365 }, (_, i) => dayAfter('2026-01-01', i))
    const kinds = days.map(day => specialDay(day, 'Asia/Shanghai')?.kind)
    expect(kinds.filter(kind => kind === 'holiday')).toHaveLength(33)
    const worked = days.filter(day => specialDay(day, 'Asia/Shanghai')?.kind === 'worked')
    expect(worked).toHaveLength(6)
    expect(worked.every(day => weekdayOf(day) >= 6)).toBe(true)
  })
})
