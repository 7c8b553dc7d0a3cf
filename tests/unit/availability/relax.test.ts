import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { changesOf, cheapest, type Opening } from '../../../server/availability/relax.ts'
import { relaxationKinds, type LegChoice } from '../../../shared/slot.ts'

const leg = (id: string, { required = true, alternatives = 4, dependsOn = null as string | null } = {}) => {
  const choosable = Array.from({ length: alternatives }, (_, i) => ({
    id: `${id}${i}`, offering: { durationMinutes: 60, durationOptions: [60, 90, 120], venue: null },
  }))
  return { leg: { id, required, dependsOnLegId: dependsOn, alternatives: choosable }, alternatives: [{ alternative: choosable[0]!, minutes: 60 }] }
}
const ids = ['a', 'b', 'c', 'd', 'e']
const chosen = (legId: string, more: Partial<LegChoice> = {}): LegChoice => ({ legId, include: true, alternativeId: `${legId}0`, ...more })

test('however much could be changed, each kind of change is tried', () => {
  const changes = changesOf({
    legs: ids.map(id => leg(id, { required: id !== 'e' })),
    wishes: {
      choices: ids.map(id => chosen(id, { resourceId: 'somebody', wishes: [{ kind: 'gender', value: 'female', must: true }] })),
      starts: Object.fromEntries(ids.map(id => [id, '2026-06-02T01:00:00.000Z'])),
    },
    blockers: new Set(ids),
  })
  expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['leg', 'person', 'wish', 'alternative', 'duration', 'leave_out']))
  expect(changes.length).toBeLessThan(30)
})

test('an optional leg is left out with what depends on it, its start with it; a required one never is', () => {
  const legs = [leg('a'), leg('b', { required: false }), leg('c', { required: false, dependsOn: 'b' })]
  const starts = Object.fromEntries(['a', 'b', 'c'].map(id => [id, '2026-06-02T01:00:00.000Z']))
  const left = changesOf({ legs, wishes: { choices: [], starts }, blockers: new Set(['a', 'b']) }).filter(({ kind }) => kind === 'leave_out')
  expect(left.map(({ legIds, choices, starts: kept }) => [legIds, choices.filter(({ include }) => !include).map(({ legId }) => legId), Object.keys(kept)]))
    .toEqual([[['b', 'c'], ['b', 'c'], ['a']], [['c'], ['c'], ['a', 'b']]])
})

test('of several things that had to be met, each is let go of alone before all are', () => {
  const wishes = [{ kind: 'gender', value: 'male', must: true }, { kind: 'language', value: 'en', must: true }, { kind: 'language', value: 'zh', must: false }] as const
  const changes = changesOf({ legs: [leg('a', { alternatives: 1 })], wishes: { choices: [chosen('a', { wishes })], starts: {} }, blockers: new Set() })
  expect(changes.map(({ kind, choices }) => [kind, choices[0]!.wishes!.filter(({ must }) => must).map(({ value }) => value)]))
    .toEqual([['wish', ['en']], ['wish', ['male']], ['wish', []]])
})

test('the cheapest are offered: of every kind the nearest and cheapest, two at most, the smallest sacrifice first', () => {
  const opening: fc.Arbitrary<Opening> = fc.record({
    kind: fc.constantFrom(...relaxationKinds), distance: fc.nat(3), amountDifference: fc.integer({ min: -2, max: 2 }),
  })
  fc.assert(fc.property(fc.array(opening, { maxLength: 40 }), (openings) => {
    const offered = cheapest(openings)
    const kinds = new Set(openings.map(({ kind }) => kind))
    expect(offered.length).toBeLessThanOrEqual(8)
    expect(offered.length).toBeGreaterThanOrEqual(Math.min(kinds.size, 8))
    const cost = ({ distance, amountDifference }: Opening) => 10 * distance + amountDifference
    for (const [kind, own] of Map.groupBy(offered, one => one.kind)) {
      expect(own.length).toBeLessThanOrEqual(2)
      expect(cost(own[0]!)).toBe(Math.min(...openings.filter(one => one.kind === kind).map(cost)))
    }
    const order = ['time', 'part', 'person', 'wish', 'leg', 'alternative', 'venue', 'duration', 'day', 'leave_out']
    const places = offered.filter(({ kind }) => kind !== 'person' && kind !== 'wish').map(({ kind }) => order.indexOf(kind))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  }))
})
