import { sql } from 'drizzle-orm'
import { afterEach, expect, test } from 'vitest'
import { acceptLeg, checkIn, checkOut, listProviderBookings, readProviderBookings, readProviderFigures } from '../../../server/booking/index.ts'
import { giveUpLeg } from '../../../server/checkout/index.ts'
import { dayAfter, weekdayOf } from '../../../shared/wall-time.ts'
import { day } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'
import { buildBundle } from '../../support/world.ts'

const life = await startLife({ pool: 8 })
const { app, db } = life
afterEach(async () => await life.resetClock())

const build = async (skill: string) => await buildBundle(db, [{ skill, instant: false, price: 12_000, workers: 2 }])

test('a provider finds its parts by day, state, person and reference, and nobody else\'s', async () => {
  const world = await build('find')
  const other = await build('others')
  const [first, second] = [await life.booked(world, { offset: 3 }), await life.booked(world, { offset: 5 })]
  await life.booked(other, { offset: 3 })
  const manager = await life.managerOf(first.leg)
  await acceptLeg(app, { who: manager, legId: second.leg })
  const read = async (filter: object = {}) => await readProviderBookings(db, { personId: manager.id, page: 1, ...filter })
  const ids = async (filter: object = {}) => (await read(filter)).rows.map(({ id }) => id)

  expect(await ids()).toEqual([first.leg, second.leg])
  expect(await ids({ from: day(4), until: day(5) })).toEqual([second.leg])
  expect(await ids({ group: ['asked'] })).toEqual([first.leg])
  expect(await ids({ group: ['asked', 'ahead'] })).toEqual([first.leg, second.leg])
  const { bookingReference, workers } = (await read()).rows[0]!
  expect(await ids({ q: bookingReference.toLowerCase() })).toEqual([first.leg])
  expect(await ids({ q: workers[0]!.name.en })).toContain(first.leg)
  expect(await ids({ q: '%' })).toEqual([])
  expect((await listProviderBookings(db, { personId: manager.id })).rows).toHaveLength(2)
  await expect(read({ from: day(5), until: day(3) })).rejects.toMatchObject({ code: 'choice_invalid' })
  await expect(read({ providerId: other.legs[0]!.providerId })).rejects.toMatchObject({ code: 'not_found' })
})

test('what was never paid for is no booking of a provider', async () => {
  const world = await build('unpaid')
  const paid = await life.booked(world, { offset: 3 })
  await db.execute(sql`insert into booking_leg select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'state', 'expired', 'position', 9))).* from booking_leg l where id = ${paid.leg}`)
  const manager = await life.managerOf(paid.leg)
  expect((await readProviderBookings(db, { personId: manager.id, page: 1 })).rows.map(({ id }) => id)).toEqual([paid.leg])
})

test('figures tell booked of open minutes, and every answer of the one who gave it', async () => {
  const world = await build('figures')
  const kept = await life.booked(world, { offset: 3 })
  const declined = await life.booked(world, { offset: 4 })
  const manager = await life.managerOf(kept.leg)
  await acceptLeg(app, { who: manager, legId: kept.leg })
  await giveUpLeg(app, { who: manager, legId: declined.leg, event: 'decline', reason: '' })
  const worker = await life.staff.worker(kept.leg)
  const { start } = (await kept.read()).legs[0]!
  await life.before(start, 5)
  await checkIn(app, { who: worker, legId: kept.leg })
  await checkOut(app, { who: worker, legId: kept.leg, answers: [] })

  const { weeks, workers } = await readProviderFigures(db, { personId: manager.id, weeks: 4 })
  expect(weeks).toHaveLength(4)
  expect(weeks.map(({ from }) => weekdayOf(from))).toEqual([1, 1, 1, 1])
  // Two workers, every day from 00:00 to 24:00.
  expect(weeks.map(each => each.openMinutes)).toEqual([20_160, 20_160, 20_160, 20_160])
  const total = (name: 'accepted' | 'declined' | 'lapsed' | 'withdrawn' | 'delivered' | 'deliveredAmount' | 'bookedMinutes') =>
    weeks.reduce((sum, week) => sum + week[name], 0)
  expect([total('accepted'), total('declined'), total('lapsed'), total('withdrawn')]).toEqual([1, 1, 0, 0])
  expect([total('delivered'), total('deliveredAmount'), total('bookedMinutes')]).toEqual([1, 12_000, 60])
  expect(weeks.find(({ delivered }) => delivered > 0)).toSatisfy(({ from }: { from: string }) => from <= start.slice(0, 10) && start.slice(0, 10) < dayAfter(from, 7))
  expect(workers.map(({ bookedMinutes }) => bookedMinutes).toSorted()).toEqual([0, 60])
})

test('a day off is no open time', async () => {
  const world = await build('off')
  const { leg } = await life.booked(world, { offset: 3 })
  const manager = await life.managerOf(leg)
  const monday = dayAfter(day(0), 1 - weekdayOf(day(0)))
  await db.execute(sql`insert into availability_override (id, resource_id, during, kind)
    values (gen_random_uuid(), ${world.legs[0]!.workerIds[0]}, tstzrange(${`${monday}T00:00:00Z`}, ${`${dayAfter(monday, 2)}T00:00:00Z`}), 'off')`)
  const { weeks } = await readProviderFigures(db, { personId: manager.id, weeks: 4 })
  expect(weeks.at(-1)!.openMinutes).toBe(20_160 - 2 * 1440)
})
