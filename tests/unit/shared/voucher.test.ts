import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { taxIncluded } from '../../../shared/tax.ts'
import { methodsFor } from '../../../shared/payment-methods.ts'
import { splitRefund, voucherParts, type VoucherTerms } from '../../../shared/voucher.ts'
import { judgeVoucher, type CampaignFacts } from '../../../server/catalog/voucher-rules.ts'

const legs = fc.array(fc.record({
  shareAmount: fc.integer({ min: 0, max: 500_000 }), categories: fc.subarray(['care', 'cleaning', 'sport']),
}), { minLength: 1, maxLength: 8 })
const terms = fc.record({
  currency: fc.constant('CNY'),
  off: fc.oneof(
    fc.record({ amount: fc.integer({ min: 1, max: 800_000 }) }),
    fc.record({ bps: fc.integer({ min: 1, max: 10_000 }), cap: fc.option(fc.integer({ min: 1, max: 100_000 })) }),
  ),
  minSpend: fc.integer({ min: 0, max: 50_000 }),
  categories: fc.subarray(['care', 'cleaning', 'sport']),
})

test('a voucher never takes off more than the parts that it counts for cost, and its parts add up to it', () => {
  fc.assert(fc.property(terms, legs, (voucher, sale) => {
    const fit = voucherParts(voucher, { currency: 'CNY', legs: sale })
    if (fit.why !== null) return
    expect(fit.parts.reduce((sum, part) => sum + part, 0)).toBe(fit.amount)
    fit.parts.forEach((part, i) => {
      expect(part).toBeGreaterThanOrEqual(0)
      expect(part).toBeLessThanOrEqual(sale[i]!.shareAmount)
      const counts = voucher.categories.length === 0 || sale[i]!.categories.some(slug => voucher.categories.includes(slug))
      if (!counts) expect(part).toBe(0)
    })
    const sum = sale.reduce((all, { shareAmount }) => all + shareAmount, 0)
    expect(sum - fit.amount).toBeGreaterThanOrEqual(0)
    if ('amount' in voucher.off) expect(fit.amount).toBeLessThanOrEqual(voucher.off.amount)
    else if (voucher.off.cap !== null) expect(fit.amount).toBeLessThanOrEqual(voucher.off.cap)
  }))
})

test('refunds in many parts end where one refund would: no fen drifts, and each part returns to its source', () => {
  const paid = fc.integer({ min: 1, max: 300_000 }).chain(share => fc.record({
    share: fc.constant(share), voucher: fc.integer({ min: 0, max: share }), cuts: fc.array(fc.nat({ max: 40_000 }), { maxLength: 12 }),
  }))
  fc.assert(fc.property(paid, ({ share, voucher, cuts }) => {
    const leg = { shareAmount: share, voucherAmount: voucher, refundedAmount: 0, refundedVoucherAmount: 0 }
    for (const cut of cuts) {
      const amount = Math.min(cut, share - leg.refundedAmount)
      const parts = splitRefund(leg, amount)
      expect(parts.cash + parts.voucher).toBe(amount)
      expect(Math.min(parts.cash, parts.voucher)).toBeGreaterThanOrEqual(0)
      leg.refundedAmount += amount
      leg.refundedVoucherAmount += parts.voucher
      expect(leg.refundedVoucherAmount).toBe(splitRefund({ ...leg, refundedAmount: 0, refundedVoucherAmount: 0 }, leg.refundedAmount).voucher)
    }
    const rest = splitRefund(leg, share - leg.refundedAmount)
    expect(leg.refundedVoucherAmount + rest.voucher).toBe(voucher)
  }))
})

test('cash whose refund failed is made up for by the next one, never beyond what was paid', () => {
  fc.assert(fc.property(
    fc.integer({ min: 2, max: 100_000 }), fc.float({ min: 0, max: 1, noNaN: true }), fc.float({ min: 0, max: 1, noNaN: true }), (share, ofVoucher, ofRefund) => {
      const voucher = Math.floor(share * ofVoucher)
      const leg = { shareAmount: share, voucherAmount: voucher, refundedAmount: 0, refundedVoucherAmount: 0 }
      const first = splitRefund(leg, Math.floor(share * ofRefund))
      const failed = { ...leg, refundedAmount: first.voucher, refundedVoucherAmount: first.voucher }
      const second = splitRefund(failed, share - first.voucher)
      expect([second.cash, first.voucher + second.voucher]).toEqual([share - voucher, voucher])
    },
  ))
})

test('the tax in a price is what the price without it, taxed, adds up to', () => {
  expect([taxIncluded(10_600, { bps: 600 }), taxIncluded(10_100, { bps: 100 }), taxIncluded(9_999, { bps: 0 })]).toEqual([600, 100, 0])
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: 0, max: 3_000 }), (amount, bps) => {
    const tax = taxIncluded(amount, { bps })
    expect(Math.abs((amount - tax) * bps / 10_000 - tax)).toBeLessThanOrEqual(1)
  }))
})

const campaign: CampaignFacts = {
  currency: 'CNY', offAmount: 5_000, offBps: null, capAmount: null, minSpend: 10_000, categories: ['care'], perPerson: 1, maxUses: null, uses: 0,
  budgetAmount: 100_000, spentAmount: 0, startsAt: new Date('2026-11-01'), endsAt: new Date('2026-12-01'), pausedAt: null,
}
const sale = { at: new Date('2026-11-20'), used: 0, currency: 'CNY', legs: [{ shareAmount: 12_000, categories: ['care'] }, { shareAmount: 3_000, categories: [] }] }

test.each([
  ['is over', { endsAt: new Date('2026-11-20') }, {}, 'over'],
  ['is paused', { pausedAt: new Date('2026-11-19') }, {}, 'paused'],
  ['has not begun', { startsAt: new Date('2026-11-20T00:00:01Z') }, {}, 'not_yet'],
  ['was used by this person', {}, { used: 1 }, 'used'],
  ['is in another currency', {}, { currency: 'HKD' }, 'currency'],
  ['counts for none of the parts', { categories: ['sport'] }, {}, 'category'],
  ['needs dearer parts', { minSpend: 12_001 }, {}, 'min_spend'],
  ['has a budget that is spent', { spentAmount: 95_001 }, {}, 'exhausted'],
  ['was used as often as it may be', { maxUses: 3, uses: 3 }, {}, 'exhausted'],
  ['leaves too little to pay', { offAmount: 12_000, categories: [] }, { legs: [{ shareAmount: 12_499, categories: [] }] }, 'remainder'],
  ['fits', {}, {}, null],
  ['pays all', { offAmount: 12_000, categories: [] }, { legs: [{ shareAmount: 12_000, categories: [] }] }, null],
] as [string, Partial<CampaignFacts>, Partial<typeof sale>, string | null][])('a voucher that %s', (_, change, other, why) => {
  expect(judgeVoucher({ ...campaign, ...change }, { ...sale, ...other }).why).toBe(why)
})

test('a sum off is spread by the shares of the parts that it counts for', () => {
  expect(judgeVoucher(campaign, sale)).toEqual({ why: null, amount: 5_000, parts: [5_000, 0] })
  const third: VoucherTerms = { currency: 'CNY', off: { amount: 100 }, minSpend: 0, categories: [] }
  expect(voucherParts(third, { currency: 'CNY', legs: [1, 1, 1].map(() => ({ shareAmount: 1_000, categories: [] })) })).toMatchObject({ parts: [34, 33, 33] })
})

test('a method that could give nothing back any more is not offered, and says how far ahead it would reach', () => {
  const at = new Date('2026-11-20')
  const in80 = new Date(at.getTime() + 80 * 86_400_000)
  const why = (end: Date, currency = 'CNY') => Object.fromEntries(methodsFor({ currency, end, at }).map(({ method, why }) => [method, why]))
  expect(why(in80)).toEqual({ card: null, alipay: null, wechat_pay: null })
  expect(why(new Date(in80.getTime() + 1))).toEqual({ card: null, alipay: 'horizon', wechat_pay: null })
  expect(why(in80, 'MOP')).toEqual({ card: null, alipay: 'currency', wechat_pay: 'currency' })
})
