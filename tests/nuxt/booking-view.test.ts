import { describe, expect, it } from 'vitest'
import { groupBookings, isPayable, logOf, noticeOf, pollPause, type BookingCard } from '~/composables/bookingView'

const back = { paid: false, cancelled: false }
const payment = (state: 'awaiting_payment' | 'processing' | 'paid' | 'late_paid' | 'expired' | 'payment_failed', lastFailure: string | null = null) =>
  ({ state, lastFailure })

describe('what the page of a booking says first', () => {
  it('waits for a payment that was said to be made, and offers no second one', () => {
    const notice = noticeOf({ state: 'held', visit: null, payment: payment('awaiting_payment') }, { ...back, paid: true })
    expect(notice).toBe('waiting')
    expect(isPayable(notice)).toBe(false)
  })

  it('offers another try after a declined card, with the time still held', () => {
    const notice = noticeOf({ state: 'held', visit: null, payment: payment('awaiting_payment', 'card_declined') }, { ...back, cancelled: true })
    expect(notice).toBe('declined')
    expect(isPayable(notice)).toBe(true)
  })

  it('does not offer to pay while a slow method is at work', () => {
    expect(isPayable(noticeOf({ state: 'held', visit: null, payment: payment('processing') }, back))).toBe(false)
  })

  it('celebrates only for who comes back from paying', () => {
    const confirmed = { state: 'confirmed' as const, visit: null, payment: payment('paid') }
    expect(noticeOf(confirmed, { ...back, paid: true })).toBe('confirmed')
    expect(noticeOf(confirmed, back)).toBeNull()
  })

  it('lets a reserved visit be paid at any time, and says so first once its booker was asked', () => {
    const visit = (paymentAsked: boolean, state: 'awaiting_payment' | 'processing' | null = null) =>
      ({ state: 'reserved' as const, visit: { paymentAsked }, payment: state && payment(state) })
    expect([noticeOf(visit(false), back), noticeOf(visit(true), back)]).toEqual([null, 'visitDue'])
    expect([noticeOf(visit(false), back), noticeOf(visit(true), back)].map(isPayable)).toEqual([true, true])
    expect(noticeOf(visit(true, 'awaiting_payment'), { ...back, paid: true })).toBe('waiting')
    expect(isPayable(noticeOf(visit(true, 'processing'), back))).toBe(false)
  })

  it('tells a hold that ran out from a payment that came too late', () => {
    expect(noticeOf({ state: 'expired', visit: null, payment: null }, back)).toBe('expired')
    expect(noticeOf({ state: 'expired', visit: null, payment: payment('expired'), events: [{ reason: 'provider_suspended' }] }, back)).toBe('stopped')
    expect(noticeOf({ state: 'expired', visit: null, payment: payment('late_paid') }, back)).toBe('late')
    expect(noticeOf({ state: 'expired', visit: null, payment: payment('awaiting_payment') }, { ...back, paid: true })).toBe('late')
  })
})

describe('asking again', () => {
  it('asks every second and a half at first, more slowly later, and not at all when nothing is awaited', () => {
    expect(pollPause('waiting', 0)).toBe(1500)
    expect(pollPause('waiting', 90_000)).toBeGreaterThan(1500)
    expect(pollPause('confirmed', 0)).toBeNull()
    expect(pollPause(null, 0)).toBeNull()
  })
})

describe('my bookings', () => {
  const card = (id: string, state: BookingCard['state'], day: number): BookingCard => ({
    id, state, reference: id, slug: 'a', title: { zh: '', en: '' }, zone: 'Asia/Shanghai', amount: 1, currency: 'CNY', legCount: 1,
    recipientName: '', createdAt: '2026-11-01T00:00:00.000Z', start: `2026-11-${day}T01:00:00.000Z`, end: `2026-11-${day}T02:00:00.000Z`,
  })
  const ids = (cards: BookingCard[]) => cards.map(({ id }) => id)

  it('puts what waits to be paid first, then what comes next, then what is over', () => {
    const groups = groupBookings([
      card('past', 'settled', 10), card('later', 'confirmed', 28), card('held', 'held', 27), card('next', 'requested', 26), card('gone', 'confirmed', 12),
    ], Date.parse('2026-11-20T00:00:00Z'))
    expect(ids(groups.unpaid)).toEqual(['held'])
    expect(ids(groups.coming)).toEqual(['next', 'later'])
    expect(ids(groups.past)).toEqual(['gone', 'past'])
  })

  it('tells what happened to several legs at once as one thing, newest first', () => {
    const event = (id: number, legId: string, name: string, at: string) =>
      ({ id, legId, at, actor: 'resident', event: name, from: null, to: 'held', reason: null, moved: null })
    const log = logOf([event(1, 'a', 'hold', 't1'), event(2, 'b', 'hold', 't1'), event(3, 'a', 'pay', 't2')])
    expect(log.map(entry => [entry.event, entry.legIds])).toEqual([['pay', ['a']], ['hold', ['a', 'b']]])
  })
})
