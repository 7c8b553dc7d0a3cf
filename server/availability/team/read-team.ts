import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { crew as crewSchema, crewChoices, crewResource } from '#shared/schemas/crew.ts'
import { openDesk } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Queryable } from '../../platform/database.ts'
import { showFiles } from '../../platform/files/index.ts'
import { readGivenTime } from './given-time.ts'
import { ownResource, type ResourceRef } from './own-resource.ts'

type Row = z.input<typeof crewSchema>['rows'][number]
type View = z.input<typeof crewResource>
type ReadContext = Pick<Context, 'config' | 'db'>

export interface CrewQuery {
  personId: string
  providerId?: string | undefined
}

/**
 * People and things of a provider: who is on, then who has retired. A credential counts until its last day; of several of a kind the
 * longest. Who has retired needs none.
 * @throws {DomainError} `not_found`
 */
export async function readTeam(context: ReadContext, { personId, providerId: asked }: CrewQuery): Promise<z.input<typeof crewSchema>> {
  const { db } = context
  const { providerId } = await openDesk(db, { personId, providerId: asked })
  const { rows } = await db.execute<{ row: Omit<Row, 'portrait'>, portrait: string | null }>(sql`
    with provider_day as (select (linli_now() at time zone zone)::date as today from provider where id = ${providerId}),
    paper as (
      select c.resource_id, c.kind, max(c.expires_on) as until from credential c join resource r on r.id = c.resource_id
       where r.provider_id = ${providerId} and r.active group by 1, 2)
    select jsonb_build_object('id', r.id, 'kind', r.kind, 'name', jsonb_build_object('zh', r.name_zh, 'en', r.name_en), 'active', r.active,
      'homeDistrictId', r.district_id,
      'districtCount', (select count(*) from resource_district d where d.resource_id = r.id),
      'skills', (select coalesce(jsonb_agg(skill order by skill), '[]') from resource_skill s where s.resource_id = r.id),
      'weeklyMinutes', (select coalesce(sum(to_minute - from_minute), 0) from availability_rule a where a.resource_id = r.id
                          and coalesce(a.valid_from <= p.today, true) and coalesce(a.valid_until >= p.today, true)),
      'lapsed', (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'expiresOn', until) order by until, kind), '[]')
                   from paper where resource_id = r.id and until < p.today),
      'lapsing', (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'expiresOn', until) order by until, kind), '[]')
                    from paper where resource_id = r.id and until between p.today and p.today + 30),
      'ahead', (select count(*) from claim c where c.resource_id = r.id and upper(c.during) > linli_now()
                  and (c.expires_at is null or c.expires_at > linli_now()))) as row,
           r.portrait_file_id as portrait
      from resource r cross join provider_day p
     where r.provider_id = ${providerId}
     order by r.active desc, array_position(array['worker', 'vehicle', 'venue'], r.kind), r.created_at, r.id`)
  const links = await portraitLinks(context, rows.map(({ portrait }) => portrait))
  return { providerId, rows: rows.map(({ row }, index) => ({ ...row, portrait: links[index]! })) }
}

/** One of them with all that is kept, and what is ahead. @throws {DomainError} `not_found` */
export async function readResource(context: ReadContext, ref: ResourceRef): Promise<View> {
  const { db } = context
  const { id } = ref
  const { providerId, kind, zone } = await ownResource(db, ref)
  const { rows: [found] } = await db.execute<{ row: Pick<View, 'active' | 'content' | 'daysOff' | 'revision'> }>(sql`
    select jsonb_build_object('active', r.active, 'revision', r.revision,
      'content', jsonb_build_object(
        'name', jsonb_build_object('zh', r.name_zh, 'en', r.name_en), 'gender', r.gender, 'languages', r.languages,
        'homeDistrictId', r.district_id, 'personId', r.person_id, 'portraitId', r.portrait_file_id,
        'districtIds', (select coalesce(jsonb_agg(district_id order by district_id), '[]') from resource_district d where d.resource_id = r.id),
        'skills', (select coalesce(jsonb_agg(skill order by skill), '[]') from resource_skill s where s.resource_id = r.id),
        'hours', (select coalesce(jsonb_agg(jsonb_build_object('weekday', weekday, 'from', from_minute, 'to', to_minute) order by weekday, from_minute), '[]')
                    from availability_rule a where a.resource_id = r.id and a.valid_from is null and a.valid_until is null),
        'credentials', (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'number', number,
                            'issuer', jsonb_build_object('zh', issuer_zh, 'en', issuer_en), 'expiresOn', expires_on) order by kind, expires_on), '[]')
                          from credential c where c.resource_id = r.id)),
      'daysOff', (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'from', (lower(o.during) at time zone ${zone})::date,
                      'to', ((upper(o.during) - interval '1 microsecond') at time zone ${zone})::date) order by lower(o.during)), '[]')
                    from availability_override o
                   where o.resource_id = r.id and o.kind = 'off' and o.busy_calendar_id is null and upper(o.during) > linli_now())) as row
      from resource r where r.id = ${id}`)
  const { row } = found!
  const [portrait] = await portraitLinks(context, [row.content.portraitId])
  return { id, providerId, kind, zone, ...row, portrait: portrait!, ahead: await readGivenTime(db, { id }) }
}

/** The link of each portrait; null where there is none. */
async function portraitLinks(context: ReadContext, ids: readonly (string | null)[]): Promise<(string | null)[]> {
  const files = await showFiles(context, ids.filter(id => id !== null))
  return ids.map(id => (id && files.get(id)?.links.find(({ variant }) => variant === 'medium')?.url) ?? null)
}

/** What a provider can choose from when it describes somebody. @throws {DomainError} `not_found` */
export async function readTeamChoices(db: Queryable, { personId, providerId: asked }: CrewQuery): Promise<z.input<typeof crewChoices>> {
  const { providerId } = await openDesk(db, { personId, providerId: asked })
  const { rows: [found] } = await db.execute<{ row: z.input<typeof crewChoices> }>(sql`
    select jsonb_build_object('providerId', p.id, 'zone', p.zone,
      'districtIds', (select coalesce(jsonb_agg(district_id order by district_id), '[]') from provider_district d where d.provider_id = p.id),
      'skills', (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'skill', skill) order by kind, skill), '[]') from (
                   select q.kind, q.skill from offering o join offering_requirement q on q.offering_id = o.id where o.provider_id = p.id
                   union select r.kind, s.skill from resource r join resource_skill s on s.resource_id = r.id where r.provider_id = p.id) known),
      'members', (select coalesce(jsonb_agg(jsonb_build_object('personId', m.person_id, 'name', h.name,
                      'resourceId', (select r.id from resource r where r.provider_id = p.id and r.person_id = m.person_id limit 1))
                      order by h.name, h.id), '[]')
                    from provider_member m join person h on h.id = m.person_id where m.provider_id = p.id)) as row
      from provider p where p.id = ${providerId}`)
  return found!.row
}
