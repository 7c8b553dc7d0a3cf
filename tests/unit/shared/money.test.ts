import fc from '../../support/fc.ts'
import { describe, expect, test } from 'vitest'
import { allocate, shareOf } from '../../../shared/money.ts'
import { refundFor, refundTable, standardPolicies } from '../../../shared/policy.ts'

const amount = fc.integer({ min: 0, max: 10_000_000_000 })

describe('allocate', () => {
  test('the parts add up to the whole, none is further than one from its exact part', () => {
    fc.assert(fc.property(amount, fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 8 }), (total, weights) => {
      const parts = allocate(total, weights)
      expect(parts.reduce((a, b) => a + b, 0)).toBe(total)
      const sum = weights.reduce((a, b) => a + b, 0)
      if (sum > 0) parts.forEach((part, i) => expect(Math.abs(part - (total * weights[i]!) / sum)).toBeLessThan(1 + 1e-6 * total))
    }))
  })

  test('the largest remainder gets the odd fen, the first of equals', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33])
    expect(allocate(10, [3, 3, 4])).toEqual([3, 3, 4])
    expect(allocate(5, [1, 2, 4])).toEqual([1, 1, 3])
    expect(allocate(7, [0, 0])).toEqual([7, 0])
  })

  test('refuses what is no amount', () => {
    for (const total of [-1, 0.5, Number.NaN, Infinity]) expect(() => allocate(total, [1])).toThrow(RangeError)
  })
})

test('a percentage is rounded half up, and is never more than the whole', () => {
  expect(shareOf(1, 5000)).toBe(1)
  expect(shareOf(333, 1500)).toBe(50)
  fc.assert(fc.property(amount, fc.integer({ min: 0, max: 10_000 }), (whole, bps) => {
    const part = shareOf(whole, bps)
    expect(part).toBeGreaterThanOrEqual(0)
    expect(part).toBeLessThanOrEqual(whole)
    expect(Math.abs(part - (whole * bps) / 10_000)).toBeLessThanOrEqual(0.5)
  }))
})

describe('refunds by policy', () => {
  const start = new Date('2026-03-01T08:00:00Z')
  const hours = (n: number) => new Date(start.getTime() - n * 3_600_000)

  test('a boundary still belongs to its tier', () => {
    const refund = (at: Date) => refundFor({ policy: standardPolicies.moderate, share: 10_001, start, at })
    expect([hours(24), new Date(hours(24).getTime() + 1), hours(4), hours(3.9), hours(-1)].map(refund)).toEqual([10_001, 5_001, 5_001, 0, 0])
  })

  test('the table says at every moment what a cancellation gives', () => {
    const policies = fc.constantFrom(...Object.values(standardPolicies))
    const caps = fc.option(fc.constantFrom(0, 2_500, 5_000, 10_000), { nil: undefined })
    fc.assert(fc.property(policies, amount, fc.integer({ min: -10, max: 200 }), fc.integer({ min: 0, max: 300 }), caps, (policy, share, seen, later, capBps) => {
      const table = refundTable({ policy, share, start, at: hours(seen), capBps })
      const at = new Date(hours(seen).getTime() + later * 3_600_000)
      const row = table.find(({ until }) => until === null || at <= until)!
      expect(row.amount).toBe(refundFor({ policy, share, start, at, capBps }))
      const parts = table.map(({ refundBps }) => refundBps)
      expect(parts, 'each row gives less than the one before').toEqual([...new Set(parts)].sort((a, b) => b - a))
    }))
  })

  test('waiting never gives more back', () => {
    const policies = fc.constantFrom(...Object.values(standardPolicies))
    const some = (min: number) => fc.double({ min, max: 100, noNaN: true })
    fc.assert(fc.property(policies, amount, some(-5), some(0), (policy, share, before, wait) => {
      const now = refundFor({ policy, share, start, at: hours(before) })
      expect(refundFor({ policy, share, start, at: hours(before - wait) })).toBeLessThanOrEqual(now)
    }))
  })
})
