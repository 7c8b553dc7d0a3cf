import { randomInt, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { currentConsent } from '../../../shared/consent.ts'
import type { Booking, CancellationPreview, MoveTimes } from '../../../shared/schemas/booking.ts'
import { placeHold } from '../../../server/booking/index.ts'
import { applyPaymentEvent, giveUpHold, runTimers } from '../../../server/checkout/index.ts'
import { findPaymentOfBooking } from '../../../server/payment/index.ts'
import { day, holdBodyOf, quoteAt } from '../../support/booking.ts'
import type { Client } from '../../support/http.ts'
import { startLife } from '../../support/life.ts'
import { buildBundle, type WorldLeg } from '../../support/world.ts'

// The life of a booking as browsers live it: every route, each by the person whose it is and by one whose it is not.

const life = await startLife()
const { db } = life
interface Person extends Client {
  id: string
}
let resident: Person
let manager: Person
let worker: Person
let operator: Person
let stranger: Person
const en = { headers: { 'accept-language': 'en' } }

async function signUp(name: string): Promise<Person> {
  const client = life.server.client()
  const { body } = await client.post('/api/session/sign-up', { name, email: `${name}@example.com`, password: 'a long password', consent: currentConsent })
  return { ...client, id: (body as { person: { id: string } }).person.id }
}

beforeAll(async () => {
  resident = await signUp('resident')
  manager = await signUp('manager')
  worker = await signUp('worker')
  operator = await signUp('operator')
  stranger = await signUp('stranger')
  await db.execute(sql`update person set operator = true where id = ${operator.id}`)
})
afterEach(async () => await life.resetClock())

/** A booking of the resident, all of whose providers the manager manages, served by the worker. */
async function book(legs: WorldLeg[]) {
  const world = await buildBundle(db, legs)
  const { id, legIds } = await life.booked(world)
  await db.execute(sql`update booking set booker_id = ${resident.id} where id = ${id}`)
  await db.execute(sql`insert into provider_member (provider_id, person_id, role)
    select distinct provider_id, ${manager.id}::uuid, 'manager' from booking_leg where booking_id = ${id}`)
  await db.execute(sql`update resource set person_id = ${worker.id} where id in (
    select resource_id from booking_leg_resource lr join booking_leg l on l.id = lr.booking_leg_id where l.booking_id = ${id})`)
  return { id, legIds, leg: legIds[0]!, read: async () => (await resident.get(`/api/bookings/${id}`)).body as Booking }
}

/** The same request of somebody whose it is not: nothing is there. */
async function onlyFor(person: Person, method: string, path: string, json?: unknown) {
  for (const other of [resident, manager, worker, operator, stranger].filter(one => one !== person && !(person === worker && one === manager))) {
    expect((await other.request(method, path, { json })).status, path).toBe(404)
  }
  return await person.request(method, path, { json })
}

test('a request is accepted, moved, begun, ended and disputed, each by whose it is', async () => {
  const booking = await book([{ skill: 'a', instant: false, price: 10_000 }])
  const { leg } = booking
  const part = async (only: 'requests' | 'schedule') => ((await manager.get(`/api/provider/legs?only=${only}`)).body as { legs: { id: string }[] }).legs
  expect((await part('requests')).map(({ id }) => id)).toEqual([leg])
  expect(await part('schedule')).toEqual([])
  expect((await onlyFor(manager, 'POST', `/api/provider/legs/${leg}/accept`)).status).toBe(204)
  const listed = (await manager.get('/api/provider/legs')).body as { legs: { id: string, actions: string[], responseDueAt: null }[] }
  expect(listed.legs).toMatchObject([{ id: leg, actions: ['withdraw', 'reschedule'], responseDueAt: null }])

  const times = (await onlyFor(manager, 'GET', `/api/provider/legs/${leg}/move-times?from=${day(3)}&days=1`)).body as MoveTimes
  expect(times.days[0]!.times.length).toBeGreaterThan(50)
  expect((await onlyFor(manager, 'POST', `/api/provider/legs/${leg}/move`, { start: `${day(3)}T11:00:00Z` })).status).toBe(204)
  const { start } = (await booking.read()).legs[0]!
  expect(await part('requests')).toEqual([])
  const { moved } = (await booking.read()).events.at(-1)!
  expect(moved?.to).toBe(start)
  expect(await part('schedule')).toMatchObject([{ id: leg, movedFrom: moved?.from }])
  expect(start).toBe(`${day(3)}T11:00:00.000Z`)

  await life.before(start, 10)
  const visits = (await worker.get(`/api/worker/visits?day=${day(3)}`)).body as { id: string, actions: string[] }[]
  expect(visits).toMatchObject([{ id: leg, actions: ['check_in'], recipient: { name: 'Father' }, address: { zh: '1 Lane', en: '1 Lane' } }])
  expect((await stranger.get(`/api/worker/visits?day=${day(3)}`)).body).toEqual([])
  expect((await onlyFor(worker, 'POST', `/api/worker/visits/${leg}/check-in`)).status).toBe(204)
  expect((await worker.post(`/api/worker/visits/${leg}/check-out`, { tasks: [{ done: true }] }, en)).body)
    .toMatchObject({ status: 422, code: 'tasks_unanswered', detail: 'Please say for each of the 0 tasks whether it was done.' })
  expect((await onlyFor(worker, 'POST', `/api/worker/visits/${leg}/check-out`, {})).status).toBe(204)

  const disputed = (await onlyFor(resident, 'POST', `/api/bookings/${booking.id}/legs/${leg}/dispute`, { reason: '没擦窗' })).body as Booking
  expect(disputed).toMatchObject({ state: 'disputed', legs: [{ actions: [] }] })
  expect((await onlyFor(operator, 'GET', '/api/operator/disputes')).body).toMatchObject({ rows: [{ legId: leg, reason: '没擦窗', shareAmount: 10_000 }] })
  expect((await onlyFor(operator, 'POST', `/api/operator/legs/${leg}/resolve`, { refundAmount: 2_500 })).status).toBe(204)
  expect(await booking.read()).toMatchObject({ state: 'settled', payment: { refundedAmount: 2_500 }, legs: [{ refundedAmount: 2_500 }] })
})

test('a cancellation is shown, and carried out as it was shown; a preview that is no longer true shows the new one', async () => {
  const booking = await book([{ skill: 'a', price: 10_000 }, { skill: 'b', price: 20_000, dependsOn: 0 }, { skill: 'c', price: 5_000 }])
  const path = `/api/bookings/${booking.id}`
  const preview = async (body: object) => (await resident.post(`${path}/cancellation-preview`, body)).body as CancellationPreview
  expect((await onlyFor(resident, 'POST', `${path}/cancellation-preview`, {})).status).toBe(201)
  const shown = await preview({ legIds: [booking.leg] })
  expect(shown).toMatchObject({ refundAmount: 30_000, offersRest: true, keptLegIds: [booking.legIds[2]] })
  const moved = await resident.post(`${path}/moves`, { starts: [{ legId: booking.legIds[2], start: `${day(3)}T12:00:00Z` }] })
  expect(moved.status).toBe(200)
  const done = (await onlyFor(resident, 'POST', `${path}/cancellation`, { token: shown.token })).body as Booking
  expect(done.legs.map(leg => [leg.state, leg.refundedAmount])).toEqual([['cancelled', 10_000], ['cancelled', 20_000], ['confirmed', 0]])

  // Who would have gone is told not to, and nothing more about whom they would have met.
  const { legs: told } = (await manager.get(`/api/provider/legs?only=schedule&providerId=${await life.providerOf(booking.leg)}`)).body as { legs: { id: string }[] }
  expect(told.find(({ id }) => id === booking.leg)).toMatchObject({ state: 'cancelled', actions: [], recipient: { needs: [], notes: '' } })

  const late = await preview({})
  await resident.post(`${path}/moves`, { starts: [{ legId: booking.legIds[2], start: `${day(3)}T12:30:00Z` }] })
  const refused = (await resident.post(`${path}/cancellation`, { token: late.token }, en)).body as { preview: CancellationPreview }
  expect(refused).toMatchObject({ status: 409, code: 'preview_expired', title: 'The refund was worked out anew', preview: { refundAmount: 5_000 } })
  expect((await resident.post(`${path}/cancellation`, { token: refused.preview.token })).body).toMatchObject({ state: 'cancelled' })
  expect((await resident.post(`${path}/cancellation-preview`, {})).body).toMatchObject({ status: 409, code: 'transition_illegal' })
})

test('a leg that its provider gives up is another\'s by one click, or is given back', async () => {
  for (const accept of [true, false]) {
    await db.execute(sql`update agreement set status = 'ended'`)
    await buildBundle(db, [{ skill: 'x' }, { skill: 'y', price: 8_000 }])
    const booking = await book([{ skill: 'a', price: 9_000, instant: accept }])
    const event = accept ? 'withdraw' : 'decline'
    expect((await onlyFor(manager, 'POST', `/api/provider/legs/${booking.leg}/${event}`, { reason: 'ill' })).status).toBe(204)
    expect((await booking.read()).legs[0]).toMatchObject({ state: 'substituting', substitute: { shareAmount: 8_000, provider: { en: 'Provider 1' } } })
    const answered = (await onlyFor(resident, 'POST', `/api/bookings/${booking.id}/legs/${booking.leg}/substitute`, { accept })).body as Booking
    expect(answered.legs[0]).toMatchObject(accept ? { state: 'confirmed', refundedAmount: 1_000 } : { state: 'cancelled', refundedAmount: 9_000 })
    if (accept) expect((await manager.post(`/api/provider/legs/${booking.leg}/withdraw`, {})).status).toBe(404)
  }
})

test('who does not come is said by the other side; a leg of another booking is not found under this one', async () => {
  const [one, other] = [await book([{ skill: 'a', price: 100 }]), await book([{ skill: 'a', price: 100 }])]
  await life.before((await one.read()).legs[0]!.start, -20)
  expect((await resident.post(`/api/bookings/${one.id}/legs/${other.leg}/no-show`, {})).status).toBe(404)
  expect((await onlyFor(resident, 'POST', `/api/bookings/${one.id}/legs/${one.leg}/no-show`, {})).body).toMatchObject({ legs: [{ state: 'no_show_provider' }] })
  expect((await onlyFor(worker, 'POST', `/api/worker/visits/${other.leg}/no-show`, { reason: 'nobody in' })).status).toBe(204)
  await life.before((await one.read()).legs[0]!.start, -22 - 72 * 60)
  await runTimers(life.app)
  expect((await other.read()).state).toBe('settled')
})

test('an operator cancels for whatever reason, with all of it given back; times to move to are the resident\'s', async () => {
  const booking = await book([{ skill: 'a', price: 700 }, { skill: 'b', price: 800 }])
  const times = (await onlyFor(resident, 'GET', `/api/bookings/${booking.id}/move-times?from=${day(4)}&days=1`)).body as MoveTimes
  expect(times.days[0]!.times[0]!.legs.map(({ legId }) => legId)).toEqual(booking.legIds)
  expect((await onlyFor(operator, 'POST', `/api/operator/legs/${booking.leg}/cancel`, { reason: 'typhoon' })).status).toBe(204)
  expect((await booking.read()).legs).toMatchObject([{ state: 'cancelled', refundedAmount: 700 }, { state: 'confirmed' }])
})

describe('a button that moves money, pressed twice at once, does it once', () => {
  /** Something to press, and how often it has happened. */
  interface Press { by: Person, path: string, json: unknown, method?: string, done: ReturnType<typeof sql> }
  const served = async () => {
    const booking = await book([{ skill: 'a', price: 10_000 }])
    await db.execute(sql`update booking_leg set state = 'delivered', state_since = linli_now() where id = ${booking.leg}`)
    return booking
  }
  const refundsOf = (bookingId: string) => sql`refund r join payment p on p.id = r.payment_id where p.booking_id = ${bookingId}`
  const campaign = (code: string | null) => ({
    nameZh: '消费券', nameEn: 'Voucher', code, off: { amount: 500 }, budgetAmount: 90_000, startsAt: '2026-01-01T00:00:00Z', endsAt: '2099-01-01T00:00:00Z',
  })
  const household = async () => {
    const idOf = async (path: string, json: unknown) => ((await resident.post(path, json)).body as { id: string }).id
    const recipientId = await idOf('/api/household/recipients', { name: 'Father', relation: 'parent' })
    return { personId: resident.id, recipientId, addressId: await idOf('/api/household/addresses', { districtId: 'near', street: '1 Lane' }) }
  }
  const quoted = async () => (await quoteAt(life.app, { world: await buildBundle(db, [{ skill: 'a', price: 10_000 }]) })).id

  const presses: Record<string, () => Promise<Press>> = {
    'hold with a voucher': async () => {
      const id = ((await operator.post('/api/operator/campaigns', campaign(null))).body as { id: string }).id
      const quoteId = await quoted()
      const json = { ...holdBodyOf(quoteId, await household()), voucher: { id, code: null } }
      return { by: resident, path: '/api/holds', json, done: sql`voucher_redemption where campaign_id = ${id}` }
    },
    'pay': async () => {
      const id = await placeHold(life.app, { personId: resident.id, body: holdBodyOf(await quoted(), await household()) })
      return { by: resident, path: `/api/bookings/${id}/checkout`, json: undefined, done: sql`payment_op o join payment p on p.id = o.payment_id where p.booking_id = ${id}` }
    },
    'cancel': async () => {
      const { id } = await book([{ skill: 'a', price: 10_000 }])
      const { token } = (await resident.post(`/api/bookings/${id}/cancellation-preview`, {})).body as CancellationPreview
      return { by: resident, path: `/api/bookings/${id}/cancellation`, json: { token }, done: refundsOf(id) }
    },
    'ask for a fapiao': async () => {
      const { id } = await book([{ skill: 'a', price: 10_000 }])
      const json = { kind: 'personal', title: '陈静', email: 'chen@example.test' }
      return { by: resident, method: 'PUT', path: `/api/bookings/${id}/fapiao`, json, done: sql`fapiao_request where booking_id = ${id}` }
    },
    'refund by hand': async () => {
      const { id, leg } = await book([{ skill: 'a', price: 10_000 }])
      return { by: operator, path: `/api/operator/legs/${leg}/refund`, json: { amount: 1_000, leftAmount: 10_000, reason: 'late' }, done: refundsOf(id) }
    },
    'allot a refund': async () => {
      const { id, leg } = await book([{ skill: 'a', price: 10_000 }])
      const { id: paymentId, gatewaySessionId: sessionId } = (await findPaymentOfBooking(db, id))!
      const refundId = life.memory.refundElsewhere(sessionId!, 300)!
      await applyPaymentEvent(life.app, { eventId: null, paymentId, sessionId, gatewayPaymentId: null })
      const json = { parts: [{ legId: leg, amount: 300 }], reason: 'by hand' }
      return { by: operator, path: `/api/operator/foreign-refunds/${refundId}/allot`, json, done: refundsOf(id) }
    },
    'decide a dispute': async () => {
      const { id, leg } = await served()
      await resident.post(`/api/bookings/${id}/legs/${leg}/dispute`, { reason: '没擦窗' })
      return { by: operator, path: `/api/operator/legs/${leg}/resolve`, json: { refundAmount: 1_000 }, done: refundsOf(id) }
    },
    'begin a campaign': () => {
      const code = `TWICE${randomInt(1_000_000, 9_999_999)}`
      return Promise.resolve({ by: operator, path: '/api/operator/campaigns', json: campaign(code), done: sql`voucher_campaign where code = ${code}` })
    },
  }

  test.each(Object.entries(presses))('%s', async (_, press) => {
    for (const keys of [['one', 'one'], ['one', 'two']]) {
      const { by, path, json, method = 'POST', done } = await press()
      const name = randomUUID()
      const replies = await Promise.all(keys.map(async key => await by.request(method, path, { json, headers: { 'idempotency-key': `${name}-${key}` } })))
      const statuses = replies.map(({ status }) => status)
      expect(Math.min(...statuses), 'one of them at least').toBeLessThan(300)
      expect(Math.max(...statuses), 'the other is told so').toBeLessThan(500)
      await life.app.jobs.drain()
      expect((await db.execute(sql`select count(*)::int as n from ${done}`)).rows).toEqual([{ n: 1 }])
      for (const { id } of (await db.execute<{ id: string }>(sql`select id from booking where booker_id = ${resident.id} and hold_expires_at is not null`)).rows) {
        await giveUpHold(life.app, { personId: resident.id, bookingId: id })
      }
      // What was promised was asked of the payment service once, too.
      const { rows: given } = await db.execute<{ session: string, amount: number }>(sql`
        select p.gateway_session_id as session, sum(r.amount)::int as amount from refund r join payment p on p.id = r.payment_id group by 1`)
      for (const { session: sessionId, amount } of given) {
        const { refunds } = await life.app.gateway.fetchPayment({ sessionId })
        expect(refunds.reduce((sum, refund) => sum + refund.amount, 0)).toBe(amount)
      }
    }
  })
})
