import { describe, expect, it } from 'vitest'
import { idOf } from '../../../sandbox/seed/random.ts'
import { makeCity, momentOf, today } from './support.ts'

const { rows, resources, bookings } = makeCity()
const now = momentOf(today)
const rangeOf = (during: unknown) => {
  const [start = '', end = ''] = String(during).replace(/["[)]/g, '').split(',')
  return { start: Date.parse(start), end: Date.parse(end) }
}

describe('what the city has booked already', () => {
  it('is some hundred and fifty bookings of every fate', () => {
    expect(bookings.length).toBeGreaterThanOrEqual(140)
    const states = new Set(rows.booking_leg.map(({ state }) => state))
    expect(states).toEqual(new Set(['confirmed', 'requested', 'cancelled', 'in_service', 'delivered', 'settled'].filter(state => states.has(state))))
    expect(states.has('delivered')).toBe(true)
  })

  it('has one visit to come and one that was for the demo resident\'s father', () => {
    const own = rows.booking.filter(({ booker_id: booker }) => booker === idOf('person', 'chen.jing'))
    expect(own.map(({ recipient_name: name }) => name)).toEqual(['陈国强', '陈国强'])
    const states = own.map(({ id }) => [...new Set(rows.booking_leg.filter(leg => leg.booking_id === id).map(({ state }) => state))])
    expect(states).toEqual([['confirmed'], ['delivered']])
  })

  it('gives the demo manager legs to see', () => {
    const upcoming = rows.booking_leg.filter(({ provider_id: provider, state }) => provider === idOf('provider', 'jiahe') && state === 'confirmed')
    expect(upcoming.length).toBeGreaterThan(0)
  })

  it('gives the demo worker visits on whatever day it is, each as far as the clock is', () => {
    for (const day of ['2026-11-23', '2026-11-27', '2026-11-29']) {
      const city = makeCity(day)
      const worker = city.rows.resource.find(({ person_id: person }) => person !== null)!
      const own = new Set(city.rows.booking_leg_resource.filter(({ resource_id: id }) => id === worker.id).map(({ booking_leg_id: leg }) => leg))
      const visits = city.rows.booking_leg.filter(({ id, starts_at: start }) => own.has(id) && new Date(Date.parse(String(start)) + 8 * 3_600_000).toISOString().startsWith(day))
      expect(visits.length, day).toBeGreaterThanOrEqual(2)
      for (const { state, starts_at: start, ends_at: end } of visits) {
        if (state === 'confirmed') expect(Date.parse(String(start))).toBeGreaterThanOrEqual(momentOf(day))
        if (state === 'delivered') expect(Date.parse(String(end))).toBeLessThan(momentOf(day))
      }
    }
  })

  it('never claims a resource twice at one time', () => {
    for (const [resource, claims] of Map.groupBy(rows.claim, ({ resource_id: id }) => id)) {
      const times = claims.map(({ during }) => rangeOf(during)).sort((a, b) => a.start - b.start)
      for (const [index, { start }] of times.entries()) expect(index === 0 || times[index - 1]!.end <= start, String(resource)).toBe(true)
    }
  })

  it('keeps everybody within their working hours', () => {
    const byId = new Map(resources.map(resource => [resource.id, resource]))
    for (const { resource_id: id, during } of rows.claim) {
      const { start, end } = rangeOf(during)
      const local = new Date(start + 8 * 3_600_000)
      const minute = local.getUTCHours() * 60 + local.getUTCMinutes()
      const { shifts, off } = byId.get(String(id))!
      const weekday = local.getUTCDay() || 7
      expect(shifts.some(({ weekday: day, from, to }) => day === weekday && from <= minute && minute + (end - start) / 60_000 <= to)).toBe(true)
      expect(off.some(time => time.start < end && start < time.end)).toBe(false)
    }
  })

  it('holds time only for what is to come, and for all of it', () => {
    const live = rows.booking_leg.filter(({ state }) => state === 'confirmed' || state === 'requested' || state === 'in_service')
    const claimed = new Set([...rows.claim, ...rows.session_seat].map(({ booking_leg_id: leg }) => leg).filter(leg => leg !== null))
    expect(new Set(live.map(({ id }) => id))).toEqual(claimed)
    for (const { starts_at: start, ends_at: end, state } of live) expect(Date.parse(String(state === 'in_service' ? end : start))).toBeGreaterThan(now - 300_000)
    for (const { state, ends_at: end } of rows.booking_leg) {
      if (state === 'delivered' || state === 'settled') expect(Date.parse(String(end))).toBeLessThanOrEqual(now)
    }
  })

  it('adds up: shares to the amount, refunds within them', () => {
    for (const { id, amount } of rows.booking) {
      const legs = rows.booking_leg.filter(leg => leg.booking_id === id)
      expect(legs.reduce((sum, leg) => sum + Number(leg.share_amount), 0)).toBe(amount)
      for (const leg of legs) {
        expect(Number(leg.share_amount)).toBeLessThanOrEqual(Number(leg.list_amount))
        expect(Number(leg.refunded_amount)).toBeLessThanOrEqual(Number(leg.share_amount))
      }
    }
  })

  it('has a log that begins with the hold and ends in the leg\'s state', () => {
    for (const [leg, events] of Map.groupBy(rows.booking_event, ({ booking_leg_id: id }) => id)) {
      expect(events[0]).toMatchObject({ event: 'hold', from_state: null })
      for (const [index, event] of events.slice(1).entries()) expect(event.from_state).toBe(events[index]!.to_state)
      expect(events.at(-1)!.to_state).toBe(rows.booking_leg.find(({ id }) => id === leg)!.state)
      for (const { at } of events) expect(Date.parse(String(at))).toBeLessThan(now + 86_400_000)
    }
  })
})
