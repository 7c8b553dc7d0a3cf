import { sql } from 'drizzle-orm'
import { afterEach, expect, test } from 'vitest'
import { addDaysOff, previewDaysOff } from '../../../server/availability/index.ts'
import { readProviderCalendar } from '../../../server/booking/index.ts'
import { weekdayOf } from '../../../shared/wall-time.ts'
import { day } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'
import { buildBundle } from '../../support/world.ts'

const life = await startLife({ pool: 8 })
const { app, db } = life
afterEach(async () => await life.resetClock())

/** A provider of two workers, who work day and night, with one booking in three days. */
async function team(skill: string) {
  const world = await buildBundle(db, [{ skill, workers: 2 }])
  const { leg } = await life.booked(world, { offset: 3 })
  const manager = await life.managerOf(leg)
  return { leg, personId: manager.id, ids: world.legs[0]!.workerIds, world }
}
const override = async (id: string, kind: 'off' | 'busy' | 'extra', from: string, to: string) =>
  await db.execute(sql`insert into availability_override (id, resource_id, during, kind)
    values (gen_random_uuid(), ${id}, tstzrange(${from}, ${to}), ${kind})`)

test('a calendar tells work, days off, busy times and bookings apart', async () => {
  const { leg, personId, ids: [one] } = await team('calendar')
  const [from, next] = [day(3), day(4)]
  // Longer than what is asked for: told as far as it was asked.
  await override(one!, 'off', `${day(1)}T00:00:00Z`, `${from}T06:00:00Z`)
  await override(one!, 'busy', `${from}T20:00:00Z`, `${from}T21:30:00Z`)
  const { resources, legs, ...rest } = await readProviderCalendar(db, { personId, from, days: 1 })
  expect(rest).toMatchObject({ from, days: 1 })
  expect([day(0), day(1)]).toContain(rest.today)
  expect(resources).toHaveLength(2)
  expect(resources.find(({ id }) => id === one)!.stretches).toEqual([
    { kind: 'work', start: `${from}T06:00:00.000Z`, end: `${from}T20:00:00.000Z` },
    { kind: 'work', start: `${from}T21:30:00.000Z`, end: `${next}T00:00:00.000Z` },
    { kind: 'off', start: `${from}T00:00:00.000Z`, end: `${from}T06:00:00.000Z` },
    { kind: 'busy', start: `${from}T20:00:00.000Z`, end: `${from}T21:30:00.000Z` },
  ])
  expect(resources.find(({ id }) => id !== one)!.stretches).toEqual([{ kind: 'work', start: `${from}T00:00:00.000Z`, end: `${next}T00:00:00.000Z` }])
  expect(legs).toMatchObject([{ id: leg, state: 'confirmed', actions: expect.arrayContaining(['reschedule']), resourceIds: [expect.any(String)] }])
})

test('without a day it begins on Monday; who takes no new bookings stays as long as there are some', async () => {
  const { personId, leg } = await team('monday')
  expect(weekdayOf((await readProviderCalendar(db, { personId, days: 7 })).from)).toBe(1)
  await db.execute(sql`update resource set active = false where id in (select resource_id from booking_leg_resource where booking_leg_id = ${leg})`)
  expect((await readProviderCalendar(db, { personId, from: day(3), days: 1 })).resources.map(({ active }) => active).toSorted()).toEqual([false, true])
  expect((await readProviderCalendar(db, { personId, from: day(4), days: 1 })).resources.map(({ active }) => active)).toEqual([true])
})

test('days off are given to several after it was seen what they break: to all, or to none', async () => {
  const { personId, ids, world } = await team('bulk')
  const foreign = await team('foreign')
  const days = { from: day(3), to: day(4) }
  const offs = async () => (await db.execute(sql`select from availability_override where resource_id = any(${sql.param(ids)}::uuid[])`)).rows.length
  const { people } = await previewDaysOff(db, { personId, ids, ...days })
  expect(people.map(({ id }) => id)).toEqual(ids)
  expect(people.flatMap(({ rows }) => rows)).toEqual([expect.objectContaining({ kind: 'booking' })])

  await expect(addDaysOff(app, { personId, ids, ...days, seen: 0 })).rejects.toMatchObject({ code: 'changed_meanwhile', details: { seen: 1 } })
  await expect(addDaysOff(app, { personId, ids: [...ids, foreign.ids[0]!], ...days, seen: 1 })).rejects.toMatchObject({ code: 'not_found' })
  await expect(previewDaysOff(db, { personId, ids: [foreign.ids[0]!], ...days })).rejects.toMatchObject({ code: 'not_found' })
  expect(await offs()).toBe(0)
  await addDaysOff(app, { personId, ids: [...ids, ids[0]!], ...days, seen: 1 })
  expect(await offs()).toBe(2)
  const { resources, legs } = await readProviderCalendar(db, { personId, from: day(3), days: 2 })
  expect(resources.map(({ stretches }) => stretches.map(({ kind }) => kind))).toEqual([['off'], ['off']])
  expect(legs).toHaveLength(1)
  expect(world.legs).toHaveLength(1)
})
