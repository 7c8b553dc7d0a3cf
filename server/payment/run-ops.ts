import type { PaymentContext } from './context.ts'
import { runChargeOp } from './charge-saved.ts'
import { runCheckoutOp, runExpireOp } from './open-checkout.ts'
import { listOpenOps, type PaymentOp } from './queries.ts'
import { runRefundOp, type RefundHooks } from './refunds.ts'

/**
 * Carries out what waits for a payment, one after the other in the order in which it was asked for: refunds, and pages whose opening or
 * closing was cut short. What the gateway refuses ends as failed; what it leaves open throws, and is tried again.
 */
export async function runPaymentOps(ctx: PaymentContext, paymentId: string, hooks: RefundHooks = {}): Promise<void> {
  for (const op of await listOpenOps(ctx.db, paymentId)) await run(ctx, op, hooks)
}

async function run(ctx: PaymentContext, op: PaymentOp, hooks: RefundHooks): Promise<void> {
  if (op.kind === 'checkout') await runCheckoutOp(ctx, op)
  else if (op.kind === 'expire') await runExpireOp(ctx, op)
  else if (op.kind === 'charge') await runChargeOp(ctx, op)
  else if (op.kind === 'refund') await runRefundOp(ctx, op, hooks)
  else throw new Error(`payment: nothing carries out an op of kind ${op.kind}`)
}
