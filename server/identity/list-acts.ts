import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { actsAnswer, actsQuery } from '#shared/schemas/acts.ts'
import type { Queryable } from '../platform/database.ts'
import { readPage } from '../platform/paging.ts'
import { cityZone } from './queries.ts'

type Row = z.input<typeof actsAnswer>['rows'][number]

/** What operators did, newest first. A day is one of the city's. */
export async function listActs(
  db: Queryable, { operator, action, subject, day, page }: z.output<typeof actsQuery>,
): Promise<z.input<typeof actsAnswer>> {
  const zone = await cityZone(db) ?? 'UTC'
  const where = sql.join([
    sql`true`,
    ...(operator === undefined ? [] : [sql`a.person_id = ${operator}`]),
    ...(action === undefined ? [] : [sql`a.action = ${action}`]),
    ...(subject === undefined ? [] : [sql`(a.subject_id = ${subject} or a.subject_kind = ${subject})`]),
    ...(day === undefined ? [] : [sql`a.at >= ${day}::date::timestamp at time zone ${zone} and a.at < (${day}::date + 1)::timestamp at time zone ${zone}`]),
  ], sql` and `)
  const { rows, ...part } = await readPage({ page, perPage: 50 }, async ({ limit, offset }) => (await db.execute<{ row: Row, total: number }>(sql`
    select json_build_object('id', a.id, 'at', to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'operator', p.name, 'action', a.action,
        'subject', json_build_object('kind', a.subject_kind, 'id', a.subject_id, 'name', case a.subject_kind when 'provider' then
          (select json_build_object('zh', s.name_zh, 'en', s.name_en) from provider s where s.id::text = a.subject_id) end),
        'reason', a.reason, 'data', a.data) as row,
      (count(*) over ())::int as total
      from operator_act a join person p on p.id = a.person_id
     where ${where} order by a.at desc, a.id desc limit ${limit} offset ${offset}`)).rows)
  const { rows: operators } = await db.execute<{ id: string, name: string }>(sql`
    select p.id, p.name from person p where exists (select from operator_act a where a.person_id = p.id) order by p.name, p.id`)
  const { rows: actions } = await db.execute<{ action: string }>(sql`select distinct action from operator_act order by action`)
  return {
    zone, operators, actions: actions.map(row => row.action),
    ...part, rows: rows.map(({ row }) => row),
  }
}
