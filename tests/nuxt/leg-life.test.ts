import { describe, expect, it } from 'vitest'
import { minorUnits } from '~/composables/formats'
import { asksOf, asksOfAll, eventKeys, firstDayToOffer } from '~/composables/legLife'
import { answersOf, checkOutOf } from '~/composables/visits'

describe('what can be done with a leg', () => {
  it('is offered in one order, cancelling last, and answers to a substitute not among it', () => {
    expect(asksOf(['cancel', 'substitute', 'refuse_substitute', 'reschedule'])).toEqual(['move', 'cancel'])
    expect(asksOf(['dispute'])).toEqual(['dispute'])
  })

  it('is offered for all together only where it holds for several', () => {
    expect(asksOfAll([{ actions: ['reschedule', 'cancel'] }, { actions: ['cancel'] }])).toEqual(['cancel'])
  })

  it('looks for another time around the one it has, and never in the past', () => {
    expect(firstDayToOffer('2026-12-02', '2026-11-20')).toBe('2026-11-29')
    expect(firstDayToOffer('2026-12-02', '2026-12-01')).toBe('2026-12-01')
  })
})

describe('the words of an event', () => {
  it('are those of who caused it and where it led, where there are such', () => {
    expect(eventKeys({ event: 'decline', actor: 'system', to: 'substituting', reason: 'timed_out' }))
      .toEqual(['decline_timed_out', 'decline_system_substituting', 'decline_system', 'decline'])
    expect(eventKeys({ event: 'decline', actor: 'provider', to: 'cancelled', reason: 'own words' })).toEqual(['decline_provider_cancelled', 'decline_provider', 'decline'])
  })
})

describe('the tasks of a visit', () => {
  const tasks = [{ zh: '一', en: 'One', done: null, note: '' }, { zh: '二', en: 'Two', done: null, note: '' }]

  it('cannot be handed in before each has its answer', () => {
    expect(checkOutOf([{ done: true, note: '' }, { done: null, note: '' }])).toBeNull()
    expect(checkOutOf([{ done: true, note: 'x' }, { done: false, note: ' locked ' }])).toEqual({ tasks: [{ done: true, note: '' }, { done: false, note: 'locked' }] })
    expect(checkOutOf([])).toEqual({ tasks: [] })
  })

  it('are remembered by the phone, unless the list is another one or what it kept is broken', () => {
    expect(answersOf(tasks, '[{"done":true,"note":""},{"done":null,"note":"n"}]')).toEqual([{ done: true, note: '' }, { done: null, note: 'n' }])
    for (const kept of [null, '[]', '[{"done":true}]', '{', '7', 'null']) expect(answersOf(tasks, kept)).toEqual([{ done: null, note: '' }, { done: null, note: '' }])
  })
})

describe('an amount as people type it', () => {
  it.each([['12.5', 1250], ['12', 1200], ['1,200.05', 120_005], ['0', 0], ['', null], ['-1', null], ['1.234', null], ['abc', null]] as const)('%s', (typed, amount) => {
    expect(minorUnits(typed, 2)).toBe(amount)
  })
})
