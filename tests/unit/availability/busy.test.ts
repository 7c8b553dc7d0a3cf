import fc from '../../support/fc.ts'
import { describe, expect, it } from 'vitest'
import { busyTimes } from '../../../server/availability/busy/calendar-busy.ts'
import { CalendarError } from '../../../server/availability/busy/calendar-text.ts'
import { instantOf } from '../../../server/availability/busy/calendar-time.ts'

const from = Date.parse('2026-11-23T00:00:00Z')
const to = from + 80 * 86_400_000

const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:a', ...lines, 'END:VEVENT'].join('\r\n')
const calendar = (...parts: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...parts, 'END:VCALENDAR', ''].join('\r\n')

function read(text: string, { zone = 'Asia/Shanghai', span = { from, to } } = {}): string[] {
  return busyTimes({ text, ...span, zone, ownUid: '@linli' })
    .map(({ start, end }) => `${new Date(start).toISOString().slice(0, 16)}/${new Date(end).toISOString().slice(0, 16)}`)
}
const starts = (text: string, options?: Parameters<typeof read>[1]) => read(text, options).map(time => time.slice(0, 16))

function problemOf(text: string): [string, string] {
  try {
    read(text)
  } catch (error) {
    if (error instanceof CalendarError) return [error.problem, error.detail]
    throw error
  }
  return ['', '']
}

describe('one entry', () => {
  it.each([
    ['in UTC', ['DTSTART:20261201T010000Z', 'DTEND:20261201T023000Z'], '2026-12-01T01:00/2026-12-01T02:30'],
    ['in a named zone', ['DTSTART;TZID=Europe/London:20261201T010000', 'DURATION:PT1H30M'], '2026-12-01T01:00/2026-12-01T02:30'],
    ['floating: where the worker works', ['DTSTART:20261201T090000', 'DTEND:20261201T100000'], '2026-12-01T01:00/2026-12-01T02:00'],
    ['of a whole day', ['DTSTART;VALUE=DATE:20261201'], '2026-11-30T16:00/2026-12-01T16:00'],
    ['of three days', ['DTSTART;VALUE=DATE:20261201', 'DTEND;VALUE=DATE:20261204'], '2026-11-30T16:00/2026-12-03T16:00'],
    ['by a Windows name', ['DTSTART;TZID="China Standard Time":20261201T090000', 'DURATION:PT1H'], '2026-12-01T01:00/2026-12-01T02:00'],
    ['with a private prefix', ['DTSTART;TZID=/mozilla.org/20050126_1/Asia/Tokyo:20261201T090000', 'DURATION:PT1H'], '2026-12-01T00:00/2026-12-01T01:00'],
  ])('%s', (_, lines, expected) => {
    expect(read(calendar(event(...lines)))).toEqual([expected])
  })

  it.each([
    ['cancelled', 'STATUS:CANCELLED'], ['marked as free', 'TRANSP:TRANSPARENT'], ['free in Outlook\'s words', 'X-MICROSOFT-CDO-BUSYSTATUS:FREE'],
  ])('%s does not count', (_, line) => {
    expect(read(calendar(event('DTSTART:20261201T010000Z', 'DTEND:20261201T020000Z', line)))).toEqual([])
  })

  it('of our own feed does not count twice', () => {
    expect(read(calendar(event('DTSTART:20261201T010000Z', 'DTEND:20261201T020000Z').replace('UID:a', 'UID:1-2@linli')))).toEqual([])
  })

  it('is read through folded lines, quoted colons and lines that end in LF only', () => {
    const text = calendar(event('DESCRIPTION;ALTREP="cid:part1:x";X=y:a, b; c:d', 'DTSTA\r\n RT:20261201T010000Z', 'DTEND:20261201T\r\n\t020000Z'))
    expect(read(text)).toEqual(['2026-12-01T01:00/2026-12-01T02:00'])
    expect(read(text.replaceAll('\r\n', '\n'))).toEqual(['2026-12-01T01:00/2026-12-01T02:00'])
  })

  it('in a zone of its own whose clocks never change', () => {
    const zone = ['BEGIN:VTIMEZONE', 'TZID:Office', 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0530', 'TZOFFSETTO:+0530', 'END:STANDARD', 'END:VTIMEZONE'].join('\r\n')
    expect(starts(calendar(zone, event('DTSTART;TZID=Office:20261201T090000', 'DURATION:PT1H')))).toEqual(['2026-12-01T03:30'])
  })
})

describe('repetition', () => {
  const at = (rule: string, dtstart = 'DTSTART:20261201T090000', ...more: string[]) =>
    starts(calendar(event(dtstart, 'DURATION:PT1H', `RRULE:${rule}`, ...more)), { zone: 'UTC' }).map(start => start.slice(5, 10))

  it.each([
    ['FREQ=DAILY;COUNT=3', ['12-01', '12-02', '12-03']],
    ['FREQ=DAILY;INTERVAL=10;UNTIL=20261222T090000Z', ['12-01', '12-11', '12-21']],
    ['FREQ=DAILY;UNTIL=20261203', ['12-01', '12-02', '12-03']],
    ['FREQ=DAILY;BYDAY=SA,SU;COUNT=3', ['12-01', '12-05', '12-06']],
    ['FREQ=WEEKLY;COUNT=3', ['12-01', '12-08', '12-15']],
    ['FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4', ['12-01', '12-03', '12-08', '12-10']],
    ['FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,TU;COUNT=4', ['12-01', '12-13', '12-15', '12-27']],
    ['FREQ=MONTHLY;COUNT=3', ['12-01', '01-01', '02-01']],
    ['FREQ=MONTHLY;BYDAY=1TU;COUNT=3', ['12-01', '01-05', '02-02']],
    ['FREQ=MONTHLY;BYDAY=-1FR;COUNT=3', ['12-01', '12-25', '01-29']],
    ['FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3', ['12-01', '12-31', '01-31']],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3', ['12-01', '12-31', '01-29']],
    ['FREQ=YEARLY', ['12-01']],
    ['FREQ=YEARLY;BYMONTH=1;BYDAY=2MO', ['12-01', '01-11']],
  ])('%s', (rule, expected) => {
    expect(at(rule)).toEqual(expected)
  })

  it('skips months that have no such day', () => {
    expect(at('FREQ=MONTHLY', 'DTSTART:20261031T090000')).toEqual(['12-31', '01-31'])
  })

  it('leaves out EXDATEs, adds RDATEs, and takes a moved time from its RECURRENCE-ID', () => {
    const series = event('DTSTART;TZID=Asia/Shanghai:20261201T090000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=5', 'EXDATE;TZID=Asia/Shanghai:20261202T090000',
      'RDATE;TZID=UTC:20261210T010000')
    const moved = event('RECURRENCE-ID;TZID=Asia/Shanghai:20261203T090000', 'DTSTART;TZID=Asia/Shanghai:20261203T150000', 'DURATION:PT2H')
    const off = event('RECURRENCE-ID;TZID=Asia/Shanghai:20261204T090000', 'DTSTART;TZID=Asia/Shanghai:20261204T090000', 'DURATION:PT1H', 'STATUS:CANCELLED')
    expect(read(calendar(series, moved, off))).toEqual([
      '2026-12-01T01:00/2026-12-01T02:00', '2026-12-03T07:00/2026-12-03T09:00', '2026-12-05T01:00/2026-12-05T02:00', '2026-12-10T01:00/2026-12-10T02:00',
    ])
  })

  it('that began years ago is found without walking through them', () => {
    const weekly = Array.from({ length: 800 }, (_, i) => event('DTSTART:19800101T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY').replace('UID:a', `UID:${i}`))
    expect(starts(calendar(...weekly))).toHaveLength(80)
  })

  it('keeps the hour of the clock on both sides of a change to and from daylight saving', () => {
    const rule = (dtstart: string) => calendar(event(`DTSTART;TZID=America/New_York:${dtstart}`, 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3'))
    const span = (day: string) => ({ span: { from: Date.parse(`${day}T00:00:00Z`), to: Date.parse(`${day}T00:00:00Z`) + 5 * 86_400_000 } })
    expect(starts(rule('20260307T090000'), span('2026-03-07'))).toEqual(['2026-03-07T14:00', '2026-03-08T13:00', '2026-03-09T13:00'])
    expect(starts(rule('20261031T090000'), span('2026-10-31'))).toEqual(['2026-10-31T13:00', '2026-11-01T14:00', '2026-11-02T14:00'])
  })

  it('is, for any weekly rule, what counting days one by one gives', () => {
    const [shifts, intervals] = [fc.integer({ min: -400, max: 40 }), fc.integer({ min: 1, max: 4 })]
    const weekdays = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 })
    const names = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
    fc.assert(fc.property(shifts, intervals, weekdays, (shift, interval, days) => {
      const first = from + shift * 86_400_000
      const stamp = new Date(first).toISOString().slice(0, 10).replaceAll('-', '')
      const rule = `RRULE:FREQ=WEEKLY;INTERVAL=${interval};BYDAY=${days.map(day => names[day]).join(',')}`
      const got = starts(calendar(event(`DTSTART:${stamp}T090000Z`, 'DURATION:PT1H', rule)))
      const monday = (ms: number) => Math.floor((ms / 86_400_000 + 3) / 7)
      const want: string[] = []
      for (let day = first; day < to; day += 86_400_000) {
        const fits = day === first || (days.includes(new Date(day).getUTCDay()) && (monday(day) - monday(first)) % interval === 0)
        if (fits && day >= from) want.push(`${new Date(day).toISOString().slice(0, 10)}T09:00`)
      }
      expect(got).toEqual(want)
    }))
  })
})

describe('the clock of a zone', () => {
  it('of an hour that comes twice the first counts; in one that is left out the old clock goes on', () => {
    const wall = (text: string) => Date.parse(`${text}Z`)
    const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16)
    expect(iso(instantOf(wall('2026-10-25T01:30'), 'Europe/London'))).toBe('2026-10-25T00:30')
    expect(iso(instantOf(wall('2026-03-29T01:30'), 'Europe/London'))).toBe('2026-03-29T01:30')
    expect(iso(instantOf(wall('2026-11-01T01:30'), 'America/New_York'))).toBe('2026-11-01T05:30')
    expect(iso(instantOf(wall('2026-03-08T02:30'), 'America/New_York'))).toBe('2026-03-08T07:30')
  })
})

describe('what cannot be read is refused, with the reason and nothing of what the entries are about', () => {
  const dt = ['SUMMARY:Secret', 'DTSTART:20261201T010000Z', 'DURATION:PT1H']
  it.each([
    ['a page', '<!doctype html><html></html>', 'not_a_calendar', ''],
    ['nothing', '', 'not_a_calendar', ''],
    ['a calendar broken off', calendar(event(...dt)).slice(0, -30), 'not_a_calendar', ''],
    ['hourly repetition', calendar(event(...dt, 'RRULE:FREQ=HOURLY')), 'not_understood', 'RRULE:FREQ=HOURLY'],
    ['weeks by number', calendar(event(...dt, 'RRULE:FREQ=YEARLY;BYWEEKNO=20')), 'not_understood', 'RRULE:FREQ=YEARLY;BYWEEKNO=20'],
    ['an unknown zone', calendar(event('DTSTART;TZID=Nowhere/Atlantis:20261201T010000', 'DURATION:PT1H')), 'not_understood', 'TZID:Nowhere/Atlantis'],
    ['a day that does not exist', calendar(event('DTSTART:20260230T010000Z')), 'not_understood', 'DTSTART:20260230T010000Z'],
    ['an entry without a start', calendar(event('SUMMARY:Secret')), 'not_understood', 'VEVENT without DTSTART'],
    ['a change of all that follows', calendar(event('RECURRENCE-ID;RANGE=THISANDFUTURE:20261201T010000Z', ...dt)), 'not_understood', 'RECURRENCE-ID;RANGE'],
    ['a count without end', calendar(...Array.from({ length: 90 }, () => event(...dt.slice(2), 'DTSTART:19700101T000000Z', 'RRULE:FREQ=DAILY;COUNT=99999'))), 'too_large', ''],
  ])('%s', (_, text, problem, detail) => {
    expect(problemOf(text)).toEqual([problem, detail])
  })

  it('whatever the bytes, it answers or refuses, and soon', () => {
    const words = fc.constantFrom('BEGIN:VCALENDAR', 'END:VCALENDAR', 'BEGIN:VEVENT', 'END:VEVENT', 'DTSTART:20261201T010000Z', 'RRULE:FREQ=DAILY', 'RRULE:', 'DURATION:P1D', ';', ':', ' x')
    fc.assert(fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 30 }), (lines) => {
      const [problem] = problemOf(lines.join('\r\n'))
      expect(['', 'not_a_calendar', 'not_understood', 'too_large']).toContain(problem)
    }))
  })
})
