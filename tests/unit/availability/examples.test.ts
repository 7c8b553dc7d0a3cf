import { expect, test } from 'vitest'
import { preferenceBy } from '../../../server/availability/preference.ts'
import { offeredDays, offeredStarts, solverOf, witnessAt } from '../../../server/availability/slots.ts'
import { problemOf, TICK, type Spec, type SpecAlternative, type SpecResource, type SpecRule } from './spec.ts'

const always = [1, 2, 3, 4, 5, 6, 7].map(weekday => ({ weekday, from: 0, to: 1440 }))
const HOME = { key: 'home', district: 0 }

function worker(zone: string, rules = always): SpecResource {
  return { mobile: true, calendar: { zone, rules, overrides: [] }, claims: [] }
}

function offer(more: Partial<SpecAlternative> = {}): SpecAlternative {
  return {
    place: HOME, price: 100, minutes: 60, bufferBefore: 0, bufferAfter: 0, noticeMinutes: 0, horizonDays: 90, closed: [],
    requirements: [{ count: 1, eligible: [0] }], sessions: null, seats: 1, ...more,
  }
}

const none: SpecRule = { gap: { min: 0, max: Infinity }, days: null }
const onDay = (min: number, max: number, window = { from: 0, to: 1440 }): SpecRule => {
  return { gap: { min: 0, max: Infinity }, days: { min, max, window } }
}

/** A chain of legs, each with its rule, from an instant on. */
function chain(zone: string, from: string, legs: [SpecRule, SpecAlternative][], more: Partial<Spec> = {}): Spec {
  return {
    zone,
    from: Date.parse(from),
    ticks: 96 * 4,
    now: Date.parse(from),
    window: { from: 0, to: 96 },
    travel: [[15, 30], [30, 15]],
    resources: [worker(zone), worker(zone)],
    stages: legs.map(([rule, alternative], i) => ({ rule, legs: [{ id: `leg ${i}`, alternatives: [alternative] }] })),
    left: [],
    pins: {},
    ...more,
  }
}

const pinnedAt = (spec: Spec, legId: string, iso: string): Spec => ({ ...spec, pins: { ...spec.pins, [legId]: Date.parse(iso) } })

/** Start and end of each leg in the completion of a start. */
function completion(spec: Spec, iso: string): string[] | null {
  const witness = witnessAt(solverOf(problemOf(spec)), (Date.parse(iso) - spec.from) / TICK)
  return witness && witness.legs.map(({ start, end }) => [start, end].map(tick => new Date(spec.from + tick * TICK).toISOString().slice(5, 16)).join(' – '))
}

test('takes nine o\'clock of the next day as nine on the wall, the night clocks change in New York', () => {
  const spec = chain('America/New_York', '2026-03-07T05:00:00Z', [[none, offer()], [onDay(1, 1, { from: 540, to: 600 }), offer()]])
  expect(completion(spec, '2026-03-07T15:00:00Z')).toEqual(['03-07T15:00 – 03-07T16:00', '03-08T13:00 – 03-08T14:00'])
})

test('and the night they change back in London', () => {
  const spec = chain('Europe/London', '2026-10-23T23:00:00Z', [[none, offer()], [onDay(1, 1, { from: 540, to: 600 }), offer()]])
  expect(completion(spec, '2026-10-24T08:00:00Z')).toEqual(['10-24T08:00 – 10-24T09:00', '10-25T09:00 – 10-25T10:00'])
})

test('a visit through the repeated hour lasts its minutes, not its wall clock', () => {
  const spec = chain('Europe/London', '2026-10-24T23:00:00Z', [[none, offer({ minutes: 180 })]])
  expect(completion(spec, '2026-10-24T23:30:00Z')).toEqual(['10-24T23:30 – 10-25T02:30'])
})

test('what ends at midnight ended on its day, so the same day has no time left and the next is the next', () => {
  const sameDay = chain('Asia/Shanghai', '2026-06-01T16:00:00Z', [[none, offer()], [onDay(0, 0), offer()]])
  expect(completion(sameDay, '2026-06-02T15:00:00Z')).toBeNull()
  expect(completion(sameDay, '2026-06-02T14:00:00Z')).toEqual(['06-02T14:00 – 06-02T15:00', '06-02T15:00 – 06-02T16:00'])
  const nextDay = chain('Asia/Shanghai', '2026-06-01T16:00:00Z', [[none, offer()], [onDay(1, 1), offer()]])
  expect(completion(nextDay, '2026-06-02T15:00:00Z')).toEqual(['06-02T15:00 – 06-02T16:00', '06-02T16:00 – 06-02T17:00'])
})

test('the day after the 28th is a leap day, and the day after New Year\'s Eve is next year', () => {
  const leap = chain('Asia/Shanghai', '2028-02-27T16:00:00Z', [[none, offer()], [onDay(1, 1, { from: 600, to: 660 }), offer()]])
  expect(completion(leap, '2028-02-28T02:00:00Z')?.[1]).toBe('02-29T02:00 – 02-29T03:00')
  const year = chain('Asia/Shanghai', '2026-12-30T16:00:00Z', [[none, offer()], [onDay(1, 1, { from: 600, to: 660 }), offer()]])
  expect(completion(year, '2026-12-31T02:00:00Z')?.[1]).toBe('01-01T02:00 – 01-01T03:00')
})

test('groups starts by the days of the place of service', () => {
  const spec = chain('Asia/Shanghai', '2026-06-01T14:00:00Z', [[none, offer()]], { window: { from: 0, to: 4 } })
  expect(offeredDays(solverOf(problemOf(spec))).map(({ day, starts }) => [day.date, starts.length])).toEqual([['2026-06-01', 8], ['2026-06-02', 8]])
})

test('a leg that is left out takes its rule with it', () => {
  const halfHour: SpecRule = { gap: { min: 30, max: 30 }, days: null }
  const legs: [SpecRule, SpecAlternative][] = [[none, offer()], [onDay(1, 1), offer()], [halfHour, offer()]]
  const whole = chain('Asia/Shanghai', '2026-06-01T16:00:00Z', legs)
  expect(completion({ ...whole, left: ['leg 1'] }, '2026-06-02T02:00:00Z')).toEqual(['06-02T02:00 – 06-02T03:00', '06-02T03:30 – 06-02T04:30'])
  expect(completion({ ...whole, left: ['leg 0'] }, '2026-06-02T02:00:00Z')).toEqual(['06-02T02:00 – 06-02T03:00', '06-02T03:30 – 06-02T04:30'])
})

test('the recipient\'s way to the pool adds to the gap', () => {
  const pool = offer({ place: { key: 'pool', district: 1 }, requirements: [{ count: 1, eligible: [1] }] })
  const spec = chain('Asia/Shanghai', '2026-06-01T16:00:00Z', [[none, offer()], [{ gap: { min: 10, max: 10 }, days: null }, pool]])
  // Thirty minutes of way and ten of gap, which is a quarter of an hour.
  expect(completion(spec, '2026-06-02T02:00:00Z')?.[1]).toBe('06-02T03:45 – 06-02T04:45')
})

test('a leg with freedom can be pinned later than the earliest', () => {
  const spec = chain('Asia/Shanghai', '2026-06-01T16:00:00Z', [[none, offer()], [{ gap: { min: 0, max: 120 }, days: null }, offer()]])
  expect(completion(pinnedAt(spec, 'leg 1', '2026-06-02T04:30:00Z'), '2026-06-02T02:00:00Z')?.[1]).toBe('06-02T04:30 – 06-02T05:30')
  expect(completion(pinnedAt(spec, 'leg 1', '2026-06-02T05:30:00Z'), '2026-06-02T02:00:00Z')).toBeNull()
})

test('one nurse cannot be at two places at once, two can', () => {
  const parallel = chain('Asia/Shanghai', '2026-06-01T16:00:00Z', [])
  const legs = [0, 1].map(i => ({ id: `leg ${i}`, alternatives: [offer()] }))
  expect(offeredStarts(solverOf(problemOf({ ...parallel, stages: [{ rule: none, legs }] })))).toEqual([])
  const two = [0, 1].map(i => ({ id: `leg ${i}`, alternatives: [offer({ requirements: [{ count: 1, eligible: [0, 1] }] })] }))
  expect(offeredStarts(solverOf(problemOf({ ...parallel, stages: [{ rule: none, legs: two }] })))).toHaveLength(381)
})

test('prefers who has the least way, then who has the least to do', () => {
  const spec = chain('Asia/Shanghai', '2026-06-01T16:00:00Z', [[none, offer({ requirements: [{ count: 1, eligible: [0, 1, 2] }] })]])
  const claimAt = (iso: string, hours: number, district: number) => {
    return { start: Date.parse(iso), end: Date.parse(iso) + hours * 3_600_000, place: { key: iso, district } }
  }
  const staffed = (claims: ReturnType<typeof claimAt>[][]): Spec => {
    return { ...spec, resources: claims.map(own => ({ ...worker('Asia/Shanghai'), claims: own })) }
  }
  const chosen = (own: Spec) => {
    const problem = problemOf(own)
    return witnessAt(solverOf(problem), 40, preferenceBy(problem))!.legs[0]!.resources[0]
  }
  expect(chosen(staffed([[claimAt('2026-06-01T23:00:00Z', 2, 1)], [claimAt('2026-06-01T23:00:00Z', 2, 0)], [claimAt('2026-06-01T22:00:00Z', 3, 1)]]))).toEqual([1])
  expect(chosen(staffed([[claimAt('2026-06-04T02:00:00Z', 3, 0)], [claimAt('2026-06-04T02:00:00Z', 3, 0)], [claimAt('2026-06-04T02:00:00Z', 2, 0)]]))).toEqual([2])
})

test.each([
  ['the night clocks go back in New York', 'America/New_York', '2026-10-31T04:00:00Z', '2026-10-31T14:00:00Z', '10-31T14:00 – 10-31T15:00', '11-01T14:00 – 11-01T15:00'],
  ['the night clocks go forward in London', 'Europe/London', '2026-03-28T00:00:00Z', '2026-03-28T10:00:00Z', '03-28T10:00 – 03-28T11:00', '03-29T08:00 – 03-29T09:00'],
])('nine o\'clock is nine on the wall, %s', (_, zone, from, start, first, second) => {
  const spec = chain(zone, from, [[none, offer()], [onDay(1, 1, { from: 540, to: 600 }), offer()]])
  expect(completion(spec, start)).toEqual([first, second])
})

test('thirty-one days after the last of January is the third of March, or in a leap year the second', () => {
  for (const [year, day] of [[2027, '03-03'], [2028, '03-02']] as const) {
    const spec = chain('Europe/London', `${year}-01-31T00:00:00Z`, [[none, offer()], [onDay(31, 31, { from: 540, to: 600 }), offer()]], { ticks: 96 * 40 })
    expect(completion(spec, `${year}-01-31T09:00:00Z`)).toEqual(['01-31T09:00 – 01-31T10:00', `${day}T09:00 – ${day}T10:00`])
  }
})

test('thirty-one days from the 10th of October cross London\'s change and stay at nine on the wall', () => {
  const spec = chain('Europe/London', '2026-10-10T00:00:00Z', [[none, offer()], [onDay(31, 31, { from: 540, to: 600 }), offer()]], { ticks: 96 * 40 })
  expect(completion(spec, '2026-10-10T08:00:00Z')).toEqual(['10-10T08:00 – 10-10T09:00', '11-10T09:00 – 11-10T10:00'])
})
