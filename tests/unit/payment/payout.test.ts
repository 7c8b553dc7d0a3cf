import fc from '../../support/fc.ts'
import { describe, expect, test } from 'vitest'
import { inHand, nextStep, settledBackOf, settledOf, spreadLoss, type Part, type PartFacts, type PayoutFacts } from '../../../server/payment/payout.ts'

const nothing: PartFacts = { target: 0, sent: 0, reversed: 0, owed: 0, lost: 0, netted: 0, refused: null }
const facts = (over: Partial<PayoutFacts> = {}): PayoutFacts => ({
  cash: nothing, voucher: nothing, underWay: null, isFrozen: false, isHeld: false, isLost: false, isAccountActive: true, isSettled: true, refusal: null, debts: 0, ...over,
})
const cash = (over: Partial<PartFacts>) => ({ cash: { ...nothing, ...over } })

describe('the next step of an earning', () => {
  test.each<[string, Partial<PayoutFacts>, ReturnType<typeof nextStep>]>([
    ['is sent', cash({ target: 900 }), { kind: 'transfer', part: 'cash', amount: 900, state: 'sending' }],
    ['is sent in two parts', { ...cash({ target: 900, sent: 900 }), voucher: { ...nothing, target: 50 } }, { kind: 'transfer', part: 'voucher', amount: 50, state: 'sending' }],
    ['is paid', cash({ target: 900, sent: 900 }), { kind: 'rest', state: 'paid' }],
    ['waits for the account', { ...cash({ target: 900 }), isAccountActive: false }, { kind: 'rest', state: 'waiting_account' }],
    ['waits until the payment is booked', { ...cash({ target: 900 }), isSettled: false }, { kind: 'rest', state: 'waiting_settlement' }],
    ['waits for the balance', { ...cash({ target: 900 }), refusal: 'balance' }, { kind: 'rest', state: 'waiting_balance' }],
    ['waits while a call is under way', { ...cash({ target: 0, sent: 900 }), underWay: 'transfer' }, { kind: 'rest', state: 'sending' }],
    ['pays off a debt first', { ...cash({ target: 900 }), debts: 300 }, { kind: 'net', part: 'cash', amount: 300 }],
    ['is sent less what it paid off', cash({ target: 900, netted: 300 }), { kind: 'transfer', part: 'cash', amount: 600, state: 'sending' }],
    ['pays off no more than it is', { ...cash({ target: 900 }), debts: 5_000 }, { kind: 'net', part: 'cash', amount: 900 }],
    ['comes back where it was too much', cash({ target: 400, sent: 900 }), { kind: 'reverse', part: 'cash', amount: 500, state: 'reversing' }],
    ['is owed where it does not come back', cash({ target: 400, sent: 900, refused: 'for_good' }), { kind: 'owe', part: 'cash', amount: 500, by: 'provider' }],
    ['is the platform’s loss where a bank took it', { ...cash({ sent: 900, refused: 'for_good' }), isLost: true }, { kind: 'owe', part: 'cash', amount: 900, by: 'platform' }],
    ['no longer pays off a debt', cash({ target: 0, netted: 300 }), { kind: 'unnet', part: 'cash', amount: 300 }],
    ['is brought back while a bank decides', { ...cash({ target: 900, sent: 900 }), isFrozen: true }, { kind: 'reverse', part: 'cash', amount: 900, state: 'reversing' }],
    ['is left where it is while a bank decides, if it does not come', { ...cash({ target: 900, sent: 900, refused: 'frozen' }), isFrozen: true }, { kind: 'rest', state: 'frozen' }],
    ['stays where it is while a person has to look at the payment', { ...cash({ target: 900, sent: 900 }), isHeld: true }, { kind: 'rest', state: 'paid' }],
    ['is not sent before a person has looked', { ...cash({ target: 900, sent: 300 }), isHeld: true }, { kind: 'rest', state: 'frozen' }],
    ['is not sent while a bank decides', { ...cash({ target: 900 }), isFrozen: true }, { kind: 'rest', state: 'frozen' }],
    ['is sent again when the bank has decided', cash({ target: 900, sent: 900, reversed: 900 }), { kind: 'transfer', part: 'cash', amount: 900, state: 'sending' }],
    ['is over', cash({ target: 0, sent: 900, reversed: 900 }), { kind: 'rest', state: 'reversed' }],
  ])('%s', (_, over, step) => expect(nextStep(facts(over))).toEqual(step))
})

/** What the world does between the steps. `no`: the gateway refuses the next call. */
const happenings = fc.array(fc.oneof(
  fc.record({ kind: fc.constant('give_back' as const), amount: fc.nat(500), part: fc.constantFrom<Part>('cash', 'voucher') }),
  fc.constant({ kind: 'dispute' as const }), fc.constant({ kind: 'win' as const }), fc.constant({ kind: 'lose' as const }),
  fc.constant({ kind: 'no' as const }), fc.record({ kind: fc.constant('debt' as const), amount: fc.integer({ min: 1, max: 400 }) }),
), { maxLength: 12 })

function run(initial: { cash: number, voucher: number }, story: typeof happenings extends fc.Arbitrary<infer S> ? S : never) {
  const world = facts({ cash: { ...nothing, target: initial.cash }, voucher: { ...nothing, target: initial.voucher } })
  let refuses = false
  const account = { provider: 0, debtsPaid: 0, newDebts: 0, lost: 0 }
  const pull = () => {
    for (let n = 0; ; n++) {
      expect(n, 'it comes to rest').toBeLessThan(60)
      const step = nextStep(world)
      if (step.kind === 'rest') return step.state
      const part = world[step.part]
      expect(step.amount).toBeGreaterThan(0)
      if (step.kind === 'transfer') Object.assign(part, { sent: part.sent + step.amount })
      else if (step.kind === 'reverse') {
        expect(step.amount, 'nothing comes back that was not sent').toBeLessThanOrEqual(inHand(part))
        if (refuses) part.refused = world.isFrozen ? 'frozen' : 'for_good'
        else part.reversed += step.amount
        refuses = false
      } else if (step.kind === 'net') {
        part.netted += step.amount
        world.debts -= step.amount
      } else if (step.kind === 'unnet') {
        part.netted -= step.amount
        world.debts += step.amount
      } else if (step.by === 'provider') {
        Object.assign(part, { owed: part.owed + step.amount, refused: null })
        world.debts += step.amount
        account.newDebts += step.amount
      } else {
        Object.assign(part, { lost: part.lost + step.amount, refused: null })
        account.lost += step.amount
      }
    }
  }
  pull()
  for (const event of story) {
    if (event.kind === 'give_back' && !world.isLost) world[event.part].target = Math.max(0, world[event.part].target - event.amount)
    if (event.kind === 'dispute' && !world.isLost) world.isFrozen = true
    if (event.kind === 'win') world.isFrozen = false
    if (event.kind === 'lose' && world.isFrozen) Object.assign(world, { isFrozen: false, isLost: true })
    if (event.kind === 'lose' && world.isLost) world.cash.target = 0
    if (event.kind === 'no') refuses = true
    if (event.kind === 'debt') world.debts += event.amount
    pull()
  }
  return { world, state: pull(), account }
}

describe('whatever happens', () => {
  test('an earning comes to rest with every part where it should be, and nothing is below nothing', () => {
    fc.assert(fc.property(fc.record({ cash: fc.nat(2_000), voucher: fc.nat(500) }), happenings, (initial, story) => {
      const { world, state } = run(initial, story)
      for (const part of [world.cash, world.voucher]) {
        expect(inHand(part), 'a transfer net of reversals is never below zero').toBeGreaterThanOrEqual(0)
        expect(Math.min(part.netted, part.owed, part.lost, part.reversed, part.sent - part.reversed)).toBeGreaterThanOrEqual(0)
        if (!world.isFrozen) expect(inHand(part) + part.netted).toBe(part.target)
        else if (part.refused === null) expect(inHand(part)).toBe(0)
      }
      expect(world.debts).toBeGreaterThanOrEqual(0)
      expect(state).toBe(world.isFrozen ? 'frozen' : world.cash.target + world.voucher.target > 0 ? 'paid' : 'reversed')
    }), { numRuns: 1_000 })
  })
})

describe('a payment that settles in another currency', () => {
  const some = fc.integer({ min: 1, max: 1_000_000 })
  const legs = fc.array(fc.record({ amount: some, backs: fc.array(some, { maxLength: 5 }) }), { minLength: 1, maxLength: 8 })
  const rate = fc.oneof(fc.double({ min: 0.001, max: 20, noNaN: true }), fc.constantFrom(0.1399, 1, 7.1))

  test('is spread over its legs to the unit, and comes back to the unit, in however many parts, and however little each is worth', () => {
    fc.assert(fc.property(legs, rate, (each, at) => {
      const from = each.reduce((sum, { amount }) => sum + amount, 0)
      const to = Math.max(1, Math.round(from * at))
      expect(settledOf(from, { from, to })).toBe(to)
      let out = 0
      for (const { amount, backs } of each) {
        const sent = { amount, settledAmount: settledOf(amount, { from, to }), reversedAmount: 0, reversedSettledAmount: 0 }
        out += sent.settledAmount
        expect(amount * to / from - sent.settledAmount, 'within a unit of its part').toBeLessThan(1.000001)
        // Whatever comes back part by part, and at the end all that is left.
        for (const wanted of [...backs, amount]) {
          const back = Math.min(wanted, sent.amount - sent.reversedAmount)
          const settled = settledBackOf(sent, back)
          expect(settled).toBeGreaterThanOrEqual(0)
          sent.reversedAmount += back
          sent.reversedSettledAmount += settled
          const part = sent.settledAmount * sent.reversedAmount / amount
          expect(sent.reversedSettledAmount - part, 'no less than its part came back, and less than a unit more').toBeLessThan(1.000001)
          expect(part - sent.reversedSettledAmount).toBeLessThan(0.000001)
        }
        expect(sent.reversedSettledAmount, 'all of it is all of it').toBe(sent.settledAmount)
      }
      expect(out, 'the legs never get more than there is').toBeLessThanOrEqual(to)
      if (to === from) expect(out).toBe(to)
    }), { numRuns: 1_000 })
    // Ten fen are a cent: five of them bring it back, and the other five nothing.
    const cent = { amount: 10, settledAmount: 1, reversedAmount: 0, reversedSettledAmount: 0 }
    expect([settledBackOf(cent, 5), settledBackOf({ ...cent, reversedAmount: 5, reversedSettledAmount: 1 }, 5)]).toEqual([1, 0])
  })
})

test('a bank that took a part takes it of the legs to the unit, of each in its proportion; one that took all takes all', () => {
  const amounts = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 12 })
  fc.assert(fc.property(amounts, fc.nat(12_000_000), (kept, lost) => {
    const all = kept.reduce((sum, each) => sum + each, 0)
    const parts = spreadLoss(lost, kept)
    expect(parts.reduce((sum, each) => sum + each, 0), 'nothing is left over').toBe(Math.min(lost, all))
    for (const [nth, part] of parts.entries()) {
      expect(part).toBeLessThanOrEqual(kept[nth]!)
      if (all > 0) expect(Math.abs(part - kept[nth]! * Math.min(lost, all) / all), 'within a unit of its proportion').toBeLessThan(1)
    }
  }), { numRuns: 500 })
  expect(spreadLoss(100, [3_333, 3_333, 3_334])).toEqual([33, 33, 34])
})
