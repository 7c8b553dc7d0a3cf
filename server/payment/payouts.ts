import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { withTransaction, type Tx } from '../platform/database.ts'
import type { PaymentContext } from './context.ts'
import type { GatewayError } from './errors.ts'
import { recordLedger } from './ledger.ts'
import { reversalEntries, transferEntries } from './ledger-rules.ts'
import type { ReversalSnapshot, TransferSnapshot } from './model.ts'
import { runOp } from './payment-op.ts'
import { planPayouts } from './plan-payouts.ts'
import { listOpenPayoutOps, type PaymentOp } from './queries.ts'
import type { RefundHooks } from './refunds.ts'
import { earning, payoutAccount, transfer, transferReversal } from './schema.ts'

type Before = NonNullable<RefundHooks['before']>

/**
 * Brings what a booking's providers have earned to where it should be: adopts what a crash left, then does one thing after the other until
 * nothing is left to do or something has to be waited for. Safe to repeat, and safe to run twice at once.
 *
 * @throws {GatewayError} `unavailable`: to be tried again.
 */
export async function runPayouts(ctx: PaymentContext, bookingId: string, before: Before = async () => {}): Promise<void> {
  for (;;) {
    for (const op of await listOpenPayoutOps(ctx.db, bookingId)) {
      if (op.kind === 'transfer') await runTransferOp(ctx, op, before)
      else await runReversalOp(ctx, op, before)
    }
    const planned = await withTransaction(ctx.db, async (tx) => {
      await before(tx, bookingId)
      return await planPayouts(tx, bookingId)
    })
    if (!planned) return
  }
}

const transferParams = z.object({
  bookingId: z.string(), accountId: z.string(), amount: z.number().int().nonnegative(), currency: z.string(),
  chargeId: z.string().nullable(),
})

/** What is worth no unit where it settles moves in the books alone: the gateway is not asked for nothing. */
type Told<Snapshot> = { [K in keyof Snapshot]: Snapshot[K] | null }

async function runTransferOp(ctx: PaymentContext, op: PaymentOp, before: Before): Promise<void> {
  const request = { opId: op.id, ...transferParams.parse(op.params) }
  await runOp<Told<TransferSnapshot>>(ctx, op, {
    call: async key => (request.amount === 0 ? { transferId: null } : await ctx.gateway.createTransfer(request, key)),
    lookUp: async () => (request.amount === 0 ? undefined : await ctx.gateway.findTransfer(request)),
    commit: async (tx, { transferId }) => {
      await before(tx, request.bookingId)
      const [row] = await tx.update(transfer).set({ state: 'sent', gatewayTransferId: transferId, doneAt: sql`linli_now()` })
        .where(eq(transfer.opId, op.id)).returning()
      if (!row) return
      const { bookingId, bookingLegId, providerId, amount, currency, settledAmount, settledCurrency } = row
      await recordLedger(tx, {
        bookingId, bookingLegId, cause: 'transfer', causeId: transferId ?? op.id,
        entries: transferEntries({ amount, currency, providerId, settlement: { amount: settledAmount, currency: settledCurrency } }),
      })
    },
    refuse: async (tx, error) => {
      await before(tx, request.bookingId)
      await refuseTransfer(tx, op.id, error)
    },
  })
}

/** How long after a refusal it is tried again: the balance fills, and other things are mended by people. */
const patience = { balance_insufficient: '1 hour', other: '6 hours' }

/** Stripe's words for an account that may not receive. */
const notReceiving: readonly string[] = ['insufficient_capabilities_for_transfer', 'account_closed', 'transfers_not_allowed']

async function refuseTransfer(tx: Tx, opId: string, { code }: GatewayError): Promise<void> {
  const [row] = await tx.update(transfer).set({ state: 'refused', doneAt: sql`linli_now()` }).where(eq(transfer.opId, opId)).returning()
  if (!row) return
  if (notReceiving.includes(code)) {
    await tx.update(payoutAccount).set({ state: 'restricted', updatedAt: sql`linli_now()` }).where(eq(payoutAccount.providerId, row.providerId))
    return
  }
  const wait = code === 'balance_insufficient' ? patience.balance_insufficient : patience.other
  await tx.update(earning).set({ refusal: code, retryAt: sql`linli_now() + ${wait}::interval` }).where(eq(earning.bookingLegId, row.bookingLegId))
}

const reversalParams = z.object({ bookingId: z.string(), transferId: z.string().nullable(), amount: z.number().int().nonnegative() })

async function runReversalOp(ctx: PaymentContext, op: PaymentOp, before: Before): Promise<void> {
  const { bookingId, transferId, amount } = reversalParams.parse(op.params)
  const request = transferId === null || amount === 0 ? null : { opId: op.id, transferId, amount }
  await runOp<Told<ReversalSnapshot>>(ctx, op, {
    call: async key => (request ? await ctx.gateway.reverseTransfer(request, key) : { reversalId: null }),
    lookUp: async () => (request ? await ctx.gateway.findReversal(request) : undefined),
    commit: async (tx, { reversalId }) => {
      await before(tx, bookingId)
      const [row] = await tx.update(transferReversal).set({ state: 'done', gatewayReversalId: reversalId, doneAt: sql`linli_now()` })
        .where(eq(transferReversal.opId, op.id)).returning()
      if (!row) return
      const [of] = await tx.update(transfer).set({
        reversedAmount: sql`${transfer.reversedAmount} + ${row.amount}`, reversedSettledAmount: sql`${transfer.reversedSettledAmount} + ${row.settledAmount}`,
      }).where(eq(transfer.id, row.transferId)).returning()
      const { bookingLegId, providerId, currency, settledCurrency } = of!
      await recordLedger(tx, {
        bookingId, bookingLegId, cause: 'reversal', causeId: reversalId ?? op.id,
        entries: reversalEntries({
          amount: row.amount, currency, providerId, settlement: { amount: row.settledAmount, currency: settledCurrency },
        }),
      })
    },
    // The books know of it once it is decided whose it is: see `owe`.
    refuse: async (tx) => {
      await before(tx, bookingId)
      await tx.update(transferReversal).set({ state: 'refused', doneAt: sql`linli_now()` }).where(eq(transferReversal.opId, op.id))
    },
  })
}
