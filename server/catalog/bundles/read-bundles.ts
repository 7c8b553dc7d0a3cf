import { eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { legsOf, tidied, type Draft } from '#shared/draft.ts'
import { draft as draftSchema, type bundleList, type Composed } from '#shared/schemas/composer.ts'
import { openDesk } from '../../identity/index.ts'
import type { Queryable } from '../../platform/database.ts'
import { readPage } from '../../platform/paging.ts'
import { agreementsOfBundle } from '../agreements/read-agreements.ts'
import { loadOffered } from '../load-offered.ts'
import { bundleDraft } from '../schema.ts'
import { offeredView } from './find-offered.ts'
import { openBundle, type BundleRow } from './open-bundle.ts'

type List = z.input<typeof bundleList>
type Own = { row: List['own']['rows'][number], total: number }
type Partnered = { row: List['partnered']['rows'][number], total: number }

const perPage = 30

export interface BundlesQuery {
  personId: string
  providerId?: string | undefined
  /** Of one's own, and of those of others. */
  page: number
  partnered: number
}

/**
 * The bundles of one's provider, and those of others in which it is a partner. Of the latter it learns that they exist, who publishes them,
 * and its own part.
 * @throws {DomainError} `not_found`
 */
export async function listBundles(
  db: Queryable, { personId, providerId: asked, page, partnered: partneredPage }: BundlesQuery,
): Promise<List> {
  const { providerId } = await openDesk(db, { personId, providerId: asked })
  const own = await readPage({ page, perPage }, async ({ limit, offset }) => (await db.execute<Own>(sql`
    select count(*) over ()::int as total, json_build_object('id', b.id, 'slug', b.slug, 'status', b.status, 'pausedWhy', b.paused_why, 'hasDraft', d.bundle_id is not null,
             'title', case when b.edition = 0 then json_build_object('zh', d.content->'title'->>'zh', 'en', d.content->'title'->>'en')
                           else json_build_object('zh', b.title_zh, 'en', b.title_en) end,
             'legCount', case when b.edition = 0
               then (select count(*) from jsonb_path_query(d.content, '$.stages[*].legs[*]'))
               else (select count(*) from bundle_leg l where l.bundle_id = b.id and l.edition = b.edition) end,
             'partners', (select coalesce(json_agg(json_build_object('zh', p.name_zh, 'en', p.name_en) order by p.name_en), '[]')
                            from provider p where p.id in (select g.provider_id from agreement g where g.bundle_id = b.id and g.status in ('accepted', 'leaving'))),
             'changedAt', to_char(b.changed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as row
      from bundle b left join bundle_draft d on d.bundle_id = b.id
     where b.provider_id = ${providerId} and b.status <> 'archived'
     order by array_position('{draft,paused,published}', b.status), b.changed_at desc, b.id limit ${limit} offset ${offset}`)).rows)
  const partnered = await readPage({ page: partneredPage, perPage }, async ({ limit, offset }) => (await db.execute<Partnered>(sql`
    select count(*) over ()::int as total, json_build_object('id', b.id, 'title', json_build_object('zh', b.title_zh, 'en', b.title_en), 'status', b.status,
             'publisher', json_build_object('zh', publisher.name_zh, 'en', publisher.name_en),
             'offerings', json_agg(distinct jsonb_build_object('zh', o.title_zh, 'en', o.title_en)),
             'inForce', bool_or(g.status in ('accepted', 'leaving'))) as row
      from agreement g join bundle b on b.id = g.bundle_id join provider publisher on publisher.id = b.provider_id join offering o on o.id = g.offering_id
     where g.provider_id = ${providerId} and g.status in ('proposed', 'countered', 'accepted', 'leaving') and b.status <> 'archived'
     group by b.id, publisher.id order by max(g.created_at) desc, b.id limit ${limit} offset ${offset}`)).rows)
  return {
    own: { ...own, rows: own.rows.map(({ row }) => row) },
    partnered: { ...partnered, rows: partnered.rows.map(({ row }) => row) },
  }
}

/** A bundle as its publisher works on it. @throws {DomainError} `not_found`, also for its partners */
export async function readComposed(db: Queryable, { id, personId }: { id: string, personId: string }): Promise<Composed> {
  const row = await openBundle(db, { id, personId })
  const { draft, hasDraft } = await draftOf(db, row)
  const ids = [...new Set(legsOf(draft.stages).flatMap(({ alternatives }) => alternatives).map(({ offeringId }) => offeringId))]
  const offered = await loadOffered(db, { ids, bundleId: id, publisherId: row.providerId })
  return {
    id, slug: row.slug, status: row.status, pausedWhy: row.pausedWhy, providerId: row.providerId, revision: row.revision, hasDraft,
    wasPublished: row.edition > 0, draft, offerings: offered.map(offeredView), agreements: await agreementsOfBundle(db, id),
  }
}

/** What is worked on; where nothing is, what is on sale. */
export async function draftOf(db: Queryable, { id, edition }: Pick<BundleRow, 'id' | 'edition'>): Promise<{ draft: Draft, hasDraft: boolean }> {
  const [kept] = await db.select({ content: bundleDraft.content }).from(bundleDraft).where(eq(bundleDraft.bundleId, id))
  if (kept) return { draft: draftSchema.parse(kept.content), hasDraft: true }
  const { rows: [row] } = await db.execute<{ draft: Draft }>(sql`
    select json_build_object('scenario', s.slug, 'title', json_build_object('zh', b.title_zh, 'en', b.title_en),
             'summary', json_build_object('zh', b.summary_zh, 'en', b.summary_en), 'description', json_build_object('zh', b.description_zh, 'en', b.description_en),
             'stages', (select coalesce(json_agg(json_build_object('rule', st.rule, 'legs', (
               select coalesce(json_agg(json_build_object('key', 'leg' || l.position, 'title', json_build_object('zh', l.title_zh, 'en', l.title_en),
                        'required', l.required,
                        'dependsOn', (select 'leg' || other.position from bundle_leg other where other.id = l.depends_on_leg_id),
                        'alternatives', (select coalesce(json_agg(json_build_object('offeringId', a.offering_id, 'percentOffBps', a.percent_off_bps) order by a.position), '[]')
                                           from leg_alternative a where a.leg_id = l.id)) order by l.position), '[]')
                 from bundle_leg l where l.bundle_id = b.id and l.edition = ${edition} and l.stage = st.position)) order by st.position), '[]')
               from bundle_stage st where st.bundle_id = b.id and st.edition = ${edition})) as draft
      from bundle b left join scenario s on s.id = b.scenario_id where b.id = ${id}`)
  return { draft: { ...row!.draft, stages: tidied(row!.draft.stages) }, hasDraft: false }
}
