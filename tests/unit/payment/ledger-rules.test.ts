import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import {
  chargeEntries, disputeEntries, disputeLostEntries, disputeWonEntries, earningEntries, nettingEntries, owedEntries, paidElsewhereEntries, refundArrivedEntries,
  refundEntries, refundFailedEntries, reversalEntries, sums, transferEntries, type Entry,
} from '../../../server/payment/ledger-rules.ts'

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
      const transfer = { ...refund, providerId: 'provider-1' }
      const dispute = { ...refund, settlement: { ...refund.settlement, fee: cut } }
      const owed = { amount: part, currency: presented, providerId: 'provider-1' }
      const commission = Math.floor(part / 10)
      const every: Entry[][] = [
        [refundEntries(refund), refundArrivedEntries(refund), ...(cut % 4 === 0 ? [refundFailedEntries({ ...refund, arrived: true })] : [])].flat(),
        [...refundEntries(refund), ...refundFailedEntries({ ...refund, arrived: false })],
        earningEntries({ ...owed, amount: part - commission, commission }),
        [...transferEntries(transfer), ...(cut % 3 === 0 ? reversalEntries(transfer) : [])],
        owedEntries({ ...owed, by: cut % 2 === 0 ? 'provider' : 'platform' }),
        [...nettingEntries(owed), ...nettingEntries({ ...owed, amount: -part })],
        disputeEntries(dispute), disputeWonEntries(dispute), disputeLostEntries(refund), paidElsewhereEntries(refund),
      ]
      return [every[cut % every.length]!]
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

const byAccount = (entries: Entry[]) => {
  const totals = new Map(sums(entries.map(entry => ({ ...entry, currency: `${entry.account} ${entry.currency}` }))))
  return Object.fromEntries([...totals].filter(([, amount]) => amount !== 0))
}

test('a refund is on its way, then with the resident; its failure leaves everything as it was', () => {
  const refund = { amount: 15_000, currency: 'CNY', settlement: { amount: 16_286, currency: 'HKD' } }
  const out = refundEntries(refund)
  expect(byAccount(out)).toEqual({ 'in_transit CNY': 15_000, 'fx CNY': -15_000, 'fx HKD': 16_286, 'gateway_balance HKD': -16_286 })
  const arrived = [...out, ...refundArrivedEntries(refund)]
  expect(byAccount(arrived)).toMatchObject({ 'resident CNY': 15_000 })
  expect(byAccount([...arrived, ...refundFailedEntries({ ...refund, arrived: true })])).toEqual({})
  expect(byAccount([...out, ...refundFailedEntries({ ...refund, arrived: false })])).toEqual({})
})

test('between its earning and its transfer the books say what is owed to a provider, then nothing', () => {
  const of = { currency: 'CNY', providerId: 'provider-1' }
  const earned = earningEntries({ ...of, amount: 13_500, commission: 1_500 })
  expect(byAccount(earned)).toEqual({ 'resident CNY': 15_000, 'provider CNY': -13_500, 'commission CNY': -1_500 })
  const sent = [...earned, ...transferEntries({ ...of, amount: 13_500, settlement: { amount: 13_500, currency: 'CNY' } })]
  expect(byAccount(sent)).toEqual({ 'resident CNY': 15_000, 'gateway_balance CNY': -13_500, 'commission CNY': -1_500 })
  // Given back after all, and not to be had from the provider: it owes exactly what it had got.
  const taken = [...sent, ...earningEntries({ ...of, amount: -13_500, commission: -1_500 }), ...owedEntries({ ...of, amount: 13_500, by: 'provider' })]
  expect(byAccount(taken)).toEqual({ 'gateway_balance CNY': -13_500, 'debt CNY': 13_500 })
})

test('an amount that settles differently in its own currency is shown in the books', () => {
  expect(of(chargeEntries({ amount: 100, currency: 'CNY', settlement: { amount: 99, fee: 0, currency: 'CNY', exchangeRate: null } }), 'fx')).toBe(1)
})
