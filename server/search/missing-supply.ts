import { sql } from 'drizzle-orm'
import type { MissingSupply } from '#shared/schemas/catalog.ts'
import type { Context } from '../platform/context.ts'
import { readPage } from '../platform/paging.ts'

/**
 * Searches of the last days that found nothing, by district and category, with the words that were used most: where supply is missing. A
 * search in several districts counts in each; none stands for any.
 */
export async function missingSupply({ db }: Pick<Context, 'db'>, { days, page }: { days: number, page: number }): Promise<MissingSupply> {
  type Row = MissingSupply['rows'][number] & { total: number }
  const found = await readPage({ page, perPage: 50 }, async ({ limit, offset }) => (await db.execute<Row>(sql`
    with noted as (
      select district, category, words, found from search_note
        left join lateral unnest(districts) as district on true
        left join lateral unnest(categories) as category on true
       where at > linli_now() - make_interval(days => ${days})
    ), words as (
      select district, category, words, row_number() over (partition by district, category order by count(*) desc, words) as nth
        from noted where found = 0 and words <> '' group by district, category, words
    )
    select count(*) over ()::int as total, district, category, count(*)::int as searches, (count(*) filter (where found = 0))::int as empty,
           array(select w.words from words w
                  where w.district is not distinct from noted.district and w.category is not distinct from noted.category and nth <= 5 order by nth) as words
      from noted group by district, category having count(*) filter (where found = 0) > 0
     order by empty desc, searches desc, district, category limit ${limit} offset ${offset}`)).rows)
  return { days, ...found }
}
