import { eq, sql } from 'drizzle-orm'
import { now } from '../platform/clock.ts'
import { withTransaction } from '../platform/database.ts'
import { markEventApplied } from './apply-event.ts'
import type { PaymentContext } from './context.ts'
import { GatewayError } from './errors.ts'
import { applyPaymentEventJob, refreshAccountJob, runPaymentOpsJob, runPayoutsJob } from './jobs.ts'
import { noteOpenQuestions } from './mismatches.ts'
import type { GatewayEvent } from './model.ts'
import { refreshPayoutAccount } from './onboarding.ts'
import { listForgottenEvents, listPaymentsWithHangingOps, listSilentPayments } from './queries.ts'
import { takeEvent } from './receive-webhook.ts'
import { listStuckPayouts, listUnsettledPayments, listWaitingProviders } from './stuck.ts'
import { paymentEvent, paymentWatermark } from './schema.ts'

const overlapMs = 3_600_000
const batchSize = 200

export interface Reconciliation {
  /** Events that had not reached us. */
  missed: number
  /** Events whose job had got lost, queued again. */
  forgotten: number
  /** Payments with an unfinished operation, queued again. */
  hanging: number
  /** Payments whose page is over without a word, looked at. */
  silent: number
  /** Bookings whose providers' money has lain still though it could move, queued again. */
  stuck: number
}

/**
 * Finds what got lost: events that the gateway lists and we never saw (since the last run, with an hour of overlap), events and operations
 * that were begun and not finished, pages that ended in silence, providers' money that could move. Everything found goes the ordinary way.
 */
export async function reconcilePayments(ctx: PaymentContext): Promise<Reconciliation> {
  const missed = await takeMissedEvents(ctx)
  const forgotten = await requeueForgotten(ctx)
  const hanging = await listPaymentsWithHangingOps(ctx.db)
  const silent = [...await listSilentPayments(ctx.db), ...await listUnsettledPayments(ctx.db)]
  await refreshWaitingAccounts(ctx)
  const stuck = await listStuckPayouts(ctx.db)
  await withTransaction(ctx.db, async (tx) => {
    await noteOpenQuestions(tx)
    for (const paymentId of hanging) await ctx.jobs.send(tx, runPaymentOpsJob, { paymentId })
    for (const bookingId of stuck) await ctx.jobs.send(tx, runPayoutsJob, { bookingId })
    for (const { id: paymentId, gatewaySessionId: sessionId, gatewayPaymentId } of silent) {
      await ctx.jobs.send(tx, applyPaymentEventJob, { eventId: null, paymentId, sessionId, gatewayPaymentId })
    }
  })
  const found = { missed, forgotten, hanging: hanging.length, silent: silent.length, stuck: stuck.length }
  if (Object.values(found).some(count => count > 0)) ctx.log.warn(found, 'payment: reconciliation found something')
  return found
}

async function takeMissedEvents(ctx: PaymentContext): Promise<number> {
  const [watermark] = await ctx.db.select().from(paymentWatermark).where(eq(paymentWatermark.name, 'events'))
  const from = watermark?.at ?? await now(ctx.db)
  let missed = 0
  let batch: GatewayEvent[] = []
  const flush = async () => {
    const last = batch.at(-1)
    if (!last) return
    missed += await withTransaction(ctx.db, async (tx) => {
      let taken = 0
      for (const event of batch) if (await takeEvent(ctx, tx, event, 'reconciliation')) taken++
      await tx.insert(paymentWatermark).values({ name: 'events', at: last.createdAt })
        .onConflictDoUpdate({ target: paymentWatermark.name, set: { at: sql`greatest(${paymentWatermark.at}, excluded.at)` } })
      return taken
    })
    batch = []
  }
  for await (const event of ctx.gateway.listEvents(new Date(from.getTime() - overlapMs))) {
    batch.push(event)
    if (batch.length >= batchSize) await flush()
  }
  await flush()
  return missed
}

/** Events about accounts get lost too. */
async function refreshWaitingAccounts(ctx: PaymentContext): Promise<void> {
  for (const providerId of await listWaitingProviders(ctx.db)) {
    try {
      await refreshPayoutAccount(ctx, providerId)
    } catch (error) {
      ctx.log.warn({ err: error, provider: providerId }, 'payment: an account could not be looked at')
    }
  }
}

/** The inbox keeps no contents, so the gateway is asked what the event was about. */
async function requeueForgotten(ctx: PaymentContext): Promise<number> {
  const forgotten = await listForgottenEvents(ctx.db)
  for (const { id, objectId, type } of forgotten) {
    if (type.startsWith('v2.')) {
      await withTransaction(ctx.db, async tx => await ctx.jobs.send(tx, refreshAccountJob, { eventId: id, accountId: objectId ?? '' }))
      continue
    }
    const found = await ctx.gateway.retrieveEvent(id).catch((error: unknown) => {
      if (error instanceof GatewayError && error.kind === 'refused') return undefined
      throw error
    })
    if (!found) {
      // The gateway forgets events after a month. What it was about is looked at all the same: a page that ended, a refund that hangs.
      ctx.log.error({ event: id, type }, 'payment: an event was never carried out, and the gateway has forgotten it')
      await markEventApplied(ctx.db, id, 'forgotten')
      continue
    }
    const { paymentId, sessionId, gatewayPaymentId } = found
    await withTransaction(ctx.db, async (tx) => {
      await ctx.jobs.send(tx, applyPaymentEventJob, { eventId: id, paymentId, sessionId, gatewayPaymentId })
      await tx.update(paymentEvent).set({ receivedAt: sql`linli_now()` }).where(eq(paymentEvent.id, id))
    })
  }
  return forgotten.length
}
