import { describe, expect, test } from 'vitest'
import { barsOf, frameOf, countStates, legsOn, momentAt, nearestChoice, partOn, whoOn } from '../../../composables/teamCalendar.ts'
import type { ProviderCalendar } from '#shared/schemas/provider-bookings.ts'

const zone = 'Asia/Shanghai'
const day = '2026-12-01'
/** A time of day in Shanghai. */
const at = (time: string, on = day) => new Date(`${on}T${time}:00+08:00`).toISOString()
const leg: ProviderCalendar['legs'][number] = {
  id: 'leg', bookingReference: 'LN', state: 'confirmed', title: { zh: '', en: '' }, start: at('10:00'), end: at('12:00'), zone, recipient: '',
  resourceIds: ['one'], actions: ['reschedule'],
}
const worker = (id: string, stretches: ProviderCalendar['resources'][number]['stretches']) =>
  ({ id, kind: 'worker' as const, name: { zh: '', en: '' }, active: true, stretches })
const calendar = (resources: ProviderCalendar['resources']): ProviderCalendar => ({ from: day, days: 2, today: day, zone, resources, legs: [] })

test('a span is on each day that it touches, and ends before a midnight', () => {
  const night = { start: at('22:00'), end: at('00:00', '2026-12-03') }
  expect(partOn(night, day, zone)).toEqual({ from: 1320, to: 1440 })
  expect(partOn(night, '2026-12-02', zone)).toEqual({ from: 0, to: 1440 })
  expect(partOn(night, '2026-12-03', zone)).toBeNull()
  expect(partOn(night, '2026-11-30', zone)).toBeNull()
})

test('the frame holds whole hours of work and bookings, not of days off', () => {
  const work = { kind: 'work' as const, start: at('08:30'), end: at('17:15') }
  const off = { kind: 'off' as const, start: at('00:00'), end: at('00:00', '2026-12-02') }
  expect(frameOf(calendar([worker('one', [work, off])]))).toEqual({ from: 480, to: 1080 })
  expect(frameOf({ ...calendar([worker('one', [work])]), legs: [{ ...leg, end: at('19:30') }] })).toEqual({ from: 480, to: 1200 })
  expect(frameOf(calendar([worker('one', [off])]))).toEqual({ from: 540, to: 1080 })
})

test('bars are parts of the frame, cut at its ends', () => {
  const stretches = [{ kind: 'work' as const, start: at('08:00'), end: at('18:00') }, { kind: 'off' as const, start: at('16:00'), end: at('00:00', '2026-12-02') }]
  expect(barsOf({ stretches, legs: [leg] }, { day, zone, frame: { from: 480, to: 1080 } })).toEqual([
    { kind: 'work', left: 0, width: 100 },
    { kind: 'off', left: 80, width: 20 },
    { kind: 'booked', left: 20, width: 20 },
  ])
})

test('who works or is off, and what begins on a day, state by state', () => {
  const off = worker('one', [{ kind: 'off', start: at('00:00'), end: at('00:00', '2026-12-02') }])
  expect(whoOn([off, worker('two', [])], 'off', { day, zone })).toEqual([off])
  expect([whoOn([off], 'off', { day: '2026-12-02', zone }), whoOn([off], 'work', { day, zone })]).toEqual([[], []])
  expect(countStates([leg, { ...leg, state: 'requested' }, leg])).toEqual([{ state: 'requested', count: 1 }, { state: 'confirmed', count: 2 }])
  expect([legsOn([leg], day), legsOn([leg], day, 'one')]).toEqual([[leg], [leg]])
  expect([legsOn([leg], day, 'two'), legsOn([leg], day, null), legsOn([leg], '2026-12-02')]).toEqual([[], [], []])
})

describe('a drop', () => {
  const frame = { from: 480, to: 1080 }
  test('is a quarter of an hour of that day', () => {
    expect(momentAt(0.5, { day, zone, frame })).toBe(at('13:00'))
    expect(momentAt(0.511, { day, zone, frame })).toBe(at('13:00'))
    expect(momentAt(-1, { day, zone, frame })).toBe(at('08:00'))
    expect(momentAt(2, { day, zone, frame: { from: 480, to: 1440 } })).toBe(at('23:45'))
  })

  test('takes the nearest time of its day, else the nearest of all', () => {
    const choice = (start: string) => ({ legs: [{ legId: 'leg', start, end: start }] })
    const days = [
      { date: day, times: [choice(at('08:00')), choice(at('09:00'))] },
      { date: '2026-12-02', times: [choice(at('00:15', '2026-12-02'))] },
    ]
    expect(nearestChoice(days, at('23:45'), day)).toEqual({ date: day, choice: choice(at('09:00')) })
    expect(nearestChoice(days, at('01:00', '2026-12-03'), '2026-12-03')).toEqual({ date: '2026-12-02', choice: days[1]!.times[0] })
    expect(nearestChoice([], at('10:00'), day)).toBeNull()
  })
})
