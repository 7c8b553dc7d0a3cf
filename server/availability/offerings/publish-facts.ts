import { sql } from 'drizzle-orm'
import type { PublishFacts } from '#shared/offering.ts'
import type { KeptOffering } from '../../catalog/index.ts'
import type { Queryable } from '../../platform/database.ts'

/**
 * What a publication depends on besides what was typed. A resource is able where it has the skill, and for a worker every credential
 * (today); of what goes to people's homes, where there is a district that is served, that it goes to, and that is within its reach.
 */
export async function publishFacts(db: Queryable, { row, content }: KeptOffering): Promise<PublishFacts> {
  const goesOut = content.place !== 'venue'
  const { rows: [facts] } = await db.execute<PublishFacts & Record<string, unknown>>(sql`
    select exists (select from category where id = ${content.categoryId} and parent_id is not null) as "isLeaf",
           exists (select from provider where id = ${row.providerId} and status = 'verified') as "providerVerified",
           (select count(*)::int from class_session where offering_id = ${row.id} and cancelled_at is null and starts_at > linli_now()) as sessions,
           array(
             select (select count(*)::int from resource r join resource_skill s on s.resource_id = r.id and s.skill = need.skill
                       join provider p on p.id = r.provider_id
                      where r.provider_id = ${row.providerId} and r.kind = need.kind and r.active
                        and (need.kind <> 'worker' or not exists (
                               select from unnest(${sql.param(content.requiredCredentials)}::text[]) k (kind) where not exists (
                                 select from credential c where c.resource_id = r.id and c.kind = k.kind and c.expires_on >= (linli_now() at time zone p.zone)::date)))
                        and (need.kind = 'venue' or not ${goesOut} or exists (
                               select from resource_district rd
                                 join provider_district pd on pd.provider_id = r.provider_id and pd.district_id = rd.district_id
                                 left join travel_time t on t.from_district_id = r.district_id and t.to_district_id = rd.district_id
                                where rd.resource_id = r.id
                                  and (${content.districtIds.length === 0} or rd.district_id = any(${sql.param(content.districtIds)}::text[]))
                                  and (${content.reachMinutes}::int is null or coalesce(t.minutes, 60) <= ${content.reachMinutes}::int))))
               from unnest(${sql.param(content.requirements.map(({ kind }) => kind))}::text[],
                           ${sql.param(content.requirements.map(({ skill }) => skill))}::text[]) with ordinality need (kind, skill, position)
              order by need.position) as able`)
  return facts!
}
