import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decideVisit, extendPlans, listVisitOptions, makePlan, previewPlan, resumePlan } from '../../../server/booking/index.ts'
import { listMoveTimes, movePlan, openCheckout, previewStop, readBooking, readPlan, reschedule, runTimers, stopPlan } from '../../../server/checkout/index.ts'
import { suspendProvider } from '../../../server/catalog/index.ts'
import { setClockOffset } from '../../../server/platform/clock.ts'
import { warmPool } from '../../../server/platform/database.ts'
import type { PlanBody, PlanPreview, PlanWish, StopScope } from '../../../shared/schemas/plan.ts'
import { dayAfter } from '../../../shared/wall-time.ts'
import { startLife } from '../../support/life.ts'
import { buildBundle, buildResidents, type Household, type World, type WorldLeg } from '../../support/world.ts'

const life = await startLife()
const { app, db } = life
/** A Thursday: six weeks later is the national day. */
const today = '2026-08-20'
const setClock = async (at: string) => await setClockOffset(db, (Date.parse(at) - Date.now()) / 1000)
beforeEach(async () => await setClock(`${today}T00:00:00Z`))
afterEach(() => {
  delete life.memory.bank.refuses
})

const china = async (world: World) =>
  void await db.execute(sql`update provider set zone = 'Asia/Shanghai' where id = any(${sql.param(world.legs.map(({ providerId }) => providerId))}::uuid[])`)

let skill = 0
const build = async (legs: Partial<WorldLeg>[] = [{}]) => await buildBundle(db, legs.map(leg => ({ skill: `care-${skill++}`, ...leg })))

const wishOf = (world: World, { first = '2026-08-27T02:00:00.000Z', ...changes }: Partial<PlanWish> & { first?: string } = {}): PlanWish => ({
  slug: world.slug, districtId: world.districtId, persons: 1, legs: [], sameWorker: true, decisions: [],
  starts: [{ legId: world.legs[0]!.id, start: first }], pattern: { every: 1, weekdays: [4], end: { visits: 4 } }, ...changes,
})
const bodyOf = (wish: PlanWish, { recipientId, addressId }: Household, amount: number): PlanBody => ({
  ...wish, recipientId, addressId, amount, locale: 'en',
  contact: { name: 'Chen Jing', phone: '+8613800000000' }, payer: { name: 'Chen Jing', email: 'chen@example.test' },
})
const preview = async (wish: PlanWish) => await previewPlan(app, wish) as PlanPreview
async function make(wish: PlanWish) {
  const [resident] = await buildResidents(db, 1)
  const { amount } = await preview(wish)
  const planId = await makePlan(app, { personId: resident!.personId, body: bodyOf(wish, resident!, amount) })
  const who = life.who(resident!.personId)
  const read = async () => await readPlan(db, { personId: who.id, id: planId })
  const bookingIds = (await read()).visits.map(({ booking }) => booking?.id ?? '')
  const stop = async (scope: StopScope) => {
    const shown = await previewStop(app, { who, planId, scope })
    await stopPlan(app, { who, planId, body: {
      scope, visitIds: shown.visits.map(({ visitId }) => visitId), tokens: shown.visits.flatMap(({ visitId, token }) => (token ? [{ visitId, token }] : [])),
    } })
    return shown
  }
  const pay = async (bookingId: string) => {
    await openCheckout(app, { personId: who.id, bookingId })
    await life.pay(bookingId)
  }
  return { planId, who, read, bookingIds, stop, pay, resident: resident! }
}
const take = async (world: World, start: string, minutes = 60) => void await db.execute(sql`
  insert into availability_override (id, resource_id, during, kind) select gen_random_uuid(), r, tstzrange(${start}::timestamptz, ${start}::timestamptz + make_interval(mins => ${minutes})), 'off'
    from unnest(${sql.param(world.legs.flatMap(({ workerIds }) => workerIds))}::uuid[]) r`)
const rows = async (table: string) => Number((await db.execute(sql`select count(*) as n from ${sql.raw(table)}`)).rows[0]!.n)
const statesOf = async (plan: { read: () => ReturnType<typeof readPlan> }) => (await plan.read()).visits.map(({ state, booking }) => booking?.state ?? state)

describe('a plan before it is made', () => {
  test('lists 11 of 12 visits: one is on a holiday, with what can be chosen for it', async () => {
    const world = await build()
    await china(world)
    const wish = wishOf(world, { pattern: { every: 1, weekdays: [4], end: { visits: 12 } } })
    const seen = await preview(wish)
    expect(seen.visits).toHaveLength(12)
    expect(seen.conflicts).toBe(1)
    const conflict = seen.visits.find(({ state }) => state === 'conflict')!
    expect(conflict).toMatchObject({ day: '2026-10-01', conflict: 'holiday', special: { kind: 'holiday', name: { zh: '国庆节' } } })
    expect(conflict.options.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['skip', 'keep']))
    const decided = await preview({ ...wish, decisions: [{ day: '2026-10-01', decision: { kind: 'skip' } }] })
    expect(decided).toMatchObject({ conflicts: 0 })
    expect(decided.visits[5]).toMatchObject({ state: 'skipped' })
  })

  test('offers the nearest other times where nobody is free, and another worker where only the first is not', async () => {
    const alone = await build()
    await take(alone, '2026-09-03T02:00:00Z')
    const [, taken] = (await preview(wishOf(alone))).visits
    expect(taken).toMatchObject({ state: 'conflict', conflict: 'taken' })
    const moves = taken!.options.filter(option => option.kind === 'move')
    expect(moves.length).toBeGreaterThan(0)
    const moved = await preview({ ...wishOf(alone), decisions: [{ day: taken!.day, decision: { kind: 'move', starts: moves[0]!.starts } }] })
    expect(moved.visits[1]).toMatchObject({ state: 'free', start: moves[0]!.start })

    const two = await build([{ workers: 2 }])
    const first = (await preview(wishOf(two))).visits[0]!.workers[0]!.en
    const { rows: [own] } = await db.execute<{ id: string }>(sql`select id from resource where name_en = ${first} and id = any(${sql.param(two.legs[0]!.workerIds)}::uuid[])`)
    await db.execute(sql`insert into availability_override (id, resource_id, during, kind) values (gen_random_uuid(), ${own!.id}, tstzrange('2026-09-03T02:00Z', '2026-09-03T03:00Z'), 'off')`)
    const [, without] = (await preview(wishOf(two))).visits
    expect(without).toMatchObject({ state: 'conflict', conflict: 'worker' })
    expect(without!.options.map(({ kind }) => kind)).toContain('anybody')
    const anybody = await preview({ ...wishOf(two), decisions: [{ day: without!.day, decision: { kind: 'anybody' } }] })
    expect(anybody).toMatchObject({ conflicts: 0 })
    expect(anybody.visits[1]!.workers[0]!.en).not.toBe(first)
    expect((await preview({ ...wishOf(two), sameWorker: false })).conflicts).toBe(0)
  })
})

describe('making a plan', () => {
  test('reserves the visits of six weeks with their claims, unpaid; the later ones are planned', async () => {
    const world = await build()
    const plan = await make(wishOf(world, { pattern: { every: 2, weekdays: [4], end: { visits: 5 } } }))
    expect(await statesOf(plan)).toEqual(['reserved', 'reserved', 'reserved', 'planned', 'planned'])
    for (const id of plan.bookingIds.slice(0, 3)) {
      const { legs, payment } = await readBooking(db, { personId: plan.who.id, id })
      expect(await life.claims(legs[0]!.id)).toBe(1)
      expect(payment).toBeNull()
    }
  })

  test('writes nothing where a conflict is not decided, or the sum is another', async () => {
    const world = await build()
    await take(world, '2026-09-03T02:00:00Z')
    const [resident] = await buildResidents(db, 1)
    const before = [await rows('booking'), await rows('claim'), await rows('care_plan')]
    const wish = wishOf(world)
    const { amount } = await preview(wish)
    const undecided = makePlan(app, { personId: resident!.personId, body: bodyOf(wish, resident!, amount) })
    await expect(undecided).rejects.toMatchObject({ code: 'plan_changed', details: { preview: { conflicts: 1 } } })
    const skipped = { ...wish, decisions: [{ day: '2026-09-03', decision: { kind: 'skip' as const } }] }
    await expect(makePlan(app, { personId: resident!.personId, body: bodyOf(skipped, resident!, amount + 1) })).rejects.toMatchObject({ code: 'plan_changed' })
    expect([await rows('booking'), await rows('claim'), await rows('care_plan')]).toEqual(before)
  })

  test('tells who made it, and whoever serves it, once for all visits that are reserved', async () => {
    const world = await build()
    await china(world)
    const manager = await life.staff.manager(world.legs[0]!.providerId)
    const plan = await make(wishOf(world, { first: '2026-08-27T17:30:00.000Z', pattern: { every: 1, weekdays: [5], end: { visits: 3 } } }))
    await app.jobs.drain()
    const mailsTo = (id: string) => life.mails.filter(({ to }) => to === `${id}@example.test`)
    expect(mailsTo(plan.who.id).map(({ subject }) => subject)).toEqual([expect.stringContaining('定期计划已建立')])
    expect(mailsTo(plan.who.id)[0]!.text).toContain('8月28日周五、9月4日周五、9月11日周五')
    expect(mailsTo(manager.id).map(({ subject }) => subject)).toEqual([expect.stringContaining('新的定期计划')])
  })

  test('of two who make overlapping plans at once one gets all of its visits, the other none', async () => {
    const world = await build()
    await warmPool(db, 8)
    const residents = await buildResidents(db, 4)
    // All of them want the tenth of September.
    const pattern = { every: 1, weekdays: [4], end: { visits: 3 } }
    const wishes = ['2026-08-27', '2026-09-03', '2026-09-10', '2026-08-27'].map(day => wishOf(world, { first: `${day}T02:00:00.000Z`, pattern }))
    const before = [await rows('booking'), await rows('claim')]
    const made = await Promise.allSettled(wishes.map(async (wish, i) =>
      await makePlan(app, { personId: residents[i]!.personId, body: bodyOf(wish, residents[i]!, (await preview(wish)).amount) })))
    const won = made.filter(({ status }) => status === 'fulfilled').length
    expect(won).toBe(1)
    for (const result of made) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'plan_changed' })
    expect([await rows('booking') - before[0]!, await rows('claim') - before[1]!]).toEqual([3, 3])
  })
})

describe('each night', () => {
  test('what comes into the six weeks is reserved once, however often and at once it runs', async () => {
    const plan = await make(wishOf(await build(), { pattern: { every: 1, weekdays: [4], end: { visits: 8 } } }))
    expect((await statesOf(plan)).filter(state => state === 'planned')).toHaveLength(3)
    await setClock('2026-09-04T00:00:00Z')
    await Promise.all([extendPlans(app), extendPlans(app), extendPlans(app)])
    expect(await statesOf(plan)).toEqual(Array.from({ length: 8 }, () => 'reserved'))
    const bookings = (await db.execute(sql`select count(*)::int as n from booking where plan_id = ${plan.planId}`)).rows[0]!.n
    expect(bookings).toBe(8)
    await extendPlans(app)
    expect((await db.execute(sql`select count(*)::int as n from booking where plan_id = ${plan.planId}`)).rows[0]!.n).toBe(8)
  })

  test('a visit that cannot be reserved waits for a decision, and is as decided', async () => {
    const world = await build()
    const plan = await make(wishOf(world, { pattern: { every: 1, weekdays: [4], end: { visits: 8 } } }))
    await take(world, '2026-10-08T02:00:00Z')
    await db.execute(sql`update offering set price_amount = 12000 where id = ${world.legs[0]!.offeringId}`)
    await setClock('2026-09-04T00:00:00Z')
    await extendPlans(app)
    const seen = await plan.read()
    expect(seen).toMatchObject({ conflicts: 1 })
    const visit = seen.visits[6]!
    expect(visit).toMatchObject({ state: 'conflict', why: 'taken' })
    await extendPlans(app)
    await app.jobs.drain()
    const told = life.mails.filter(({ to, subject }) => to === `${plan.who.id}@example.test` && subject.includes('需要您决定'))
    expect(told.map(({ subject }) => subject), 'once').toEqual([expect.stringContaining('10月8日周四')])
    expect(told[0]!.text).toContain(`/plans/${plan.planId}`)
    expect(seen.visits[5], 'it was reserved at a new price').toMatchObject({ priceChanged: true, booking: { amount: 12_000 } })
    const asked = { personId: plan.who.id, planId: plan.planId, visitId: visit.id }
    const move = (await listVisitOptions(app, asked)).find(option => option.kind === 'move')!
    await decideVisit(app, { ...asked, decision: { kind: 'move', starts: move.starts } })
    expect((await plan.read()).visits[6]).toMatchObject({ state: 'reserved', start: move.start })
    const [stranger] = await buildResidents(db, 1)
    await expect(listVisitOptions(app, { ...asked, personId: stranger!.personId })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('paying a visit', () => {
  test('the first with a card that is kept; the next is charged once when it is due, however often the jobs run', async () => {
    const plan = await make(wishOf(await build()))
    await plan.pay(plan.bookingIds[0]!)
    expect(await plan.read()).toMatchObject({ card: { brand: 'visa', last4: '4242' } })
    expect((await statesOf(plan)).slice(0, 2)).toEqual(['confirmed', 'reserved'])
    const before = life.memory.charges.length
    await setClock('2026-08-31T01:59:00Z')
    await runTimers(app)
    await app.jobs.drain()
    expect(life.memory.charges.length - before, 'not a minute early').toBe(0)
    await setClock('2026-08-31T02:01:00Z')
    await Promise.all([runTimers(app), runTimers(app), runTimers(app)])
    await app.jobs.drain()
    await runTimers(app)
    await app.jobs.drain()
    expect(life.memory.charges.length - before).toBe(1)
    expect((await statesOf(plan)).slice(0, 3)).toEqual(['confirmed', 'confirmed', 'reserved'])
    expect(await readBooking(db, { personId: plan.who.id, id: plan.bookingIds[1]! })).toMatchObject({ payment: { state: 'paid', capturedAmount: 10_000 } })
  })

  test('whose bank wants to hear the person gets a link, pays by it, and is charged nothing twice', async () => {
    const plan = await make(wishOf(await build()))
    await plan.pay(plan.bookingIds[0]!)
    life.memory.bank.refuses = 'authentication_required'
    await setClock('2026-08-31T03:00:00Z')
    await runTimers(app)
    await app.jobs.drain()
    expect((await plan.read()).visits[1]!.booking).toMatchObject({ state: 'reserved', paymentAsked: false })
    await runTimers(app)
    await runTimers(app)
    expect((await plan.read()).visits[1]!.booking).toMatchObject({ state: 'reserved', paymentAsked: true })
    const { events } = await readBooking(db, { personId: plan.who.id, id: plan.bookingIds[1]! })
    expect(events.filter(({ event }) => event === 'ask_payment')).toMatchObject([{ reason: 'authentication_required' }])
    await plan.pay(plan.bookingIds[1]!)
    await app.jobs.drain()
    expect((await statesOf(plan))[1]).toBe('confirmed')
  })

  test('without a card it is asked for seven days before; unpaid a day before it is expired and its time is free', async () => {
    const plan = await make(wishOf(await build()))
    const id = plan.bookingIds[0]!
    await setClock('2026-08-20T03:00:00Z')
    await runTimers(app)
    expect((await plan.read()).visits.slice(0, 2).map(({ booking }) => booking?.paymentAsked)).toEqual([true, false])
    await runTimers(app)
    await app.jobs.drain()
    const told = life.mails.filter(({ to, subject }) => to === `${plan.who.id}@example.test` && subject.includes('请付款'))
    expect(told, 'once, with the way to the page where it is paid').toHaveLength(1)
    expect(told[0]!.text).toContain(`/bookings/${id}`)
    expect(await readBooking(db, { personId: plan.who.id, id })).toMatchObject({
      visit: { planId: plan.planId, paymentAsked: true, paymentDueAt: '2026-08-24T02:00:00.000Z', unpaidUntil: '2026-08-26T02:00:00.000Z', card: null },
    })
    const { legs } = await readBooking(db, { personId: plan.who.id, id })
    await setClock('2026-08-26T02:00:00Z')
    await runTimers(app)
    expect((await statesOf(plan))[0]).toBe('expired')
    expect(await life.claims(legs[0]!.id)).toBe(0)
    await expect(openCheckout(app, { personId: plan.who.id, bookingId: id })).rejects.toMatchObject({ code: 'hold_expired' })
  })
})

describe('a provider of visits that is suspended', () => {
  const suspend = async (world: World, bookings: 'keep' | 'substitute') => await suspendProvider(app, {
    operatorId: life.operator.id, providerId: world.legs[0]!.providerId, body: { reason: '投诉调查中', bookings },
  })

  test('is paid for no more of them: each waits for its resident, and its time is free', async () => {
    const world = await build()
    const plan = await make(wishOf(world))
    await plan.pay(plan.bookingIds[0]!)
    const legIds = await Promise.all(plan.bookingIds.slice(1).map(async id => (await readBooking(db, { personId: plan.who.id, id })).legs[0]!.id))
    const before = life.memory.charges.length
    await suspend(world, 'substitute')
    // The second is due.
    await setClock('2026-08-31T02:01:00Z')
    await runTimers(app)
    await app.jobs.drain()
    expect(life.memory.charges.length).toBe(before)
    const { visits } = await plan.read()
    expect(visits.slice(1).map(({ state, booking }) => [state, booking])).toEqual(Array.from({ length: 3 }, () => ['conflict', null]))
    expect(await Promise.all(legIds.map(async id => await life.claims(id)))).toEqual([0, 0, 0])
    const cancelled = await readBooking(db, { personId: plan.who.id, id: plan.bookingIds[1]! })
    expect(cancelled.events.at(-1)).toMatchObject({ event: 'cancel', actor: 'system', reason: 'provider_suspended' })
    await expect(openCheckout(app, { personId: plan.who.id, bookingId: plan.bookingIds[1]! })).rejects.toMatchObject({ code: 'hold_expired' })
    expect(await listVisitOptions(app, { personId: plan.who.id, planId: plan.planId, visitId: visits[1]!.id })).toEqual([{ kind: 'skip' }])
    expect(await runTimers(app)).toBe(0)
  })

  test('goes on with them, where what is booked is kept', async () => {
    const world = await build()
    const plan = await make(wishOf(world))
    await plan.pay(plan.bookingIds[0]!)
    await suspend(world, 'keep')
    await setClock('2026-08-31T02:01:00Z')
    await runTimers(app)
    await app.jobs.drain()
    expect((await statesOf(plan)).slice(1, 3)).toEqual(['confirmed', 'reserved'])
  })
})

describe('changing a plan', () => {
  test('a visit is skipped, unpaid for nothing, paid by the rules of its legs', async () => {
    const plan = await make(wishOf(await build()))
    await plan.pay(plan.bookingIds[0]!)
    const { visits } = await plan.read()
    const paid = await plan.stop({ kind: 'skip', visitId: visits[0]!.id })
    expect(paid).toMatchObject({ refundAmount: 10_000, visits: [{ paidAmount: 10_000 }] })
    expect(await plan.stop({ kind: 'skip', visitId: visits[1]!.id })).toMatchObject({ refundAmount: 0 })
    expect((await plan.read()).visits.map(({ state }) => state)).toEqual(['skipped', 'skipped', 'reserved', 'reserved'])
    expect(await life.earnings(plan.bookingIds[1]!)).toEqual([])
    await app.jobs.drain()
    expect(await readBooking(db, { personId: plan.who.id, id: plan.bookingIds[0]! })).toMatchObject({ payment: { state: 'refunded' } })
  })

  test('a pause takes its visits away, and resuming brings those back that are still to come', async () => {
    const plan = await make(wishOf(await build()))
    await plan.stop({ kind: 'pause', from: '2026-09-01', until: '2026-09-12' })
    expect((await plan.read()).visits.map(({ state }) => state)).toEqual(['reserved', 'skipped', 'skipped', 'reserved'])
    await setClock('2026-09-05T00:00:00Z')
    expect(await plan.read()).toMatchObject({ state: 'paused' })
    await resumePlan(app, { personId: plan.who.id, planId: plan.planId })
    expect((await plan.read()).visits.map(({ state }) => state)).toEqual(['reserved', 'skipped', 'reserved', 'reserved'])
  })

  test('one visit moves alone, paid or not; the others stay where they are', async () => {
    const plan = await make(wishOf(await build()))
    const before = (await plan.read()).visits.map(({ start }) => start)
    const [paid, unpaid] = plan.bookingIds as [string, string]
    await plan.pay(paid)
    for (const [id, from] of [[paid, '2026-08-28'], [unpaid, '2026-09-04']] as const) {
      const target = { bookingId: id }
      const { caps, days } = await listMoveTimes(app, { who: plan.who, target, from, days: 1 })
      expect(caps.map(({ refundBps }) => refundBps)).toEqual([10_000])
      const starts = days[0]!.times[0]!.legs.map(({ legId, start }) => ({ legId, start }))
      await reschedule(app, { who: plan.who, target, starts })
    }
    const { visits } = await plan.read()
    expect(visits.map(({ start }) => start.slice(0, 10))).toEqual(['2026-08-28', '2026-09-04', ...before.slice(2).map(start => start.slice(0, 10))])
    expect((await statesOf(plan)).slice(0, 2)).toEqual(['confirmed', 'reserved'])
  })

  test('a visit and all that follow move to another day, all or none', async () => {
    const world = await build()
    const plan = await make(wishOf(world))
    const { visits } = await plan.read()
    const to = (start: string) => ({ who: plan.who, planId: plan.planId, body: { fromVisitId: visits[1]!.id, starts: [{ legId: world.legs[0]!.id, start }] } })
    await take(world, '2026-09-11T06:00:00Z')
    await expect(movePlan(app, to('2026-09-04T06:00:00.000Z'))).rejects.toMatchObject({ code: 'slot_taken', details: { day: '2026-09-11' } })
    expect((await plan.read()).visits.map(({ start }) => start)).toEqual(visits.map(({ start }) => start))
    await movePlan(app, to('2026-09-10T08:00:00.000Z'))
    expect((await plan.read()).visits.map(({ start }) => start)).toEqual(
      ['2026-08-27T02:00:00.000Z', ...['2026-09-10', dayAfter('2026-09-10', 7), dayAfter('2026-09-10', 14)].map(day => `${day}T08:00:00.000Z`)])
  })

  test('ended, nothing more comes and the card is forgotten; what was shown must still be so', async () => {
    const plan = await make(wishOf(await build(), { pattern: { every: 1, weekdays: [4], end: { visits: 8 } } }))
    await plan.pay(plan.bookingIds[0]!)
    const stale = { scope: { kind: 'end' as const }, visitIds: [], tokens: [] }
    await expect(stopPlan(app, { who: plan.who, planId: plan.planId, body: stale })).rejects.toMatchObject({ code: 'plan_changed' })
    expect(await plan.stop({ kind: 'end' })).toMatchObject({ refundAmount: 10_000 })
    expect(await plan.read()).toMatchObject({ state: 'ended', next: null, card: null })
    await setClock('2026-09-20T00:00:00Z')
    await extendPlans(app)
    expect((await plan.read()).visits.map(({ state }) => state)).toEqual(Array.from({ length: 8 }, () => 'skipped'))
  })
})
