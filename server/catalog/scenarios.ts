import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { listPrice, sharePrice, type PriceTerms } from '#shared/pricing.ts'
import type { category as categorySchema, scenario as scenarioSchema } from '#shared/schemas/catalog.ts'
import { executePrepared, type Queryable } from '../platform/database.ts'
import { fail } from './errors.ts'
import { sellableAlternative } from './load-bundles.ts'

type Scenario = z.input<typeof scenarioSchema>
type ScenarioRow = Omit<Scenario, 'bundleCount' | 'priceFrom' | 'currency'>

/** All scenarios by position, with how many bundles each has and the lowest price among them. */
export async function listScenarios(db: Queryable): Promise<Scenario[]> {
  const { rows } = await db.execute<{ scenario: ScenarioRow }>(sql`
    select jsonb_build_object('id', s.id, 'slug', s.slug, 'family', s.family, 'picture', s.picture,
      'title', jsonb_build_object('zh', title_zh, 'en', title_en),
      'summary', jsonb_build_object('zh', summary_zh, 'en', summary_en),
      'why', jsonb_build_object('zh', why_zh, 'en', why_en),
      'categories', (select coalesce(jsonb_agg(jsonb_build_object('slug', c.slug, 'name', jsonb_build_object('zh', c.name_zh, 'en', c.name_en), 'picture', c.picture)
                       order by c.position), '[]') from scenario_category sc join category c on c.id = sc.category_id where sc.scenario_id = s.id)) as scenario
      from scenario s order by s.position`)
  const offers = await loadOffers(db)
  return rows.map(({ scenario }) => {
    const offer = offers.get(scenario.id)
    return { ...scenario, bundleCount: offer?.count ?? 0, priceFrom: offer?.priceFrom ?? null, currency: offer?.currency ?? null }
  })
}

interface Offer {
  count: number
  priceFrom: number
  currency: string
}

/** One alternative of a required leg; nothing of it where the leg has none that can be sold. */
interface PricedLeg extends Record<string, unknown> {
  bundleId: string
  scenarioId: string
  currency: string
  legId: string
  price: (PriceTerms & { minutes: number, percentOffBps: number, floorAmount: number | null }) | null
}

/** What each scenario has on offer. Flat rows with prices only: it goes through every bundle, and there may be many thousands. */
async function loadOffers(db: Queryable): Promise<Map<string, Offer>> {
  const rows = await executePrepared<PricedLeg>(db, sql`
    select b.id as "bundleId", b.scenario_id as "scenarioId", b.currency, l.id as "legId", alternative.price
      from bundle b
      join provider publisher on publisher.id = b.provider_id and publisher.status = 'verified'
      join bundle_leg l on l.bundle_id = b.id and l.edition = b.edition and l.required
      left join lateral (
        select json_build_object('priceModel', o.price_model, 'priceAmount', o.price_amount, 'priceOptions', o.price_options,
                 'minutes', o.duration_minutes, 'percentOffBps', coalesce(g.percent_off_bps, a.percent_off_bps), 'floorAmount', g.floor_amount) as price
          from ${sellableAlternative.from}
         where a.leg_id = l.id and ${sellableAlternative.where}) alternative on true
     where b.status = 'published'`)
  const offers = new Map<string, Offer>()
  for (const own of Map.groupBy(rows, row => row.bundleId).values()) {
    // A required leg that cannot be sold takes the bundle with it.
    if (own.some(row => row.price === null)) continue
    const { scenarioId, currency } = own[0]!
    const amount = lowestPrice(own)
    const known = offers.get(scenarioId)
    offers.set(scenarioId, { count: (known?.count ?? 0) + 1, priceFrom: Math.min(known?.priceFrom ?? amount, amount), currency })
  }
  return offers
}

/** As `priceFrom` of a whole bundle: each required leg by its cheapest alternative, for one person. */
function lowestPrice(rows: readonly PricedLeg[]): number {
  const legs = [...Map.groupBy(rows, row => row.legId).values()].map((alternatives) => {
    const shares = alternatives.flatMap(({ price }) => {
      const list = price && listPrice(price, { minutes: price.minutes, persons: 1 })
      return price && list !== undefined && list !== null ? [sharePrice(list, price)] : []
    })
    return shares.length > 0 ? Math.min(...shares) : 0
  })
  return legs.reduce((sum, amount) => sum + amount, 0)
}

/** How a scenario is called; undefined where there is none. */
export async function findScenario(db: Queryable, slug: string): Promise<Pick<Scenario, 'slug' | 'title'> | undefined> {
  const { rows } = await db.execute<Pick<Scenario, 'slug' | 'title'>>(sql`
    select slug, jsonb_build_object('zh', title_zh, 'en', title_en) as title from scenario where slug = ${slug}`)
  return rows[0]
}

/** @throws {DomainError} `not_found` */
export function scenarioOf(scenarios: readonly Scenario[], slug: string): Scenario {
  const found = scenarios.find(scenario => scenario.slug === slug)
  if (!found) throw fail('not_found')
  return found
}

/** The tree of two levels, parents before children. */
export async function listCategories(db: Queryable): Promise<z.input<typeof categorySchema>[]> {
  const { rows } = await db.execute<{ category: z.input<typeof categorySchema> }>(sql`
    select jsonb_build_object('id', id, 'slug', slug, 'parentId', parent_id, 'name', jsonb_build_object('zh', name_zh, 'en', name_en), 'picture', picture) as category
      from category order by parent_id is not null, position, slug`)
  return rows.map(row => row.category)
}
