import { z } from 'zod'
import { earnedOf } from '../../server/payment/index.ts'
import type { Booking } from './bookings.ts'
import { entry, writeLedger } from './books.ts'
import { post, type GatewayAccess, type Imported } from './payments.ts'
import { idOf } from './random.ts'
import type { Rows } from './rows.ts'
import { iso } from './time.ts'

const made = z.object({ id: z.string() })

interface Options {
  bookings: readonly Booking[]
  /** What the stand-in has of each booking's payment. */
  paid: ReadonlyMap<string, Imported>
  gateway: GatewayAccess
}

/**
 * What providers have earned of what was served, and of what was cancelled late: sent to those with an account; that of a few, who have not
 * been verified yet, waits. Accounts and transfers exist in the stand-in, so the night's reconciliation finds nothing.
 */
export async function addPayouts(rows: Rows, { bookings, paid, gateway }: Options): Promise<void> {
  const earning = [...new Set(bookings.flatMap(({ earned }) => earned.map(({ providerId }) => providerId)))].sort()
  // The demo provider is among those who are paid.
  const waiting = new Set(earning.filter((id, nth) => nth % 6 === 5 && id !== idOf('provider', 'jiahe')))
  const accounts = new Map<string, string>()
  for (const id of earning) if (!waiting.has(id)) accounts.set(id, await openAccount(rows, id, gateway))
  for (const row of rows.payout_account) {
    const account = accounts.get(String(row.provider_id))
    Object.assign(row, { gateway_account_id: account ?? null, state: account ? 'active' : 'none' })
  }
  for (const booking of bookings) {
    const charge = paid.get(booking.id)
    if (!charge) continue
    for (const leg of booking.earned) await payOut(rows, { booking, leg, charge, account: accounts.get(leg.providerId), gateway })
  }
}

const headersOf = ({ key }: GatewayAccess, idempotencyKey: string) => ({ 'authorization': `Bearer ${key}`, 'idempotency-key': idempotencyKey })

async function openAccount(rows: Rows, providerId: string, gateway: GatewayAccess): Promise<string> {
  const provider = rows.provider.find(({ id }) => id === providerId)
  const account = made.parse(await post(`${gateway.base}/v2/core/accounts`, {
    display_name: String(provider?.name_zh), dashboard: 'express', identity: { country: 'HK', entity_type: 'company' },
    configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
    metadata: { provider_id: providerId },
  }, headersOf(gateway, idOf('account op', providerId))))
  await post(`${gateway.base}/_control/stripe/accounts/capability`, { account: account.id, status: 'active' })
  return account.id
}

interface Payout {
  booking: Booking
  leg: Booking['earned'][number]
  charge: Imported
  /** Undefined: it has none yet. */
  account: string | undefined
  gateway: GatewayAccess
}

async function payOut(rows: Rows, { booking, leg, charge, account, gateway }: Payout): Promise<void> {
  const { legId, providerId, shareAmount, refundedAmount, commissionBps } = leg
  const { kept, commission, cash } = earnedOf({ shareAmount, refundedAmount, commissionBps, voucherAmount: 0, refundedVoucherAmount: 0 })
  if (cash === 0) return
  const isSent = account !== undefined && charge.settlement_currency === 'cny'
  const when = iso(leg.at)
  rows.earning.push({
    booking_leg_id: legId, booking_id: booking.id, provider_id: providerId, share_amount: shareAmount, refunded_amount: refundedAmount,
    commission_bps: commissionBps, amount: cash, cash_amount: cash, voucher_amount: 0, commission_amount: commission, currency: 'CNY',
    state: isSent ? 'paid' : account === undefined ? 'waiting_account' : 'due', created_at: when, updated_at: when,
    share_voucher_amount: 0, refunded_voucher_amount: 0, written_off_amount: 0,
  })
  writeLedger(rows, { bookingId: booking.id, legId, cause: 'earning', causeId: `${legId}:${refundedAmount}`, when: leg.at, entries: [
    entry('resident', kept, 'CNY'), entry('provider', -cash, 'CNY', providerId), entry('commission', -commission, 'CNY'),
  ] })
  if (!isSent) return
  const opId = idOf('transfer op', legId)
  const { id: transferId } = made.parse(await post(`${gateway.base}/v1/transfers`, new URLSearchParams({
    'amount': String(cash), 'currency': 'cny', 'destination': account, 'transfer_group': booking.id, 'source_transaction': charge.charge,
    'metadata[booking_id]': booking.id, 'metadata[op_id]': opId,
  }), headersOf(gateway, opId)))
  rows.payment_op.push({
    id: opId, payment_id: null, booking_id: booking.id, kind: 'transfer',
    params: { bookingId: booking.id, accountId: account, amount: cash, currency: 'CNY', chargeId: charge.charge }, state: 'done',
    result: { transferId }, error: null, attempts: 1, created_at: when, called_at: when, done_at: when,
  })
  rows.transfer.push({
    id: idOf('transfer', legId), booking_id: booking.id, booking_leg_id: legId, provider_id: providerId, part: 'cash', op_id: opId,
    gateway_transfer_id: transferId, amount: cash, currency: 'CNY', settled_amount: cash, settled_currency: 'CNY', state: 'sent',
    reversed_amount: 0, reversed_settled_amount: 0, owed_amount: 0, lost_amount: 0, created_at: when, done_at: when,
  })
  writeLedger(rows, { bookingId: booking.id, legId, cause: 'transfer', causeId: transferId, when: leg.at, entries: [
    entry('provider', cash, 'CNY', providerId), entry('gateway_balance', -cash, 'CNY'),
  ] })
}
