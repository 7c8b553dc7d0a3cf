import { z } from 'zod'
import type { Booking } from './bookings.ts'
import { entry, writeLedger } from './books.ts'
import { idOf } from './random.ts'
import type { Rows } from './rows.ts'
import { iso } from './time.ts'

/** The stand-in for Stripe. Its own control routes write finished payments; refunds go the way that the app's go. */
export interface GatewayAccess {
  /** STRIPE_API_BASE */
  base: string
  /** STRIPE_SECRET_KEY */
  key: string
}

const imported = z.object({
  payments: z.array(z.object({
    session: z.string(), payment_intent: z.string(), charge: z.string(), amount: z.int(), fee: z.int(),
    settlement_amount: z.int(), settlement_currency: z.string(), exchange_rate: z.number().nullable(),
  })),
})
export type Imported = z.infer<typeof imported>['payments'][number]
const refunded = z.object({ id: z.string(), status: z.string() })

/**
 * Makes the payments of all bookings exist in the stand-in, gives back what was cancelled, and writes both down with their entries. Answers
 * what the stand-in has of each booking.
 */
export async function addPayments(
  rows: Rows, { bookings, gateway }: { bookings: readonly Booking[], gateway: GatewayAccess },
): Promise<Map<string, Imported>> {
  const payments = bookings.map(({ id, paymentId, amount, paidAt, resident, title, method }) => ({
    amount, currency: 'cny', created: Math.floor(paidAt / 1000), metadata: { payment_id: paymentId, booking_id: id },
    client_reference_id: paymentId, transfer_group: id, email: resident.email, description: title[0], method,
  }))
  const answer = imported.parse(await post(`${gateway.base}/_control/stripe/import`, { payments }))
  for (const [index, booking] of bookings.entries()) {
    const paid = answer.payments[index]
    if (!paid) throw new Error(`the stand-in did not answer for booking ${booking.reference}`)
    writePayment(rows, booking, paid)
    for (const refund of booking.refunds) await giveBack(rows, { booking, paid, refund, gateway })
  }
  return new Map(bookings.map(({ id }, index) => [id, answer.payments[index]!]))
}

/** Empties the stand-in, so that it has no payment whose booking is gone. */
export async function resetGateway(base: string): Promise<void> {
  await post(`${base}/_control/stripe/reset`, {})
}

function writePayment(rows: Rows, { id, paymentId, amount, refunds, method, paidAt }: Booking, paid: Imported): void {
  const returned = refunds.reduce((sum, refund) => sum + refund.amount, 0)
  const currency = paid.settlement_currency.toUpperCase()
  rows.payment.push({
    id: paymentId, booking_id: id, state: returned === 0 ? 'paid' : returned < amount ? 'partly_refunded' : 'refunded',
    currency: 'CNY', amount,
    captured_amount: amount, refunded_amount: returned, method,
    gateway_session_id: paid.session, gateway_session_url: null, gateway_session_expires_at: iso(paidAt + 1_860_000),
    gateway_payment_id: paid.payment_intent, gateway_charge_id: paid.charge,
    settlement: { amount: paid.settlement_amount, currency, exchangeRate: paid.exchange_rate, fee: paid.fee },
    attempts: 1, last_failure: null, created_at: iso(paidAt - 120_000), paid_at: iso(paidAt),
  })
  const exchange = currency === 'CNY' ? [] : [entry('fx', amount, 'CNY'), entry('fx', -paid.settlement_amount, currency)]
  writeLedger(rows, { bookingId: id, cause: 'charge', causeId: paid.charge, when: paidAt, entries: [
    entry('resident', -amount, 'CNY'), ...exchange, entry('gateway_balance', paid.settlement_amount - paid.fee, currency), entry('gateway_fees', paid.fee, currency),
  ] })
}

interface Return {
  booking: Booking
  paid: Imported
  refund: Booking['refunds'][number]
  gateway: GatewayAccess
}

async function giveBack(rows: Rows, { booking, paid, refund, gateway }: Return): Promise<void> {
  const opId = idOf('refund op', refund.legId)
  const form = new URLSearchParams({
    'payment_intent': paid.payment_intent, 'amount': String(refund.amount), 'metadata[payment_id]': booking.paymentId, 'metadata[op_id]': opId,
  })
  const headers = { 'authorization': `Bearer ${gateway.key}`, 'idempotency-key': opId }
  const answer = refunded.parse(await post(`${gateway.base}/v1/refunds`, form, headers))
  // Wallets give back with a delay; these refunds were asked for yesterday, so it is over.
  if (answer.status === 'pending') await post(`${gateway.base}/_control/stripe/refunds/settle`, { refund: answer.id, outcome: 'succeeded' })
  const when = iso(refund.at)
  rows.payment_op.push({
    id: opId, payment_id: booking.paymentId, booking_id: booking.id, kind: 'refund',
    params: { gatewayPaymentId: paid.payment_intent, amount: refund.amount }, state: 'done',
    result: { refundId: answer.id }, error: null, attempts: 1, created_at: when, called_at: when, done_at: when,
  })
  rows.refund.push({
    id: idOf('refund', refund.legId), payment_id: booking.paymentId, booking_leg_id: refund.legId, op_id: opId,
    gateway_refund_id: answer.id, amount: refund.amount,
    currency: 'CNY', state: 'succeeded', reason: refund.reason, created_at: when, done_at: when,
  })
  const currency = paid.settlement_currency.toUpperCase()
  const settled = currency === 'CNY' ? refund.amount : Math.round(refund.amount * (paid.exchange_rate ?? 1))
  const exchange = currency === 'CNY' ? [] : [entry('fx', -refund.amount, 'CNY'), entry('fx', settled, currency)]
  const ledger = { bookingId: booking.id, legId: refund.legId, causeId: answer.id, when: refund.at }
  writeLedger(rows, { ...ledger, cause: 'refund', entries: [
    entry('in_transit', refund.amount, 'CNY'), ...exchange, entry('gateway_balance', -settled, currency),
  ] })
  writeLedger(rows, { ...ledger, cause: 'refund_arrived', entries: [
    entry('resident', refund.amount, 'CNY'), entry('in_transit', -refund.amount, 'CNY'),
  ] })
}

export async function post(url: string, content: object | URLSearchParams, headers: Record<string, string> = {}): Promise<unknown> {
  const form = content instanceof URLSearchParams
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
  const send = () => fetch(url, {
    method: 'POST', headers: { ...headers, 'content-type': type }, body: form ? content.toString() : JSON.stringify(content),
  })
  // Making a large city takes longer than a server keeps a connection open, and every call here can be repeated.
  const response = await send().catch(send)
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
  return response.json()
}
