import fc from '../../support/fc.ts'
import { describe, expect, test } from 'vitest'
import { earnedOf } from '../../../server/payment/earning.ts'

const leg = fc.integer({ min: 0, max: 10_000_000 }).chain(shareAmount => fc.integer({ min: 0, max: shareAmount }).chain(voucherAmount =>
  fc.record({
    shareAmount: fc.constant(shareAmount), voucherAmount: fc.constant(voucherAmount), refundedVoucherAmount: fc.integer({ min: 0, max: voucherAmount }),
    cash: fc.integer({ min: 0, max: shareAmount - voucherAmount }), commissionBps: fc.integer({ min: 0, max: 10_000 }),
  }).map(({ cash, ...money }) => ({ ...money, refundedAmount: cash + money.refundedVoucherAmount }))))

describe('what a provider has earned for a leg', () => {
  test('is what is kept, less commission half up', () => {
    const money = { shareAmount: 9_999, voucherAmount: 0, refundedAmount: 5_000, refundedVoucherAmount: 0, commissionBps: 1_000 }
    expect(earnedOf(money)).toEqual({ kept: 4_999, commission: 500, cash: 4_499, voucher: 0 })
  })

  test('and commission comes out of both parts as they are to each other', () => {
    const money = { shareAmount: 10_000, voucherAmount: 3_333, refundedAmount: 0, refundedVoucherAmount: 0, commissionBps: 1_000 }
    expect(earnedOf(money)).toEqual({ kept: 10_000, commission: 1_000, cash: 6_000, voucher: 3_000 })
  })

  test('nothing is lost between the parts, and no part is below nothing', () => {
    fc.assert(fc.property(leg, (money) => {
      const { kept, commission, cash, voucher } = earnedOf(money)
      expect(cash + voucher + commission).toBe(kept)
      expect(Math.min(cash, voucher, commission)).toBeGreaterThanOrEqual(0)
      expect(voucher).toBeLessThanOrEqual(money.voucherAmount)
    }))
  })

  test('giving back more never makes it more', () => {
    fc.assert(fc.property(leg, fc.nat(1_000_000), (money, more) => {
      const cashLeft = money.shareAmount - money.voucherAmount - (money.refundedAmount - money.refundedVoucherAmount)
      const after = earnedOf({ ...money, refundedAmount: money.refundedAmount + Math.min(more, cashLeft) })
      const before = earnedOf(money)
      expect(after.cash + after.voucher).toBeLessThanOrEqual(before.cash + before.voucher)
    }))
  })
})
