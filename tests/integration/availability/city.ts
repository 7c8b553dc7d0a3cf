/** A small city for the tests of availability: two districts, one provider with cleaners and nurses, a swimming class, and one bundle. */
import { sql } from 'drizzle-orm'
import { standardPolicies } from '../../../shared/policy.ts'
import type { StageRule } from '../../../shared/quote.ts'
import { availabilityRule, classSession, credential, resource, resourceDistrict, resourceSkill, travelTime } from '../../../server/availability/schema.ts'
import { bundle, bundleLeg, bundleStage, category, legAlternative, offering, offeringRequirement, provider, providerDistrict, scenario } from '../../../server/catalog/schema.ts'
import { district } from '../../../server/identity/schema.ts'
import { now, setClockOffset } from '../../../server/platform/clock.ts'
import type { Db } from '../../../server/platform/database.ts'
import { newId } from '../../../server/platform/ids.ts'

export const ZONE = 'Asia/Shanghai'
/** The tests' present: a Monday, a minute before 08:00 in Shanghai (time goes on meanwhile). */
export const PRESENT = '2026-05-31T23:59:00.000Z'

export interface City {
  slug: string
  bundleId: string
  legs: { clean: string, nurse: string, swim: string }
  cleaners: string[]
  nurses: string[]
  sessionId: string
}

const both = (name: string) => ({ nameZh: name, nameEn: name })
const title = (name: string) => ({ titleZh: name, titleEn: name })

/** Puts the clock on the tests' present, so that dates in tests can be written out. */
export async function goToPresent(db: Db): Promise<void> {
  await setClockOffset(db, 0)
  await setClockOffset(db, Math.round((Date.parse(PRESENT) - (await now(db)).getTime()) / 1000))
}

export async function buildCity(db: Db, { cleaners = 2, nurses = 1, nurseRule = { kind: 'gap', min: 0, max: 60, sameDay: true } }: {
  cleaners?: number
  nurses?: number
  nurseRule?: StageRule
} = {}): Promise<City> {
  await db.insert(district).values([
    { id: 'xuhui', city: 'shanghai', ...both('徐汇'), lat: 31.19, lng: 121.43 },
    { id: 'pudong', city: 'shanghai', ...both('浦东'), lat: 31.22, lng: 121.54 },
  ]).onConflictDoNothing()
  await db.insert(travelTime).values([
    { fromDistrictId: 'xuhui', toDistrictId: 'xuhui', minutes: 15 },
    { fromDistrictId: 'pudong', toDistrictId: 'pudong', minutes: 15 },
    { fromDistrictId: 'xuhui', toDistrictId: 'pudong', minutes: 50 },
    { fromDistrictId: 'pudong', toDistrictId: 'xuhui', minutes: 50 },
  ]).onConflictDoNothing()
  const [providerId, categoryId, scenarioId, bundleId] = [newId(), newId(), newId(), newId()]
  await db.insert(provider).values({ id: providerId, slug: `p-${providerId}`, ...both('邻家'), zone: ZONE, status: 'verified', commissionBps: 1000 })
  await db.insert(providerDistrict).values(['xuhui', 'pudong'].map(districtId => ({ providerId, districtId })))
  await db.insert(category).values({ id: categoryId, slug: `c-${categoryId}`, ...both('家政'), picture: 'broom' })
  await db.insert(scenario).values({
    id: scenarioId, slug: `s-${scenarioId}`, family: 'housekeeping-elderly-care', ...title('一起'), summaryZh: '.', summaryEn: '.', whyZh: '.', whyEn: '.', picture: 'home',
  })
  const slug = `b-${bundleId}`
  await db.insert(bundle).values({ id: bundleId, providerId, scenarioId, slug, ...title('打扫与护理'), summaryZh: '.', summaryEn: '.', currency: 'CNY', status: 'published' })
  const legs = { clean: newId(), nurse: newId(), swim: newId() }
  await db.insert(bundleStage).values([
    { bundleId, position: 0, rule: null },
    { bundleId, position: 1, rule: nurseRule },
    { bundleId, position: 2, rule: { kind: 'days', from: 0, to: 2, window: null } },
  ])
  await db.insert(bundleLeg).values([
    { id: legs.clean, bundleId, stage: 0, position: 0, ...title('打扫') },
    { id: legs.nurse, bundleId, stage: 1, position: 1, ...title('护理') },
    { id: legs.swim, bundleId, stage: 2, position: 2, required: false, ...title('游泳课') },
  ])
  const offer = async (legId: string, values: Partial<typeof offering.$inferInsert>, skill: string | null): Promise<string> => {
    const id = newId()
    await db.insert(offering).values({
      id, providerId, categoryId, ...title(skill ?? 'class'), place: 'home', durationMinutes: 120, priceModel: 'fixed', priceAmount: 20_000, currency: 'CNY',
      policy: standardPolicies.flexible, status: 'published', ...values,
    })
    if (skill) await db.insert(offeringRequirement).values({ offeringId: id, position: 0, kind: 'worker', skill })
    await db.insert(legAlternative).values({ id: newId(), legId, position: 0, offeringId: id })
    return id
  }
  await offer(legs.clean, { bufferAfterMinutes: 15 }, 'cleaning')
  await offer(legs.nurse, { durationMinutes: 60, requiredCredentials: ['nurse'] }, 'nursing')
  const swimOffering = await offer(legs.swim, {
    place: 'venue', mode: 'session', venueDistrictId: 'pudong', venueAddressZh: '世纪大道 1 号', venueAddressEn: '1 Century Avenue', durationMinutes: 60, maxPersons: 4,
  }, null)
  const hire = async (skill: string): Promise<string> => {
    const id = newId()
    await db.insert(resource).values({ id, providerId, kind: 'worker', ...both(skill), districtId: 'xuhui' })
    await db.insert(resourceSkill).values({ resourceId: id, skill })
    await db.insert(resourceDistrict).values(['xuhui', 'pudong'].map(districtId => ({ resourceId: id, districtId })))
    const hours = { resourceId: id, fromMinute: 540, toMinute: 1020 }
    await db.insert(availabilityRule).values([1, 2, 3].map(weekday => ({ id: newId(), weekday, ...hours })))
    if (skill === 'nursing') await db.insert(credential).values({ id: newId(), resourceId: id, kind: 'nurse', number: '1', issuerZh: '.', issuerEn: '.', expiresOn: '2026-06-03' })
    return id
  }
  const hireAll = async (count: number, skill: string) => await Promise.all(Array.from({ length: count }, async () => await hire(skill)))
  const sessionId = newId()
  // Wednesday, 19:00 to 20:00 in Shanghai.
  await db.insert(classSession).values({ id: sessionId, offeringId: swimOffering, startsAt: new Date('2026-06-03T11:00Z'), endsAt: new Date('2026-06-03T12:00Z'), capacity: 3 })
  return { slug, bundleId, legs, cleaners: await hireAll(cleaners, 'cleaning'), nurses: await hireAll(nurses, 'nursing'), sessionId }
}

/** How many claims and places there are. */
export async function countTaken(db: Db): Promise<{ claims: number, seats: number }> {
  const { rows } = await db.execute<{ claims: number, seats: number }>(
    sql`select (select count(*)::int from claim where booking_leg_id is not null) as claims, (select count(*)::int from session_seat) as seats`)
  return rows[0]!
}
