import { eq, sql } from 'drizzle-orm'
import { withTransaction } from '../platform/database.ts'
import type { PaymentContext } from './context.ts'
import { fail, GatewayError } from './errors.ts'
import type { PayoutAccountRequest, PayoutAccountSnapshot } from './model.ts'
import { runOp, startOp } from './payment-op.ts'
import type { PaymentOp } from './queries.ts'
import { paymentOp, payoutAccount } from './schema.ts'

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
      call: async key => await ctx.gateway.createPayoutAccount(request, key),
      // An account without a verified owner is worth nothing: after a day a new one may take its place.
      lookUp: async () => undefined,
      commit: async (tx, { accountId, state }) => {
        await tx.update(payoutAccount).set({ gatewayAccountId: accountId, state, updatedAt: sql`linli_now()` }).where(eq(payoutAccount.providerId, providerId))
      },
    })
  }
  const account = await findPayoutAccount(ctx, providerId)
  if (!account?.gatewayAccountId) throw fail('checkout_unavailable')
  return account.gatewayAccountId
}

/** Asks the gateway whether money can be sent to a provider, and keeps the answer. */
export async function refreshPayoutAccount(ctx: PaymentContext, providerId: string): Promise<PayoutAccount | undefined> {
  const account = await findPayoutAccount(ctx, providerId)
  if (!account?.gatewayAccountId) return account
  const { state } = await ctx.gateway.retrievePayoutAccount(account.gatewayAccountId)
  const [changed] = await ctx.db.update(payoutAccount).set({ state, updatedAt: sql`linli_now()` }).where(eq(payoutAccount.providerId, providerId)).returning()
  return changed
}

async function findPayoutAccount({ db }: PaymentContext, providerId: string): Promise<PayoutAccount | undefined> {
  const [account] = await db.select().from(payoutAccount).where(eq(payoutAccount.providerId, providerId))
  return account
}
