import { sql } from 'drizzle-orm'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { Booking } from '../../../shared/schemas/booking.ts'
import { expireHold, placeHold, previewCancellation, type Who } from '../../../server/booking/index.ts'
import { offerVouchers } from '../../../server/catalog/index.ts'
import {
  cancelLegs, changeCampaign, giveUpHold, openCheckout, readBooking, readCampaigns, readRefundableLegs, refundByHand, setCampaignPaused,
} from '../../../server/checkout/index.ts'
import { warmPool } from '../../../server/platform/database.ts'
import { holdBodyOf, quoteAt } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'
import { vouchersOf } from '../../support/vouchers.ts'
import { buildBundle, buildResidents, type Household, type World, type WorldLeg } from '../../support/world.ts'

// The city's vouchers from the hold to the refund: one voucher is used once, no budget is overdrawn, and each fen returns to its source.

const life = await startLife({ pool: 34 })
const { app, db } = life
const vouchers = vouchersOf(life)
beforeAll(async () => await warmPool(db, 32))
afterEach(async () => {
  await life.resetClock()
  expect(await vouchers.differences(), 'counters and books agree').toEqual([])
})

interface Sale { world: World, resident: Household, voucher?: { id: string, code: string | null }, at?: string, offset?: number }
const hold = async ({ world, resident, voucher, at = '09:00', offset = 3 }: Sale): Promise<string> => {
  const quote = await quoteAt(app, { world, at, offset })
  return await placeHold(app, { personId: resident.personId, body: { ...holdBodyOf(quote.id, resident), ...(voucher && { voucher }) } })
}
const bookingOf = async (legs: WorldLeg[], sale: Omit<Sale, 'world' | 'resident'>) => {
  const world = await buildBundle(db, legs)
  const [resident] = await buildResidents(db, 1)
  const id = await hold({ ...sale, world, resident: resident! })
  const { personId } = resident!
  const who: Who = { id: personId, operator: false }
  const read = async () => await readBooking(db, { personId, id }) as Booking
  return {
    id, who, read, world, resident: resident!,
    pay: async () => {
      const { url } = await openCheckout(app, { personId, bookingId: id })
      await life.pay(id)
      return url
    },
    cancel: async (nth?: number) => {
      const legIds = nth === undefined ? undefined : [(await read()).legs[nth]!.id]
      const preview = await previewCancellation(app, { personId, bookingId: id, wish: { legIds, rest: 'keep' } })
      await cancelLegs(app, { who, bookingId: id, token: preview.token })
      await app.jobs.drain()
      return preview
    },
  }
}
const parts = (booking: Booking) => booking.legs.map(leg => [leg.shareAmount, leg.voucherAmount, leg.refundedAmount, leg.refundedVoucherAmount])
const codeOf = async (run: Promise<unknown>) => await run.then(() => 'done', (error: { code?: string, details?: { why?: string } }) =>
  [error.code, error.details?.why].filter(Boolean).join(':'))

test('a voucher pays its part of each leg, the payer the rest; a cancelled leg gives each its own back', async () => {
  const id = await vouchers.campaign({ off: { amount: 5_000 } })
  const booking = await bookingOf([{ skill: 'a', price: 9_999 }, { skill: 'b', price: 20_001 }, { skill: 'c', price: 333, required: false }], { voucher: { id, code: null } })
  expect(parts(await booking.read())).toEqual([[9_999, 1_648, 0, 0], [20_001, 3_297, 0, 0], [333, 55, 0, 0]])
  expect(await vouchers.stand(id)).toMatchObject({ spent: 5_000, uses: 1, books: 100_000, states: ['reserved'] })
  await booking.pay()
  expect((await booking.read()).payment).toMatchObject({ state: 'paid', capturedAmount: 25_333 })
  expect(await vouchers.stand(id)).toMatchObject({ spent: 5_000, books: 95_000, states: ['redeemed'] })
  expect(await life.ledger(booking.id)).toMatchObject({ resident: -30_333, voucher: 5_000, gateway_balance: 25_233, gateway_fees: 100 })

  const preview = await booking.cancel(1)
  expect([preview.refundAmount, preview.voucherRefundAmount]).toEqual([20_001, 3_297])
  expect(parts(await booking.read())[1]).toEqual([20_001, 3_297, 20_001, 3_297])
  expect((await booking.read()).payment).toMatchObject({ state: 'partly_refunded', refundedAmount: 16_704 })
  expect(await vouchers.stand(id)).toMatchObject({ spent: 1_703, uses: 1, books: 98_297, states: ['redeemed'] })

  // The last legs too: the voucher is the person's again.
  await booking.cancel()
  expect(await vouchers.stand(id)).toMatchObject({ spent: 0, uses: 0, books: 100_000, states: ['given_back'] })
  expect((await booking.read()).payment).toMatchObject({ state: 'refunded', refundedAmount: 25_333 })
  expect(await life.ledger(booking.id)).toMatchObject({ resident: 0, voucher: 0 })
  expect(await codeOf(hold({ world: booking.world, resident: booking.resident, voucher: { id, code: null }, at: '15:00' }))).toBe('done')
})

test('a voucher that counts for one category pays its parts alone', async () => {
  await db.execute(sql`insert into category (id, slug, name_zh, name_en, picture) values (gen_random_uuid(), 'sports', '体育', 'Sports', 'sports') on conflict do nothing`)
  const world = await buildBundle(db, [{ skill: 'a', price: 8_000 }, { skill: 'b', price: 12_000 }])
  await db.execute(sql`update offering set category_id = (select id from category where slug = 'sports') where id = ${world.legs[1]!.offeringId}`)
  const [resident] = await buildResidents(db, 1)
  const id = await vouchers.campaign({ categories: ['sports'], off: { bps: 2_500, cap: 2_000 } })
  const bookingId = await hold({ world, resident: resident!, voucher: { id, code: null } })
  const booking = await readBooking(db, { personId: resident!.personId, id: bookingId }) as Booking
  expect(parts(booking)).toEqual([[8_000, 0, 0, 0], [12_000, 2_000, 0, 0]])
  // Both categories of the design's tree count: the leg's own and the one above it.
  const care = await vouchers.campaign({ categories: ['care'], perPerson: 2 })
  const offers = await offerVouchers(app, { personId: resident!.personId, quoteId: (await quoteAt(app, { world, at: '15:00' })).id })
  expect(offers.find(offer => offer.id === care)).toMatchObject({ why: null, amount: 5_000 })
})

test('a booking that a voucher pays in full is confirmed without a payment, and told and refunded like any other', async () => {
  const id = await vouchers.campaign({ off: { amount: 50_000 } })
  const booking = await bookingOf([{ skill: 'a', price: 6_000 }, { skill: 'b', price: 3_000, instant: false }], { voucher: { id, code: null } })
  const { url } = await openCheckout(app, { personId: booking.who.id, bookingId: booking.id })
  expect(url).toMatch(/\/en\/bookings\/[\w-]+\?paid=1$/)
  const paid = await booking.read()
  expect([paid.legs.map(leg => leg.state), paid.payment, paid.holdExpiresAt]).toEqual([['confirmed', 'requested'], null, null])
  expect(await vouchers.stand(id)).toMatchObject({ spent: 9_000, books: 91_000, states: ['redeemed'] })
  const { rows } = await db.execute(sql`select event, actor from booking_event where booking_id = ${booking.id} and event = 'pay'`)
  expect(rows).toEqual([{ event: 'pay', actor: 'payment' }, { event: 'pay', actor: 'payment' }])
  expect(await codeOf(openCheckout(app, { personId: booking.who.id, bookingId: booking.id }))).toBe('already_paid')

  const desk = async () => (await readRefundableLegs(app, { who: life.operator, reference: paid.reference })).map(leg => [leg.leftAmount, leg.leftCashAmount])
  expect(await desk()).toEqual([[6_000, 0], [3_000, 0]])
  await refundByHand(app, { who: life.operator, legId: paid.legs[0]!.id, amount: 1_000, reason: 'late' })
  expect(await desk()).toEqual([[5_000, 0], [3_000, 0]])
  expect(await vouchers.stand(id)).toMatchObject({ spent: 8_000, books: 92_000 })
  await booking.cancel()
  expect(parts(await booking.read())).toEqual([[6_000, 6_000, 6_000, 6_000], [3_000, 3_000, 3_000, 3_000]])
  expect(await vouchers.stand(id)).toMatchObject({ spent: 0, books: 100_000, states: ['given_back'] })
})

test('a hold that ends unpaid gives its voucher back, by time, by hand or on the way', async () => {
  const id = await vouchers.campaign()
  const ended = await bookingOf([{ skill: 'a' }], { voucher: { id, code: null } })
  await life.before((await ended.read()).holdExpiresAt!, -1)
  expect(await expireHold(app, ended.id)).toBe(true)
  await life.resetClock()
  const given = await bookingOf([{ skill: 'a' }], { voucher: { id, code: null } })
  await giveUpHold(app, { personId: given.who.id, bookingId: given.id })
  expect(await vouchers.stand(id)).toMatchObject({ spent: 0, uses: 0, books: 100_000, states: ['released', 'released'] })
})

test('paid after the hold ended: the voucher is taken again, or everything that was paid goes back', async () => {
  const id = await vouchers.campaign({ maxUses: 1 })
  const late = async () => {
    const booking = await bookingOf([{ skill: 'a' }], { voucher: { id, code: null } })
    await openCheckout(app, { personId: booking.who.id, bookingId: booking.id })
    await life.before((await booking.read()).holdExpiresAt!, -1)
    await expireHold(app, booking.id)
    await life.resetClock()
    return booking
  }
  const first = await late()
  const second = await late()
  await life.pay(first.id)
  expect((await first.read()).legs[0]).toMatchObject({ state: 'confirmed', voucherAmount: 5_000 })
  await life.pay(second.id)
  await app.jobs.drain()
  expect((await second.read()).legs[0]!.state).toBe('expired')
  expect((await second.read()).payment).toMatchObject({ state: 'refunded', capturedAmount: 5_000, refundedAmount: 5_000 })
  expect(await vouchers.stand(id)).toMatchObject({ spent: 5_000, uses: 1, books: 95_000, states: ['redeemed', 'released'] })
})

test('a cash refund that fails takes nothing from the voucher\'s budget, and the next one makes up for it', async () => {
  const id = await vouchers.campaign()
  const booking = await bookingOf([{ skill: 'a', price: 10_000 }], { voucher: { id, code: null } })
  await booking.pay()
  life.memory.outcomes.push('failed')
  await booking.cancel()
  expect(parts(await booking.read())).toEqual([[10_000, 5_000, 5_000, 5_000]])
  expect((await booking.read()).payment).toMatchObject({ state: 'paid', refundedAmount: 0 })
  expect(await vouchers.stand(id)).toMatchObject({ spent: 0, books: 100_000 })
})

test('32 clients race one voucher: one has it, the others are told, and nothing of theirs is written', async () => {
  const id = await vouchers.campaign({ code: 'ONLYONE', maxUses: 1 })
  const residents = await buildResidents(db, 32)
  const world = await buildBundle(db, [{ skill: 'a', workers: 32 }])
  const quotes = await Promise.all(residents.map(async () => await quoteAt(app, { world, at: '09:00' })))
  const outcomes = await Promise.all(residents.map(async (resident, i) => await codeOf(placeHold(app, {
    personId: resident.personId, body: { ...holdBodyOf(quotes[i]!.id, resident), voucher: { id, code: 'ONLYONE' } },
  }))))
  expect(outcomes.toSorted()).toEqual(['done', ...Array.from({ length: 31 }, () => 'voucher_refused:exhausted')])
  expect(await vouchers.stand(id)).toMatchObject({ spent: 5_000, uses: 1, states: ['reserved'] })
  const { rows: [written] } = await db.execute(sql`
    select (select count(*)::int from booking where bundle_id = ${world.bundleId}) as bookings,
           (select count(*)::int from claim where resource_id = any(${sql.param(world.legs[0]!.workerIds)}::uuid[])) as claims`)
  expect(written).toEqual({ bookings: 1, claims: 1 })
})

test('one person in many tabs uses their one voucher once; many persons never overdraw the budget', async () => {
  const mine = await vouchers.campaign({ budgetAmount: 1_000_000 })
  const [resident] = await buildResidents(db, 1)
  const world = await buildBundle(db, [{ skill: 'a', workers: 16 }])
  const quotes = await Promise.all(Array.from({ length: 3 }, async () => await quoteAt(app, { world, at: '09:00' })))
  const outcomes = await Promise.all(quotes.map(async quote => await codeOf(placeHold(app, {
    personId: resident!.personId, body: { ...holdBodyOf(quote.id, resident!), voucher: { id: mine, code: null } },
  }))))
  expect(outcomes.toSorted()).toEqual(['done', 'voucher_refused:used', 'voucher_refused:used'])

  const small = await vouchers.campaign({ budgetAmount: 12_000, off: { amount: 5_000 } })
  const crowd = await buildResidents(db, 8)
  const theirs = await Promise.all(crowd.map(async () => await quoteAt(app, { world, at: '12:00' })))
  const results = await Promise.all(crowd.map(async (person, i) => await codeOf(placeHold(app, {
    personId: person.personId, body: { ...holdBodyOf(theirs[i]!.id, person), voucher: { id: small, code: null } },
  }))))
  expect(results.filter(result => result === 'done')).toHaveLength(2)
  expect(await vouchers.stand(small)).toMatchObject({ spent: 10_000, uses: 2 })
  await expect(db.execute(sql`update voucher_campaign set spent_amount = 12001 where id = ${small}`)).rejects.toThrow()
})

test('who does not know a code does not know its campaign; a paused, strange or too small one is refused with nothing written', async () => {
  const secret = await vouchers.campaign({ code: 'AUTUMN26' })
  const tight = await vouchers.campaign({ off: { amount: 9_700 } })
  const world = await buildBundle(db, [{ skill: 'a' }])
  const [resident] = await buildResidents(db, 1)
  const tryWith = async (voucher: { id: string, code: string | null }) => await codeOf(hold({ world, resident: resident!, voucher }))
  expect(await tryWith({ id: secret, code: null })).toBe('voucher_refused:unknown')
  expect(await tryWith({ id: secret, code: 'AUTUMN25' })).toBe('voucher_refused:unknown')
  expect(await tryWith({ id: world.bundleId, code: null })).toBe('voucher_refused:unknown')
  expect(await tryWith({ id: tight, code: null })).toBe('remainder_too_small')
  await setCampaignPaused(app, { who: life.operator, id: secret, paused: true, reason: 'x' })
  expect(await tryWith({ id: secret, code: 'AUTUMN26' })).toBe('voucher_refused:paused')
  const { rows: [written] } = await db.execute(sql`select count(*)::int as n from booking where bundle_id = ${world.bundleId}`)
  expect(written).toEqual({ n: 0 })
  await setCampaignPaused(app, { who: life.operator, id: secret, paused: false, reason: '' })
  expect(await tryWith({ id: secret, code: 'AUTUMN26' })).toBe('done')

  const offers = await offerVouchers(app, { personId: resident!.personId, quoteId: (await quoteAt(app, { world, at: '15:00' })).id, code: 'AUTUMN26' })
  expect(offers.find(({ id }) => id === secret)).toMatchObject({ why: 'used', code: 'AUTUMN26' })
  expect(offers.find(({ id }) => id === tight)).toMatchObject({ why: 'remainder', minimum: 500 })
  expect(await codeOf(offerVouchers(app, { personId: resident!.personId, quoteId: world.bundleId, code: null }))).toBe('not_found')
})

test('an operator sees each budget by the books, and nobody else sees any', async () => {
  const id = await vouchers.campaign({ budgetAmount: 30_000 })
  const paid = await bookingOf([{ skill: 'a', price: 10_000 }], { voucher: { id, code: null } })
  await paid.pay()
  await bookingOf([{ skill: 'a', price: 10_000 }], { voucher: { id, code: null } })
  const mine = (await readCampaigns(app, { who: life.operator, page: 1 })).rows.find(campaign => campaign.id === id)
  expect(mine).toMatchObject({ state: 'open', budgetAmount: 30_000, usedAmount: 5_000, reservedAmount: 5_000, leftAmount: 20_000, uses: 2 })
  expect(await codeOf(readCampaigns(app, { who: paid.who, page: 1 }))).toBe('not_found')
})

test('an operator gives a campaign more and longer, never less than is used or reserved, and the books follow', async () => {
  const id = await vouchers.campaign({ budgetAmount: 10_000, endsAt: '2098-01-01T00:00:00Z' })
  const paid = await bookingOf([{ skill: 'a', price: 10_000 }], { voucher: { id, code: null } })
  await paid.pay()
  await bookingOf([{ skill: 'a', price: 10_000 }], { voucher: { id, code: null } })
  const change = async (budgetAmount: number, endsAt = '2098-01-01T00:00:00Z', { who = life.operator, revision = 1 } = {}) =>
    await changeCampaign(app, { who, id, body: { revision, budgetAmount, endsAt, reason: 'the city gives more' } })
  expect(await codeOf(change(9_999))).toBe('campaign_change_refused')
  expect(await codeOf(change(20_000, '2097-12-31T00:00:00Z'))).toBe('campaign_change_refused')
  expect(await codeOf(change(20_000, undefined, { who: paid.who }))).toBe('not_found')
  // Pressed twice: it is the same.
  await Promise.all([change(25_000, '2099-01-01T00:00:00Z'), change(25_000, '2099-01-01T00:00:00Z')])
  expect(await vouchers.stand(id)).toMatchObject({ spent: 10_000, books: 20_000 })
  // Somebody who has not seen it overwrites nothing.
  expect(await codeOf(change(12_000, '2099-01-01T00:00:00Z'))).toBe('changed_meanwhile')
  await change(12_000, '2099-01-01T00:00:00Z', { revision: 2 })
  const mine = (await readCampaigns(app, { who: life.operator, page: 1 })).rows.find(campaign => campaign.id === id)
  expect(mine).toMatchObject({ budgetAmount: 12_000, usedAmount: 5_000, reservedAmount: 5_000, leftAmount: 2_000, endsAt: '2099-01-01T00:00:00.000Z' })
  expect(await vouchers.differences()).toEqual([])
  const { rows: acts } = await db.execute(sql`select data->>'grown' as grown from operator_act where action = 'campaign.change' order by at`)
  expect(acts).toEqual([{ grown: '15000' }, { grown: '-13000' }])
  // Nor does the database let anybody do it.
  for (const wrong of [sql`budget_amount = 9999`, sql`ends_at = '2097-01-01'`, sql`off_amount = 1`, sql`min_spend = 99`]) {
    await expect(db.execute(sql`update voucher_campaign set ${wrong} where id = ${id}`)).rejects.toThrow()
  }
})
