import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '../../../server/platform/ids.ts'
import { quoteAt } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'
import { buildBundle, buildResidents } from '../../support/world.ts'

const life = await startLife({ pool: 8 })
const { app, db } = life

/** A bundle of one leg that needs two movers and a van; there is one van. */
async function removal({ movers = 3 } = {}) {
  const world = await buildBundle(db, [{ skill: 'move', workers: movers }])
  const [{ offeringId, providerId, workerIds } = { offeringId: '', providerId: '', workerIds: [] as string[] }] = world.legs
  const van = newId()
  await db.execute(sql`update offering_requirement set count = 2 where offering_id = ${offeringId}`)
  await db.execute(sql`insert into offering_requirement (offering_id, position, kind, skill, count) values (${offeringId}, 1, 'vehicle', 'van', 1)`)
  await db.execute(sql`insert into resource (id, provider_id, kind, name_zh, name_en, languages, district_id, active, created_at)
    values (${van}, ${providerId}, 'vehicle', '货车', 'Van', '{}', 'near', true, '2026-01-01')`)
  await db.execute(sql`insert into resource_skill (resource_id, skill) values (${van}, 'van')`)
  await db.execute(sql`insert into resource_district (resource_id, district_id) values (${van}, 'near'), (${van}, 'far')`)
  await db.execute(sql`insert into availability_rule (id, resource_id, weekday, from_minute, to_minute)
    select gen_random_uuid(), ${van}, day, 0, 1440 from generate_series(1, 7) day`)
  return { world, workerIds, van }
}

const servedBy = async (legId: string) => (await db.execute<{ kind: string, claimed: boolean }>(sql`
  select r.kind, exists (select from claim c where c.resource_id = r.id and c.booking_leg_id = lr.booking_leg_id) as claimed
    from booking_leg_resource lr join resource r on r.id = lr.resource_id where lr.booking_leg_id = ${legId} order by r.kind`)).rows

test('two workers and a van are taken together, and the van that is gone leaves the third worker with nothing to do', async () => {
  const { world } = await removal()
  const { leg } = await life.booked(world, { at: '09:00' })
  const taken = (kind: string) => ({ kind, claimed: true })
  expect(await servedBy(leg)).toEqual([taken('vehicle'), taken('worker'), taken('worker')])
  await expect(quoteAt(app, { world, offset: 3, at: '09:00' })).rejects.toThrow('no slot')
  await expect(quoteAt(app, { world, offset: 3, at: '14:00' })).resolves.toBeDefined()
})

test('the van is in one place at a time: elsewhere it is had once it has got there, however many movers are free', async () => {
  const { world } = await removal({ movers: 4 })
  await life.booked(world, { at: '09:00' })
  const elsewhere = { ...world, districtId: 'far' }
  await expect(quoteAt(app, { world: elsewhere, offset: 3, at: '10:45' })).rejects.toThrow('no slot')
  await expect(quoteAt(app, { world: elsewhere, offset: 3, at: '11:00' })).resolves.toBeDefined()
})

test('of two who want the last pair at once one gets it', async () => {
  const { world } = await removal()
  const [one, other] = await buildResidents(db, 2)
  const results = await Promise.allSettled([one!, other!].map(resident => life.hold(resident, { world, offset: 4, at: '10:00' })))
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('with fewer than it needs it is offered at no time', async () => {
  const { world, workerIds, van } = await removal()
  await db.execute(sql`update resource set active = false where id = any(${sql.param(workerIds.slice(1))}::uuid[])`)
  await expect(quoteAt(app, { world })).rejects.toThrow('no slot')
  await db.execute(sql`update resource set active = true where id = any(${sql.param(workerIds)}::uuid[])`)
  await expect(quoteAt(app, { world })).resolves.toBeDefined()
  await db.execute(sql`update resource set active = false where id = ${van}`)
  await expect(quoteAt(app, { world })).rejects.toThrow('no slot')
})
