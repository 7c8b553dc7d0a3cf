import { z } from 'zod'
import type { Booking } from './bookings.ts'
import { entry, writeLedger } from './books.ts'
import { post, type GatewayAccess, type Imported } from './payments.ts'
import { idOf } from './random.ts'
import type { Rows } from './rows.ts'
import { at, iso } from './time.ts'

const disputed = z.object({
  id: z.string(), amount: z.int(), reason: z.string(), created: z.int(), evidence_details: z.object({ due_by: z.int() }),
  balance_transactions: z.tuple([z.object({ amount: z.int(), fee: z.int() })]),
})

interface Options {
  bookings: readonly Booking[]
  gateway: GatewayAccess
  paid: ReadonlyMap<string, Imported>
  today: string
}

/**
 * What waits for an operator: a payment that a bank disputes, and a refund that came back. Neither is of the demo resident, nor of the demo
 * provider, so that both can be tried on as they are.
 */
export async function addTrouble(rows: Rows, options: Options): Promise<void> {
  const demo = new Set([
    ...rows.booking.filter(row => row.booker_id === idOf('person', 'chen.jing')).map(({ id }) => id),
    ...rows.booking_leg.filter(row => row.provider_id === idOf('provider', 'jiahe')).map(row => row.booking_id),
  ])
  // Those whose providers were sent nothing yet: nothing has to come back from them.
  const others = options.bookings.filter(({ id }) => !demo.has(id) && options.paid.get(id)?.settlement_currency === 'cny')
  const byCard = others.find(({ method, refunds, earned }) => method === 'card' && refunds.length === 0 && earned.length === 0)
  const byWallet = others.find(({ method, refunds }) => method !== 'card' && refunds.length > 0)
  if (byCard) await openDispute(rows, byCard, options)
  if (byWallet) await failRefund(rows, byWallet, options)
}

/** The bank has the money while it decides, and the payment service a fee. */
async function openDispute(rows: Rows, { id: bookingId, paymentId }: Booking, { gateway, paid }: Options): Promise<void> {
  const { charge } = paid.get(bookingId)!
  const dispute = disputed.parse(await post(`${gateway.base}/_control/stripe/disputes/open`, { charge, reason: 'unrecognized' }))
  const { id, amount, reason, created, evidence_details: { due_by: dueBy }, balance_transactions: [{ fee }] } = dispute
  Object.assign(rows.payment.find(row => row.id === paymentId)!, { state: 'disputed' })
  rows.bank_dispute.push({
    gateway_dispute_id: id, payment_id: paymentId, amount, currency: 'CNY', reason, state: 'open', evidence_due_at: iso(dueBy * 1000),
    opened_at: iso(created * 1000), closed_at: null,
  })
  writeLedger(rows, { bookingId, cause: 'dispute', causeId: id, when: created * 1000, entries: [
    entry('in_transit', amount, 'CNY'), entry('gateway_balance', -amount - fee, 'CNY'), entry('gateway_fees', fee, 'CNY'),
  ] })
}

/** The wallet could not take the money after all, a few minutes after it was said to have: it lies with us again, and is still promised. */
async function failRefund(rows: Rows, { id: bookingId, paymentId, refunds }: Booking, { gateway, today }: Options): Promise<void> {
  const { legId } = refunds[0]!
  const refund = rows.refund.find(row => row.booking_leg_id === legId)!
  const amount = Number(refund.amount)
  const causeId = String(refund.gateway_refund_id)
  // Refunds are asked for yesterday evening at the latest.
  const when = at(today, 0)
  await post(`${gateway.base}/_control/stripe/refunds/settle`, { refund: causeId, outcome: 'failed' })
  Object.assign(refund, { state: 'failed', done_at: iso(when) })
  rows.manual_refund.push({
    id: idOf('manual refund', legId), booking_id: bookingId, booking_leg_id: legId, payment_id: paymentId, refund_id: refund.id!, amount,
    currency: 'CNY', cause: 'refund_failed', reason: refund.reason!, state: 'open', resolved_by: null, note: null, created_at: iso(when),
    resolved_at: null,
  })
  const payment = rows.payment.find(row => row.id === paymentId)!
  const left = Number(payment.refunded_amount) - amount
  Object.assign(payment, { refunded_amount: left, state: left === 0 ? 'paid' : 'partly_refunded' })
  Object.assign(rows.booking_leg.find(row => row.id === legId)!, { refunded_amount: 0 })
  writeLedger(rows, { bookingId, legId, cause: 'refund_failed', causeId, when, entries: [
    entry('gateway_balance', amount, 'CNY'), entry('resident', -amount, 'CNY'),
  ] })
}
