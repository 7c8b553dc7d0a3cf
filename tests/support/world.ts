import { sql } from 'drizzle-orm'
import { standardPolicies, type CancellationPolicy } from '../../shared/policy.ts'
import type { StageRule } from '../../shared/quote.ts'
import type { Db } from '../../server/platform/database.ts'
import { newId } from '../../server/platform/ids.ts'
import { day } from './booking.ts'

/** One leg of a small world's bundle, served by one provider of its own. */
export interface WorldLeg {
  skill: string
  minutes?: number
  price?: number
  workers?: number
  instant?: boolean
  required?: boolean
  /** How the leg's stage follows the stage before. Default: from 0 to 120 minutes after its end, on the same day. */
  rule?: StageRule
  policy?: CancellationPolicy
  /** Percent off that the partner's agreement fixes, in ten-thousandths. */
  percentOffBps?: number
  /** Position of the leg without which this one makes no sense. */
  dependsOn?: number
  /** A class with this many seats in place of workers; sessions start at 06:00Z on each of the next 14 days. */
  seats?: number
}

export interface World {
  slug: string
  bundleId: string
  legs: { id: string, alternativeId: string, offeringId: string, providerId: string, workerIds: string[], sessionIds: string[] }[]
  districtId: string
}

const insert = async (db: Db, table: string, rows: Record<string, unknown>[]): Promise<void> => {
  if (rows.length === 0) return
  const columns = sql.raw(Object.keys(rows[0]!).map(name => `"${name}"`).join(', '))
  await db.execute(sql`insert into ${sql.raw(table)} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${sql.raw(table)}, ${JSON.stringify(rows)}::jsonb)`)
}

/** Districts near and far, in a city in UTC, so that a test's times are what they look like. */
export async function buildCity(db: Db): Promise<void> {
  await insert(db, 'district', ['near', 'far'].map((id, position) => ({
    id, city: 'test', name_zh: id === 'near' ? '近区' : '远区', name_en: id, lat: 31, lng: 121, position,
  })))
  await insert(db, 'travel_time', ['near', 'far'].flatMap(from => ['near', 'far'].map(to => ({
    from_district_id: from, to_district_id: to, minutes: from === to ? 15 : 60,
  }))))
  const top = newId()
  await insert(db, 'category', [
    { id: top, parent_id: null, slug: 'care', name_zh: '照护', name_en: 'Care', picture: 'elderly-care', position: 0 },
    { id: newId(), parent_id: top, slug: 'nursing', name_zh: '护理', name_en: 'Nursing', picture: 'elderly-care', position: 0 },
  ])
  await insert(db, 'scenario', [{
    id: newId(), slug: 'clean-and-care', family: 'housekeeping-elderly', title_zh: '保洁与照护', title_en: 'Clean and care', summary_zh: '一', summary_en: 'One',
    why_zh: '二', why_en: 'Two', picture: 'elderly-care', position: 0,
  }])
}

/** A published bundle whose legs follow one another (or, `parallel`, start together), each with a provider and workers of its own who work every day from 00:00 to 24:00. */
export async function buildBundle(db: Db, legs: readonly WorldLeg[], { slug = `bundle-${newId().slice(-8)}`, parallel = false } = {}): Promise<World> {
  const bundleId = newId()
  const category = sql`(select id from category where slug = 'nursing')`
  const made = legs.map(leg => ({
    ...leg, id: newId(), alternativeId: newId(), offeringId: newId(), providerId: newId(),
    workerIds: Array.from({ length: leg.seats ? 0 : leg.workers ?? 1 }, () => newId()),
    sessionIds: Array.from({ length: leg.seats ? 14 : 0 }, () => newId()),
  }))
  const { rows: [ids] } = await db.execute<{ category: string, scenario: string }>(
    sql`select ${category} as category, (select id from scenario where slug = 'clean-and-care') as scenario`)
  await insert(db, 'provider', made.map(({ providerId }, i) => ({
    id: providerId, slug: `provider-${providerId.slice(-8)}`, name_zh: `服务商${i}`, name_en: `Provider ${i}`, summary_zh: '', summary_en: '', zone: 'UTC',
    status: 'verified', commission_bps: 1000, rating: 4.5, rating_count: 3, created_at: '2026-01-01',
  })))
  await insert(db, 'provider_district', made.flatMap(({ providerId }) => ['near', 'far'].map(district_id => ({ provider_id: providerId, district_id }))))
  await insert(db, 'offering', made.map((leg, i) => ({
    id: leg.offeringId, provider_id: leg.providerId, category_id: ids!.category, title_zh: `服务${i}`, title_en: `Service ${i}`, summary_zh: '', summary_en: '',
    place: leg.seats ? 'venue' : 'home', mode: leg.seats ? 'session' : 'time',
    venue_district_id: leg.seats ? 'near' : null, venue_address_zh: leg.seats ? '近区一号' : null, venue_address_en: leg.seats ? '1 Near' : null,
    duration_minutes: leg.minutes ?? 60, duration_options: [], price_model: 'fixed', price_amount: leg.price ?? 10_000, price_options: {}, currency: 'CNY',
    max_persons: 4, notice_minutes: 0, horizon_days: 60, buffer_before_minutes: 0, buffer_after_minutes: 0, required_credentials: [],
    instant: leg.instant ?? true, policy: leg.policy ?? standardPolicies.moderate, elder_friendly: true, status: 'published', version: 1, created_at: '2026-01-01',
  })))
  await insert(db, 'offering_requirement', made.filter(leg => !leg.seats).map(leg => ({
    offering_id: leg.offeringId, position: 0, kind: 'worker', skill: leg.skill, count: 1,
  })))
  await insert(db, 'bundle', [{
    id: bundleId, provider_id: made[0]!.providerId, scenario_id: ids!.scenario, slug, title_zh: '组合', title_en: 'Bundle', summary_zh: '', summary_en: '',
    description_zh: '', description_en: '', currency: 'CNY', rating: 4.5, rating_count: 3, popularity: 1, status: 'published', created_at: '2026-01-01',
  }])
  const usual: StageRule = { kind: 'gap', min: 0, max: 120, sameDay: true }
  const stages = parallel ? made.slice(0, 1) : made
  await insert(db, 'bundle_stage', stages.map((leg, position) => ({ bundle_id: bundleId, position, rule: position === 0 ? null : leg.rule ?? usual })))
  await insert(db, 'bundle_leg', made.map((leg, position) => ({
    id: leg.id, bundle_id: bundleId, stage: parallel ? 0 : position, position, required: leg.required ?? true,
    depends_on_leg_id: leg.dependsOn === undefined ? null : made[leg.dependsOn]!.id, title_zh: `第${position}步`, title_en: `Step ${position}`,
  })))
  await insert(db, 'leg_alternative', made.map(leg => ({
    id: leg.alternativeId, leg_id: leg.id, position: 0, offering_id: leg.offeringId, percent_off_bps: leg.percentOffBps ?? 0,
  })))
  await insert(db, 'agreement', made.slice(1).map(leg => ({
    id: newId(), bundle_id: bundleId, offering_id: leg.offeringId, provider_id: leg.providerId, version: 1, status: 'accepted', percent_off_bps: leg.percentOffBps ?? 0,
    notice_minutes: 0, blackout_dates: [], created_at: '2026-01-01',
  })))
  const workers = made.flatMap(leg => leg.workerIds.map(id => ({ id, leg })))
  await insert(db, 'resource', workers.map(({ id, leg }, i) => ({
    id, provider_id: leg.providerId, kind: 'worker', name_zh: `员工${i}`, name_en: `Worker ${i}`, languages: ['zh'], district_id: 'near', active: true,
    created_at: '2026-01-01',
  })))
  await insert(db, 'resource_skill', workers.map(({ id, leg }) => ({ resource_id: id, skill: leg.skill })))
  await insert(db, 'resource_district', workers.flatMap(({ id }) => ['near', 'far'].map(district_id => ({ resource_id: id, district_id }))))
  await insert(db, 'availability_rule', workers.flatMap(({ id }) => Array.from({ length: 7 }, (_, weekday) => ({
    id: newId(), resource_id: id, weekday: weekday + 1, from_minute: 0, to_minute: 1440,
  }))))
  await insert(db, 'class_session', made.flatMap(leg => leg.sessionIds.map((id, nth) => {
    const start = Date.parse(`${day(nth + 1)}T06:00:00Z`)
    const ends_at = new Date(start + (leg.minutes ?? 60) * 60_000)
    return { id, offering_id: leg.offeringId, starts_at: new Date(start), ends_at, capacity: leg.seats }
  })))
  return { slug, bundleId, districtId: 'near', legs: made.map(({ id, alternativeId, offeringId, providerId, workerIds, sessionIds }) => ({ id, alternativeId, offeringId, providerId, workerIds, sessionIds })) }
}

export interface Household {
  personId: string
  recipientId: string
  addressId: string
}

/** Residents who can book: each with a recipient and an address in the near district. */
export async function buildResidents(db: Db, count: number): Promise<Household[]> {
  const made = Array.from({ length: count }, () => ({ personId: newId(), recipientId: newId(), addressId: newId() }))
  const at = '2026-01-01'
  await insert(db, 'person', made.map(({ personId }, i) => ({
    id: personId, name: `Resident ${i}`, email: `${personId}@example.test`, email_verified: true, phone_number_verified: false, operator: false, locale: 'zh-CN',
    created_at: at, updated_at: at,
  })))
  await insert(db, 'recipient', made.map(({ personId, recipientId }) => ({
    id: recipientId, person_id: personId, name: 'Father', relation: 'parent', needs: [], created_at: at, updated_at: at,
  })))
  await insert(db, 'address', made.map(({ personId, addressId }) => ({
    id: addressId, person_id: personId, label: '', district_id: 'near', street: '1 Lane', created_at: at, updated_at: at,
  })))
  return made
}
