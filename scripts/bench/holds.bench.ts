import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { startPostgres } from '../../sandbox/postgres/index.ts'
import { createApp, type App } from '../../server/app.ts'
import { findSlots } from '../../server/availability/index.ts'
import { placeHold, quoteBundle } from '../../server/booking/index.ts'
import { readConfig } from '../../server/platform/config.ts'
import { warmPool } from '../../server/platform/database.ts'
import { newId, newReference } from '../../server/platform/ids.ts'
import { buildBundle, buildCity, buildResidents, type Household } from '../../tests/support/world.ts'
import { median, type Bench } from './harness.ts'

const SKILLS = ['clean', 'nurse', 'cook', 'walk']
const WORKERS = 8
const BUNDLES = 16
/** Two hours apart, so that no hold stands in the way of another start's, travel included. */
const HOURS = ['00', '02', '04', '06', '08', '10', '12', '14', '16', '18']
const DAYS = [2, 3, 4, 5, 6, 7, 8, 9]
const LEVELS = [
  { clients: 1, holds: 80 },
  { clients: 8, holds: 320 },
  { clients: 32, holds: 480 },
]
const ROUNDS = 7
const MOST_CLIENTS = 32

/**
 * Four-leg holds a second through the use case, against a loop that writes the same rows (booking, legs, who serves them, claims, events,
 * the job) statement by statement in one transaction, and checks, locks and assigns nothing. On a database that syncs to disk, as in
 * production. Every hold has a buyer of its own; the quotes are there before the clock starts.
 */
export async function run({ report, note }: Bench): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'linli-holds-'))
  chmodSync(dataDir, 0o755)
  const postgres = await startPostgres({ dataDir })
  try {
    const app = await createApp({ config: configOf(postgres.url), work: false })
    const bare = new pg.Pool({ connectionString: postgres.url, max: MOST_CLIENTS })
    try {
      const stock = await prepare(app, (ROUNDS + 1) * LEVELS.reduce((sum, { holds }) => sum + holds, 0))
      note(`${BUNDLES} bundles of ${SKILLS.length} legs, ${WORKERS} workers a leg; ${stock.holds.length} holds are ready on each side`)
      await warmPool(app.db, MOST_CLIENTS)
      for (const { clients, holds } of LEVELS) {
        const rates = { hold: [] as number[], bare: [] as number[] }
        for (let round = -1; round < ROUNDS; round++) {
          for (const side of round % 2 === 0 ? ['hold', 'bare'] as const : ['bare', 'hold'] as const) {
            const rate = side === 'hold'
              ? await rateOf(stock.holds.splice(0, holds), clients, async input => void await placeHold(app, input))
              : await rateOf(stock.rows.splice(0, holds), clients, async rows => await insertBare(bare, rows))
            if (round >= 0) rates[side].push(rate)
          }
        }
        const figure = clients === 1 ? 'holds_1_client' : `holds_${clients}_clients`
        report({ figure, value: median(rates.hold), unit: 'holds/s', baseline: median(rates.bare) })
      }
    } finally {
      await bare.end()
      await app.close()
    }
  } finally {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const nowhere = 'http://127.0.0.1:9'

/** A hold speaks to nobody but the database. */
const configOf = (url: string) => readConfig({
  DATABASE_URL: url,
  LINLI_SITE_URL: nowhere,
  LINLI_SECRET: randomBytes(32).toString('base64'),
  STRIPE_SECRET_KEY: 'sk_test_linli',
  STRIPE_WEBHOOK_SECRET: 'whsec_linli',
  STRIPE_API_BASE: nowhere,
  SMTP_URL: 'smtp://127.0.0.1:9',
  SMS_URL: nowhere,
  LINLI_FILES_URL: 'file:///nowhere',
  LINLI_LOG_LEVEL: 'silent',
  LINLI_DATABASE_POOL: String(MOST_CLIENTS),
})

type HoldInput = Parameters<typeof placeHold>[1]
type World = Awaited<ReturnType<typeof buildBundle>>
type Row = Record<string, unknown>

/** The rows of one hold, in an order that the foreign keys allow. */
type HoldRows = { table: string, row: Row }[]

/** Holds to place, and as many as rows only; each side has bundles and people of its own, so that neither is in the other's way. */
async function prepare(app: App, count: number): Promise<{ holds: HoldInput[], rows: HoldRows[] }> {
  await buildCity(app.db)
  const residents = await buildResidents(app.db, 2 * count + 2 * BUNDLES * (WORKERS + 1))
  const nextHousehold = () => residents.pop() ?? missing('residents')
  const makeWorld = async () => await buildBundle(app.db, SKILLS.map(skill => ({ skill, workers: WORKERS })))
  const pairs: { held: World, written: World, model: HoldRows, quoteId: string }[] = []
  for (let i = 0; i < BUNDLES; i++) {
    const [held, written] = [await makeWorld(), await makeWorld()]
    const model = await modelOf(app, written, nextHousehold())
    pairs.push({ held, written, model, quoteId: await quoteFor(app, written, startOf(DAYS[0]!, HOURS[0]!)) })
  }

  const stock = { holds: [] as HoldInput[], rows: [] as HoldRows[] }
  for (const start of DAYS.flatMap(offset => HOURS.map(hour => startOf(offset, hour)))) {
    for (const { held, written, model, quoteId } of pairs) {
      for (const id of await copiesOf(app, await quoteFor(app, held, start), WORKERS)) stock.holds.push(inputOf(id, nextHousehold()))
      for (const [n, id] of (await copiesOf(app, quoteId, WORKERS)).entries()) {
        const workerIds = written.legs.map(leg => leg.workerIds[n] ?? missing('workers'))
        stock.rows.push(likeModel(model, { quoteId: id, household: nextHousehold(), start, workerIds }))
      }
      if (stock.holds.length < count) continue
      // The planner must know these tables as it would know those of a running city.
      await app.db.execute(sql`analyze`)
      return { holds: shuffled(stock.holds), rows: shuffled(stock.rows) }
    }
  }
  return missing('times')
}

/** The same order in every run: buyers come to the bundles at random. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  let state = 7
  const keyed = items.map((item) => {
    state = (state * 48_271) % 2_147_483_647
    return { item, key: state }
  })
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
}

const missing = (what: string): never => {
  throw new Error(`the benchmark has too few ${what}`)
}

const startOf = (offset: number, hour: string) => `${new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)}T${hour}:00:00.000Z`

async function quoteFor(app: App, { slug, districtId }: World, start: string): Promise<string> {
  const calendar = await findSlots(app, { slug, districtId, from: start.slice(0, 10), days: 1, persons: 1, choices: [] })
  const slot = calendar.days[0]?.times?.find(time => time.start === start) ?? missing('slots')
  const starts = slot.legs.map(leg => ({ legId: leg.legId, start: leg.start }))
  return (await quoteBundle(app, { personId: null, body: { slug, districtId, persons: 1, legs: [], starts } })).id
}

async function copiesOf(app: App, quoteId: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId())
  await app.db.execute(sql`
    insert into quote select (jsonb_populate_record(q, jsonb_build_object('id', copy))).*
      from quote q, unnest(${sql.param(ids)}::uuid[]) copy where q.id = ${quoteId}`)
  return ids
}

const inputOf = (quoteId: string, { personId, recipientId, addressId }: Household): HoldInput => ({
  personId,
  body: {
    quoteId,
    recipientId,
    addressId,
    contact: { name: 'Chen Jing', phone: '+8613800000000' },
    payer: { name: 'Chen Jing', email: 'chen@example.test' },
    locale: 'zh-CN',
  },
})

/** What a real hold of this bundle writes; that hold stays, on a day that nobody else asks for. */
async function modelOf(app: App, world: World, household: Household): Promise<HoldRows> {
  const quoteId = await quoteFor(app, world, startOf(Math.max(...DAYS) + 2, '12'))
  const id = await placeHold(app, inputOf(quoteId, household))
  const ofItsLegs = 'booking_leg_id in (select id from booking_leg where booking_id = $1) order by booking_leg_id'
  const sources = {
    'booking': 'id = $1',
    'booking_leg': 'booking_id = $1 order by id',
    'booking_leg_resource': ofItsLegs,
    'claim': ofItsLegs,
    'booking_event': 'booking_id = $1 order by id',
    'pgboss.job': `data->>'bookingId' = $1::text`,
  }
  const rows: HoldRows = []
  for (const [table, where] of Object.entries(sources)) {
    const found = await app.db.$client.query<{ row: Row }>(`select to_jsonb(t) as row from ${table} t where ${where}`, [id])
    rows.push(...found.rows.map(({ row }) => ({ table, row })))
  }
  const expected = 2 + 4 * SKILLS.length
  if (rows.length !== expected) throw new Error(`a hold wrote ${rows.length} rows, not ${expected}`)
  return rows
}

/** The same rows for another buyer at another time, served by these workers. */
function likeModel(model: HoldRows, { quoteId, household, start, workerIds }: {
  quoteId: string
  household: Household
  start: string
  workerIds: readonly string[]
}): HoldRows {
  const bookingId = newId()
  const legIds = workerIds.map(() => newId())
  const rowsOf = (table: string) => model.filter(row => row.table === table).map(({ row }) => row)
  const legs = rowsOf('booking_leg')
  const first = Date.parse(String(legs[0]?.starts_at))
  const moved = (instant: unknown) => new Date(Date.parse(String(instant)) - first + Date.parse(start)).toISOString()
  const { personId, recipientId, addressId } = household
  const [bookings, events, jobs] = [rowsOf('booking'), rowsOf('booking_event'), rowsOf('pgboss.job')]
  const changed: Record<string, Row[]> = {
    'booking': bookings.map(row => ({
      ...row,
      id: bookingId,
      reference: newReference(),
      booker_id: personId,
      quote_id: quoteId,
      recipient_id: recipientId,
      address_id: addressId,
    })),
    'booking_leg': legs.map((row, n) => ({
      ...row, id: legIds[n], booking_id: bookingId, starts_at: moved(row.starts_at), ends_at: moved(row.ends_at),
    })),
    'booking_leg_resource': legs.map((_, n) => ({ booking_leg_id: legIds[n], resource_id: workerIds[n] })),
    'claim': rowsOf('claim').map((row, n) => ({
      ...row,
      id: newId(),
      resource_id: workerIds[n],
      booking_leg_id: legIds[n],
      during: `[${moved(legs[n]?.starts_at)},${moved(legs[n]?.ends_at)})`,
    })),
    // Its number comes from the database.
    'booking_event': events.map(({ id: _, ...row }, n) => ({
      ...row, booking_id: bookingId, booking_leg_id: legIds[n], actor_id: personId,
    })),
    'pgboss.job': jobs.map(row => ({ ...row, id: newId(), data: { bookingId } })),
  }
  return Object.entries(changed).flatMap(([table, rows]) => rows.map(row => ({ table, row })))
}

/** One transaction, one statement a row. */
async function insertBare(pool: pg.Pool, rows: HoldRows): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    for (const { table, row } of rows) {
      const columns = Object.keys(row)
      const values = columns.map((_, n) => `$${n + 1}`)
      await client.query(`insert into ${table} (${columns.join(', ')}) values (${values.join(', ')})`, Object.values(row))
    }
    await client.query('commit')
  } finally {
    client.release()
  }
}

/** Holds a second of `clients` who each take the next as soon as theirs is done. */
async function rateOf<Item>(items: readonly Item[], clients: number, place: (item: Item) => Promise<void>): Promise<number> {
  const queue = items.values()
  const started = performance.now()
  await Promise.all(Array.from({ length: clients }, async () => {
    for (const item of queue) await place(item)
  }))
  return items.length / (performance.now() - started) * 1000
}
