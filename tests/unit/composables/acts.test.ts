import { expect, test } from 'vitest'
import { factsOfAct } from '../../../composables/acts.ts'

test('sums of an act are money, of its currency or the city’s; what it does not know stays as it is', () => {
  expect(factsOfAct({ amount: 1_250 })).toEqual([{ name: 'amount', kind: 'money', amount: 1_250, currency: 'CNY' }])
  expect(factsOfAct({ refundId: 're_1', parts: [{ legId: 'a', amount: 300 }, { legId: 'b', amount: 5 }], currency: 'JPY' })).toEqual([
    { name: 'refundId', kind: 'plain', text: 're_1' },
    { name: 'part', kind: 'money', amount: 300, currency: 'JPY' }, { name: 'part', kind: 'money', amount: 5, currency: 'JPY' },
  ])
  expect(factsOfAct({ code: null, released: true, number: 3, endsAt: '2099-01-01T00:00:00.000Z' })).toEqual([
    { name: 'released', kind: 'word', word: 'true' }, { name: 'number', kind: 'plain', text: '3' },
    { name: 'endsAt', kind: 'moment', at: '2099-01-01T00:00:00.000Z' },
  ])
})
