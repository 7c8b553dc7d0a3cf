import { describe, expect, it } from 'vitest'
import type { Row } from '../../../sandbox/seed/rows.ts'
import { requirementsOf } from '../../../sandbox/seed/catalogue.ts'
import { makeCatalogue } from '../../../sandbox/seed/world.ts'
import { makeCity, today } from './support.ts'

const { rows, bundles, resources } = makeCity()

const countBy = (items: readonly Row[], key: (row: Row) => string) => Object.fromEntries([...Map.groupBy(items, key)].map(([name, own]) => [name, own.length]))

describe('the size of the seeded city', () => {
  it('has what the catalogue promises', () => {
    expect(rows.district).toHaveLength(16)
    expect(rows.travel_time).toHaveLength(256)
    expect(rows.category.filter(({ parent_id: parent }) => parent === null)).toHaveLength(7)
    expect(rows.scenario).toHaveLength(10)
    expect(rows.provider.length).toBeGreaterThanOrEqual(64)
    expect(rows.offering.length).toBeGreaterThanOrEqual(260)
    expect(rows.bundle.length).toBeGreaterThanOrEqual(125)
    expect(rows.resource.filter(({ kind }) => kind === 'worker').length).toBeGreaterThanOrEqual(420)
    expect(rows.class_session.length).toBeGreaterThan(400)
  })

  it('has at least twenty bundles of each of the five families', () => {
    const family = new Map(rows.scenario.map(row => [row.id, String(row.family)]))
    const counts = countBy(rows.bundle, row => family.get(row.scenario_id) ?? '')
    expect(Object.keys(counts).sort()).toEqual(['healthcare-any', 'housekeeping-elderly', 'housekeeping-property', 'property-daily', 'tourism-sports'])
    expect(Math.min(...Object.values(counts))).toBeGreaterThanOrEqual(20)
  })

  it('sells something in every leaf of the category tree', () => {
    const used = new Set(rows.offering.map(({ category_id: category }) => category))
    const idle = rows.category.filter(({ id, parent_id: parent }) => parent !== null && !used.has(id)).map(({ slug }) => slug)
    expect(idle).toEqual([])
  })

  it('has bundles of two to five legs, and at least half of them need two providers or more', () => {
    expect(bundles.filter(({ legs }) => legs.length < 2 || legs.length > 5).map(({ slug }) => slug)).toEqual([])
    const joint = bundles.filter(({ legs }) => new Set(legs.map(({ alternatives }) => alternatives[0]!.offering.provider.id)).size > 1)
    expect(joint.length * 2).toBeGreaterThanOrEqual(bundles.length)
  })

  it('makes as many bundles as are asked for, each under an address of its own', () => {
    const large = makeCatalogue({ today, bundles: 1_000 })
    expect(large.rows.bundle).toHaveLength(1_000)
    expect(new Set(large.rows.bundle.map(({ slug }) => slug)).size).toBe(1_000)
    expect(new Set(large.rows.bundle.map(({ title_zh: title }) => title)).size).toBeGreaterThan(950)
    expect(large.bundles.filter(({ districts }) => districts.length < 3)).toEqual([])
  })
})

describe('the copy', () => {
  const tables = ['district', 'category', 'scenario', 'provider', 'offering', 'bundle', 'bundle_leg'] as const

  it('says everything in Chinese and in English', () => {
    for (const table of tables) {
      for (const row of rows[table]) {
        for (const [column, zh] of Object.entries(row).filter(([name, value]) => name.endsWith('_zh') && value !== null)) {
          const en = row[column.replace(/_zh$/, '_en')]
          expect(zh, `${table}.${column}`).toMatch(/\p{Script=Han}/u)
          // Of itself a provider may have written in one language alone: that shows how a page says so.
          if (table === 'provider' && column === 'summary_zh' && en === '') continue
          expect(en, `${table}.${column} of ${String(zh)}`).toMatch(/^[^\p{Script=Han}]+$/u)
        }
      }
    }
  })

  it('never says the same of two bundles', () => {
    for (const column of ['slug', 'title_zh', 'title_en', 'summary_zh', 'summary_en']) {
      expect(new Set(rows.bundle.map(row => row[column])).size, column).toBe(rows.bundle.length)
    }
  })

  it('answers the main job, to clean and look after a father, in both languages', () => {
    const english = rows.bundle.filter(row => /clean/i.test(`${row.title_en} ${row.summary_en}`) && /father|parent|elder/i.test(`${row.title_en} ${row.summary_en}`))
    const chinese = rows.bundle.filter(row => /打扫|保洁/.test(`${row.title_zh}${row.summary_zh}`) && /照顾|照护|照料|父亲|父母/.test(`${row.title_zh}${row.summary_zh}`))
    expect(english.length).toBeGreaterThanOrEqual(5)
    expect(chinese.length).toBeGreaterThanOrEqual(5)
  })
})

describe('the rows', () => {
  const references: [table: keyof typeof rows, column: string, parent: keyof typeof rows][] = [
    ['category', 'parent_id', 'category'], ['scenario_category', 'category_id', 'category'], ['offering', 'provider_id', 'provider'],
    ['offering', 'category_id', 'category'], ['offering', 'venue_district_id', 'district'], ['offering_requirement', 'offering_id', 'offering'],
    ['provider_district', 'district_id', 'district'], ['bundle', 'provider_id', 'provider'], ['bundle', 'scenario_id', 'scenario'],
    ['bundle_leg', 'bundle_id', 'bundle'], ['bundle_leg', 'depends_on_leg_id', 'bundle_leg'], ['leg_alternative', 'leg_id', 'bundle_leg'],
    ['leg_alternative', 'offering_id', 'offering'], ['agreement', 'offering_id', 'offering'], ['agreement', 'bundle_id', 'bundle'], ['resource', 'provider_id', 'provider'],
    ['credential', 'resource_id', 'resource'], ['availability_rule', 'resource_id', 'resource'], ['class_session', 'offering_id', 'offering'],
    ['class_session', 'teacher_resource_id', 'resource'], ['class_session', 'venue_resource_id', 'resource'], ['claim', 'resource_id', 'resource'],
    ['claim', 'session_id', 'class_session'], ['claim', 'booking_leg_id', 'booking_leg'], ['booking', 'quote_id', 'quote'], ['booking', 'booker_id', 'person'],
    ['booking', 'recipient_id', 'recipient'], ['booking', 'address_id', 'address'], ['booking_leg', 'booking_id', 'booking'],
    ['booking_leg', 'alternative_id', 'leg_alternative'], ['booking_leg', 'agreement_id', 'agreement'], ['session_seat', 'booking_leg_id', 'booking_leg'],
    ['provider_member', 'person_id', 'person'], ['provider_member', 'provider_id', 'provider'],
  ]

  it.each(references)('%s.%s names a row of %s', (table, column, parent) => {
    const ids = new Set(rows[parent].map(({ id }) => id))
    expect(rows[table].length).toBeGreaterThan(0)
    expect(rows[table].filter(row => row[column] !== null && !ids.has(row[column]!)), `${table}.${column}`).toEqual([])
  })

  it('have ids in the shape of UUIDv7, none twice', () => {
    for (const [table, own] of Object.entries(rows)) {
      const ids = own.map(({ id }) => id).filter(id => typeof id === 'string' && table !== 'district')
      expect(new Set(ids).size, table).toBe(ids.length)
      for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
  })

  it('are equal on the same day, and move with the day', () => {
    expect(makeCity().rows).toEqual(rows)
    expect(makeCity('2027-01-04').rows.class_session).not.toEqual(rows.class_session)
  })

  it('let every leg be served in at least three of the publisher\'s districts, with the papers that the offering asks for', () => {
    const papers = Map.groupBy(rows.credential, ({ resource_id: id }) => id)
    const crews = Map.groupBy(resources, ({ provider }) => provider.id)
    for (const { slug, legs, publisher } of bundles) {
      const served = publisher.districts.filter(district => legs.every(({ alternatives }) => alternatives.some(({ offering }) => {
        const { service, provider } = offering
        if (!provider.districts.includes(district)) return false
        const place = service.place === 'venue' ? provider.home : district
        return service.classes !== undefined || requirementsOf(service).every(({ kind, skill, count }) => (crews.get(provider.id) ?? []).filter(resource =>
          resource.kind === kind && resource.skills.has(skill) && resource.districts.has(place)
          && (kind !== 'worker' || (service.papers ?? []).every(paper => papers.get(resource.id)?.some(({ kind: own }) => own === paper)))).length >= count)
      })))
      expect(served.length, slug).toBeGreaterThanOrEqual(3)
    }
  })

  it('have a consent of every partner and none of the publisher with itself', () => {
    const agreed = new Set(rows.agreement.map(({ bundle_id: bundle, offering_id: offering }) => `${String(bundle)} ${String(offering)}`))
    for (const { id, slug, publisher, legs } of bundles) {
      for (const { offering } of legs.flatMap(({ alternatives }) => alternatives)) {
        expect(agreed.has(`${id} ${offering.id}`), slug).toBe(offering.provider.id !== publisher.id)
      }
    }
  })

  it('bind every stage but the first by a rule', () => {
    expect(rows.bundle_stage.filter(({ position, rule }) => (position === 0) !== (rule === null))).toEqual([])
  })

  it('have papers that end within weeks, and none that have ended', () => {
    const ends = rows.credential.map(({ expires_on: day }) => String(day))
    expect(ends.filter(day => day < today)).toEqual([])
    expect(ends.filter(day => day < '2027-01-05').length).toBeGreaterThan(2)
  })
})
