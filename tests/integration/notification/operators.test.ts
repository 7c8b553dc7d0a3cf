import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { applyPaymentEvent, explainMismatch, readMismatches, refundByHand } from '../../../server/checkout/index.ts'
import { sweepNotices } from '../../../server/notification/index.ts'
import { findPaymentOfBooking, reconcilePayments } from '../../../server/payment/index.ts'
import { setClockOffset } from '../../../server/platform/clock.ts'
import { startLife } from '../../support/life.ts'
import { buildBundle } from '../../support/world.ts'

const life = await startLife({ pool: 6 })
const { app, db, memory, mails } = life
await db.execute(sql`update person set operator = true, locale = 'en', email = 'operator@example.test' where id = ${life.operator.id}`)
await db.execute(sql`insert into person (id, name, email, operator, locale) values (gen_random_uuid(), '运营', 'yunying@example.test', true, 'zh-CN')`)

const paid = async () => {
  const booking = await life.booked(await buildBundle(db, [{ skill: 'a', price: 10_000 }]))
  const { id: paymentId, gatewaySessionId } = (await findPaymentOfBooking(db, booking.id))!
  const sessionId = gatewaySessionId!
  const look = async () => await applyPaymentEvent(app, { eventId: null, paymentId, sessionId, gatewayPaymentId: null })
  return { ...booking, session: sessionId, look, reference: (await booking.read()).reference }
}
/** What operators are told in a minute; two sweepers at once. */
const minute = async (): Promise<string[]> => {
  await app.jobs.drain()
  mails.splice(0)
  await Promise.all([sweepNotices(app), sweepNotices(app)])
  await app.jobs.drain()
  return mails.filter(({ to }) => ['operator@example.test', 'yunying@example.test'].includes(to)).map(({ subject }) => subject).toSorted()
}

test('operators are told once, each in their language: of the first question at once, of what comes within a quarter of an hour together', async () => {
  const disputed = await paid()
  memory.dispute(disputed.session, 'open')
  await disputed.look()
  expect(await minute()).toEqual([`Bank dispute: ${disputed.reference} ¥100.00`, `银行争议：${disputed.reference} ¥100.00`])
  expect(mails.find(({ to }) => to.startsWith('operator'))!.text).toContain('/en/operator/bank-disputes')
  await refundByHand(app, { who: life.operator, legId: disputed.leg, amount: 1_250, reason: 'late' })
  expect(await minute(), 'not yet').toEqual([])
  const held = await paid()
  memory.refundElsewhere(held.session, 300)
  await held.look()
  await reconcilePayments(app)
  await setClockOffset(db, 15 * 60)
  expect(await minute()).toEqual(['Questions about money: 2', '与钱有关的待办：2件'])
  const { text } = mails.find(({ to }) => to.startsWith('operator'))!
  expect(text).toMatch(/Refunds by hand \(1\): .*\/en\/operator\/refunds\nThe books do not match \(1\): .*\/en\/operator\/mismatches/)
  await setClockOffset(db, 30 * 60)
  expect(await minute(), 'once').toEqual([])

  // What may be over by itself in a moment is told when it has stood for an hour, and not when somebody was quicker.
  const stray = async (subject: string) => void await db.execute(sql`insert into mismatch (id, kind, subject) values (gen_random_uuid(), 'movement_unknown', ${subject})`)
  await stray('tr_1')
  await stray('tr_2')
  expect(await minute()).toEqual([])
  const [first] = (await readMismatches(app, { who: life.operator, open: true, page: 1 })).rows.filter(({ subject }) => subject === 'tr_1')
  await explainMismatch(app, { who: life.operator, id: first!.id, note: 'a thank-you' })
  await setClockOffset(db, 3 * 3_600)
  expect(await minute()).toEqual(['The books do not match: tr_2', '账目对不上：tr_2'])
})
