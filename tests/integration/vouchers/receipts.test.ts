import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { placeHold, previewCancellation } from '../../../server/booking/index.ts'
import { applyPaymentEvent, cancelLegs, exportFapiao, openCheckout, readFapiaoCsv, readFapiaoDesk, readReceipt, requestFapiao } from '../../../server/checkout/index.ts'
import { findPaymentOfBooking } from '../../../server/payment/index.ts'
import { holdBodyOf, quoteAt } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'
import { vouchersOf } from '../../support/vouchers.ts'
import { buildBundle, buildResidents } from '../../support/world.ts'

// What a resident can show of a booking: the receipt adds up to the fen, and the issuer of invoices is told each sum once.

const life = await startLife()
const { app, db, operator } = life
const vouchers = vouchersOf(life)
const codeOf = async (run: Promise<unknown>) => await run.then(() => 'done', (error: { code?: string }) => error.code)
const company = { kind: 'company', title: '上海某某贸易有限公司', taxNumber: '91350100M000100Y43', email: 'tax@example.test' } as const

async function booked() {
  const voucher = await vouchers.campaign({ off: { amount: 3_000 } })
  const world = await buildBundle(db, [{ skill: 'a', price: 10_600 }, { skill: 'b', price: 5_000, required: false }])
  await db.execute(sql`update offering set tax = '{"kind": "exempt", "bps": 0}' where id = ${world.legs[1]!.offeringId}`)
  const [resident] = await buildResidents(db, 1)
  const { personId } = resident!
  const quote = await quoteAt(app, { world, at: '09:00', offset: 3 })
  const id = await placeHold(app, { personId, body: { ...holdBodyOf(quote.id, resident!), voucher: { id: voucher, code: null } } })
  const who = { id: personId, operator: false }
  return {
    id, who, read: async () => await readReceipt(app, { personId, id }),
    pay: async () => {
      await openCheckout(app, { personId, bookingId: id })
      await life.pay(id)
    },
    /** Their bank takes a part of it, or all that is left, and then decides. Answers how many corrections are due after each. */
    dispute: async (amount: number, outcome: 'won' | 'lost') => {
      const { id: paymentId, gatewaySessionId: sessionId } = (await findPaymentOfBooking(db, id))!
      const due: number[] = []
      for (const state of ['open', outcome] as const) {
        life.memory.dispute(sessionId!, state, amount)
        await applyPaymentEvent(app, { eventId: null, paymentId, sessionId, gatewayPaymentId: null })
        due.push((await readFapiaoDesk(app, { who: operator, page: 1 })).corrections)
      }
      return due
    },
    cancel: async (nth: number) => {
      const legIds = [String((await db.execute(sql`select id from booking_leg where booking_id = ${id} and position = ${nth}`)).rows[0]!.id)]
      const { token } = await previewCancellation(app, { personId, bookingId: id, wish: { legIds, rest: 'keep' } })
      await cancelLegs(app, { who, bookingId: id, token })
      await app.jobs.drain()
    },
  }
}

test('a receipt tells what was paid by whom, what went back where, and the tax in the rest', async () => {
  const booking = await booked()
  expect(await codeOf(booking.read())).toBe('not_found')
  expect(await codeOf(requestFapiao(app, { who: booking.who, bookingId: booking.id, body: company }))).toBe('fapiao_nothing_paid')
  await booking.pay()
  await booking.cancel(1)
  const receipt = await booking.read()
  // 3 000 over 10 600 and 5 000 is 2 038 and 962.
  expect(receipt).toMatchObject({ paidAmount: 12_600, voucherAmount: 3_000, refundedAmount: 4_038, returnedVoucherAmount: 962, netAmount: 8_562, taxAmount: 485, fapiao: null })
  expect(receipt.legs).toMatchObject([{ voucherAmount: 2_038, taxAmount: 485, tax: { kind: 'vat', bps: 600 } }, { refundedAmount: 5_000, refundedVoucherAmount: 962, taxAmount: 0, tax: { kind: 'exempt' } }])
  expect(receipt.movements.map(({ kind, amount }) => [kind, amount]).toSorted()).toEqual([['charge', 12_600], ['refund', 4_038], ['voucher', 3_000], ['voucher_return', 962]])
  const [stranger] = await buildResidents(db, 1)
  expect(await codeOf(readReceipt(app, { personId: stranger!.personId, id: booking.id }))).toBe('not_found')
})

test('a fapiao is changed until it is exported, is exported once, and what is given back later is told in the next batch', async () => {
  const booking = await booked()
  await booking.pay()
  await requestFapiao(app, { who: booking.who, bookingId: booking.id, body: { kind: 'personal', title: '陈静', email: 'a@example.test' } })
  await requestFapiao(app, { who: booking.who, bookingId: booking.id, body: company })
  expect((await booking.read()).fapiao).toMatchObject({ kind: 'company', taxNumber: company.taxNumber, exportedAt: null })
  expect(await codeOf(readFapiaoDesk(app, { who: booking.who, page: 1 }))).toBe('not_found')
  expect(await readFapiaoDesk(app, { who: operator, page: 1 })).toMatchObject({ waiting: 1 })

  // Two operators press at once: one batch.
  const outcomes = await Promise.all([0, 1].map(async () => await codeOf(exportFapiao(app, { who: operator }))))
  expect(outcomes.toSorted()).toEqual(['done', 'fapiao_none_waiting'])
  expect(await codeOf(requestFapiao(app, { who: booking.who, bookingId: booking.id, body: company }))).toBe('fapiao_exported')
  await expect(db.execute(sql`update fapiao_request set title = 'x' where booking_id = ${booking.id}`)).rejects.toThrow()
  expect((await booking.read()).fapiao).toMatchObject({ exportedAmount: 12_600 })

  await booking.cancel(1)
  const { id, lines } = await exportFapiao(app, { who: operator })
  expect(lines).toBe(1)
  const { csv } = await readFapiaoCsv(app, { who: operator, id, locale: 'zh-CN' })
  expect(csv).toContain('-40.38,0.00,CNY,红字冲减')
  expect((await booking.read()).fapiao).toMatchObject({ exportedAmount: 8_562 })
  expect(await codeOf(exportFapiao(app, { who: operator }))).toBe('fapiao_none_waiting')
})

test('what a bank takes back for good is on the receipt, and told to the issuer like a refund; what it decides for us is not', async () => {
  const [part, won, all] = await Promise.all([booked(), booked(), booked()])
  for (const booking of [part, won, all]) {
    await booking.pay()
    await requestFapiao(app, { who: booking.who, bookingId: booking.id, body: company })
  }
  await part.cancel(1)
  expect(await exportFapiao(app, { who: operator })).toMatchObject({ lines: 3 })

  expect(await won.dispute(Infinity, 'won')).toEqual([0, 0])
  expect(await part.dispute(3_000, 'lost')).toEqual([0, 1])
  // Of the 3 000 nothing is the cancelled leg's, which had been given back.
  expect(await part.read()).toMatchObject({
    paidAmount: 12_600, refundedAmount: 4_038, takenBackAmount: 3_000, netAmount: 5_562, taxAmount: 315, fapiao: { exportedAmount: 8_562 },
    legs: [{ takenBackAmount: 3_000, taxAmount: 315 }, { takenBackAmount: 0 }],
  })
  const { id, lines } = await exportFapiao(app, { who: operator })
  expect(lines).toBe(1)
  expect((await readFapiaoCsv(app, { who: operator, id, locale: 'zh-CN' })).csv).toContain('-30.00,-1.70,CNY,红字冲减')

  expect(await all.dispute(Infinity, 'lost')).toEqual([0, 1])
  const { movements, ...receipt } = await all.read()
  expect(receipt).toMatchObject({ takenBackAmount: 12_600, netAmount: 0, taxAmount: 0, fapiao: { exportedAmount: 12_600 } })
  expect(movements.at(-1)).toMatchObject({ kind: 'taken_back', amount: 12_600 })
  expect(await exportFapiao(app, { who: operator })).toMatchObject({ lines: 1 })
  expect((await all.read()).fapiao).toMatchObject({ exportedAmount: 0 })
  expect(await codeOf(exportFapiao(app, { who: operator }))).toBe('fapiao_none_waiting')

  // Whoever has all of it back gets no fapiao for it.
  const unasked = await booked()
  await unasked.pay()
  await unasked.dispute(Infinity, 'lost')
  expect(await codeOf(requestFapiao(app, { who: unasked.who, bookingId: unasked.id, body: company }))).toBe('fapiao_nothing_paid')
})
