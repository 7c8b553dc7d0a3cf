import { sql } from 'drizzle-orm'
import type { Config } from '../../../server/platform/config.ts'
import { withTransaction } from '../../../server/platform/database.ts'
import { newId } from '../../../server/platform/ids.ts'
import { openFiles } from '../../../server/platform/files/index.ts'
import { handle, startJobs } from '../../../server/platform/jobs.ts'
import { createLog } from '../../../server/platform/log.ts'
import {
  applyPaymentEventJob, applyPaymentSnapshot, createStripeGateway, fetchForEvent,
  getPayment, listLedgerOfBooking, listRefunds, markEventApplied,
  openCheckout, prepareCheckout, receiveWebhook, reconcilePayments, reconcilePaymentsJob, refundChangedJob, runPaymentOps, runPaymentOpsJob,
  runPayouts, runPayoutsJob,
  type PaymentChange, type PaymentContext, type PaymentGateway,
} from '../../../server/payment/index.ts'
import { createTestDatabase } from '../../support/database.ts'
import { secretKey, startHarness, webhookSecret } from '../../unit/sandbox-stripe/harness.ts'

export type Bed = Awaited<ReturnType<typeof startBed>>

/** The payment slice alone on real PostgreSQL and the Stripe stand-in; what checkout does is the smallest that applies events. */
export async function startBed() {
  const { db, url } = await createTestDatabase()
  // Other slices' rows are not this slice's subject.
  const { rows } = await db.execute<{ drop: string }>(sql`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop
      from pg_constraint where contype = 'f' and confrelid = any('{booking,booking_leg,provider,person}'::regclass[])`)
  for (const { drop } of rows) await db.execute(sql.raw(drop))
  const changes: PaymentChange[] = []
  const h = await startHarness({
    receive: async (rawBody, signature) => {
      await receiveWebhook(ctx, { rawBody, signature })
      return 200
    },
  })
  const log = createLog({ LINLI_LOG_LEVEL: 'silent' })
  const gateway = createStripeGateway({ secretKey, webhookSecret, apiBase: h.origin })
  const jobs = await startJobs({
    databaseUrl: url, db, log, supervise: false, max: 2,
    handlers: [
      handle(applyPaymentEventJob, async (event) => {
        const found = await fetchForEvent(ctx, event)
        await withTransaction(db, async (tx) => {
          if (!found) return await markEventApplied(tx, event.eventId, 'ignored')
          const change = await applyPaymentSnapshot(tx, { paymentId: found.payment.id, snapshot: found.snapshot, late: false, legs: [] })
          if (change.from !== change.to) changes.push(change)
          await markEventApplied(tx, event.eventId, change.to)
        })
      }),
      handle(runPaymentOpsJob, async ({ paymentId }) => await runPaymentOps(ctx, paymentId)),
      handle(runPayoutsJob, async ({ bookingId }) => await runPayouts(ctx, bookingId)),
      handle(refundChangedJob, async () => {}),
      handle(reconcilePaymentsJob, async () => void await reconcilePayments(ctx)),
    ],
  })
  const config = {} as Config
  const post = { sendMail: async () => undefined, sendSms: async () => undefined } as unknown as PaymentContext['post']
  const files = openFiles({ LINLI_FILES_URL: 'file:///nowhere' })
  const ctx: PaymentContext = { config, db, files, jobs, log, post, gateway }

  const prepare = async (bookingId: string, over: { amount?: number } = {}) => {
    const amount = over.amount ?? 41_800
    return await withTransaction(db, async tx => await prepareCheckout(ctx, tx, {
      bookingId, amount, currency: 'CNY', lines: [{ title: '保洁', amount: amount - 15_000 }, { title: '护士', amount: 15_000 }],
      email: 'resident@example.com', locale: 'zh-CN', successUrl: 'http://shop.test/done?s={CHECKOUT_SESSION_ID}', cancelUrl: 'http://shop.test/back',
      expiresAt: new Date(Date.now() + 31 * 60_000), excludedMethods: [], savesCard: false,
    }))
  }

  return {
    ctx, db, h, changes, prepare,
    /** A payment with an open page. */
    async open(bookingId = newId()) {
      const prepared = await prepare(bookingId)
      const page = prepared.page ?? await openCheckout(ctx, prepared.opId)
      return { bookingId, paymentId: prepared.paymentId, ...page }
    },
    /** One that is paid, and known to be. */
    async paid(method = 'card') {
      const opened = await this.open()
      await h.control('pay', { session: opened.sessionId, method })
      await this.heard()
      return opened
    },
    /** Waits until the stand-in has delivered what it has to say, then applies it. */
    async heard() {
      for (;;) {
        const { webhooks } = (await h.control('state')) as { webhooks: { waiting: number, inFlight: number } }
        if (webhooks.waiting === 0 && webhooks.inFlight === 0) break
        await new Promise(done => setTimeout(done, 10))
      }
      await jobs.drain()
    },
    /** The same, with a gateway that does things differently. */
    as: (over: Partial<PaymentGateway>): PaymentContext => ({ ...ctx, gateway: { ...gateway, ...over } }),
    payment: async (id: string) => await getPayment(db, id),
    refunds: async (id: string) => await listRefunds(db, id),
    /** Sums per account that are not nothing, to compare. */
    async ledger(bookingId: string): Promise<Record<string, number>> {
      const totals: Record<string, number> = {}
      for (const { account, amount } of await listLedgerOfBooking(db, bookingId)) totals[account] = (totals[account] ?? 0) + amount
      return Object.fromEntries(Object.entries(totals).filter(([, amount]) => amount !== 0))
    },
    async stop() {
      await h.stop()
      await jobs.stop()
    },
  }
}
