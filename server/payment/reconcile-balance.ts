import { eq, sql } from 'drizzle-orm'
import { now } from '../platform/clock.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import type { PaymentContext } from './context.ts'
import { recordLedger } from './ledger.ts'
import { keepMismatches, noteOpenQuestions } from './mismatches.ts'
import type { BalanceMovement } from './model.ts'
import { gatewayMovement, paymentWatermark } from './schema.ts'

const dayMs = 86_400_000
/** How much of what is known already is read again. */
const overlapMs = 3 * dayMs
const batchSize = 1_000

/** Movements that belong to no booking: the platform pays itself out, or fills its balance. The books follow them. */
const ownMovements: readonly string[] = ['payout', 'payout_cancel', 'payout_failure', 'topup', 'topup_reversal']

export interface BalanceReconciliation {
  /** Movements that were read. */
  read: number
  /** What does not match now. */
  open: number
}

/**
 * Holds the gateway's balance, movement by movement, against the books: each charge, refund, transfer, reversal and dispute must have moved
 * exactly as much on both sides. What is younger than an hour is left out: its event may be on the way. What does not match is kept.
 */
export async function reconcileBalance(ctx: PaymentContext): Promise<BalanceReconciliation> {
  const since = await startOf(ctx)
  let read = 0
  let batch: BalanceMovement[] = []
  const flush = async () => {
    const movements = batch
    batch = []
    if (movements.length > 0) await withTransaction(ctx.db, async tx => await keepMovements(tx, movements))
  }
  for await (const movement of ctx.gateway.listMovements(since)) {
    batch.push(movement)
    read++
    if (batch.length >= batchSize) await flush()
  }
  await flush()
  const { open } = await withTransaction(ctx.db, async (tx) => {
    await noteOpenQuestions(tx)
    const result = await compare(tx, since)
    await tx.execute(sql`
      insert into payment_watermark (name, at) select 'movements', max(created_at) from gateway_movement having max(created_at) is not null
      on conflict (name) do update set at = greatest(payment_watermark.at, excluded.at)`)
    return result
  })
  if (open > 0) ctx.log.error({ read, open }, 'payment: the books and the gateway do not match')
  return { read, open }
}

async function startOf(ctx: PaymentContext): Promise<Date> {
  const [watermark] = await ctx.db.select().from(paymentWatermark).where(eq(paymentWatermark.name, 'movements'))
  if (watermark) return new Date(watermark.at.getTime() - overlapMs)
  const { rows: [first] } = await ctx.db.execute<{ at: string | null }>(sql`select min(created_at)::text as at from payment`)
  return new Date((first?.at ? new Date(first.at) : await now(ctx.db)).getTime() - dayMs)
}

async function keepMovements(tx: Tx, movements: readonly BalanceMovement[]): Promise<void> {
  const fresh = await tx.insert(gatewayMovement).values([...movements]).onConflictDoNothing().returning()
  for (const { id, type, net, currency } of fresh) {
    if (!ownMovements.includes(type) || net === 0) continue
    const entries = [
      { account: 'gateway_balance' as const, partyId: null, amount: net, currency }, { account: 'outside' as const, partyId: null, amount: -net, currency },
    ]
    await recordLedger(tx, { bookingId: null, cause: 'movement', causeId: id, entries })
  }
}

/** One pass over what moved since then on either side, and over what did not match before. */
async function compare(tx: Tx, since: Date): Promise<{ open: number }> {
  const kinds = sql`('movement_unknown', 'movement_differs', 'entry_unknown')`
  const own = sql`(${sql.join(ownMovements.map(type => sql`${type}`), sql`, `)})`
  return await keepMismatches(tx, {
    found: sql`
      with touched as (
        select source as id from gateway_movement where created_at >= ${since.toISOString()}::timestamptz and source is not null and type not in ${own}
        union select cause_id from ledger_transaction
          where at >= ${since.toISOString()}::timestamptz and cause in ('charge', 'refund', 'refund_failed', 'transfer', 'reversal', 'dispute', 'dispute_won')
        union select subject from mismatch where resolved_at is null and kind in ${kinds}),
      theirs as (
        select source as id, currency, sum(net) as amount, max(created_at) as at from gateway_movement
         where source in (select id from touched) and type not in ${own} group by source, currency),
      ours as (
        select t.cause_id as id, e.currency, sum(e.amount) as amount, max(t.at) as at, max(t.booking_id::text) as booking_id
          from ledger_transaction t join ledger_entry e on e.transaction_id = t.id and e.account = 'gateway_balance'
         where t.cause_id in (select id from touched) group by t.cause_id, e.currency)
      select case when o.id is null then 'movement_unknown' when t.id is null then 'entry_unknown' else 'movement_differs' end as kind,
        coalesce(o.id, t.id) as subject, o.booking_id,
        case when o.id is not null then jsonb_build_object('amount', o.amount, 'currency', o.currency) end as ours,
        case when t.id is not null then jsonb_build_object('amount', t.amount, 'currency', t.currency) end as theirs
        from ours o full join theirs t on t.id = o.id and t.currency = o.currency
       where o.amount is distinct from t.amount and coalesce(o.amount, t.amount) <> 0
         and greatest(o.at, t.at) < linli_now() - interval '1 hour'`,
    looked: sql`m.kind in ${kinds}`,
  })
}
