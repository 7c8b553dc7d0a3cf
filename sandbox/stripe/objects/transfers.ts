import type Stripe from 'stripe'
import { missing, refused } from '../core/errors.ts'
import { newId } from '../core/ids.ts'
import type { World } from '../core/world.ts'
import { canReceive } from './accounts.ts'
import { availableAmount, recordMovement, wholeAmount } from './balance.ts'

export interface TransferRequest {
  amount?: number
  currency: string
  destination: string
  source_transaction?: string
  transfer_group?: string
  metadata?: Stripe.Metadata
  description?: string
}

export function createTransfer(world: World, request: TransferRequest): Stripe.Transfer {
  const account = world.store.find('v2.core.account', request.destination)
  if (!account || account.closed) throw refused(`No such destination: '${request.destination}'`, 'resource_missing', 'destination')
  if (!canReceive(account)) {
    throw refused('Your destination account needs to have at least one of the following capabilities enabled: transfers, legacy_payments',
      'insufficient_capabilities_for_transfer', 'destination')
  }
  const origin = request.source_transaction === undefined ? undefined : sourceOf(world, request.source_transaction, request)
  const amount = request.amount ?? origin?.left
  if (amount === undefined) throw refused('Missing required param: amount.', 'parameter_missing', 'amount')
  if (origin && amount > origin.left) {
    throw refused(`The transfers of this source_transaction may add up to ${origin.left} more, not ${amount}.`, 'transfer_source_balance_parameters_mismatch', 'amount')
  }
  if (!origin && availableAmount(world, '', request.currency) < amount) {
    throw refused('You have insufficient available funds in your Stripe account.', 'balance_insufficient')
  }
  const id = newId('tr')
  const created = world.now()
  const availableOn = origin?.availableOn ?? created
  const out = recordMovement(world, { type: 'transfer', source: id, amount: -amount, currency: request.currency, created, availableOn })
  const payment = newId('py')
  recordMovement(world, { type: 'payment', source: payment, amount, currency: request.currency, created, availableOn, account: account.id })
  const transfer = {
    id,
    object: 'transfer',
    amount,
    amount_reversed: 0,
    balance_transaction: out.id,
    created,
    currency: request.currency,
    description: request.description ?? null,
    destination: account.id,
    destination_payment: payment,
    livemode: false,
    metadata: request.metadata ?? {},
    reversals: { object: 'list', data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
    reversed: false,
    source_transaction: origin?.charge.id ?? null,
    source_type: 'card',
    transfer_group: request.transfer_group ?? origin?.charge.transfer_group ?? (origin ? `group_${origin.charge.id}` : null),
  } satisfies Stripe.Transfer
  world.store.put('transfer', transfer)
  world.emit('transfer.created', transfer)
  return transfer
}

interface Origin {
  charge: Stripe.Charge
  /** What may still be transferred out of the charge, in its settlement currency. */
  left: number
  availableOn: number
}

function sourceOf(world: World, chargeId: string, request: TransferRequest): Origin {
  const charge = world.store.find('charge', chargeId)
  if (!charge) throw missing('charge', chargeId, 'source_transaction')
  const settled = world.store.find('balance_transaction', String(charge.balance_transaction))
  if (charge.status !== 'succeeded' || !settled) throw refused(`Charge ${chargeId} has not succeeded.`, 'charge_not_transferable', 'source_transaction')
  if (settled.currency !== request.currency) {
    throw refused(`The currency of source_transaction's balance transaction (${settled.currency}) must be the same as the transfer currency (${request.currency})`,
      'transfer_source_balance_parameters_mismatch', 'currency')
  }
  const row = world.store.first(`select coalesce(sum(json_extract(json, '$.amount')), 0) as sent
    from object where type = 'transfer' and json_extract(json, '$.source_transaction') = ?`, chargeId)
  return { charge, left: settled.amount - Number(row?.sent ?? 0), availableOn: settled.available_on }
}

export function createReversal(
  world: World, transferId: string, request: { amount?: number, metadata?: Stripe.Metadata },
): Stripe.TransferReversal {
  const transfer = world.store.find('transfer', transferId)
  if (!transfer) throw missing('transfer', transferId)
  const left = transfer.amount - transfer.amount_reversed
  const amount = request.amount ?? left
  if (amount > left || amount === 0) throw refused(`Transfer amount (${left}) is less than reversal amount (${amount})`, 'transfer_reversal_amount_too_large', 'amount')
  const destination = String(transfer.destination)
  // A reversal takes available and pending money alike.
  if (wholeAmount(world, destination, transfer.currency) < amount) {
    throw refused('The connected account\'s balance is too low for this reversal.', 'balance_insufficient')
  }
  const id = newId('trr')
  const created = world.now()
  const back = recordMovement(world, { type: 'transfer_refund', source: id, amount, currency: transfer.currency, created })
  recordMovement(world, { type: 'payment_refund', source: id, amount: -amount, currency: transfer.currency, created, account: destination })
  const reversal = {
    id,
    object: 'transfer_reversal',
    amount,
    balance_transaction: back.id,
    created,
    currency: transfer.currency,
    destination_payment_refund: newId('pyr'),
    metadata: request.metadata ?? {},
    source_refund: null,
    transfer: transferId,
  } satisfies Stripe.TransferReversal
  world.store.put('transfer_reversal', reversal)
  const reversed = transfer.amount_reversed + amount
  const changed: Stripe.Transfer = { ...transfer, amount_reversed: reversed, reversed: reversed === transfer.amount }
  world.store.put('transfer', changed)
  world.emit('transfer.reversed', presentTransfer(world, changed), { previous: { amount_reversed: transfer.amount_reversed } })
  return reversal
}

/** A transfer shows its latest ten reversals. */
export function presentTransfer(world: World, transfer: Stripe.Transfer): Stripe.Transfer {
  const page = world.store.page('transfer_reversal', { limit: 10, filters: [{ field: 'transfer', value: transfer.id }] })
  return { ...transfer, reversals: { object: 'list', data: page?.data ?? [], has_more: page?.hasMore ?? false, url: `/v1/transfers/${transfer.id}/reversals` } }
}
