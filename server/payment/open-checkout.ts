import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { now } from '../platform/clock.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import type { PaymentContext } from './context.ts'
import { fail, GatewayError } from './errors.ts'
import { runPaymentOpsJob } from './jobs.ts'
import type { Checkout, CheckoutRequest, PaymentSnapshot } from './model.ts'
import { openPayment } from './open-payment.ts'
import { runOp, startOp } from './payment-op.ts'
import { getPayment, listOpenOps, lockPayment, type Payment, type PaymentOp } from './queries.ts'
import { payment, paymentOp } from './schema.ts'

/** All that a page for paying shows; frozen in its op, so that whoever adopts the call makes the same one. */
export type CheckoutInput = Omit<CheckoutRequest, 'paymentId'> & { amount: number }

const checkoutParams = z.object({
  paymentId: z.string(), bookingId: z.string(), lines: z.array(z.object({ title: z.string(), amount: z.number() })),
  currency: z.string(), email: z.string(),
  locale: z.enum(['zh-CN', 'en']), successUrl: z.string(), cancelUrl: z.string(), expiresAt: z.coerce.date(),
  excludedMethods: z.array(z.enum(['card', 'alipay', 'wechat_pay'])), savesCard: z.boolean().default(false),
})

export type PreparedCheckout = { paymentId: string, opId: string, page: null } | { paymentId: string, opId: null, page: OpenPage }

export interface OpenPage {
  sessionId: string
  url: string
  expiresAt: Date
}

/**
 * First half: writes the payment of a booking and the op that will open its page, in the caller's transaction, which holds the booking's
 * lock. A repeat answers the page that is open, or the op that is under way; with `again` a page that has ended is followed by a new one.
 *
 * @throws {DomainError} `payment_not_open` when the payment has gone further, or its page is over.
 */
export async function prepareCheckout(
  ctx: PaymentContext, tx: Tx, input: CheckoutInput, { again = false }: { again?: boolean } = {},
): Promise<PreparedCheckout> {
  const { amount, ...request } = input
  const total = input.lines.reduce((sum, line) => sum + line.amount, 0)
  if (total !== amount) throw new RangeError(`the lines of a checkout add up to ${total}, not ${amount}`)
  const found = await openPayment(tx, { bookingId: input.bookingId, amount, currency: input.currency, again })
  if (found.state !== 'awaiting_payment' || found.amount !== amount || found.currency !== input.currency) throw fail('payment_not_open')
  if (found.gatewaySessionId !== null) {
    const page = openPage(found)
    if (!page || page.expiresAt <= await now(tx)) throw fail('payment_not_open')
    return { paymentId: found.id, opId: null, page }
  }
  const underWay = (await listOpenOps(tx, found.id)).find(op => op.kind === 'checkout')
  if (underWay) return { paymentId: found.id, opId: underWay.id, page: null }
  const op = await startOp(tx, { kind: 'checkout', paymentId: found.id, params: { ...request, paymentId: found.id, expiresAt: input.expiresAt.toISOString() } })
  await ctx.jobs.send(tx, runPaymentOpsJob, { paymentId: found.id }, { afterMs: 60_000 })
  return { paymentId: found.id, opId: op.id, page: null }
}

/**
 * Second half, after the commit: opens the page at the gateway and keeps its address.
 *
 * @throws {DomainError} `checkout_unavailable`: the gateway did not answer or refused. Asking again is safe.
 */
export async function openCheckout(ctx: PaymentContext, opId: string): Promise<OpenPage> {
  const [op] = await ctx.db.select().from(paymentOp).where(and(eq(paymentOp.id, opId), eq(paymentOp.kind, 'checkout')))
  if (!op || op.paymentId === null) throw fail('not_found')
  try {
    await runCheckoutOp(ctx, op)
  } catch (error) {
    if (error instanceof GatewayError) throw fail('checkout_unavailable', { code: error.code })
    throw error
  }
  const page = openPage(await getPayment(ctx.db, op.paymentId))
  if (!page) throw fail('checkout_unavailable')
  return page
}

export async function runCheckoutOp(ctx: PaymentContext, op: PaymentOp): Promise<PaymentOp['state']> {
  const request = checkoutParams.parse(op.params)
  return await runOp<Checkout>(ctx, op, {
    call: async key => await ctx.gateway.createCheckout(request, key),
    lookUp: async since => await ctx.gateway.findCheckout(request, since),
    commit: async (tx, { sessionId, url, expiresAt }) => {
      await lockPayment(tx, request.paymentId)
      await tx.update(payment).set({ gatewaySessionId: sessionId, gatewaySessionUrl: url, gatewaySessionExpiresAt: expiresAt })
        .where(eq(payment.id, request.paymentId))
    },
  })
}

const openPage = ({ gatewaySessionId: sessionId, gatewaySessionUrl: url, gatewaySessionExpiresAt: expiresAt }: Payment): OpenPage | null =>
  sessionId !== null && url !== null && expiresAt !== null ? { sessionId, url, expiresAt } : null

/**
 * Ends a page before its time, so that the payment cannot arrive any more, and answers how the payment stands then: `paid` if it was paid
 * first. Undefined if no page was ever opened. The caller applies the answer.
 *
 * @throws {DomainError} `checkout_unavailable`: it may still be paid, so nothing may be released.
 */
export async function closeCheckout(ctx: PaymentContext, paymentId: string): Promise<PaymentSnapshot | undefined> {
  try {
    // A page whose opening hangs may exist: it is adopted first, then closed.
    for (const op of await listOpenOps(ctx.db, paymentId)) if (op.kind === 'checkout') await runCheckoutOp(ctx, op)
    const { gatewaySessionId: sessionId } = await getPayment(ctx.db, paymentId)
    if (sessionId === null) return undefined
    const op = await withTransaction(ctx.db, async tx => await startOp(tx, { kind: 'expire', paymentId, params: { sessionId } }))
    await runExpireOp(ctx, op)
    return await ctx.gateway.fetchPayment({ sessionId })
  } catch (error) {
    if (error instanceof GatewayError) throw fail('checkout_unavailable', { code: error.code })
    throw error
  }
}

export async function runExpireOp(ctx: PaymentContext, op: PaymentOp): Promise<PaymentOp['state']> {
  const { sessionId } = z.object({ sessionId: z.string() }).parse(op.params)
  return await runOp<Checkout>(ctx, op, {
    call: async key => await ctx.gateway.expireCheckout(sessionId, key),
    lookUp: async () => await ctx.gateway.retrieveCheckout(sessionId).then(page => (page.state === 'open' ? undefined : page)),
    // The op keeps the answer; the payment changes where its snapshot is applied.
    commit: async () => {},
  })
}
