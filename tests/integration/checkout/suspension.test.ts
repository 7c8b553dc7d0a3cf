import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { decideProvider, liftSuspension, suspendProvider } from '../../../server/catalog/index.ts'
import { openCheckout, readBooking, runTimers } from '../../../server/checkout/index.ts'
import { findPaymentOfBooking } from '../../../server/payment/index.ts'
import { buildBundle, buildResidents } from '../../support/world.ts'
import { quoteAt } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'

let life: Awaited<ReturnType<typeof startLife>>
beforeAll(async () => {
  life = await startLife()
})

/** A hold in front of its open payment page. */
async function openedHold(skill: string) {
  const world = await buildBundle(life.db, [{ skill }])
  const [resident] = await buildResidents(life.db, 1)
  const id = await life.hold(resident!, { world, at: '09:00', offset: 3 })
  await openCheckout(life.app, { personId: resident!.personId, bookingId: id })
  const read = async () => await readBooking(life.db, { personId: resident!.personId, id })
  const { gatewaySessionId: session } = (await findPaymentOfBooking(life.db, id))!
  return { hold: { id, read, leg: (await read()).legs[0]!.id }, resident: resident!, session: session! }
}

const suspend = async (providerId: string, bookings: 'keep' | 'substitute') =>
  await suspendProvider(life.app, { operatorId: life.operator.id, providerId, body: { reason: '投诉调查中', bookings } })

describe('a provider that is suspended', () => {
  it('serves what is booked where it may, and sells nothing meanwhile, not even what was quoted', async () => {
    const world = await buildBundle(life.db, [{ skill: 'kept' }])
    const { providerId } = world.legs[0]!
    const booking = await life.booked(world)
    await suspend(providerId, 'keep')
    await runTimers(life.app)
    expect((await booking.read()).legs[0]).toMatchObject({ state: 'confirmed' })
    await expect(quoteAt(life.app, { world, at: '13:00', offset: 3 })).rejects.toMatchObject({ code: 'not_found' })
    await liftSuspension(life.app, { operatorId: life.operator.id, providerId, body: { reason: '' } })
    await expect(quoteAt(life.app, { world, at: '13:00', offset: 3 })).resolves.toBeDefined()
    await expect(liftSuspension(life.app, { operatorId: life.operator.id, providerId, body: { reason: '' } })).rejects.toMatchObject({ code: 'transition_illegal' })
  })

  it('loses what is booked to somebody else, or back to the resident in full, by choice', async () => {
    const world = await buildBundle(life.db, [{ skill: 'left', price: 20_000 }])
    const booking = await life.booked(world)
    const { providerId } = world.legs[0]!
    await suspend(providerId, 'substitute')
    await runTimers(life.app)
    const after = await booking.read()
    expect(after.legs[0]!.state === 'substituting' || after.legs[0]!.refundedAmount === 20_000).toBe(true)
    expect(after.events.at(-1)).toMatchObject({ event: 'withdraw', actor: 'system', reason: 'provider_suspended' })
    const { length } = after.events
    await runTimers(life.app)
    expect((await booking.read()).events).toHaveLength(length)
  })

  it('is paid for nothing more: a hold ends with its payment page, and who comes late to the page is told so', async () => {
    const { hold, resident, session } = await openedHold('unpaid')
    await suspend((await life.providerOf(hold.leg)), 'substitute')
    await expect(openCheckout(life.app, { personId: resident.personId, bookingId: hold.id })).rejects.toMatchObject({ code: 'hold_expired' })
    expect(await runTimers(life.app)).toBe(1)
    const after = await hold.read()
    expect(after).toMatchObject({ state: 'expired', legs: [{ state: 'expired' }], payment: { state: 'expired' } })
    expect(after.events.at(-1)).toMatchObject({ event: 'expire', actor: 'system', reason: 'provider_suspended' })
    expect(await life.claims(hold.leg)).toBe(0)
    life.memory.pay(session)
    expect((await life.memory.gateway.fetchPayment({ sessionId: session })).state).toBe('expired')
    expect(await runTimers(life.app)).toBe(0)
  })

  it('keeps a hold that may be paid, where what is booked with it is kept', async () => {
    const { hold } = await openedHold('kept-hold')
    await suspend((await life.providerOf(hold.leg)), 'keep')
    await runTimers(life.app)
    expect((await hold.read()).state).toBe('held')
    await life.pay(hold.id)
    expect((await hold.read()).state).toBe('confirmed')
  })

  it.each([['before', false], ['while', true]])('loses nothing that is paid just %s the hold ends', async (_, atOnce) => {
    const { hold, session } = await openedHold(`just-paid-${atOnce}`)
    life.memory.pay(session)
    await suspend((await life.providerOf(hold.leg)), 'substitute')
    await Promise.all([runTimers(life.app), ...(atOnce ? [life.pay(hold.id)] : [])])
    await runTimers(life.app)
    const { legs: [leg], payment, events } = await hold.read()
    expect(events.map(({ event }) => event)).toEqual(['hold', 'pay', 'withdraw'])
    // Nobody else serves it here.
    expect(leg).toMatchObject({ state: 'cancelled', refundedAmount: leg!.shareAmount })
    await life.app.jobs.drain()
    expect((await hold.read()).payment).toMatchObject({ capturedAmount: payment!.capturedAmount, refundedAmount: payment!.capturedAmount })
    expect(Object.values(await life.ledger(hold.id)).reduce((sum, amount) => sum + amount, 0)).toBe(0)
  })

  it('is told why, by mail, and so is one that is verified again; every act is kept', async () => {
    const world = await buildBundle(life.db, [{ skill: 'told' }])
    const { providerId } = world.legs[0]!
    const manager = await life.staff.manager(providerId)
    const { rows: [person] } = await life.db.execute<{ email: string }>(sql`select email from person where id = ${manager.id}`)
    await suspend(providerId, 'keep')
    await life.app.jobs.drain()
    const mail = life.mails.find(({ to }) => to === person!.email)!
    expect(mail.text).toContain('投诉调查中')
    expect(mail.text).toContain(`/provider/onboarding?provider=${providerId}`)
    await liftSuspension(life.app, { operatorId: life.operator.id, providerId, body: { reason: '' } })
    await life.app.jobs.drain()
    expect(life.mails.filter(({ to }) => to === person!.email)).toHaveLength(2)
    const { rows } = await life.db.execute(sql`select action, reason, data from operator_act where subject_id = ${providerId} order by at, id`)
    expect(rows).toEqual([{ action: 'provider.suspend', reason: '投诉调查中', data: { bookings: 'keep' } }, { action: 'provider.lift', reason: '', data: {} }])
    await expect(decideProvider(life.app, { operatorId: life.operator.id, providerId, body: { decision: 'approve', reason: '', revision: 3 } }))
      .rejects.toMatchObject({ code: 'transition_illegal' })
  })
})
