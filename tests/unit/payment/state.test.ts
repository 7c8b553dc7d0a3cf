import fc from '../../support/fc.ts'
import { describe, expect, test } from 'vitest'
import type { PaymentSnapshot, RefundSnapshot } from '../../../server/payment/model.ts'
import {
  afterDisputes, afterRefunds, afterReview, disputeTransition, isWrongSum, refundTransition, transition, type PaymentState, type RefundState, type SumState,
} from '../../../server/payment/state.ts'

type DisputeState = PaymentSnapshot['disputes'][number]['state']
const expected = { paymentId: 'payment-1', amount: 41_800, currency: 'CNY' }
type Told = Pick<PaymentSnapshot, 'state' | 'amount' | 'currency' | 'paymentId'>
const told = (state: PaymentSnapshot['state'], over: Partial<Told> = {}): Told => ({ state, ...expected, ...over })

interface Stands {
  state: PaymentState
  sumState: SumState
}
const hear = ({ state, sumState }: Stands, snapshot: Told, late: boolean): Stands => {
  const sum = sumState === 'as_asked' && isWrongSum(expected, snapshot) ? 'wrong' : sumState
  return { state: transition({ state, snapshot, late, sumState: sum }), sumState: sum }
}
const apply = (news: readonly Told[], late: boolean) =>
  news.reduce<Stands>((stands, snapshot) => hear(stands, snapshot, late), { state: 'awaiting_payment', sumState: 'as_asked' }).state

/** The same news in another order. */
const shuffle = <T>(news: readonly T[], picks: Iterator<number>): T[] =>
  news.map(each => ({ each, key: Number(picks.next().value ?? 0) })).sort((a, b) => a.key - b.key).map(({ each }) => each)

/** Every history that a gateway can really tell, oldest first. */
const endings: Told[][] = [
  [told('expired')],
  [told('paid')],
  [told('processing'), told('paid')],
  [told('processing'), told('failed')],
  [told('paid', { amount: 41_799 })],
  [told('processing'), told('paid', { currency: 'USD' })],
  [told('paid', { paymentId: 'payment-2' })],
]
const history = fc.tuple(fc.nat(3), fc.constantFrom(...endings)).map(([opens, ending]) => [...Array.from({ length: opens }, () => told('open')), ...ending])

describe('a payment', () => {
  test('ends the same whatever order its news came in, doubled or lost, as long as the last was heard', () => {
    fc.assert(fc.property(history, fc.boolean(), fc.infiniteStream(fc.nat()), (events, late, picks) => {
      const ordered = apply(events, late)
      const heard = events.filter((_, index) => index === events.length - 1 || (picks.next().value ?? 0) % 2 === 0)
      const doubled = heard.flatMap(event => Array.from({ length: 1 + ((picks.next().value ?? 0) % 3) }, () => event))
      const shuffled = shuffle(doubled, picks)
      expect(apply(shuffled, late)).toBe(ordered)
    }), { numRuns: 1000 })
  })

  test.each<[PaymentState, Told, boolean, PaymentState]>([
    ['awaiting_payment', told('paid'), false, 'paid'],
    ['awaiting_payment', told('paid'), true, 'late_paid'],
    ['expired', told('paid'), false, 'late_paid'],
    ['payment_failed', told('paid'), false, 'late_paid'],
    ['awaiting_payment', told('processing'), false, 'processing'],
    ['paid', told('expired'), false, 'paid'],
    ['paid', told('paid'), true, 'paid'],
    ['refunded', told('paid'), false, 'refunded'],
    ['paid', told('paid', { amount: 41_801 }), false, 'review'],
    ['review', told('paid'), false, 'review'],
    ['disputed', told('paid'), false, 'disputed'],
    ['lost', told('paid'), false, 'lost'],
  ])('in %s hears %o (late: %s) and is %s', (state, snapshot, late, to) => {
    expect(hear({ state, sumState: 'as_asked' }, snapshot, late).state).toBe(to)
  })

  test('is held while its sum is wrong or a refund belongs to no leg, and no longer', () => {
    const held = (sumState: SumState, foreign: boolean) => afterReview('review', { sumState, foreign })
    expect([held('wrong', false), held('as_asked', true), held('as_asked', false), held('given_back', false)]).toEqual(['review', 'review', 'paid', 'paid'])
    expect([afterReview('partly_refunded', { sumState: 'as_asked', foreign: true }), afterReview('late_paid', { sumState: 'as_asked', foreign: false })]).toEqual(['review', 'late_paid'])
    // Once a wrong sum was given back, hearing of it again holds nothing.
    expect(hear({ state: 'late_paid', sumState: 'given_back' }, told('paid', { amount: 41_799 }), true)).toEqual({ state: 'late_paid', sumState: 'given_back' })
  })
})

describe('a bank that disputes a payment', () => {
  test('has the last word once, in any order of news', () => {
    const endings = [['open'], ['open', 'won'], ['open', 'lost'], ['won'], ['lost']] as const
    fc.assert(fc.property(fc.constantFrom(...endings), fc.infiniteStream(fc.nat()), (news, picks) => {
      const hear = (told: readonly DisputeState[]) => told.reduce(disputeTransition, 'open')
      expect(hear(shuffle([...news, ...news], picks))).toBe(hear(news))
    }))
  })

  test.each<[PaymentState, DisputeState[], PaymentState]>([
    ['paid', ['open'], 'disputed'],
    ['partly_refunded', ['won', 'open'], 'disputed'],
    ['disputed', ['won'], 'paid'],
    ['disputed', ['won', 'lost'], 'lost'],
    ['refunded', ['won'], 'refunded'],
    ['review', ['lost'], 'review'],
    ['awaiting_payment', ['open'], 'awaiting_payment'],
    ['paid', [], 'paid'],
  ])('of a payment in %s, whose disputes are %o, makes it %s', (state, disputes, to) => {
    expect(afterDisputes(state, disputes)).toBe(to)
  })
})

describe('refunds', () => {
  test('end the same in any order of news, and what failed is given back to the payment', () => {
    const endings: RefundSnapshot['state'][][] = [['pending'], ['succeeded'], ['pending', 'succeeded'], ['pending', 'failed'], ['pending', 'succeeded', 'failed']]
    const refunds = fc.array(fc.record({ amount: fc.integer({ min: 1, max: 100 }), news: fc.constantFrom(...endings) }), { maxLength: 5 })
    fc.assert(fc.property(refunds, fc.infiniteStream(fc.nat()), (all, picks) => {
      const captured = all.reduce((sum, refund) => sum + refund.amount, 0) + 1
      const hear = (news: RefundSnapshot['state'][]) => news.reduce<RefundState>(refundTransition, 'requested')
      const ordered = all.map(({ amount, news }) => ({ amount, state: hear(news) }))
      const shuffled = all.map(({ amount, news }) => {
        const mixed = shuffle([...news, ...news], picks)
        return { amount, state: hear(mixed) }
      })
      expect(shuffled).toEqual(ordered)
      const { refunded, state } = afterRefunds('paid', captured, ordered)
      expect(refunded).toBe(ordered.filter(refund => refund.state !== 'failed').reduce((sum, refund) => sum + refund.amount, 0))
      expect(refunded).toBeLessThan(captured)
      expect(state === 'paid').toBe(refunded === 0)
    }))
  })

  test('all given back is refunded, some is partly, one under way is pending, and a disputed payment stays disputed', () => {
    expect(afterRefunds('paid', 10, [{ amount: 4, state: 'succeeded' }, { amount: 6, state: 'succeeded' }])).toEqual({ refunded: 10, state: 'refunded' })
    expect(afterRefunds('refund_pending', 10, [{ amount: 4, state: 'succeeded' }, { amount: 6, state: 'failed' }])).toEqual({ refunded: 4, state: 'partly_refunded' })
    expect(afterRefunds('refunded', 10, [{ amount: 10, state: 'failed' }])).toEqual({ refunded: 0, state: 'paid' })
    expect(afterRefunds('late_paid', 10, [])).toEqual({ refunded: 0, state: 'late_paid' })
    expect(afterRefunds('disputed', 10, [{ amount: 4, state: 'pending' }])).toEqual({ refunded: 4, state: 'disputed' })
  })
})
