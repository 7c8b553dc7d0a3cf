import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chargeEntries, refundEntries, refundFailedEntries, reversalEntries, sums, transferEntries, type Entry } from '../../../server/payment/ledger-rules.ts'

const amount = fc.integer({ min: 1, max: 99_999_999 })
const currency = fc.constantFrom('CNY', 'HKD', 'USD')

/** A booking's money from payment to transfers: every movement with amounts as a gateway could report them. */
const movements = fc.record({
  paid: amount, presented: currency, settled: currency, rate: fc.double({ min: 0.01, max: 20, noNaN: true }),
  cuts: fc.array(fc.nat(99), { maxLength: 6 }),
})
  .map(({ paid, presented, settled, rate, cuts }) => {
    const convert = (value: number) => (presented === settled ? value : Math.round(value * rate))
    const total = convert(paid)
    const fee = Math.min(total, Math.round(total * 0.034) + 200)
    const settlement = { amount: total, fee, currency: settled, exchangeRate: rate }
    const charge = chargeEntries({ amount: paid, currency: presented, settlement })
    const rest = cuts.flatMap((cut) => {
      const part = Math.floor((paid * cut) / 100)
      const refund = { amount: part, currency: presented, settlement: { amount: convert(part), currency: settled } }
      const transfer = { amount: convert(part), currency: settled, providerId: 'provider-1', commission: Math.floor(convert(part) / 10) }
      return cut % 2 === 0
        ? [refundEntries(refund), ...(cut % 4 === 0 ? [refundFailedEntries(refund)] : [])]
        : [transferEntries(transfer), ...(cut % 3 === 0 ? [reversalEntries(transfer)] : [])]
    })
    return [charge, ...rest]
  })

test('every movement, and so every booking, sums to zero in each currency, and no entry is empty', () => {
  fc.assert(fc.property(movements, (sets) => {
    for (const entries of [...sets, sets.flat()]) for (const [, sum] of sums(entries)) expect(sum).toBe(0)
    expect(sets.flat().every(entry => entry.amount !== 0)).toBe(true)
  }), { numRuns: 500 })
})

const of = (entries: Entry[], account: Entry['account'], currency = 'CNY') =>
  entries.filter(entry => entry.account === account && entry.currency === currency).reduce((sum, entry) => sum + entry.amount, 0)

test('a payment leaves the resident, and reaches the balance less the fee', () => {
  const entries = chargeEntries({ amount: 41_800, currency: 'CNY', settlement: { amount: 41_800, fee: 1621, currency: 'CNY', exchangeRate: null } })
  expect([of(entries, 'resident'), of(entries, 'gateway_balance'), of(entries, 'gateway_fees'), of(entries, 'fx')]).toEqual([-41_800, 40_179, 1621, 0])
})

test('a refund and its failure leave everything as it was but the fee', () => {
  const refund = { amount: 15_000, currency: 'CNY', settlement: { amount: 16_286, currency: 'HKD' } }
  const entries = refundEntries(refund)
  expect([of(entries, 'resident'), of(entries, 'gateway_balance', 'HKD'), of(entries, 'fx'), of(entries, 'fx', 'HKD')]).toEqual([15_000, -16_286, -15_000, 16_286])
  expect(sums([...entries, ...refundFailedEntries(refund)].map(entry => ({ ...entry, currency: entry.account })))).toEqual(new Map([['resident', 0], ['fx', 0], ['gateway_balance', 0]]))
})

test('an amount that settles differently in its own currency is shown in the books', () => {
  expect(of(chargeEntries({ amount: 100, currency: 'CNY', settlement: { amount: 99, fee: 0, currency: 'CNY', exchangeRate: null } }), 'fx')).toBe(1)
})
