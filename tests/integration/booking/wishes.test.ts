import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import type { QuoteBody } from '../../../shared/schemas/catalog.ts'
import { placeHold, quoteBundle } from '../../../server/booking/index.ts'
import { createTestApp } from '../../support/app.ts'
import { day, holdBodyOf } from '../../support/booking.ts'
import { buildBundle, buildCity, buildResidents, type World } from '../../support/world.ts'

const { app } = await createTestApp()
const { db } = app

beforeAll(async () => await buildCity(db))

/** A quote for ten o'clock two days from now, with wishes for the first leg. */
async function quote(world: World, wishes: Partial<QuoteBody['legs'][number]> = {}, at = '10:00') {
  const hours = Number(at.slice(0, 2))
  return await quoteBundle(app, {
    personId: null,
    body: {
      slug: world.slug,
      districtId: 'near',
      persons: 1,
      legs: [{ legId: world.legs[0]!.id, include: true, ...wishes }],
      starts: world.legs.map(({ id }, leg) => ({ legId: id, start: `${day(2)}T${String(hours + leg).padStart(2, '0')}:00:00.000Z` })),
    },
  })
}

const workersOf = async (bookingId: string) => (await db.execute<{ id: string }>(sql`
  select r.resource_id as id from booking_leg_resource r join booking_leg l on l.id = r.booking_leg_id
   where l.booking_id = ${bookingId} order by l.position`)).rows.map(({ id }) => id)

test('shows who would come before paying, and the hold keeps them', async () => {
  const world = await buildBundle(db, [{ skill: 'wash', workers: 4 }])
  const [first, second, third] = await buildResidents(db, 3)
  const shown = await quote(world)
  const [worker] = shown.legs[0]!.resources
  expect(world.legs[0]!.workerIds).toContain(worker!.id)
  // Meanwhile they have got more to do than the others: even load alone would now send somebody else.
  const busier = await quote(world, { resourceId: worker!.id }, '20:00')
  await placeHold(app, { personId: third!.personId, body: holdBodyOf(busier.id, third!) })
  const other = await quote(world)
  expect(other.legs[0]!.resources[0]!.id).not.toBe(worker!.id)
  const held = await placeHold(app, { personId: first!.personId, body: holdBodyOf(shown.id, first!) })
  expect(await workersOf(held)).toEqual([worker!.id])
  const next = await placeHold(app, { personId: second!.personId, body: holdBodyOf(other.id, second!) })
  expect((await workersOf(next))[0]).not.toBe(worker!.id)
})

test('sends the person who was asked for, or nobody', async () => {
  const world = await buildBundle(db, [{ skill: 'iron', workers: 5 }])
  const favourite = world.legs[0]!.workerIds[3]!
  const [first, second] = await buildResidents(db, 2)
  const asked = await quote(world, { resourceId: favourite })
  expect(asked.legs[0]!.resources.map(({ id }) => id)).toEqual([favourite])
  const again = await quote(world, { resourceId: favourite })
  expect(await workersOf(await placeHold(app, { personId: first!.personId, body: holdBodyOf(asked.id, first!) }))).toEqual([favourite])
  await expect(placeHold(app, { personId: second!.personId, body: holdBodyOf(again.id, second!) })).rejects.toMatchObject({ code: 'slot_taken' })
})

test('a soft wish is met where it can be, a hard one always', async () => {
  const world = await buildBundle(db, [{ skill: 'cook', workers: 4 }])
  const woman = world.legs[0]!.workerIds[2]!
  await db.execute(sql`update resource set gender = 'female', languages = '{zh,en}' where id = ${woman}`)
  const [resident] = await buildResidents(db, 1)
  const gender = (must: boolean) => ({ wishes: [{ kind: 'gender' as const, value: 'female' as const, must }] })
  const soft = await quote(world, { wishes: [{ kind: 'language', value: 'en', must: false }] })
  expect(soft.legs[0]!.resources.map(({ id }) => id)).toEqual([woman])
  await placeHold(app, { personId: resident!.personId, body: holdBodyOf(soft.id, resident!) })
  expect((await quote(world, gender(false))).legs[0]!.resources.map(({ id }) => id)).not.toContain(woman)
  await expect(quote(world, gender(true))).rejects.toMatchObject({ code: 'slot_taken' })
})

test('sends the same person to all visits where one can do them all', async () => {
  const world = await buildBundle(db, [{ skill: 'care', workers: 5 }, { skill: 'care', workers: 5 }])
  const [first, second] = world.legs
  // One provider for both legs: ten people, each of whom could do either.
  await db.execute(sql`update offering set provider_id = ${first!.providerId} where id = ${second!.offeringId}`)
  await db.execute(sql`delete from agreement where offering_id = ${second!.offeringId}`)
  await db.execute(sql`update resource set provider_id = ${first!.providerId} where provider_id = ${second!.providerId}`)
  const { legs } = await quote(world)
  expect(new Set(legs.flatMap(({ resources }) => resources.map(({ id }) => id))).size).toBe(1)
})
