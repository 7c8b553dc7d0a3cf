import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import Stripe from 'stripe'
import { afterAll, describe, expect, it } from 'vitest'
import { startSandboxServer } from '../../../sandbox/server.ts'
import { createStripeStandIn } from '../../../sandbox/stripe/index.ts'
import { growCity } from '../../../scripts/bench/big-city.ts'
import { findSlots } from '../../../server/availability/index.ts'
import { readProviderFigures } from '../../../server/booking/index.ts'
import { readBankDisputes, readFapiaoDesk, readManualRefunds } from '../../../server/checkout/index.ts'
import { setClockOffset } from '../../../server/platform/clock.ts'
import { createVault } from '../../../server/platform/secrets.ts'
import { clockEnv } from '../../support/clock.ts'
import { createTestDatabase } from '../../support/database.ts'

const { db, url } = await createTestDatabase({ max: 4 })
const dataDir = await mkdtemp(join(tmpdir(), 'linli-seed-'))
const server = await startSandboxServer({ log: () => {} })
const secretKey = 'sk_test_seed'
const standIn = await createStripeStandIn({
  dataDir, siteUrl: 'http://127.0.0.1:9', sandboxUrl: server.url, webhookUrl: 'http://127.0.0.1:9/api/webhooks/stripe', webhookSecret: 'whsec_seed', secretKey, log: () => {},
})
server.mount(standIn)
afterAll(async () => {
  await standIn.stop()
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const secret = randomBytes(32).toString('base64')
const withGateway = { STRIPE_API_BASE: server.url, STRIPE_SECRET_KEY: secretKey, LINLI_SANDBOX_URL: server.url }

async function runCli(args: readonly string[], env: Record<string, string> = withGateway) {
  const options = { env: { PATH: process.env.PATH, ...clockEnv, DATABASE_URL: url, LINLI_SECRET: secret, ...env } }
  return promisify(execFile)(process.execPath, ['sandbox/seed/main.ts', ...args], options)
}

async function count(table: string): Promise<number> {
  const { rows } = await db.$client.query<{ n: number }>(`select count(*)::int as n from ${table}`)
  return rows[0]!.n
}

/** All that is in the tables, in one number each. */
async function fingerprint(): Promise<unknown> {
  const tables = ['scenario', 'offering', 'bundle', 'resource', 'claim', 'booking', 'payment', 'refund', 'ledger_entry', 'person']
  const sums = tables.map(table => `(select md5(string_agg(t::text, ',' order by t::text)) from ${table} t) as ${table}`)
  const { rows } = await db.$client.query(`select ${sums.join(', ')}`)
  return rows[0]
}

describe('npm run seed', () => {
  it('fills an empty database, and a second run changes nothing', async () => {
    // For the stand-in it is that day, too, whatever day it is here: of what was paid three months ago it gives nothing back.
    const offsetMs = Date.parse('2026-11-23T12:00:00+08:00') - Date.now()
    const moved = await fetch(`${server.url}/_control/stripe/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ offsetMs }) })
    expect(moved.status).toBe(200)
    const { stdout } = await runCli(['--today', '2026-11-23'])
    expect(stdout).toMatch(/^Seeded \d+ bundles .* \d+ bookings as of 2026-11-23 in [\d.]+ s\.\n$/)
    expect(await count('bundle')).toBeGreaterThanOrEqual(125)
    expect(await count('booking')).toBeGreaterThanOrEqual(140)
    const before = await fingerprint()
    const again = await runCli(['--today', '2026-12-01'])
    expect(again.stdout).toBe('The database has data already; --reset replaces it.\n')
    expect(await fingerprint()).toEqual(before)
  })

  it('leaves payments that the stand-in knows, with the same amounts and refunds', async () => {
    const stripe = new Stripe(secretKey, { host: new URL(server.url).hostname, port: new URL(server.url).port, protocol: 'http' })
    const { rows } = await db.$client.query<{ intent: string, charge: string, amount: number, refunded: number, state: string }>(
      'select gateway_payment_id as intent, gateway_charge_id as charge, amount, refunded_amount as refunded, state from payment')
    expect(rows).toHaveLength(await count('booking'))
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['paid', 'partly_refunded', 'refunded', 'disputed']))
    for (const { intent, charge, amount, refunded } of rows.filter(({ state }, index) => state !== 'paid' || index < 5)) {
      expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({ status: 'succeeded', amount, latest_charge: charge })
      expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: refunded })
    }
  })

  it('leaves a ledger that sums to zero for each booking and agrees with the payments', async () => {
    const { rows } = await db.$client.query<{ off: number }>(`
      select count(*)::int as off from payment p
      join lateral (select sum(e.amount) as total, sum(e.amount) filter (where e.account in ('resident', 'voucher')) as resident
        from ledger_entry e join ledger_transaction t on t.id = e.transaction_id where t.booking_id = p.booking_id) l on true
      join lateral (select coalesce(sum(amount + commission_amount), 0) as kept from earning where booking_id = p.booking_id) n on true
      where l.total <> 0 or l.resident <> p.refunded_amount + n.kept - p.captured_amount`)
    expect(rows[0]!.off).toBe(0)
  })

  it('leaves books that say to the unit what lies with the stand-in, on the platform’s balance and on each provider’s', async () => {
    const stripe = new Stripe(secretKey, { host: new URL(server.url).hostname, port: new URL(server.url).port, protocol: 'http' })
    const lying = async (stripeAccount?: string) => {
      const { available, pending } = await stripe.balance.retrieve({}, { stripeAccount })
      return [...available, ...pending].reduce((sum, { amount }) => sum + amount, 0)
    }
    const { rows: [books] } = await db.$client.query<{ amount: string }>(`select sum(amount) as amount from ledger_entry where account = 'gateway_balance'`)
    expect(await lying()).toBe(Number(books!.amount))
    const { rows } = await db.$client.query<{ account: string, sent: string }>(`
      select a.gateway_account_id as account, sum(t.amount) as sent from payout_account a join transfer t using (provider_id) group by 1 order by 1 limit 3`)
    expect(rows).toHaveLength(3)
    for (const { account, sent } of rows) expect(await lying(account)).toBe(Number(sent))
    const { rows: states } = await db.$client.query<{ state: string }>('select distinct state from earning order by 1')
    expect(states.map(({ state }) => state)).toEqual(['paid', 'waiting_account'])
  })

  it('leaves operators and the demo provider something to look at, of which nothing is made up', async () => {
    const who = { id: '', operator: true }
    const asked = { who, open: true, page: 1 }
    const { rows: [dispute, ...otherDisputes] } = await readBankDisputes({ db }, asked)
    const { rows: [refund, ...otherRefunds] } = await readManualRefunds({ db }, asked)
    expect([otherDisputes, otherRefunds]).toEqual([[], []])
    expect(dispute).toMatchObject({ state: 'open', reason: 'unrecognized', broughtBackAmount: 0, withProvidersAmount: 0 })
    expect(refund).toMatchObject({ cause: 'refund_failed', method: expect.stringMatching(/^(alipay|wechat_pay)$/) })
    const { waiting, corrections, exports } = await readFapiaoDesk({ db }, { who, page: 1 })
    expect([waiting, corrections, exports.rows.length]).toEqual([4, 1, 1])
    const { rows: [manager] } = await db.$client.query<{ id: string }>(`select id from person where email = 'wang.lei@demo.linli'`)
    await setClockOffset(db, (Date.parse('2026-11-23T12:00:00+08:00') - Date.now()) / 1000)
    const { weeks } = await readProviderFigures(db, { personId: manager!.id, weeks: 12 })
    await setClockOffset(db, 0)
    const sum = (of: 'accepted' | 'declined') => weeks.reduce((all, week) => all + week[of], 0)
    expect([sum('accepted'), sum('declined')]).toEqual([4, 1])
  })

  it('seals what families wrote, so that only this installation reads it', async () => {
    const { rows } = await db.$client.query<{ id: string, notes: Buffer }>(
      `select r.id, notes_sealed as notes from recipient r join person p on p.id = r.person_id where p.email = 'chen.jing@demo.linli' and notes_sealed is not null`)
    const [father] = rows
    expect(createVault(secret, 'recipient-notes').open(father!.notes, father!.id)).toContain('高血压')
  })

  it('starts anew with --reset, and books nothing where no stand-in can hold the payments', async () => {
    const { stdout } = await runCli(['--reset', '--bundles', '20'], {})
    expect(stdout).toMatch(/^Seeded 20 bundles/)
    // And the demo manager's draft.
    expect(await count('bundle')).toBe(21)
    expect(await count('booking')).toBe(0)
    expect(await count('payment')).toBe(0)
  })

  it('refuses what it cannot read, before it empties anything', async () => {
    const before = await count('bundle')
    await expect(runCli(['--reset', '--today', 'tomorrow'])).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('--today') })
    await expect(runCli(['--reset', '--bundles', '-3'])).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('--bundles') })
    expect(await count('bundle')).toBe(before)
  })

  it('grows into the large city of the benches, in which a copy is as free as what it is a copy of', async () => {
    const bundles = await count('bundle')
    // As a seed with a place for files has them; the file itself does not matter here.
    await db.$client.query(`begin; set local session_replication_role = replica;
      update resource set portrait_file_id = gen_random_uuid() where kind = 'worker'; commit`)
    const grown = await growCity(url, { bundles: 4 * bundles, resources: 2 * await count('resource'), claims: 0 })
    expect(grown.bundles).toBeGreaterThanOrEqual(4 * bundles)
    const { rows } = await db.$client.query<{ slug: string, district: string }>(`
      select distinct on (b.slug) b.slug, d.district_id as district
        from bundle b join bundle_leg l on l.bundle_id = b.id join leg_alternative a on a.leg_id = l.id join offering o on o.id = a.offering_id
        join provider_district d on d.provider_id = o.provider_id
       where b.status = 'published' and not exists (select 1 from bundle c where b.slug like c.slug || '-_') order by b.slug, d.district_id`)
    const free = async (slug: string, district: string) => {
      const { days } = await findSlots({ db }, { slug, from: new Date().toISOString().slice(0, 10), days: 14, districtId: district, persons: 1, choices: [] })
      return days.map(({ count }) => count)
    }
    const asked = await Promise.all(rows.slice(0, 8).map(async ({ slug, district }) => [
      await free(slug, district).catch(String), await free(`${slug}-1`, district).catch(String), await free(`${slug}-2`, district).catch(String),
    ]))
    for (const [own, ...copies] of asked) expect(copies).toEqual([own, own])
    expect(asked.flat(2).some(one => typeof one === 'number' && one > 0)).toBe(true)
  })
})
