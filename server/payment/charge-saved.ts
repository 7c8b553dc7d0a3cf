import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable, Tx } from '../platform/database.ts'
import type { PaymentContext } from './context.ts'
import { applyPaymentEventJob, runPaymentOpsJob } from './jobs.ts'
import type { SavedCard } from './model.ts'
import { openPayment } from './open-payment.ts'
import { runOp, startOp } from './payment-op.ts'
import { listOpenOps, type PaymentOp } from './queries.ts'
import { payment, paymentOp } from './schema.ts'

const chargeParams = z.object({
  paymentId: z.string(), bookingId: z.string(), amount: z.number(), currency: z.string(),
  gatewayCustomerId: z.string(), gatewayMethodId: z.string(),
})

export interface ChargeInput {
  bookingId: string
  amount: number
  currency: string
  card: SavedCard
}

/** How charging a saved card for a booking stands: `none`: it was not tried; `waits`: something is under way that decides first. */
export type ChargeState = 'none' | 'waits' | 'refused' | 'done'

export async function chargeStateOf(db: Queryable, bookingId: string): Promise<{ state: ChargeState, error: string | null }> {
  const rows = await db.select({ op: paymentOp, payment }).from(payment)
    .leftJoin(paymentOp, and(eq(paymentOp.paymentId, payment.id), eq(paymentOp.kind, 'charge'))).where(eq(payment.bookingId, bookingId))
  const [row] = rows
  if (!row) return { state: 'none', error: null }
  if (row.op?.state === 'started') return { state: 'waits', error: null }
  if (row.op?.state === 'done') return { state: 'done', error: null }
  if (row.op?.state === 'failed') return { state: 'refused', error: row.op.error }
  // Whoever has a page open pays there; when it is over, its event says so.
  const isOpen = row.payment.state === 'awaiting_payment' && row.payment.gatewaySessionId !== null
  return { state: isOpen || row.payment.state === 'processing' ? 'waits' : 'none', error: null }
}

/**
 * Writes that a saved card is to be charged for a booking, once: the call is made by a job. The caller holds the booking's lock, and has
 * looked that nothing was tried yet.
 */
export async function chargeSavedCard(ctx: Pick<PaymentContext, 'jobs'>, tx: Tx, { bookingId, amount, currency, card }: ChargeInput): Promise<void> {
  const found = await openPayment(tx, { bookingId, amount, currency, again: true })
  if (found.state !== 'awaiting_payment') return
  const { gatewayCustomerId, gatewayMethodId } = card
  await startOp(tx, { kind: 'charge', paymentId: found.id, params: { paymentId: found.id, bookingId, amount, currency, gatewayCustomerId, gatewayMethodId } })
  await ctx.jobs.send(tx, runPaymentOpsJob, { paymentId: found.id })
}

/** Makes the calls to a saved card that are still to be made, or of which nobody knows how they ended. @throws {GatewayError} */
export async function finishCharges(ctx: PaymentContext, paymentId: string): Promise<void> {
  for (const op of await listOpenOps(ctx.db, paymentId)) if (op.kind === 'charge') await runChargeOp(ctx, op)
}

/** Charges the card. What came of it is asked of the gateway and applied by a job, as every payment is. */
export async function runChargeOp(ctx: PaymentContext, op: PaymentOp): Promise<PaymentOp['state']> {
  const charge = { ...chargeParams.parse(op.params), opId: op.id }
  const { paymentId } = charge
  return await runOp(ctx, op, {
    call: async key => await ctx.gateway.chargeSaved(charge, key),
    lookUp: async since => await ctx.gateway.findSavedCharge(charge, since),
    commit: async (tx, { gatewayPaymentId }) => {
      await ctx.jobs.send(tx, applyPaymentEventJob, { eventId: null, paymentId, sessionId: null, gatewayPaymentId })
    },
    refuse: async (tx, { code }) => {
      await tx.update(payment).set({ lastFailure: code }).where(eq(payment.id, paymentId))
    },
  })
}
