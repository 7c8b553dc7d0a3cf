import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { bundleDetail, scenario } from '../../../shared/schemas/catalog.ts'
import { publicProvider } from '../../../shared/schemas/provider.ts'
import { chooseLegs, getBundle, listScenarios, readPublicProvider, toDetail } from '../../../server/catalog/index.ts'
import { createTestDatabase } from '../../support/database.ts'
import { buildBundle, buildCity, type World } from '../../support/world.ts'

const { db } = await createTestDatabase()
let world: World
const everything = { persons: 1, legs: [] }

beforeAll(async () => {
  await buildCity(db)
  world = await buildBundle(db, [{ skill: 'clean', price: 12_345 }, { skill: 'nurse', price: 20_000, percentOffBps: 1_250 }, { skill: 'walk', required: false }])
})

test('a bundle is read with its legs, and its page fits the schema', async () => {
  const bundle = await getBundle(db, world.slug)
  expect(bundle.legs.map(leg => leg.id)).toEqual(world.legs.map(leg => leg.id))
  const detail = bundleDetail.parse(toDetail(bundle))
  expect(detail).toMatchObject({ priceFrom: 12_345 + 17_500, listPriceFrom: 32_345, providerCount: 3, districts: ['far', 'near'] })
})

test('the share of a partner is what its agreement in force fixes, never below its floor', async () => {
  const { offeringId, providerId } = world.legs[1]!
  const shares = async () => chooseLegs(await getBundle(db, world.slug), everything).map(leg => leg.alternatives[0]!.shareAmount)
  expect(await shares()).toEqual([12_345, 17_500, 10_000])
  await db.execute(sql`update agreement set status = 'superseded' where offering_id = ${offeringId}`)
  await db.execute(sql`insert into agreement (id, bundle_id, offering_id, provider_id, version, status, percent_off_bps, floor_amount)
    values (gen_random_uuid(), ${world.bundleId}, ${offeringId}, ${providerId}, 2, 'accepted', 5000, 15000)`)
  expect(await shares()).toEqual([12_345, 15_000, 10_000])
  await db.execute(sql`insert into agreement (id, bundle_id, offering_id, provider_id, version, status)
    values (gen_random_uuid(), ${world.bundleId}, ${offeringId}, ${providerId}, 3, 'proposed')`)
  expect(await shares()).toEqual([12_345, 15_000, 10_000])
})

test('a choice that the bundle does not have is refused, and says which leg', async () => {
  const bundle = await getBundle(db, world.slug)
  const [first, , third] = world.legs
  const choose = (legs: Parameters<typeof chooseLegs>[1]['legs'], persons = 1) => () => chooseLegs(bundle, { persons, legs })
  expect(chooseLegs(bundle, { persons: 1, legs: [{ legId: third!.id, include: false }] })).toHaveLength(2)
  expect(choose([{ legId: first!.id, include: false }])).toThrow('choice_invalid')
  expect(choose([{ legId: first!.id, include: true, alternativeId: third!.alternativeId }])).toThrow('choice_invalid')
  expect(choose([{ legId: first!.id, include: true, minutes: 75 }])).toThrow('choice_invalid')
  expect(choose([{ legId: world.bundleId, include: true }])).toThrow('choice_invalid')
  expect(choose([], 5)).toThrow('choice_invalid')
})

test('scenarios count only what can be bought', async () => {
  const [before] = scenario.array().parse(await listScenarios(db))
  expect(before).toMatchObject({ slug: 'clean-and-care', bundleCount: 1 })
  await db.execute(sql`update agreement set status = 'ended' where offering_id = ${world.legs[1]!.offeringId} and status = 'accepted'`)
  await expect(getBundle(db, world.slug)).rejects.toMatchObject({ code: 'not_found' })
  expect((await listScenarios(db))[0]).toMatchObject({ bundleCount: 0, priceFrom: null })
})

test('what depends on a leg that is left out goes with it, in whatever order they stand', async () => {
  const outing = await buildBundle(db, [{ skill: 'walk', required: false, dependsOn: 1 }, { skill: 'match', required: false }, { skill: 'meal' }])
  const bundle = await getBundle(db, outing.slug)
  const [walk, match, meal] = outing.legs.map(leg => leg.id)
  const legsWithout = (legId: string) => chooseLegs(bundle, { persons: 1, legs: [{ legId, include: false }] }).map(({ leg }) => leg.id)
  expect(legsWithout(match!)).toEqual([meal])
  expect(legsWithout(walk!)).toEqual([match, meal])
})

test('a verified provider is for everybody, with the bundles in which it works; any other does not exist', async () => {
  const made = await buildBundle(db, [{ skill: 'clean' }, { skill: 'nurse' }, { skill: 'walk', required: false }])
  const [publisher, partner, helper] = made.legs
  const slugOf = ({ providerId }: { providerId: string }) => `provider-${providerId.slice(-8)}`
  const read = async (leg: typeof partner) => publicProvider.parse(await readPublicProvider(db, slugOf(leg!)))
  await db.execute(sql`update provider set summary_zh = '只写了中文', founded_year = 2009 where id = ${partner!.providerId}`)
  expect(await read(partner)).toMatchObject({ summary: { zh: '只写了中文', en: '' }, foundedYear: 2009, districts: ['far', 'near'], bundles: [{ slug: made.slug }] })
  expect((await read(publisher)).bundles.map(({ slug }) => slug)).toEqual([made.slug])

  await db.execute(sql`update agreement set status = 'ended' where offering_id = ${helper!.offeringId}`)
  expect((await read(helper)).bundles).toEqual([])
  for (const status of ['draft', 'submitted', 'suspended']) {
    await db.execute(sql`update provider set status = ${status} where id = ${partner!.providerId}`)
    await expect(readPublicProvider(db, slugOf(partner!))).rejects.toMatchObject({ code: 'not_found' })
  }
})
