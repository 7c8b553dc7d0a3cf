import { expect, test } from 'vitest'
import { eachRun } from '../../../server/availability/bitmap.ts'
import { windowsByDay, workingTime } from '../../../server/availability/calendar.ts'
import type { Override, WeeklyRule } from '../../../server/availability/calendar.ts'
import { horizonOf, minuteOfDay, msOf, offsetAt, startOfDate, zoneTable } from '../../../server/availability/zone.ts'

const at = (iso: string) => Date.parse(iso)

/** The stretches of working time, as pairs of instants. */
function workOf(zone: string, span: [string, string], rules: WeeklyRule[], overrides: Override[] = []): string[] {
  const horizon = horizonOf(at(span[0]), at(span[1]))
  const found: string[] = []
  eachRun(workingTime({ zone, rules, overrides }, horizon), 0, horizon.ticks, (start, end) => {
    found.push([start, end].map((tick) => new Date(msOf(horizon, tick)).toISOString().slice(5, 16)).join(' – '))
  })
  return found
}

const daily = (from: number, to: number): WeeklyRule[] => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from, to }))

test('opens at nine on the wall clock on both sides of New York\'s spring change', () => {
  expect(workOf('America/New_York', ['2026-03-07T05:00Z', '2026-03-09T12:59Z'], daily(540, 600))).toEqual([
    '03-07T14:00 – 03-07T15:00',
    '03-08T13:00 – 03-08T14:00',
  ])
})

test('leaves out the hour that New York jumps over', () => {
  expect(workOf('America/New_York', ['2026-03-08T05:00Z', '2026-03-08T13:00Z'], daily(60, 240))).toEqual(['03-08T06:00 – 03-08T08:00'])
  expect(workOf('America/New_York', ['2026-03-08T05:00Z', '2026-03-08T13:00Z'], daily(120, 180))).toEqual([])
})

test('counts the hour twice that London repeats', () => {
  expect(workOf('Europe/London', ['2026-10-24T23:00Z', '2026-10-25T07:00Z'], daily(60, 120))).toEqual(['10-25T00:00 – 10-25T02:00'])
  expect(workOf('Europe/London', ['2026-10-24T23:00Z', '2026-10-25T07:00Z'], daily(90, 120))).toEqual([
    '10-25T00:30 – 10-25T01:00',
    '10-25T01:30 – 10-25T02:00',
  ])
})

test('carries a shift past midnight, and past a year\'s end', () => {
  // 2026-12-31 is a Thursday.
  expect(workOf('Asia/Shanghai', ['2026-12-31T00:00Z', '2027-01-02T00:00Z'], [{ weekday: 4, from: 1320, to: 1800 }])).toEqual(['12-31T14:00 – 12-31T22:00'])
})

test('lets a shift run up to midnight and go on after it', () => {
  expect(workOf('Asia/Shanghai', ['2026-06-01T00:00Z', '2026-06-02T00:00Z'], [{ weekday: 1, from: 1380, to: 1440 }, { weekday: 2, from: 0, to: 60 }]))
    .toEqual(['06-01T15:00 – 06-01T17:00'])
})

test('knows the leap day, and the dates between which a rule holds', () => {
  const rules = daily(600, 660).map((rule) => ({ ...rule, validFrom: '2028-02-29', validUntil: '2028-03-01' }))
  expect(workOf('Asia/Shanghai', ['2028-02-27T16:00Z', '2028-03-03T16:00Z'], rules)).toEqual(['02-29T02:00 – 02-29T03:00', '03-01T02:00 – 03-01T03:00'])
})

test('takes time away after it has added time, in whole quarters', () => {
  const overrides: Override[] = [
    { kind: 'busy', start: at('2026-06-01T03:10Z'), end: at('2026-06-01T03:20Z') },
    { kind: 'extra', start: at('2026-06-01T02:50Z'), end: at('2026-06-01T05:10Z') },
  ]
  expect(workOf('Asia/Shanghai', ['2026-06-01T00:00Z', '2026-06-02T00:00Z'], [], overrides)).toEqual(['06-01T03:30 – 06-01T05:00'])
})

test('numbers the days of a zone whose clocks jump over midnight', () => {
  // Havana goes from 00:00 to 01:00 on 2026-03-08.
  const horizon = horizonOf(at('2026-03-07T05:00Z'), at('2026-03-09T04:00Z'))
  const { days } = zoneTable('America/Havana', horizon)
  expect(days.map(({ date, start, end }) => [date, end - start])).toEqual([['2026-03-07', 96], ['2026-03-08', 92], ['2026-03-09', 4]])
  expect(minuteOfDay(zoneTable('America/Havana', horizon), horizon, days[1]!.start)).toBe(60)
  expect(new Date(startOfDate('America/Havana', '2026-03-08')).toISOString()).toBe('2026-03-08T05:00:00.000Z')
})

test('gives a day of change its real length', () => {
  const lengths = (zone: string, from: string, to: string) => {
    return zoneTable(zone, horizonOf(at(from), at(to))).days.map(({ start, end }) => end - start)
  }
  expect(lengths('America/New_York', '2026-11-01T04:00Z', '2026-11-02T05:00Z')[0]).toBe(100)
  expect(lengths('Europe/London', '2026-03-29T00:00Z', '2026-03-29T23:00Z')[0]).toBe(92)
  expect(lengths('Australia/Lord_Howe', '2026-04-04T13:00Z', '2026-04-05T13:30Z')[0]).toBe(98)
})

test('splits a window by day, with what lies past midnight under the day on which it began', () => {
  const horizon = horizonOf(at('2026-05-31T16:00Z'), at('2026-06-02T16:00Z'))
  const table = zoneTable('Asia/Shanghai', horizon)
  expect(windowsByDay(table, horizon, { from: 1380, to: 1500 })).toEqual([
    [{ start: 92, end: 96 }, { start: 96, end: 100 }],
    [{ start: 188, end: 192 }],
  ])
})

test('reads offsets of zones that are not on the hour, before 1970 too', () => {
  expect(offsetAt('Asia/Kathmandu', at('2026-01-01T00:00Z'))).toBe(345)
  expect(offsetAt('Asia/Kolkata', at('1969-12-31T23:30Z'))).toBe(330)
})
