import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import { forgetBusyCalendars, forgetPortraits, importBusy, importBusyJob, sweepBusyCalendars, sweepBusyCalendarsJob } from './availability/index.ts'
import {
  bookingChangedJob, expireHold, expireHoldJob, exportBookings, exportPlans, extendPlans, extendPlansJob, forgetBooker, hasOpenBookings,
  lockBooking, planChangedJob, sweepTimersJob, wakeBookingJob,
} from './booking/index.ts'
import { applyPaymentEvent, keepRefunded, runTimers, wakeBooking } from './checkout/index.ts'
import { agreementChangedJob, followSupply, followSupplyJob, forgetDrafts, providerChangedJob, supplyChangedJob } from './catalog/index.ts'
import { createAuth, sweepIdentity, sweepIdentityJob, type AccountHooks, type IdentityContext } from './identity/index.ts'
import { migrations } from './migrations.ts'
import {
  exportNotices, forgetFeeds, planAgreementNotices, planProviderNotices, planBundleNotices, planCareNotices, planNotices, planRefundNotices,
  sendNotice, sendNoticeJob, sweepNotices, sweepNoticesJob, warnCredentials, warnCredentialsJob,
} from './notification/index.ts'
import {
  applyAccountEvent, applyPaymentEventJob, createStripeGateway, reconcileBalance, reconcileBalanceJob, reconcilePayments,
  reconcilePaymentsJob, refreshAccountJob, refundChangedJob, runPaymentOps, runPaymentOpsJob, runPayouts, runPayoutsJob,
  type PaymentContext, type PaymentGateway,
} from './payment/index.ts'
import type { Config } from './platform/config.ts'
import { readConfig } from './platform/config.ts'
import { openDatabase, withTransaction } from './platform/database.ts'
import { openFiles, sweepFiles, sweepFilesJob } from './platform/files/index.ts'
import { sweepPlatform, sweepPlatformJob } from './platform/sweep.ts'
import { handle, startJobs, type JobHandler } from './platform/jobs.ts'
import { createLog } from './platform/log.ts'
import { openPost } from './platform/mail.ts'
import { migrate } from './platform/migrate.ts'
import { bundleChanged, createSearchEngine, ensureIndex, flushNotes, searchHandlers, type SearchContext } from './search/index.ts'

/** The application: every part, put together once. */
export interface App extends IdentityContext, PaymentContext, SearchContext {
  /** What other slices say when a person leaves or asks what is kept. */
  accountHooks: AccountHooks
  /** Ends what is running, hands jobs back, closes connections. */
  close: () => Promise<void>
}

export interface CreateAppOptions {
  config: Config
  /** Takes up the jobs in this process. Off for tests, which drain them by hand. Default on. */
  work?: boolean
  /** In place of Stripe. */
  gateway?: PaymentGateway
}

/** How long a start waits for the index to be filled. */
const indexPatienceMs = 15_000

const accountHooks: AccountHooks = {
  canDelete: async (tx, personId) => !await hasOpenBookings(tx, personId),
  forget: async (tx, personId) => {
    await forgetBooker(tx, personId)
    await forgetDrafts(tx, personId)
    await forgetFeeds(tx, personId)
    await forgetBusyCalendars(tx, personId)
    await forgetPortraits(tx, personId)
  },
  exportData: async (db, personId) => ({ bookings: await exportBookings(db, personId),
    plans: await exportPlans(db, personId), ...await exportNotices(db, personId) }),
}

/** Search follows what a bundle can be served by; its publisher is told what became of it. */
async function supplyChanged(app: App, { outcome, ...change }: z.output<typeof supplyChangedJob.data>): Promise<void> {
  await withTransaction(app.db, async tx => await bundleChanged(tx, app.jobs, [change.bundleId]))
  if (outcome !== 'changed') await planBundleNotices(app, { outcome, ...change })
}

/** Which code does which job. */
function handlersOf(app: () => App): JobHandler[] {
  return [
    handle(expireHoldJob, async ({ bookingId }) => void await expireHold(app(), bookingId)),
    handle(wakeBookingJob, async ({ bookingId }) => void await wakeBooking(app(), bookingId)),
    handle(sweepTimersJob, async () => void await runTimers(app())),
    handle(extendPlansJob, async () => void await extendPlans(app())),
    handle(applyPaymentEventJob, async event => await applyPaymentEvent(app(), event)),
    handle(runPaymentOpsJob, async ({ paymentId }) =>
      await runPaymentOps(app(), paymentId, {
        before: async (tx, bookingId) => void await lockBooking(tx, bookingId),
        after: async (tx, { refund }) => await keepRefunded(tx, refund),
      })),
    handle(runPayoutsJob, async ({ bookingId }) => await runPayouts(app(), bookingId, async (tx, id) => void await lockBooking(tx, id))),
    handle(refreshAccountJob, async event => await applyAccountEvent(app(), event)),
    handle(reconcilePaymentsJob, async () => void await reconcilePayments(app())),
    handle(reconcileBalanceJob, async () => void await reconcileBalance(app())),
    handle(bookingChangedJob, async change => await planNotices(app(), change)),
    handle(providerChangedJob, async change => await planProviderNotices(app(), change)),
    handle(planChangedJob, async change => await planCareNotices(app(), change)),
    handle(refundChangedJob, async change => await planRefundNotices(app(), change)),
    handle(agreementChangedJob, async change => await planAgreementNotices(app(), change)),
    handle(followSupplyJob, async scope => await followSupply(app(), scope)),
    handle(supplyChangedJob, async change => await supplyChanged(app(), change)),
    handle(sendNoticeJob, async ({ id }) => await sendNotice(app(), id)),
    handle(sweepNoticesJob, async () => await sweepNotices(app())),
    handle(warnCredentialsJob, async () => await warnCredentials(app())),
    handle(importBusyJob, async ({ resourceId }) => await importBusy(app(), resourceId)),
    handle(sweepBusyCalendarsJob, async () => await sweepBusyCalendars(app())),
    handle(sweepIdentityJob, async () => await sweepIdentity(app().db)),
    handle(sweepFilesJob, async () => await sweepFiles(app())),
    handle(sweepPlatformJob, async () => await sweepPlatform(app().db)),
  ]
}

export async function createApp({ config, work = true, gateway }: CreateAppOptions): Promise<App> {
  const log = createLog(config)
  const db = openDatabase({ url: config.DATABASE_URL, max: config.LINLI_DATABASE_POOL })
  const ran = await migrate(db, migrations)
  if (ran.length > 0) log.info({ ran }, 'schema brought up to date')
  const search = createSearchEngine(config, db)
  const handlers = [...handlersOf(() => app), ...searchHandlers(() => app)]
  const jobs = await startJobs({ databaseUrl: config.DATABASE_URL, db, log, handlers, supervise: work, max: work ? 6 : 2 })
  const post = openPost(config)
  const app: App = {
    config,
    db,
    files: openFiles(config),
    jobs,
    log,
    post,
    search,
    auth: createAuth({ config, db, post }),
    gateway: gateway ?? createStripeGateway({
      secretKey: config.STRIPE_SECRET_KEY,
      webhookSecret: config.STRIPE_WEBHOOK_SECRET,
      ...(config.STRIPE_ACCOUNT_WEBHOOK_SECRET && { accountWebhookSecret: config.STRIPE_ACCOUNT_WEBHOOK_SECRET }),
      ...(config.STRIPE_API_BASE && { apiBase: config.STRIPE_API_BASE }),
    }),
    accountHooks,
    async close() {
      await jobs.stop()
      await flushNotes({ db, log })
      await db.$client.end()
    },
  }
  if (work) {
    await jobs.work()
    // The site lists and books without its index too: a search engine that is down, or a city that takes minutes to index, must not keep it
    // from starting.
    const indexed = ensureIndex(app).catch((error: unknown) => log.error({ err: error }, 'search: the index could not be made ready'))
    await Promise.race([indexed, delay(indexPatienceMs, undefined, { ref: false })])
  }
  return app
}

let running: Promise<App> | undefined

/** The app of this process; started by the first who asks. */
export function getApp(): Promise<App> {
  running ??= Promise.resolve().then(() => createApp({ config: readConfig(process.env) }))
  return running
}
