import { sql } from 'drizzle-orm'
import { afterAll } from 'vitest'
import type { Booking } from '../../shared/schemas/booking.ts'
import { checkIn, checkOut, placeHold, type Who } from '../../server/booking/index.ts'
import { openCheckout, readBooking, runTimers } from '../../server/checkout/index.ts'
import { findPayoutAccount, openOnboarding, refreshPayoutAccount } from '../../server/payment/index.ts'
import { setClockOffset } from '../../server/platform/clock.ts'
import { secretKey, startHarness, thinSecret, webhookSecret } from '../unit/sandbox-stripe/harness.ts'
import { createTestApp } from './app.ts'
import { holdBodyOf, quoteAt } from './booking.ts'
import { buildCity, buildResidents, type World } from './world.ts'

/** The whole app with the stand-in for Stripe behind it: what is paid, sent and brought back is looked up on both sides. */
export async function startMoney() {
  let webhookUrl = ''
  const sent: { payload: string, signature: string }[] = []
  const thin: { payload: string, signature: string }[] = []
  const deliver = async (payload: string, signature: string, path = '') => (await fetch(`${webhookUrl}${path}`, {
    method: 'POST', headers: { 'stripe-signature': signature, 'content-type': 'application/json' }, body: payload,
  })).status
  const h = await startHarness({
    receive: async (payload, signature) => {
      sent.push({ payload, signature })
      return await deliver(payload, signature)
    },
    receiveThin: async (payload, signature) => {
      thin.push({ payload, signature })
      return await deliver(payload, signature, '/accounts')
    },
  })
  const { app, server } = await createTestApp({
    env: { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_ACCOUNT_WEBHOOK_SECRET: thinSecret, STRIPE_API_BASE: h.origin },
  })
  webhookUrl = `${server.url}/api/webhooks/stripe`
  afterAll(async () => await h.stop())
  const { db } = app
  await buildCity(db)
  const [operator] = await buildResidents(db, 1)
  await db.execute(sql`update person set operator = true where id = ${operator!.personId}`)

  /** Lets everything be delivered and every job be done, until nothing is left. */
  const heard = async (): Promise<void> => {
    for (let ran = 1; ran > 0;) {
      for (;;) {
        const { webhooks } = await h.control('state') as { webhooks: { waiting: number, inFlight: number, paused?: boolean } }
        if (webhooks.waiting + webhooks.inFlight === 0) break
        await new Promise(done => setTimeout(done, 5))
      }
      ran = await app.jobs.drain()
    }
  }

  /** Moves both clocks. */
  const setTime = async (at: Date | number): Promise<void> => {
    const offsetMs = Number(at) - Date.now()
    await setClockOffset(db, offsetMs / 1000)
    await h.control('clock', { offsetMs: Math.round(offsetMs) })
  }

  const workerOf = async (legId: string): Promise<Who> => {
    const { rows: [row] } = await db.execute<{ id: string, person: string | null }>(sql`
      select r.id, r.person_id as person from booking_leg_resource lr join resource r on r.id = lr.resource_id where lr.booking_leg_id = ${legId} order by r.id limit 1`)
    if (row!.person !== null) return { id: row!.person, operator: false }
    const [made] = await buildResidents(db, 1)
    await db.execute(sql`update resource set person_id = ${made!.personId} where id = ${row!.id}`)
    return { id: made!.personId, operator: false }
  }

  return {
    app, db, h, server, sent, thin, deliver, heard, setTime, operator: { id: operator!.personId, operator: true },
    resetTime: async () => await setTime(Date.now()),
    /** A paid booking. */
    async paid(world: World, { at = '09:00', offset = 3, method = 'card', voucher }: { at?: string, offset?: number, method?: string, voucher?: string } = {}) {
      const [resident] = await buildResidents(db, 1)
      const { personId } = resident!
      const body = holdBodyOf((await quoteAt(app, { world, at, offset })).id, resident!)
      const id = await placeHold(app, { personId, body: { ...body, ...(voucher !== undefined && { voucher: { id: voucher, code: null } }) } })
      const { url } = await openCheckout(app, { personId, bookingId: id })
      const session = /cs_\w+/.exec(url)![0]
      await h.control('pay', { session, method })
      await heard()
      const read = async (): Promise<Booking> => await readBooking(db, { personId, id }) as Booking
      const legs = (await read()).legs.map(leg => leg.id)
      const { rows: [row] } = await db.execute<{ charge: string, intent: string, payment: string }>(sql`
        select gateway_charge_id as charge, gateway_payment_id as intent, id as payment from payment where booking_id = ${id}`)
      return { id, who: { id: personId, operator: false }, read, legs, session, ...row! }
    },
    /** A leg is served from its start on; nobody says anything until it is released, 72 hours later. */
    async serve(legId: string, { release = true }: { release?: boolean } = {}): Promise<void> {
      const { rows: [leg] } = await db.execute<{ start: string }>(sql`select starts_at as start from booking_leg where id = ${legId}`)
      const start = new Date(leg!.start).getTime()
      await setTime(start)
      const who = await workerOf(legId)
      await checkIn(app, { who, legId })
      await checkOut(app, { who, legId, answers: [] })
      if (!release) return
      await setTime(start + 73 * 3_600_000)
      await runTimers(app)
    },
    /** A provider's account that can receive, with its id. */
    async account(providerId: string): Promise<string> {
      const { LINLI_SITE_URL: site } = app.config
      await openOnboarding(app, { providerId, name: '服务商', email: 'provider@example.com', country: 'HK', refreshUrl: `${site}/again`, returnUrl: `${site}/back` })
      const { gatewayAccountId } = (await findPayoutAccount(db, providerId))!
      await h.control('accounts/capability', { account: gatewayAccountId, status: 'active' })
      await refreshPayoutAccount(app, providerId)
      return gatewayAccountId!
    },
    /** What lies on a balance, available or not, in minor units: of the platform, or of one account. */
    async balance(account?: string, currency = 'cny'): Promise<number> {
      const { available, pending } = await h.stripe.balance.retrieve({}, account === undefined ? {} : { stripeAccount: account })
      return [...available, ...pending].filter(each => each.currency === currency).reduce((sum, { amount }) => sum + amount, 0)
    },
    /** Accounts of the books that are not nothing: of a booking, or of all. */
    async ledger(bookingId?: string): Promise<Record<string, number>> {
      const { rows } = await db.execute<{ account: string, amount: string }>(sql`
        select account || case when e.currency = 'CNY' then '' else ' ' || e.currency end as account, sum(e.amount) as amount
          from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
         where ${bookingId ?? null}::uuid is null or booking_id = ${bookingId ?? null}::uuid group by 1 having sum(e.amount) <> 0`)
      return Object.fromEntries(rows.map(({ account, amount }) => [account, Number(amount)]))
    },
    async earnings(bookingId: string): Promise<{ state: string, amount: number, commission: number }[]> {
      const { rows } = await db.execute<{ state: string, amount: number, commission: number }>(sql`
        select e.state, e.amount::int as amount, e.commission_amount::int as commission
          from earning e join booking_leg l on l.id = e.booking_leg_id where e.booking_id = ${bookingId} order by l.position`)
      return rows
    },
  }
}
