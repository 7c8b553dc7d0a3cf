import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { crewIssues } from '#shared/crew.ts'

const codesOf = (hours: { weekday: number, from: number, to: number }[]) =>
  crewIssues({ hours, skills: [], credentials: [] }).map(({ path, code }) => `${path} ${code}`)

const stretch = fc.record({ weekday: fc.integer({ min: 1, max: 7 }), start: fc.integer({ min: 0, max: 95 }), quarters: fc.integer({ min: 1, max: 96 }) })
  .map(({ weekday, start, quarters }) => ({ weekday, from: start * 15, to: (start + quarters) * 15 }))

/** The quarters of a week that a stretch takes. */
const quartersOf = ({ weekday, from, to }: { weekday: number, from: number, to: number }) =>
  Array.from({ length: (to - from) / 15 }, (_, nth) => ((weekday - 1) * 96 + from / 15 + nth) % (7 * 96))

test('two stretches overlap exactly where they share a quarter of an hour of the week', () => {
  fc.assert(fc.property(stretch, stretch, (a, b) => {
    const taken = new Set(quartersOf(a))
    expect(codesOf([a, b])).toEqual(quartersOf(b).some(quarter => taken.has(quarter)) ? ['hours.1.from hours_overlap'] : [])
  }))
})

test('a stretch ends after it begins, and within a day', () => {
  expect(codesOf([{ weekday: 1, from: 600, to: 600 }])).toEqual(['hours.0.to hours_reversed'])
  expect(codesOf([{ weekday: 1, from: 600, to: 2055 }])).toEqual(['hours.0.to hours_too_long'])
})
