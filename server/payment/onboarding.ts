import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { withTransaction, type Queryable } from '../platform/database.ts'
import { markEventApplied } from './apply-event.ts'
import type { PaymentContext } from './context.ts'
import { fail, GatewayError } from './errors.ts'
import { refreshAccountJob, runPayoutsJob } from './jobs.ts'
import type { PayoutAccountRequest, PayoutAccountSnapshot } from './model.ts'
import { runOp, startOp } from './payment-op.ts'
import type { PaymentOp } from './queries.ts'
import { listWaitingForAccount } from './plan-payouts.ts'
import { paymentEvent, paymentOp, payoutAccount } from './schema.ts'

export type PayoutAccount = typeof payoutAccount.$inferSelect

export interface OnboardingInput extends PayoutAccountRequest {
  refreshUrl: string
  returnUrl: string
}

/**
 * Leads a provider to the gateway's page on which it is verified; makes its account first if it has none.
 *
 * @throws {DomainError} `checkout_unavailable`: the gateway did not answer.
 */
export async function openOnboarding(
  ctx: PaymentContext, { refreshUrl, returnUrl, ...request }: OnboardingInput,
): Promise<{ url: string, expiresAt: Date }> {
  try {
    const accountId = await ensureAccount(ctx, request)
    return await ctx.gateway.createOnboardingLink({ accountId, refreshUrl, returnUrl })
  } catch (error) {
    if (error instanceof GatewayError) throw fail('checkout_unavailable', { code: error.code })
    throw error
  }
}

const accountParams = z.object({ providerId: z.string(), name: z.string(), email: z.string().nullable(), country: z.string() })

async function ensureAccount(ctx: PaymentContext, request: PayoutAccountRequest): Promise<string> {
  const { providerId } = request
  const op = await withTransaction(ctx.db, async (tx): Promise<PaymentOp | null> => {
    await tx.insert(payoutAccount).values({ providerId }).onConflictDoNothing()
    const [account] = await tx.select().from(payoutAccount).where(eq(payoutAccount.providerId, providerId)).for('update')
    if (account?.gatewayAccountId) return null
    const [begun] = await tx.select().from(paymentOp)
      .where(sql`${paymentOp.kind} = 'account' and ${paymentOp.state} = 'started' and ${paymentOp.params}->>'providerId' = ${providerId}`).limit(1)
    return begun ?? await startOp(tx, { kind: 'account', paymentId: null, params: { ...request } })
  })
  if (op) {
    await runOp<PayoutAccountSnapshot>(ctx, op, {
      // As it was begun: whoever asks again may have another address.
      call: async key => await ctx.gateway.createPayoutAccount(accountParams.parse(op.params), key),
      // An account without a verified owner is worth nothing: after a day a new one may take its place.
      lookUp: async () => undefined,
      commit: async (tx, { accountId, state }) => {
        await tx.update(payoutAccount).set({ gatewayAccountId: accountId, state, updatedAt: sql`linli_now()` }).where(eq(payoutAccount.providerId, providerId))
      },
    })
  }
  const account = await findPayoutAccount(ctx.db, providerId)
  if (!account?.gatewayAccountId) throw fail('checkout_unavailable')
  return account.gatewayAccountId
}

/**
 * Asks the gateway whether money can be sent to a provider, and keeps the answer. Once it can, what has waited for it is sent.
 * @throws {GatewayError}
 */
export async function refreshPayoutAccount(ctx: PaymentContext, providerId: string): Promise<PayoutAccount | undefined> {
  const account = await findPayoutAccount(ctx.db, providerId)
  if (!account?.gatewayAccountId) return account
  const { state } = await ctx.gateway.retrievePayoutAccount(account.gatewayAccountId)
  return await withTransaction(ctx.db, async (tx) => {
    const [changed] = await tx.update(payoutAccount).set({ state, updatedAt: sql`linli_now()` })
      .where(eq(payoutAccount.providerId, providerId)).returning()
    const waiting = state === 'active' ? await listWaitingForAccount(tx, providerId) : []
    for (const bookingId of waiting) await ctx.jobs.send(tx, runPayoutsJob, { bookingId })
    return changed
  })
}

/**
 * Takes in an event about a provider's account: verified, kept once, its job queued in the same transaction.
 *
 * @returns whether it was new.
 * @throws {DomainError} `webhook_signature_invalid`: nothing was written.
 */
export async function receiveAccountWebhook(
  ctx: PaymentContext, { rawBody, signature }: { rawBody: string, signature: string | undefined },
): Promise<boolean> {
  const { id, type, createdAt, accountId } = ctx.gateway.verifyAccountWebhook(rawBody, signature)
  return await withTransaction(ctx.db, async (tx) => {
    const isAbout = accountId !== null
    const [taken] = await tx.insert(paymentEvent).values({
      id, type, objectId: accountId, createdAt, source: 'webhook', ...(!isAbout && { appliedAt: sql`linli_now()`, outcome: 'not_ours' }),
    }).onConflictDoNothing().returning({ id: paymentEvent.id })
    if (!taken) return false
    if (isAbout) await ctx.jobs.send(tx, refreshAccountJob, { eventId: id, accountId })
    return true
  })
}

/** The job of such an event: asks how the account stands now. */
export async function applyAccountEvent(
  ctx: PaymentContext, { eventId, accountId }: z.output<typeof refreshAccountJob.data>,
): Promise<void> {
  const [account] = await ctx.db.select().from(payoutAccount).where(eq(payoutAccount.gatewayAccountId, accountId))
  const refreshed = account && await refreshPayoutAccount(ctx, account.providerId)
  await markEventApplied(ctx.db, eventId, refreshed?.state ?? 'not_ours')
}

export async function findPayoutAccount(db: Queryable, providerId: string): Promise<PayoutAccount | undefined> {
  const [account] = await db.select().from(payoutAccount).where(eq(payoutAccount.providerId, providerId))
  return account
}
