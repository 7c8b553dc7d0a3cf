import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { now } from '../platform/clock.ts'
import type { Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { factsOfTransfer, netDebts, owe, undoNetting } from './debts.ts'
import type { Earning } from './earnings.ts'
import { startOp } from './payment-op.ts'
import { inHand, nextStep, settledBackOf, settledOf, type EarningState, type PayoutFacts, type PayoutStep } from './payout.ts'
import { readPayout, type PayoutSubject, type Transfer } from './payout-facts.ts'
import { hasOpenMoneyOps, lockPaymentOfBooking, type Payment } from './queries.ts'
import { earning, payoutAccount, transfer, transferReversal } from './schema.ts'

/**
 * Works out what is to be done next with what a booking's providers have earned, and writes it down: entries of the books at once, at most
 * one call to the gateway as an op. One call at a time for each booking, so a refund that is under way comes first. The caller holds the
 * booking's lock; this takes the payment's and the providers'.
 *
 * @returns whether there is an op to carry out.
 */
export async function planPayouts(tx: Tx, bookingId: string): Promise<boolean> {
  const paid = await lockPaymentOfBooking(tx, bookingId)
  const earnings = await tx.select().from(earning).where(eq(earning.bookingId, bookingId)).orderBy(earning.bookingLegId)
  if (earnings.length === 0) return false
  const accounts = await lockProviders(tx, [...new Set(earnings.map(({ providerId }) => providerId))])
  const at = await now(tx)
  let isBusy = await hasOpenMoneyOps(tx, bookingId)
  let planned = false
  for (const row of earnings) {
    const subject = { earning: row, paid, account: accounts.get(row.providerId)!, at }
    const { step, facts, transfers } = await settle(tx, subject)
    if (step.kind === 'rest') await setState(tx, row, step.state)
    if (step.kind === 'rest' || isBusy) continue
    if (step.kind === 'transfer') await beginTransfer(tx, subject, step.part, step.amount, transfers)
    else await beginReversal(tx, subject, { ...step, facts, transfers })
    await setState(tx, row, step.state)
    isBusy = true
    planned = true
  }
  return planned
}

async function lockProviders(tx: Tx, ids: readonly string[]): Promise<Map<string, PayoutSubject['account']>> {
  await tx.insert(payoutAccount).values(ids.map(providerId => ({ providerId }))).onConflictDoNothing()
  const rows = await tx.select().from(payoutAccount).where(inArray(payoutAccount.providerId, [...ids]))
    .orderBy(asc(payoutAccount.providerId)).for('update')
  return new Map(rows.map(row => [row.providerId, row]))
}

type Call = Extract<PayoutStep, { kind: 'rest' | 'transfer' | 'reverse' }>

/** Takes the steps that are books only, until the next one is a call, or none. */
async function settle(tx: Tx, subject: PayoutSubject): Promise<{ step: Call, facts: PayoutFacts, transfers: Transfer[] }> {
  for (;;) {
    const { facts, transfers } = await readPayout(tx, subject)
    const step = nextStep(facts)
    if (step.kind === 'net') await netDebts(tx, { ...step, earning: subject.earning })
    else if (step.kind === 'unnet') await undoNetting(tx, { ...step, earning: subject.earning })
    else if (step.kind === 'owe') await owe(tx, { ...step, earning: subject.earning, transfers })
    else return { step, facts, transfers }
  }
}

async function setState(tx: Tx, { bookingLegId, state }: Earning, to: EarningState): Promise<void> {
  if (state === to) return
  const isOver = to === 'paid' || to === 'reversed'
  await tx.update(earning).set({ state: to, updatedAt: sql`linli_now()`, ...(isOver && { refusal: null, retryAt: null }) })
    .where(eq(earning.bookingLegId, bookingLegId))
}

/** What an amount is where the platform holds the payment's money. */
function settledFor(paid: Payment | undefined, { currency }: Earning): { currency: string, of: (amount: number) => number } {
  const settlement = paid?.settlement
  if (!paid || !settlement) return { currency, of: amount => amount }
  return { currency: settlement.currency, of: amount => settledOf(amount, { from: paid.capturedAmount, to: settlement.amount }) }
}

async function beginTransfer(
  tx: Tx, { earning: row, paid, account }: PayoutSubject, part: Transfer['part'], amount: number, transfers: readonly Transfer[],
): Promise<void> {
  const { bookingId, bookingLegId, providerId, currency } = row
  const settled = settledFor(paid, row)
  // What came back of a charge's transfer lies on the balance, and is sent from there.
  const wasReversed = transfers.some(each => each.part === part && each.reversedAmount > 0)
  const params = {
    bookingId, accountId: account.gatewayAccountId, amount: settled.of(amount), currency: settled.currency,
    chargeId: part === 'cash' && !wasReversed ? paid?.gatewayChargeId ?? null : null,
  }
  const op = await startOp(tx, { kind: 'transfer', paymentId: null, bookingId, params })
  await tx.insert(transfer).values({
    id: newId(), bookingId, bookingLegId, providerId, part, opId: op.id, amount, currency,
    settledAmount: params.amount, settledCurrency: params.currency, state: 'requested',
  })
}

/** Brings back of the latest transfer that has something left. */
async function beginReversal(
  tx: Tx, { earning: row }: PayoutSubject,
  { part, amount, facts, transfers }: { part: Transfer['part'], amount: number, facts: PayoutFacts, transfers: readonly Transfer[] },
): Promise<void> {
  const of = transfers.filter(each => each.part === part && each.state === 'sent').findLast(each => inHand(factsOfTransfer(each)) > 0)!
  const back = Math.min(amount, inHand(factsOfTransfer(of)))
  const settledBack = settledBackOf(of, back)
  const op = await startOp(tx, {
    kind: 'reversal', paymentId: null, bookingId: row.bookingId, params: { bookingId: row.bookingId, transferId: of.gatewayTransferId, amount: settledBack },
  })
  await tx.insert(transferReversal).values({
    id: newId(), transferId: of.id, opId: op.id, amount: back, settledAmount: settledBack, state: 'requested',
    reason: facts.isFrozen ? 'frozen' : 'for_good',
  })
}

/** Bookings of a provider whose earnings wait for its account. */
export async function listWaitingForAccount(tx: Tx, providerId: string): Promise<string[]> {
  const rows = await tx.selectDistinct({ bookingId: earning.bookingId }).from(earning)
    .where(and(eq(earning.providerId, providerId), eq(earning.state, 'waiting_account')))
  return rows.map(({ bookingId }) => bookingId)
}
