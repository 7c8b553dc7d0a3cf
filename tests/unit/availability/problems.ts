/** Random small bundles for the property tests: few people, short days, and every feature of the solver often enough to matter. */
import fc from '../../support/fc.ts'
import type { Place } from '../../../server/availability/model.ts'
import type { Spec, SpecAlternative, SpecResource, SpecRule } from './spec.ts'
import { TICK } from './spec.ts'

const HOUR = 3_600_000
const TICKS = 160

/** Horizons of forty hours around changes of the clock, a leap day, a year's end and a plain day. */
const SETTINGS = [
  { zone: 'America/New_York', from: '2026-03-08T03:00:00Z' },
  { zone: 'America/New_York', from: '2026-10-31T22:00:00Z' },
  { zone: 'Europe/London', from: '2026-03-28T18:00:00Z' },
  { zone: 'Europe/London', from: '2026-10-24T20:00:00Z' },
  { zone: 'Australia/Lord_Howe', from: '2026-10-03T04:00:00Z' },
  { zone: 'America/Havana', from: '2026-03-07T20:00:00Z' },
  { zone: 'Asia/Kathmandu', from: '2028-02-28T12:00:00Z' },
  { zone: 'Asia/Shanghai', from: '2026-12-31T08:00:00Z' },
]
const RESOURCES = 5
const PLACES: (Place | null)[] = [
  null,
  { key: 'home', district: 0 },
  { key: 'hall', district: 1 },
  { key: 'pool', district: 1 },
  { key: 'park', district: 2 },
]
const place = fc.constantFrom(...PLACES)
const quarter = (max: number) => fc.integer({ min: 0, max }).map((n) => n * 15)

function resource(from: number): fc.Arbitrary<SpecResource> {
  const instant = fc.integer({ min: -4, max: TICKS * 3 }).map((n) => from + n * 5 * 60_000)
  const span = fc.tuple(instant, fc.integer({ min: 1, max: 5 * 12 })).map(([start, fives]) => ({ start, end: start + fives * 5 * 60_000 }))
  const override = fc.tuple(fc.constantFrom('off' as const, 'extra' as const, 'busy' as const), span).map(([kind, own]) => ({ kind, ...own }))
  const rule = fc.record({
    weekday: fc.integer({ min: 1, max: 7 }),
    from: quarter(60),
    length: fc.integer({ min: 8, max: 70 }),
    validFrom: fc.option(fc.constant(new Date(from + 24 * HOUR).toISOString().slice(0, 10)), { freq: 5 }),
    validUntil: fc.option(fc.constant(new Date(from + 12 * HOUR).toISOString().slice(0, 10)), { freq: 5 }),
  }).map(({ length, ...own }) => ({ ...own, to: own.from + length * 15 }))
  const daily = fc.tuple(quarter(40), fc.integer({ min: 40, max: 96 })).map(([start, length]) => {
    return [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: start, to: start + length * 15 }))
  })
  return fc.record({
    mobile: fc.boolean(),
    calendar: fc.record({
      zone: fc.constantFrom(...SETTINGS.map(({ zone }) => zone)),
      rules: fc.tuple(daily, fc.array(rule, { maxLength: 2 })).map(([every, some]) => [...every, ...some]),
      overrides: fc.array(override, { maxLength: 2 }),
    }),
    claims: fc.array(fc.tuple(span, place).map(([own, at]) => ({ ...own, place: at })), { maxLength: 2 }),
  })
}

function alternative(from: number, sessionIds: readonly string[]): fc.Arbitrary<SpecAlternative> {
  const requirement = fc.record({
    count: fc.constantFrom(1, 1, 1, 1, 2),
    eligible: fc.subarray(Array.from({ length: RESOURCES }, (_, i) => i), { minLength: 2, maxLength: 4 }),
    until: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.array(fc.constantFrom(60, 90, 120, 160), { minLength: 4, maxLength: 4 }) },
    ),
  })
  // A session's facts depend on its name alone, so that two legs that could meet in one class see the same class.
  const session = fc.constantFrom(...sessionIds).map((id) => {
    const n = Number(id.slice(1))
    return { id, start: from + (20 + ((n * 13) % 90)) * TICK, minutes: 30 + (n % 3) * 20, freeSeats: n % 4 }
  })
  const base = {
    place,
    price: fc.integer({ min: 0, max: 50_000 }),
    minutes: fc.integer({ min: 3, max: 24 }).map((n) => n * 5),
    bufferBefore: fc.constantFrom(0, 0, 10, 30),
    bufferAfter: fc.constantFrom(0, 0, 15, 20),
    noticeMinutes: fc.constantFrom(0, 0, 0, 200, 600),
    horizonDays: fc.constantFrom(30, 30, 30, 30, 30, 30, 1),
    closed: fc.array(fc.tuple(fc.integer({ min: 0, max: TICKS }), fc.integer({ min: 1, max: 20 })).map(([a, n]) => {
      return { start: from + a * TICK, end: from + (a + n) * TICK }
    }), { maxLength: 1 }),
    seats: fc.integer({ min: 1, max: 2 }),
  }
  const one = fc.tuple(requirement)
  const two = fc.tuple(requirement, requirement)
  const worked = fc.record({
    ...base,
    requirements: fc.oneof({ weight: 3, arbitrary: one }, { weight: 1, arbitrary: two }),
    sessions: fc.constant(null),
  })
  const taught = fc.record({
    ...base,
    requirements: fc.array(requirement, { maxLength: 1 }),
    sessions: fc.uniqueArray(session, { selector: ({ id }) => id, maxLength: 6 }),
  })
  return fc.oneof({ weight: 5, arbitrary: worked }, { weight: 1, arbitrary: taught })
}

const rule: fc.Arbitrary<SpecRule> = fc.record({
  gap: fc.oneof(
    fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 16 }))
      .map(([min, more]) => ({ min: min * 10, max: (min + more) * 10 })),
    fc.constantFrom(0, 60, 200).map((min) => ({ min, max: Infinity })),
  ),
  days: fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constant({ min: 0, max: 0, window: { from: 0, to: 1440 } }) },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constantFrom(0, 0, 1), fc.constantFrom(0, 1), quarter(80), fc.integer({ min: 12, max: 64 }))
        .map(([min, more, from, length]) => ({ min, max: min + more, window: { from, to: from + length * 15 } })),
    },
  ),
// A later day within the hour is no rule that anybody would write; it would only make the problem empty.
}).map(({ gap, days }) => ({ gap: days && days.max > 0 ? { min: gap.min, max: Infinity } : gap, days }))

export const specs: fc.Arbitrary<Spec> = fc.constantFrom(...SETTINGS).chain(({ zone, from: iso }) => {
  const from = Date.parse(iso)
  const shape = fc.constantFrom([1], [2], [1, 1], [1, 1], [1, 2], [2, 1], [1, 1, 1], [1, 1, 1], [2, 1, 1], [1, 1, 1, 1])
  return shape.chain((sizes) => {
    const stages = fc.tuple(...sizes.map((size, stage) => fc.record({
      rule,
      legs: fc.tuple(...Array.from({ length: size }, (_, leg) => fc.record({
        id: fc.constant(`${stage}${'ab'[leg]}`),
        alternatives: fc.array(alternative(from, ['s1', 's2', 's3', 's5', 's6', 's7']), { minLength: 1, maxLength: 2 }),
      }))),
    })))
    const ids = sizes.flatMap((size, stage) => Array.from({ length: size }, (_, leg) => `${stage}${'ab'[leg]}`))
    return fc.record({
      zone: fc.constant(zone),
      from: fc.constant(from),
      ticks: fc.constant(TICKS),
      now: fc.integer({ min: -36, max: 12 }).map((n) => from + n * 10 * 60_000),
      window: fc.tuple(fc.integer({ min: 0, max: 24 }), fc.integer({ min: 3, max: 14 })).map(([a, n]) => ({ from: a, to: a + n })),
      travel: fc.array(fc.array(fc.constantFrom(0, 10, 15, 25, 40), { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 }),
      resources: fc.array(resource(from), { minLength: RESOURCES, maxLength: RESOURCES }),
      stages,
      left: fc.oneof(
        { weight: 3, arbitrary: fc.constant<string[]>([]) },
        { weight: 1, arbitrary: fc.subarray<string>(ids, { maxLength: ids.length - 1 }) },
      ),
      pins: fc.oneof(
        { weight: 5, arbitrary: fc.constant<Record<string, number>>({}) },
        {
          weight: 1,
          arbitrary: fc.tuple(fc.constantFrom(...ids), fc.integer({ min: 20, max: 120 })).map(([id, n]) => ({ [id]: from + n * TICK })),
        },
      ),
    })
  })
})
