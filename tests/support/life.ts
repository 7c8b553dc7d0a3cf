import { sql } from 'drizzle-orm'
import type { Booking } from '../../shared/schemas/booking.ts'
import { applyPaymentEvent, openCheckout, readBooking } from '../../server/checkout/index.ts'
import { placeHold, type Who } from '../../server/booking/index.ts'
import { findPaymentOfBooking } from '../../server/payment/index.ts'
import { setClockOffset } from '../../server/platform/clock.ts'
import { createTestApp } from './app.ts'
import { holdBodyOf, quoteAt, type QuoteAtOptions } from './booking.ts'
import { createMemoryGateway } from './gateway.ts'
import { buildCity, buildResidents, type Household, type World } from './world.ts'

/** The whole app with a payment service in memory, a city, and everybody who has to do with a booking. */
export async function startLife({ pool = 24 } = {}) {
  const memory = createMemoryGateway()
  const { app, server, mails } = await createTestApp({
    env: { LINLI_DATABASE_POOL: String(pool) },
    change: (started) => {
      started.gateway = memory.gateway
      return started
    },
  })
  const { db } = app
  await buildCity(db)
  const [operator] = await buildResidents(db, 1)
  const who = (personId: string): Who => ({ id: personId, operator: personId === operator!.personId })

  /** A manager of the leg's provider, and whoever is the worker that serves the leg now. */
  const staff = {
    manager: async (providerId: string): Promise<Who> => {
      const found = await db.execute<{ id: string }>(sql`select person_id as id from provider_member where provider_id = ${providerId} and role = 'manager'`)
      if (found.rows[0]) return who(found.rows[0].id)
      const [made] = await buildResidents(db, 1)
      await db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${providerId}, ${made!.personId}, 'manager')`)
      return who(made!.personId)
    },
    worker: async (legId: string): Promise<Who> => {
      const { rows: [row] } = await db.execute<{ id: string, person: string | null }>(sql`
        select r.id, r.person_id as person from booking_leg_resource lr join resource r on r.id = lr.resource_id where lr.booking_leg_id = ${legId} order by r.id limit 1`)
      if (!row) throw new Error('nobody serves this leg')
      if (row.person !== null) return who(row.person)
      const [made] = await buildResidents(db, 1)
      await db.execute(sql`update resource set person_id = ${made!.personId} where id = ${row.id}`)
      return who(made!.personId)
    },
  }

  const pay = async (bookingId: string): Promise<void> => {
    const payment = (await findPaymentOfBooking(db, bookingId))!
    memory.pay(payment.gatewaySessionId!)
    await applyPaymentEvent(app, { eventId: null, paymentId: payment.id, sessionId: payment.gatewaySessionId, gatewayPaymentId: null })
  }

  const hold = async (resident: Household, options: QuoteAtOptions): Promise<string> => {
    const quote = await quoteAt(app, options)
    return await placeHold(app, { personId: resident.personId, body: holdBodyOf(quote.id, resident) })
  }

  return {
    app, db, server, memory, mails, who, staff, pay, hold,
    operator: who(operator!.personId),
    /** A paid booking. */
    async booked(world: World, { at = '09:00', offset = 3 }: { at?: string, offset?: number } = {}) {
      const [resident] = await buildResidents(db, 1)
      const id = await hold(resident!, { world, at, offset })
      await openCheckout(app, { personId: resident!.personId, bookingId: id })
      await pay(id)
      const read = async (): Promise<Booking> => await readBooking(db, { personId: resident!.personId, id }) as Booking
      const legIds = (await read()).legs.map(leg => leg.id)
      return { id, resident: who(resident!.personId), read, legIds, leg: legIds[0]! }
    },
    providerOf: async (legId: string): Promise<string> =>
      String((await db.execute(sql`select provider_id as id from booking_leg where id = ${legId}`)).rows[0]!.id),
    managerOf: async (legId: string): Promise<Who> =>
      await staff.manager(String((await db.execute(sql`select provider_id as id from booking_leg where id = ${legId}`)).rows[0]!.id)),
    claims: async (legId: string): Promise<number> =>
      Number((await db.execute(sql`select (select count(*) from claim where booking_leg_id = ${legId})
        + (select count(*) from session_seat where booking_leg_id = ${legId}) as n`)).rows[0]!.n),
    earnings: async (bookingId: string): Promise<Record<string, unknown>[]> => (await db.execute(sql`
      select l.position, e.amount::int as amount, e.commission_amount::int as commission, e.provider_id as provider
        from earning e join booking_leg l on l.id = e.booking_leg_id where l.booking_id = ${bookingId} order by l.position`)).rows,
    ledger: async (bookingId: string): Promise<Record<string, number>> => Object.fromEntries((await db.execute<{ account: string, amount: number }>(sql`
      select account, sum(amount)::int as amount from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
       where booking_id = ${bookingId} group by account`)).rows.map(row => [row.account, row.amount])),
    /** Moves the clock to so many minutes before (or, negative, after) a moment. */
    before: async (moment: string, minutes: number): Promise<void> => {
      await setClockOffset(db, (Date.parse(moment) - Date.now()) / 1000 - minutes * 60)
    },
    resetClock: async (): Promise<void> => await setClockOffset(db, 0),
  }
}
