import { desc, eq, ne, sql, type SQL } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'
import { sendJob } from '../platform/jobs.ts'
import { readPage, totalOfAll, type Paged } from '../platform/paging.ts'
import { writeOffEarnings } from './earnings.ts'
import { runPayoutsJob } from './jobs.ts'
import { recordLedger } from './ledger.ts'
import { disputeEntries, disputeLostEntries, disputeWonEntries } from './ledger-rules.ts'
import type { DisputeSnapshot } from './model.ts'
import { updateTotals } from './refunds.ts'
import type { Payment } from './queries.ts'
import { keepLoss, type LegCash } from './losses.ts'
import { bankDispute, payment } from './schema.ts'
import { afterDisputes, disputeTransition } from './state.ts'

/**
 * Writes what is known of banks' disputes of a payment. While one is open nothing of the payment is given back or sent on, and what was
 * sent is brought back; won, it is sent again. Lost, the earnings are written off: a provider bears what it had not got yet and what came
 * back of it, the platform the rest, the commission and the gateway's fee. The payment and its booking are locked.
 */
export async function applyDisputes(
  tx: Tx, paid: Payment, { told, legs }: { told: readonly DisputeSnapshot[], legs: readonly LegCash[] },
): Promise<Payment> {
  if (told.length === 0) return paid
  const states: DisputeSnapshot['state'][] = []
  let lostNow = false
  for (const dispute of told) {
    const { from, to } = await keepDispute(tx, paid, dispute)
    states.push(to)
    await writeEntries(tx, paid, dispute, to)
    if (to !== 'lost' || from === 'lost') continue
    await keepLoss(tx, dispute, legs)
    lostNow = true
  }
  const state = afterDisputes(paid.state, states)
  if (state === paid.state && !lostNow) return paid
  const [changed] = await tx.update(payment).set({ state }).where(eq(payment.id, paid.id)).returning()
  if (lostNow) await writeOffEarnings(tx, paid.bookingId)
  await sendJob(tx, runPayoutsJob, { bookingId: paid.bookingId })
  return await updateTotals(tx, changed!)
}

async function keepDispute(
  tx: Tx, paid: Payment, { disputeId, state, amount, currency, reason, openedAt, evidenceDueAt }: DisputeSnapshot,
): Promise<{ from: DisputeSnapshot['state'] | null, to: DisputeSnapshot['state'] }> {
  const [before] = await tx.select().from(bankDispute).where(eq(bankDispute.gatewayDisputeId, disputeId))
  const to = before ? disputeTransition(before.state, state) : state
  const known = {
    state: to, evidenceDueAt,
    ...(to !== 'open' && before?.closedAt == null && { closedAt: sql`linli_now()` }),
  }
  await tx.insert(bankDispute).values({ gatewayDisputeId: disputeId, paymentId: paid.id, amount, currency, reason, openedAt, ...known })
    .onConflictDoUpdate({ target: bankDispute.gatewayDisputeId, set: known })
  return { from: before?.state ?? null, to }
}

/** The same entries in whatever order the news came: taken, then returned or gone. */
async function writeEntries(tx: Tx, paid: Payment, told: DisputeSnapshot, state: DisputeSnapshot['state']): Promise<void> {
  const { bookingId } = paid
  const { disputeId: causeId, amount, currency, taken, returned } = told
  if (!taken) return
  await recordLedger(tx, { bookingId, cause: 'dispute', causeId, entries: disputeEntries({ amount, currency, settlement: taken }) })
  if (state === 'won' && returned) {
    await recordLedger(tx, { bookingId, cause: 'dispute_won', causeId, entries: disputeWonEntries({ amount, currency, settlement: returned }) })
  }
  if (state === 'lost') await recordLedger(tx, { bookingId, cause: 'dispute_lost', causeId, entries: disputeLostEntries({ amount, currency }) })
}

export interface ListedDispute {
  id: string
  bookingId: string
  state: DisputeSnapshot['state']
  reason: string
  amount: number
  currency: string
  openedAt: Date
  evidenceDueAt: Date | null
  closedAt: Date | null
  /** Of what the booking's providers were sent: what came back, and what is still with them. */
  broughtBackAmount: number
  withProvidersAmount: number
}

/** Banks' disputes, those first whose evidence is due first; or (`open` false) what is decided, the latest first. */
export async function listBankDisputes(db: Queryable, { open, page }: { open: boolean, page: number }): Promise<Paged<ListedDispute>> {
  const sentOf = (of: SQL) => sql`(select coalesce(sum(${of}), 0) from transfer t where t.booking_id = ${payment.bookingId} and t.state = 'sent')`.mapWith(Number)
  return await readPage({ page, perPage: 30 }, async ({ limit, offset }) => await db.select({
    id: bankDispute.gatewayDisputeId, bookingId: payment.bookingId, state: bankDispute.state, reason: bankDispute.reason,
    amount: bankDispute.amount, currency: bankDispute.currency, openedAt: bankDispute.openedAt, evidenceDueAt: bankDispute.evidenceDueAt,
    closedAt: bankDispute.closedAt, broughtBackAmount: sentOf(sql`t.reversed_amount`),
    withProvidersAmount: sentOf(sql`t.amount - t.reversed_amount - t.owed_amount - t.lost_amount`), total: totalOfAll,
  }).from(bankDispute).innerJoin(payment, eq(payment.id, bankDispute.paymentId))
    .where(open ? eq(bankDispute.state, 'open') : ne(bankDispute.state, 'open'))
    .orderBy(
      ...open ? [sql`${bankDispute.evidenceDueAt} nulls last`, desc(bankDispute.openedAt)] : [desc(bankDispute.closedAt)],
      bankDispute.gatewayDisputeId,
    ).limit(limit).offset(offset))
}
