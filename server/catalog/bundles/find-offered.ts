import { sql } from 'drizzle-orm'
import { listPrice } from '#shared/pricing.ts'
import type { Offered } from '#shared/schemas/composer.ts'
import { openDesk } from '../../identity/index.ts'
import type { Queryable } from '../../platform/database.ts'
import { loadOffered, type OfferedOffering } from '../load-offered.ts'

const most = 30
const noBundle = '00000000-0000-0000-0000-000000000000'

/**
 * What a provider may put into a bundle: its own offerings, then those that others open to partners, who work in most of its districts
 * first. `q`: words of the offering, its provider or its category, in either language.
 * @throws {DomainError} `not_found`
 */
export async function findOffered(
  db: Queryable, { personId, providerId, q }: { personId: string, providerId?: string | undefined, q: string },
): Promise<Offered[]> {
  const { providerId: own } = await openDesk(db, { personId, providerId })
  const words = q.toLowerCase().split(/\s+/).filter(word => word !== '').slice(0, 6).map(word => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`)
  const { rows } = await db.execute<{ id: string }>(sql`
    select o.id from offering o
      join provider p on p.id = o.provider_id and (p.status = 'verified' or p.id = ${own})
      join category c on c.id = o.category_id
     where o.status = 'published' and (p.id = ${own} or o.open_to_partners)
       and lower(concat_ws(' ', o.title_zh, o.title_en, p.name_zh, p.name_en, c.name_zh, c.name_en)) like all(${sql.param(words)}::text[])
     order by p.id <> ${own},
              (select count(*) from provider_district d join provider_district mine on mine.district_id = d.district_id and mine.provider_id = ${own}
                where d.provider_id = p.id) desc,
              p.rating desc nulls last, o.id
     limit ${most}`)
  const found = await loadOffered(db, { ids: rows.map(({ id }) => id), bundleId: noBundle, publisherId: own })
  return rows.flatMap(({ id }) => found.filter(({ offering }) => offering.id === id)).map(offeredView)
}

export function offeredView({ offering, provider, own, currency, percentOffBps }: OfferedOffering): Offered {
  return {
    id: offering.id,
    title: offering.title,
    provider: { id: provider.id, name: provider.name },
    own,
    category: offering.category.name,
    place: offering.place,
    minutes: offering.durationMinutes,
    listAmount: listPrice(offering, { minutes: offering.durationMinutes, persons: 1 }) ?? 0,
    currency,
    percentOffBps,
  }
}
