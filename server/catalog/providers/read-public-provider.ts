import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { publicProvider } from '#shared/schemas/provider.ts'
import type { Queryable } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { loadBundles } from '../load-bundles.ts'
import type { Bundle } from '../model.ts'
import { toCard } from '../views.ts'

type View = z.input<typeof publicProvider>

const most = 12

/**
 * A provider as everybody sees it, with the bundles in which it works.
 * @throws {DomainError} `not_found`, also for one that is not verified
 */
export async function readPublicProvider(db: Queryable, slug: string): Promise<View> {
  const { rows: [own] } = await db.execute<Omit<View, 'bundles'> & { bundleIds: string[] }>(sql`
    select p.id, p.slug, json_build_object('zh', p.name_zh, 'en', p.name_en) as name, json_build_object('zh', p.summary_zh, 'en', p.summary_en) as summary,
           p.founded_year as "foundedYear", p.rating, p.rating_count as "ratingCount",
           (select coalesce(json_agg(d.district_id order by d.district_id), '[]') from provider_district d where d.provider_id = p.id) as districts,
           (select coalesce(json_agg(found.id order by found.popularity desc, found.id), '[]') from (
              select b.id, b.popularity from bundle b
               where b.status = 'published' and b.id in (
                 select id from bundle where provider_id = p.id
                 union all
                 select l.bundle_id from offering o join leg_alternative a on a.offering_id = o.id join bundle_leg l on l.id = a.leg_id
                   join bundle kept on kept.id = l.bundle_id and kept.edition = l.edition
                  where o.provider_id = p.id)
               order by b.popularity desc, b.id limit ${most}) found) as "bundleIds"
      from provider p where p.slug = ${slug} and p.status = 'verified'`)
  if (!own) throw fail('not_found')
  const { bundleIds, ...provider } = own
  const loaded = new Map((await loadBundles(db, { ids: bundleIds })).map(bundle => [bundle.id, bundle]))
  // A partner whose agreement is at its end, or whose part is lost, works in it no more.
  const worksIn = ({ publisher, legs }: Bundle) =>
    publisher.id === own.id || legs.some(({ alternatives }) => alternatives.some(one => one.provider.id === own.id))
  const works = bundleIds.flatMap(id => loaded.get(id) ?? []).filter(worksIn)
  return { ...provider, bundles: works.map(bundle => toCard(bundle)) }
}
