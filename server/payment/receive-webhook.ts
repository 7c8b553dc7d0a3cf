import { withTransaction, type Tx } from '../platform/database.ts'
import type { PaymentContext } from './context.ts'
import { applyPaymentEventJob } from './jobs.ts'
import type { GatewayEvent } from './model.ts'
import { paymentEvent } from './schema.ts'

/**
 * Takes an event in: verified, kept once, its job queued in the same transaction. Nothing is applied here, so the answer is quick.
 *
 * @returns whether it was new.
 * @throws {DomainError} `webhook_signature_invalid`: nothing was written.
 */
export async function receiveWebhook(
  ctx: PaymentContext, { rawBody, signature }: { rawBody: string, signature: string | undefined },
): Promise<boolean> {
  const event = ctx.gateway.verifyWebhook(rawBody, signature)
  return await withTransaction(ctx.db, async tx => await takeEvent(ctx, tx, event, 'webhook'))
}

/** Keeps an event and queues its job, unless it is known. */
export async function takeEvent(ctx: PaymentContext, tx: Tx, event: GatewayEvent, source: 'webhook' | 'reconciliation'): Promise<boolean> {
  const { id, type, objectId, createdAt, paymentId, sessionId, gatewayPaymentId } = event
  const [taken] = await tx.insert(paymentEvent).values({ id, type, objectId, createdAt, source })
    .onConflictDoNothing().returning({ id: paymentEvent.id })
  if (!taken) return false
  await ctx.jobs.send(tx, applyPaymentEventJob, { eventId: id, paymentId, sessionId, gatewayPaymentId })
  return true
}
