import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { firstByRules } from '../../../server/search/engine-postgres/rank.ts'

const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Infinity))
const rows = fc.array(fc.tuple(value, value, value), { maxLength: 60 })

test('the first by several rules are those of a whole sort, whatever is asked for', () => {
  fc.assert(fc.property(rows, fc.nat(70), (table, count) => {
    const ordinals = table.map((_, ordinal) => ordinal)
    const rules = [0, 1, 2].map(rule => (ordinal: number) => table[ordinal]![rule]!)
    const sorted = ordinals.toSorted((a, b) => {
      const rule = rules.find(of => of(a) !== of(b))
      return rule === undefined ? a - b : rule(a) < rule(b) ? -1 : 1
    })
    expect(firstByRules(ordinals, rules, count)).toEqual(sorted.slice(0, count))
  }), { numRuns: 1000 })
})
