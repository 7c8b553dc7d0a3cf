import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { startPostgres } from '../../sandbox/postgres/index.ts'
import { createApp, type App } from '../../server/app.ts'
import { lockBooking, placeHold } from '../../server/booking/index.ts'
import { applyPaymentEvent, openCheckout } from '../../server/checkout/index.ts'
import { receiveWebhook, reconcileBalance, recordEarning, runPayouts } from '../../server/payment/index.ts'
import { readConfig } from '../../server/platform/config.ts'
import { warmPool, withTransaction } from '../../server/platform/database.ts'
import { newId } from '../../server/platform/ids.ts'
import { holdBodyOf, quoteAt } from '../../tests/support/booking.ts'
import { createMemoryGateway } from '../../tests/support/gateway.ts'
import { buildBundle, buildCity, buildResidents } from '../../tests/support/world.ts'
import { median, type Bench } from './harness.ts'

const WORKERS = [1, 8]
const BOOKINGS = 120
const ROUNDS = 3
const PAYMENTS = [10_000, 100_000]

/**
 * Bookings a second through the whole way of the money, from the webhook of the payment to the transfer at the gateway: taken in, fetched
 * and applied (booking confirmed, books written), earned, planned as an op, sent, written. The gateway is in memory, so that this is our
 * own work and the database's. Then the nightly reconciliation, for 10,000 and 100,000 payments. On a database that syncs to disk.
 */
export async function run(bench: Bench): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'linli-money-'))
  chmodSync(dataDir, 0o755)
  const postgres = await startPostgres({ dataDir })
  const memory = createMemoryGateway()
  try {
    const app = await createApp({ config: configOf(postgres.url), work: false, gateway: memory.gateway })
    try {
      await measurePipeline(bench, app, memory)
      await measureReconciliation(bench, app)
    } finally {
      await app.close()
    }
  } finally {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

type Memory = ReturnType<typeof createMemoryGateway>

async function measurePipeline({ report, note }: Bench, app: App, memory: Memory): Promise<void> {
  await buildCity(app.db)
  const paid = await prepare(app, memory, BOOKINGS * ROUNDS * WORKERS.length)
  note(`${paid.length} bookings of one leg are paid, and nobody has heard of it yet`)
  await warmPool(app.db, 16)
  for (const workers of WORKERS) {
    const rates: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      rates.push(await rateOf(paid.splice(0, BOOKINGS), workers, async each => await settle(app, each)))
    }
    report({ figure: workers === 1 ? 'settled_1_worker' : `settled_${workers}_workers`, value: median(rates), unit: 'bookings/s' })
  }
}

interface Paid {
  bookingId: string
  legId: string
  providerId: string
  paymentId: string
  event: string
}

/** Bookings whose payers have paid, each with a provider that can receive. */
async function prepare(app: App, memory: Memory, count: number): Promise<Paid[]> {
  const hours = Array.from({ length: 12 }, (_, nth) => `${String(nth * 2).padStart(2, '0')}:00`)
  const residents = await buildResidents(app.db, count)
  const paid: Paid[] = []
  while (paid.length < count) {
    const world = await buildBundle(app.db, [{ skill: 'care', price: 10_000, workers: 4 }])
    const { providerId } = world.legs[0]!
    await app.db.execute(sql`insert into payout_account (provider_id, gateway_account_id, state) values (${providerId}, ${`acct_${providerId}`}, 'active')`)
    for (const at of hours) {
      for (let nth = 0; nth < 4 && paid.length < count; nth++) {
        const resident = residents[paid.length]!
        const { personId } = resident
        const bookingId = await placeHold(app, { personId, body: holdBodyOf((await quoteAt(app, { world, at })).id, resident) })
        await openCheckout(app, { personId, bookingId })
        const { rows: [row] } = await app.db.execute<{ id: string, session: string, leg: string }>(sql`
          select p.id, p.gateway_session_id as session, l.id as leg from payment p join booking_leg l on l.booking_id = p.booking_id where p.booking_id = ${bookingId}`)
        memory.pay(row!.session)
        paid.push({ bookingId, legId: row!.leg, providerId, paymentId: row!.id, event: JSON.stringify(memory.events.at(-1)) })
      }
    }
  }
  return paid
}

/** All that the jobs of one booking do, one after the other. */
async function settle(app: App, { bookingId, legId, providerId, paymentId, event }: Paid): Promise<void> {
  await receiveWebhook(app, { rawBody: event, signature: 'memory' })
  const { id: eventId } = JSON.parse(event) as { id: string }
  await applyPaymentEvent(app, { eventId, paymentId, sessionId: null, gatewayPaymentId: null })
  await withTransaction(app.db, async (tx) => {
    await lockBooking(tx, bookingId)
    await recordEarning(tx, {
      bookingId, bookingLegId: legId, providerId, currency: 'CNY', shareAmount: 10_000, voucherAmount: 0, refundedAmount: 0, refundedVoucherAmount: 0,
      commissionBps: 1_000,
    })
  })
  await runPayouts(app, bookingId, async (tx, id) => void await lockBooking(tx, id))
}

async function measureReconciliation({ report, note }: Bench, app: App): Promise<void> {
  let before = 0
  for (const count of PAYMENTS) {
    await writePayments(app, before, count)
    const since = new Date()
    const gateway = {
      ...app.gateway,
      listMovements: async function* () {
        for (let nth = 0; nth < count; nth++) {
          yield { id: `txn_${nth}`, type: 'charge', source: `ch_bench_${nth}`, net: 9_460, currency: 'CNY', createdAt: since }
        }
      },
    }
    // As if nothing had ever been held against each other.
    await app.db.execute(sql`delete from payment_watermark`)
    await app.db.execute(sql`update payment set created_at = linli_now() - interval '2 days' where created_at > linli_now() - interval '1 day'`)
    const started = performance.now()
    const { read, open } = await reconcileBalance({ ...app, gateway })
    const seconds = (performance.now() - started) / 1000
    note(`${read} movements read, ${open} open, ${count} payments in the books`)
    report({ figure: `reconcile_${count / 1000}k`, value: seconds, unit: 's' })
    report({ figure: `reconcile_${count / 1000}k_each`, value: seconds / count * 1e6, unit: 'µs/payment' })
    before = count
  }
}

/** Entries of the books as so many payments leave them, two hours old. */
async function writePayments(app: App, from: number, to: number): Promise<void> {
  await app.db.execute(sql`
    with made as (
      insert into ledger_transaction (id, cause, cause_id, at)
      select gen_random_uuid(), 'charge', 'ch_bench_' || nth, linli_now() - interval '2 hours' from generate_series(${from}::int, ${to - 1}::int) nth returning id)
    insert into ledger_entry (transaction_id, account, amount, currency)
    select id, account, amount, 'CNY' from made cross join (values ('resident', -10000), ('gateway_balance', 9460), ('gateway_fees', 540)) entry (account, amount)`)
  await app.db.execute(sql`analyze`)
}

const nowhere = 'http://127.0.0.1:9'

const configOf = (url: string) => readConfig({
  DATABASE_URL: url, LINLI_SITE_URL: nowhere, LINLI_SECRET: randomBytes(32).toString('base64'), LINLI_FILES_URL: `file:///tmp/linli-bench-${newId()}`,
  STRIPE_SECRET_KEY: 'sk_test_linli', STRIPE_WEBHOOK_SECRET: 'whsec_linli', STRIPE_API_BASE: nowhere, SMTP_URL: 'smtp://127.0.0.1:9', SMS_URL: nowhere,
  LINLI_LOG_LEVEL: 'silent', LINLI_DATABASE_POOL: '16',
})

/** Items a second of `workers` who each take the next as soon as theirs is done. */
async function rateOf<Item>(items: readonly Item[], workers: number, work: (item: Item) => Promise<void>): Promise<number> {
  const queue = items.values()
  const started = performance.now()
  await Promise.all(Array.from({ length: workers }, async () => {
    for (const item of queue) await work(item)
  }))
  return items.length / (performance.now() - started) * 1000
}
