import { eq, sql } from 'drizzle-orm'
import { now } from '../platform/clock.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { PaymentContext } from './context.ts'
import { GatewayError } from './errors.ts'
import type { PaymentOp } from './queries.ts'
import { paymentOp } from './schema.ts'

/** A gateway forgets a key after a day, and would carry out a repeat as a new call. An hour less, for the time that a call takes. */
const keyLifetimeMs = 23 * 3_600_000

export interface NewOp {
  kind: PaymentOp['kind']
  paymentId: string | null
  /** Of what moves a booking's money. */
  bookingId?: string
  params: Record<string, unknown>
}

/** Writes down that a call is going to be made. It must be committed before the call: its id is the idempotency key. */
export async function startOp(tx: Tx, { kind, paymentId, bookingId, params }: NewOp): Promise<PaymentOp> {
  const [op] = await tx.insert(paymentOp).values({ id: newId(), kind, paymentId, bookingId, params }).returning()
  return op!
}

export interface OpRun<Result extends object> {
  call: (key: string) => Promise<Result>
  /** Finds what an earlier call made, where its key can no longer be repeated. */
  lookUp: (since: Date) => Promise<Result | undefined>
  /** Writes the result, in the transaction that ends the op. Runs at most once. */
  commit: (tx: Tx, result: Result) => Promise<void>
  /** Writes that the gateway said no, in the transaction that ends the op. */
  refuse?: (tx: Tx, error: GatewayError) => Promise<void>
}

/**
 * Carries out a committed op: calls, then commits the result. Safe to repeat after a crash at any point, and safe to run twice at once:
 * the key makes the gateway answer the same, the lock makes us write it once.
 *
 * @returns how the op stands now.
 * @throws {GatewayError} `unavailable`: nobody knows; the op stays started, run it again.
 */
export async function runOp<Result extends object>(ctx: PaymentContext, op: PaymentOp, run: OpRun<Result>): Promise<PaymentOp['state']> {
  if (op.state !== 'started') return op.state
  const at = await now(ctx.db)
  const firstCall = op.calledAt
  await ctx.db.update(paymentOp)
    .set({ attempts: sql`${paymentOp.attempts} + 1`, calledAt: sql`coalesce(${paymentOp.calledAt}, linli_now())` }).where(eq(paymentOp.id, op.id))
  try {
    const keyIsOld = firstCall !== null && at.getTime() - firstCall.getTime() > keyLifetimeMs
    const adopted = keyIsOld ? await run.lookUp(firstCall) : undefined
    const result: Result = adopted ?? await run.call(op.id).catch(async error => await adoptOther(run, error, firstCall ?? at))
    return await finish(ctx, op.id, { state: 'done', result: Object.fromEntries(Object.entries(result)) }, async tx => await run.commit(tx, result))
  } catch (error) {
    if (!(error instanceof GatewayError) || error.kind !== 'refused') throw error
    ctx.log.error({ err: error, op: op.id, kind: op.kind, payment: op.paymentId }, 'payment: the gateway refused')
    return await finish(ctx, op.id, { state: 'failed', error: error.code }, async tx => await run.refuse?.(tx, error))
  }
}

/**
 * The key is taken by a call that said something else: an earlier version of this code made it. What came of it is ours, and not to be made
 * a second time; a refusal stays one.
 */
async function adoptOther<Result extends object>(run: OpRun<Result>, error: unknown, since: Date): Promise<Result> {
  const made = error instanceof GatewayError && error.code === 'key_of_another_call' ? await run.lookUp(since) : undefined
  if (!made) throw error
  return made
}

type Ending = { state: 'done', result: Record<string, unknown> } | { state: 'failed', error: string }

async function finish(ctx: PaymentContext, opId: string, ending: Ending, write: (tx: Tx) => Promise<void>): Promise<PaymentOp['state']> {
  return await withTransaction(ctx.db, async (tx) => {
    // What is written may lock booking and payment, which come before the op: so the op is only read here, and claimed at the end.
    const [op] = await tx.select({ state: paymentOp.state }).from(paymentOp).where(eq(paymentOp.id, opId))
    if (op?.state !== 'started') return op?.state ?? ending.state
    await write(tx)
    const [ended] = await tx.update(paymentOp).set({ ...ending, doneAt: sql`linli_now()` })
      .where(sql`${paymentOp.id} = ${opId} and ${paymentOp.state} = 'started'`).returning({ id: paymentOp.id })
    if (!ended) throw new OpEndedElsewhere()
    return ending.state
  }).catch((error: unknown) => {
    if (error instanceof OpEndedElsewhere) return ending.state
    throw error
  })
}

/** Another process ended the op first: what this one wrote is rolled back. */
class OpEndedElsewhere extends Error {}
