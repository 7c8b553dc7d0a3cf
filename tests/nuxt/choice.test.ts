import fc from '../support/fc.ts'
import { describe, expect, it } from 'vitest'
import { noChoice, quoteBodyOf, readChoice, slotsQueryOf, writeChoice, type Choice } from '~/composables/choice'
import { quoteBody, slotsQuery } from '#shared/schemas/catalog'

const uuid = fc.uuid({ version: 7 })
const leg = fc.oneof(
  fc.record({
    include: fc.constant(true),
    alternativeId: uuid,
    minutes: fc.option(fc.integer({ min: 15, max: 1440 })),
    resourceId: uuid,
    wishes: fc.subarray(['female!', 'en', 'zh!'], { minLength: 1 }),
  }, { requiredKeys: ['include', 'alternativeId', 'minutes'] }),
  fc.record({ include: fc.constant(true), alternativeId: fc.constant(null), minutes: fc.integer({ min: 15, max: 1440 }) }),
  fc.constant({ include: false, alternativeId: null, minutes: null }),
)
const choices: fc.Arbitrary<Choice> = fc.record({
  district: fc.constantFrom('xuhui', 'pudong'),
  day: fc.constantFrom(null, '2026-11-28'),
  persons: fc.integer({ min: 1, max: 200 }),
  legs: fc.dictionary(uuid, leg, { maxKeys: 5, noNullPrototype: true }),
  starts: fc.dictionary(uuid, fc.constantFrom('2026-11-28T01:00:00.000Z', '2026-11-28T03:15:00Z'), { minKeys: 1, maxKeys: 5, noNullPrototype: true }),
})

describe('a choice', () => {
  it('reads back from the address as it was written', () => {
    fc.assert(fc.property(choices, (choice) => {
      expect(readChoice(writeChoice(choice))).toEqual(choice)
    }))
  })

  it('makes requests that the API’s own schemas accept', () => {
    fc.assert(fc.property(choices, (choice) => {
      expect(slotsQuery.safeParse(slotsQueryOf(choice, { from: '2026-11-24', days: 31 })).success).toBe(true)
      expect(quoteBody.safeParse(quoteBodyOf('clean-and-care', choice)).success).toBe(true)
    }))
  })

  it('ignores what is no choice', () => {
    expect(readChoice({ legs: 'x:none', starts: 'now', persons: '-1', district: '<b>', day: 'today' })).toEqual(noChoice())
  })
})
