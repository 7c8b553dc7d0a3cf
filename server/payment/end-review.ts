import { eq } from 'drizzle-orm'
import type { Tx } from '../platform/database.ts'
import { sendJob } from '../platform/jobs.ts'
import { fail } from './errors.ts'
import { listForeignRefunds } from './foreign-refunds.ts'
import { runPayoutsJob } from './jobs.ts'
import { lockPayment, type Payment } from './queries.ts'
import { updateTotals } from './refunds.ts'
import { bankDispute, payment } from './schema.ts'
import { afterDisputes } from './state.ts'

/**
 * Releases a payment that a person has looked at. Where what was paid was not what was asked for it counts as paid late: nothing was
 * fulfilled for it, and the caller has it given back. The booking is locked.
 *
 * @returns the payment, and whether it is to be given back; undefined where it is not held.
 * @throws {DomainError} `refund_not_allotted` while a refund that was made past us belongs to no leg
 */
export async function endReview(tx: Tx, paymentId: string): Promise<{ payment: Payment, wasWrong: boolean } | undefined> {
  const held = await lockPayment(tx, paymentId)
  if (held.state !== 'review') return undefined
  if ((await listForeignRefunds(tx, [paymentId])).length > 0) throw fail('refund_not_allotted')
  const wasWrong = held.sumState === 'wrong'
  const disputes = await tx.select({ state: bankDispute.state }).from(bankDispute).where(eq(bankDispute.paymentId, paymentId))
  const state = afterDisputes(wasWrong ? 'late_paid' : 'paid', disputes.map(dispute => dispute.state))
  const [released] = await tx.update(payment).set({ state, ...(wasWrong && { sumState: 'given_back' }) }).where(eq(payment.id, paymentId)).returning()
  await sendJob(tx, runPayoutsJob, { bookingId: held.bookingId })
  return { payment: await updateTotals(tx, released!), wasWrong }
}
