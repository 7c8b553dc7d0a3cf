import { and, eq, sql } from 'drizzle-orm'
import { withTransaction, type Tx } from '../platform/database.ts'
import type { PaymentContext } from './context.ts'
import { fail } from './errors.ts'
import { bearNoMore } from './foreign-refunds.ts'
import { recordLedger } from './ledger.ts'
import { paidElsewhereEntries } from './ledger-rules.ts'
import { lockPayment } from './queries.ts'
import { paidInTheEnd, type ManualRefund } from './refund-queue.ts'
import { requestRefund } from './refunds.ts'
import { manualRefund } from './schema.ts'

export interface ManualResolution {
  id: string
  operatorId: string
  /**
   * `retried`: ask the gateway again. `paid_elsewhere`: the money went another way. `dismissed`: there is nothing to give, and the note
   * says why.
   */
  how: Exclude<ManualRefund['state'], 'open'>
  note: string
}

export interface ResolveHooks {
  /** Takes the booking's lock. */
  before: (tx: Tx, bookingId: string) => Promise<void>
  /** Carries the change into the leg. */
  after: (tx: Tx, resolved: ManualRefund) => Promise<void>
}

/**
 * An operator ends an entry of the queue.
 * @throws {DomainError} `not_found`, also where it was ended before; `payment_disputed` while a bank decides; `payment_not_refundable`;
 * `refund_exceeds_payment` where the payer has more back by now, from their bank perhaps, than would leave so much
 */
export async function resolveManualRefund(
  ctx: PaymentContext, { id, operatorId, how, note }: ManualResolution, hooks: ResolveHooks,
): Promise<void> {
  await withTransaction(ctx.db, async (tx) => {
    const [found] = await tx.select().from(manualRefund).where(eq(manualRefund.id, id))
    if (!found) throw fail('not_found')
    await hooks.before(tx, found.bookingId)
    if (how === 'paid_elsewhere') await assertStillPaid(tx, found)
    const [row] = await tx.update(manualRefund).set({ state: how, resolvedBy: operatorId, note, resolvedAt: sql`linli_now()` })
      .where(and(eq(manualRefund.id, id), eq(manualRefund.state, 'open'))).returning()
    if (!row) throw fail('not_found')
    const { bookingId, bookingLegId, paymentId, amount, currency, reason } = row
    if (how === 'retried') await requestRefund(ctx, tx, { paymentId, bookingLegId, amount, reason })
    if (how === 'paid_elsewhere') {
      const entries = paidElsewhereEntries({ amount, currency })
      await recordLedger(tx, { bookingId, bookingLegId, cause: 'paid_elsewhere', causeId: id, entries })
    }
    if (how === 'dismissed') await bearNoMore(tx, row)
    await hooks.after(tx, row)
  })
}

/** What goes past the gateway nobody else counts: no more may go than the payer has left with us, nor while a bank may give it back. */
async function assertStillPaid(tx: Tx, { paymentId, bookingId, amount }: ManualRefund): Promise<void> {
  if ((await lockPayment(tx, paymentId)).state === 'disputed') throw fail('payment_disputed')
  const left = await paidInTheEnd(tx, bookingId)
  if (amount > left) throw fail('refund_exceeds_payment', { left })
}
