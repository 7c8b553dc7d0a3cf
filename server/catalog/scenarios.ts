import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { category as categorySchema, scenario as scenarioSchema } from '#shared/schemas/catalog.ts'
import type { Queryable } from '../platform/database.ts'
import { fail } from './errors.ts'
import { priceFrom } from './choices.ts'
import { loadBundles } from './load-bundles.ts'

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
  const offers = new Map<string, { count: number, priceFrom: number, currency: string }>()
  for (const bundle of await loadBundles(db, {})) {
    const { amount } = priceFrom(bundle)
    const known = offers.get(bundle.scenario.id)
    offers.set(bundle.scenario.id, {
      count: (known?.count ?? 0) + 1,
      priceFrom: Math.min(known?.priceFrom ?? amount, amount),
      currency: bundle.currency,
    })
  }
  return rows.map(({ scenario }) => {
    const offer = offers.get(scenario.id)
    return { ...scenario, bundleCount: offer?.count ?? 0, priceFrom: offer?.priceFrom ?? null, currency: offer?.currency ?? null }
  })
}

/** @throws {DomainError} `not_found` */
export async function getScenario(db: Queryable, slug: string): Promise<Scenario> {
  const found = (await listScenarios(db)).find(scenario => scenario.slug === slug)
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
