import type Stripe from 'stripe'
import { refused } from '../core/errors.ts'
import { newId } from '../core/ids.ts'
import type { World } from '../core/world.ts'
import { recordMovement, wholeAmount } from './balance.ts'

export interface BalanceChange {
  /** The connected account; empty for the platform. */
  account: string
  currency: string
}

/**
 * A balance goes to its owner's bank, and cannot be reached any more. Of pending money too, so that any balance can be made too low:
 * Stripe pays out what is available.
 */
export function payOut(world: World, { account, currency, amount }: BalanceChange & { amount?: number }): Stripe.Payout {
  const there = wholeAmount(world, account, currency)
  const taken = amount ?? there
  if (taken < 1 || taken > there) throw refused(`The balance is ${there}.`, 'balance_insufficient', 'amount')
  const id = newId('po')
  const created = world.now()
  const transaction = recordMovement(world, { type: 'payout', source: id, amount: -taken, currency, created, account, description: 'STRIPE PAYOUT' })
  const payout = {
    id, object: 'payout', amount: taken, application_fee: null, application_fee_amount: null, arrival_date: created, automatic: true,
    balance_transaction: transaction.id, created, currency, description: 'STRIPE PAYOUT', destination: newId('ba'),
    failure_balance_transaction: null, failure_code: null, failure_message: null, livemode: false, metadata: {}, method: 'standard',
    original_payout: null, payout_method: null, reconciliation_status: 'completed', reversed_by: null, source_type: 'card',
    statement_descriptor: null, status: 'paid', trace_id: null, type: 'bank_account',
  } satisfies Stripe.Payout
  world.store.put('payout', payout, account)
  // What happens in a connected account is told to endpoints for connected accounts, of which there is none here.
  if (account === '') {
    world.emit('payout.created', { ...payout, status: 'in_transit' })
    world.emit('payout.paid', payout)
  }
  return payout
}

/** Money of its owner comes into a balance, available at once. */
export function topUp(world: World, { account, currency, amount }: BalanceChange & { amount: number }): Stripe.Topup {
  const id = newId('tu')
  const created = world.now()
  const transaction = recordMovement(world, { type: 'topup', source: id, amount, currency, created, account, description: 'Top-up' })
  const topup = {
    id, object: 'topup', amount, balance_transaction: transaction.id, created, currency, description: 'Top-up', expected_availability_date: created,
    failure_code: null, failure_message: null, initiated_by: 'user', livemode: false, metadata: {}, source: null, statement_descriptor: null, status: 'succeeded', transfer_group: null,
  } satisfies Stripe.Topup
  world.store.put('topup', topup, account)
  if (account === '') world.emit('topup.succeeded', topup)
  return topup
}
