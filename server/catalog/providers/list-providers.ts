import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { providersAnswer, providersQuery } from '#shared/schemas/onboarding.ts'
import type { Queryable } from '../../platform/database.ts'
import { readPage } from '../../platform/paging.ts'

type Row = z.input<typeof providersAnswer>['rows'][number]

/** Every provider, for operators: by a part of its name or its licence's number, by how it stands; the newest first. */
export async function listProviders(
  db: Queryable, { q, status, page }: z.output<typeof providersQuery>,
): Promise<z.input<typeof providersAnswer>> {
  const part = `%${(q ?? '').replaceAll(/[\\%_]/g, sign => `\\${sign}`)}%`
  const where = sql`(p.name_zh ilike ${part} or p.name_en ilike ${part}
      or exists (select from provider_paper paper where paper.provider_id = p.id and paper.number ilike ${part}))
    and ${status === undefined ? sql`true` : sql`p.status = ${status}`}`
  const { rows, ...shown } = await readPage({ page, perPage: 30 }, async ({ limit, offset }) => (await db.execute<{ row: Row, total: number }>(sql`
    select json_build_object('providerId', p.id, 'name', json_build_object('zh', p.name_zh, 'en', p.name_en), 'status', p.status, 'review', p.review,
        'createdAt', to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as row,
      (count(*) over ())::int as total
      from provider p where ${where} order by p.created_at desc, p.id limit ${limit} offset ${offset}`)).rows)
  return { ...shown, rows: rows.map(({ row }) => row) }
}
