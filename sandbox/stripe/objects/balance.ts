import type Stripe from 'stripe'
import { newId } from '../core/ids.ts'
import type { PaymentMethod, World } from '../core/world.ts'

/**
 * Fees as Stripe's price lists have them for an account outside mainland China: part of the amount, and a fixed sum. Modelled, not
 * exact.
 */
const fees: Record<PaymentMethod, { basisPoints: number, fixed: number }> = {
  card: { basisPoints: 340, fixed: 200 },
  alipay: { basisPoints: 220, fixed: 200 },
  wechat_pay: { basisPoints: 220, fixed: 200 },
}

const daysUntilAvailable = 7

export interface Movement {
  type: keyof typeof reportingCategory
  /** Where the type alone does not say it. */
  reporting?: 'dispute' | 'dispute_reversal'
  description?: string
  source: string
  /** Signed, in the settlement currency. */
  amount: number
  currency: string
  fee?: number
  feeDescription?: string
  exchangeRate?: number | null
  created: number
  availableOn?: number
  /** The connected account whose balance moves; empty for the platform. */
  account?: string
  seed?: string
}

/** Writes the movement of one balance. Everything that changes a balance goes through here. */
export function recordMovement(world: World, movement: Movement): Stripe.BalanceTransaction {
  const fee = movement.fee ?? 0
  const availableOn = movement.availableOn ?? movement.created
  const transaction = {
    id: newId('txn', movement.seed),
    object: 'balance_transaction',
    amount: movement.amount,
    available_on: availableOn,
    balance_type: 'payments',
    created: movement.created,
    currency: movement.currency,
    description: movement.description ?? null,
    exchange_rate: movement.exchangeRate ?? null,
    fee,
    fee_details: fee === 0 ? [] : [{ amount: fee, application: null, currency: movement.currency, description: movement.feeDescription ?? 'Stripe processing fees', type: 'stripe_fee' }],
    net: movement.amount - fee,
    reporting_category: movement.reporting ?? reportingCategory[movement.type],
    source: movement.source,
    status: availableOn <= world.now() ? 'available' : 'pending',
    type: movement.type,
  } satisfies Stripe.BalanceTransaction
  world.store.put('balance_transaction', transaction, movement.account)
  return transaction
}

const reportingCategory = {
  charge: 'charge', payment: 'charge', refund: 'refund', payment_refund: 'refund', refund_failure: 'refund_failure', transfer: 'transfer', transfer_refund: 'transfer_reversal',
  adjustment: 'other_adjustment', payout: 'payout', topup: 'topup',
} satisfies Partial<Record<Stripe.BalanceTransaction.Type, string>>

/** What a charge brings to the platform: converted where it settles in another currency, less Stripe's fee. */
export function chargeMovement(
  world: World, charge: { id: string, amount: number, currency: string, created: number }, method: PaymentMethod,
): Movement {
  const { settlementCurrency, settlementRate } = world.settings()
  const converts = settlementCurrency !== '' && settlementCurrency !== charge.currency
  const amount = converts ? Math.round(charge.amount * settlementRate) : charge.amount
  const { basisPoints, fixed } = fees[method]
  return {
    type: method === 'card' ? 'charge' : 'payment',
    source: charge.id,
    amount,
    currency: converts ? settlementCurrency : charge.currency,
    fee: Math.min(amount, Math.round((amount * basisPoints) / 10_000) + fixed),
    exchangeRate: converts ? settlementRate : null,
    created: charge.created,
    availableOn: charge.created + daysUntilAvailable * 86_400,
  }
}

/** `status` follows the clock, so it is worked out when it is read. */
export function presentTransaction(world: World, transaction: Stripe.BalanceTransaction): Stripe.BalanceTransaction {
  return { ...transaction, status: transaction.available_on <= world.now() ? 'available' : 'pending' }
}

export function readBalance(world: World, account: string): Stripe.Balance {
  const rows = world.store.all(`
    select json_extract(json, '$.currency') as currency,
      sum(case when json_extract(json, '$.available_on') <= ? then json_extract(json, '$.net') else 0 end) as available,
      sum(case when json_extract(json, '$.available_on') > ? then json_extract(json, '$.net') else 0 end) as pending
    from object where type = 'balance_transaction' and account = ? group by 1 order by 1`, world.now(), world.now(), account)
  const entry = (currency: unknown, amount: unknown) =>
    ({ amount: Number(amount), currency: String(currency), source_types: { card: Number(amount) } })
  return {
    object: 'balance',
    available: rows.map((row) => entry(row.currency, row.available)),
    livemode: false,
    pending: rows.map((row) => entry(row.currency, row.pending)),
  } satisfies Stripe.Balance
}

/** Available and pending money together. */
export function wholeAmount(world: World, account: string, currency: string): number {
  const { available, pending } = readBalance(world, account)
  return [...available, ...pending].reduce((sum, entry) => (entry.currency === currency ? sum + entry.amount : sum), 0)
}

export function availableAmount(world: World, account: string, currency: string): number {
  return readBalance(world, account).available.find((entry) => entry.currency === currency)?.amount ?? 0
}
