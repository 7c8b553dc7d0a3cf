import { sql } from 'drizzle-orm'
import type { SearchAnswer, SearchQuery } from '#shared/schemas/catalog.ts'
import { loadBundles, toCard } from '../catalog/index.ts'
import type { Db } from '../platform/database.ts'
import type { Understood } from './understand.ts'

/**
 * A page of bundles from the catalogue itself, the popular first: what a search answers while its engine is away or filled for the first
 * time. It heeds scenarios and categories alone, and says so (`limited`).
 */
export async function listMeanwhile(db: Db, { query: { scenario, category, page }, understood, pageSize }: {
  query: SearchQuery
  understood: Understood
  pageSize: number
}): Promise<SearchAnswer> {
  const { rows } = await db.execute<{ id: string, total: number }>(sql`
    select b.id, count(*) over ()::int as total from bundle b
      join scenario s on s.id = b.scenario_id
      join provider p on p.id = b.provider_id and p.status = 'verified'
     where b.status = 'published'
       ${scenario.length === 0 ? sql`` : sql`and s.slug = any(${sql.param(scenario)}::text[])`}
       ${category.length === 0
          ? sql``
          : sql`and exists (
         select from bundle_leg l join leg_alternative a on a.leg_id = l.id join offering o on o.id = a.offering_id
           join category c on c.id = o.category_id left join category top on top.id = c.parent_id
          where l.bundle_id = b.id and l.edition = b.edition and (c.slug = any(${sql.param(category)}::text[]) or top.slug = any(${sql.param(category)}::text[])))`}
     order by b.popularity desc, b.id limit ${pageSize} offset ${(page - 1) * pageSize}`)
  const bundles = new Map((await loadBundles(db, { ids: rows.map(row => row.id) })).map(bundle => [bundle.id, bundle]))
  const total = rows[0]?.total ?? 0
  return {
    total,
    page,
    pages: Math.ceil(total / pageSize),
    limited: total > 0,
    understood,
    missed: [],
    match: 'all',
    hits: rows.flatMap(({ id }) => {
      const bundle = bundles.get(id)
      return bundle ? [{ ...toCard(bundle), highlight: null }] : []
    }),
    facets: { scenario: [], category: [], district: [], language: [], credential: [] },
    flags: { elder: 0, instant: 0 },
    price: null,
    relaxations: [],
  }
}
