import { afterEach, describe, expect, test } from 'vitest'
import { previewCancellation } from '../../../server/booking/index.ts'
import { cancelLegs, disputeLeg, resolveDispute } from '../../../server/checkout/index.ts'
import { startMoney } from '../../support/money.ts'
import { buildBundle } from '../../support/world.ts'

// From what a leg earned to the provider's balance and back: the books and Stripe say the same, to the fen.

const money = await startMoney()
const { app, db, h } = money
afterEach(async () => await money.resetTime())

const cancel = async (booking: Awaited<ReturnType<typeof money.paid>>, nth: number) => {
  const wish = { legIds: [booking.legs[nth]!], rest: 'keep' as const }
  const { token } = await previewCancellation(app, { personId: booking.who.id, bookingId: booking.id, wish })
  await cancelLegs(app, { who: booking.who, bookingId: booking.id, token })
}

test('three providers: one leg cancelled, one delivered, one disputed; every fen is where it belongs', async () => {
  const world = await buildBundle(db, [
    { skill: 'a', price: 9_999, required: false }, { skill: 'b', price: 20_001 }, { skill: 'c', price: 33_333, rule: { kind: 'gap', min: 0, max: 240, sameDay: true } },
  ])
  const accounts = [await money.account(world.legs[0]!.providerId), await money.account(world.legs[1]!.providerId), await money.account(world.legs[2]!.providerId)]
  const before = await money.balance()
  const booking = await money.paid(world)
  const fee = Math.round(63_333 * 0.034) + 200
  expect(await money.balance() - before).toBe(63_333 - fee)

  // Ten hours before its start half is given back; the other half is earned.
  await money.setTime(Date.parse((await booking.read()).legs[0]!.start) - 10 * 3_600_000)
  await cancel(booking, 0)
  await money.heard()
  expect(await money.earnings(booking.id)).toEqual([{ state: 'paid', amount: 4_499, commission: 500 }])
  await money.serve(booking.legs[1]!)
  await money.heard()
  await money.serve(booking.legs[2]!, { release: false })
  await disputeLeg(app, { who: booking.who, bookingId: booking.id, legId: booking.legs[2]!, reason: 'half of it' })
  await money.heard()
  expect(await money.earnings(booking.id)).toHaveLength(2)
  // Until it is decided, what was paid for it is held for the resident.
  expect((await money.ledger(booking.id)).resident).toBe(-33_333)
  await resolveDispute(app, { who: money.operator, legId: booking.legs[2]!, refundAmount: 11_111, reason: '' })
  await money.heard()

  expect(await money.earnings(booking.id)).toEqual([
    { state: 'paid', amount: 4_499, commission: 500 }, { state: 'paid', amount: 18_001, commission: 2_000 }, { state: 'paid', amount: 20_000, commission: 2_222 },
  ])
  expect(await Promise.all(accounts.map(async account => await money.balance(account)))).toEqual([4_499, 18_001, 20_000])
  const left = 63_333 - fee - 5_000 - 11_111 - 4_499 - 18_001 - 20_000
  expect(await money.balance() - before).toBe(left)
  expect(await money.ledger(booking.id)).toEqual({ gateway_balance: left, gateway_fees: fee, commission: -500 - 2_000 - 2_222 })
  const transfers = await h.stripe.transfers.list({ transfer_group: booking.id })
  expect(transfers.data.map(({ amount }) => amount).sort()).toEqual([18_001, 20_000, 4_499])
  expect(transfers.data.every(({ source_transaction: source }) => source === booking.charge)).toBe(true)
  expect((await booking.read()).payment).toMatchObject({ capturedAmount: 63_333, refundedAmount: 16_111, state: 'partly_refunded' })
})

describe('a provider that cannot receive yet', () => {
  test('is sent what it has earned once it can', async () => {
    const world = await buildBundle(db, [{ skill: 'a', price: 10_000 }])
    const booking = await money.paid(world)
    await money.serve(booking.legs[0]!)
    await money.heard()
    expect(await money.earnings(booking.id)).toMatchObject([{ state: 'waiting_account', amount: 9_000 }])
    expect(await money.ledger(booking.id)).toMatchObject({ provider: -9_000, commission: -1_000 })
    const account = await money.account(world.legs[0]!.providerId)
    await money.heard()
    expect(await money.balance(account)).toBe(9_000)
    expect(await money.ledger(booking.id)).not.toHaveProperty('provider')
  })
})
