import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { legState, type LegState } from '../../../shared/schemas/booking.ts'
import { bookingState, claimingStates, nextState, transitions, type Actor } from '../../../server/booking/state.ts'

const states = fc.constantFrom(...legState.options)
const facts = fc.record({ instant: fc.boolean(), replaceable: fc.boolean() })
const actors: Actor[] = ['resident', 'provider', 'worker', 'operator', 'system', 'payment']

test('every state of a leg can be reached from nothing', () => {
  const reached = new Set<LegState | null>([null])
  for (let size = 0; size !== reached.size;) {
    size = reached.size
    for (const row of transitions) if (reached.has(row.from)) reached.add(row.to)
  }
  expect([...reached].filter(state => state !== null).sort()).toEqual([...legState.options].sort())
})

test('what has ended stays ended, but for an expired hold that is paid late', () => {
  const ends: LegState[] = ['expired', 'cancelled', 'settled', 'no_show_provider']
  const leaving = transitions.filter(row => row.from !== null && ends.includes(row.from))
  expect(new Set(leaving.map(row => row.event))).toEqual(new Set(['pay_late']))
})

test('nobody but the payment service makes a leg paid', () => {
  fc.assert(fc.property(facts, fc.constantFrom(...actors), (leg, actor) => {
    const to = nextState('held', 'pay', actor, leg)
    expect(to).toBe(actor === 'payment' ? (leg.instant ? 'confirmed' : 'requested') : undefined)
  }))
})

test('a booking whose legs agree has their state where there is a word for it', () => {
  for (const state of ['held', 'expired', 'reserved', 'requested', 'substituting', 'confirmed', 'in_service', 'delivered', 'disputed', 'settled', 'cancelled'] as const) {
    expect(bookingState([state, state])).toBe(state)
  }
})

test('a cancelled leg does not hide what the others do', () => {
  expect(bookingState(['cancelled', 'confirmed'])).toBe('confirmed')
  expect(bookingState(['cancelled', 'settled'])).toBe('settled')
  expect(bookingState(['delivered', 'confirmed'])).toBe('partly_delivered')
  expect(bookingState(['no_show_provider', 'cancelled'])).toBe('closed')
})

test('the order of the legs does not matter, and a booking is over exactly if no leg claims time or waits to be settled', () => {
  fc.assert(fc.property(fc.array(states, { minLength: 1, maxLength: 5 }), (legs) => {
    const state = bookingState(legs)
    expect(bookingState([...legs].reverse())).toBe(state)
    const over = ['expired', 'cancelled', 'settled', 'closed'].includes(state)
    const open = legs.some(leg => claimingStates.includes(leg) || leg === 'delivered' || leg === 'disputed')
    expect(over).toBe(!open)
  }))
})
