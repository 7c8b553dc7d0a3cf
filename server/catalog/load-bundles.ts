import { sql, type SQL } from 'drizzle-orm'
import { executePrepared, type Queryable } from '../platform/database.ts'
import { fail } from './errors.ts'
import type { Alternative, Bundle } from './model.ts'

/** Which bundles; together they narrow. Without `status` only what is public. */
export interface BundleFilter {
  slug?: string
  ids?: readonly string[]
  status?: Bundle['status']
  /** For what was booked: whatever its status is now, and with legs that nobody sells any more. */
  booked?: boolean
  /** A leg: the bundle in the edition that this leg is of. Default: the edition that is on sale. */
  withLeg?: string | undefined
  /** For going through all: ids after this one, in order. */
  after?: string
  limit?: number
}

const local = (table: string, field: string): SQL =>
  sql.raw(`json_build_object('zh', ${table}.${field}_zh, 'en', ${table}.${field}_en)`)

export const provider = (table: string): SQL => sql`json_build_object(
  'id', ${sql.raw(table)}.id, 'slug', ${sql.raw(table)}.slug, 'name', ${local(table, 'name')}, 'zone', ${sql.raw(table)}.zone,
  'commissionBps', ${sql.raw(table)}.commission_bps, 'rating', ${sql.raw(table)}.rating, 'ratingCount', ${sql.raw(table)}.rating_count,
  'districts', (select coalesce(json_agg(district_id order by district_id), '[]') from provider_district d where d.provider_id = ${sql.raw(table)}.id))`

const category = (table: string): SQL =>
  sql.raw(`json_build_object('slug', ${table}.slug, 'name', json_build_object('zh', ${table}.name_zh, 'en', ${table}.name_en), 'picture', ${table}.picture)`)

export const requirementRows = sql`(select coalesce(json_agg(json_build_object('kind', r.kind, 'skill', r.skill, 'count', r.count) order by r.position), '[]')
                     from offering_requirement r where r.offering_id = o.id)`

export const offeringWith = (requirements: SQL): SQL => sql`json_build_object(
  'id', o.id, 'version', o.version, 'title', ${local('o', 'title')}, 'summary', ${local('o', 'summary')},
  'category', ${category('c')}, 'topCategory', ${category('top')},
  'place', o.place, 'mode', o.mode,
  'venue', case when o.place = 'venue' then json_build_object('districtId', o.venue_district_id, 'address', ${local('o', 'venue_address')}) end,
  'durationMinutes', o.duration_minutes, 'durationOptions', o.duration_options,
  'priceModel', o.price_model, 'priceAmount', o.price_amount, 'priceOptions', o.price_options, 'maxPersons', o.max_persons,
  'noticeMinutes', o.notice_minutes, 'horizonDays', o.horizon_days, 'bufferBefore', o.buffer_before_minutes, 'bufferAfter', o.buffer_after_minutes,
  'requiredCredentials', o.required_credentials, 'instant', o.instant, 'elderFriendly', o.elder_friendly, 'policy', o.policy, 'tasks', o.tasks,
  'photos', (select coalesce(json_agg(json_build_object('fileId', h.file_id, 'alt', json_build_object('zh', h.alt_zh, 'en', h.alt_en),
               'width', f.width, 'height', f.height) order by h.position), '[]')
               from offering_photo h join file f on f.id = h.file_id and f.published where h.offering_id = o.id),
  'tax', coalesce(o.tax, p.tax), 'districts', o.district_ids, 'reachMinutes', o.reach_minutes,
  'requirements', ${requirements})`

/** Who publishes, whether verified or not. */
export async function findPublisher(db: Queryable, id: string): Promise<Bundle['publisher'] & { isVerified: boolean }> {
  const [row] = await executePrepared<{ provider: Bundle['publisher'], isVerified: boolean }>(db, sql`
    select ${provider('p')} as provider, p.status = 'verified' as "isVerified" from provider p where p.id = ${id}`)
  return { ...row!.provider, isVerified: row!.isVerified }
}

/** The terms of an alternative `a` that are in force, or were the last. */
const terms = sql`left join lateral (
    select agreed.* from agreement agreed
      join bundle_leg of_leg on of_leg.id = a.leg_id and of_leg.bundle_id = agreed.bundle_id
     where agreed.offering_id = a.offering_id and agreed.status in ('accepted', 'leaving', 'ended') order by agreed.version desc limit 1
  ) g on true`

/** The alternatives `a` that can be sold: a published offering of a verified provider that is the publisher of `b`, or has agreed. */
export const sellableAlternative = {
  from: sql`leg_alternative a
    join offering o on o.id = a.offering_id and o.status = 'published'
    join provider p on p.id = o.provider_id and p.status = 'verified'
    ${terms}`,
  where: sql`(p.id = b.provider_id or (g.status in ('accepted', 'leaving') and (g.ends_at is null or g.ends_at > linli_now())))`,
}

const alternativeWith = (offering: SQL): SQL => sql`json_build_object('id', a.id, 'offering', ${offering}, 'provider', ${provider('p')}, 'terms', json_build_object(
  'agreementId', g.id,
  'agreementVersion', g.version,
  'percentOffBps', coalesce(g.percent_off_bps, a.percent_off_bps),
  'floorAmount', g.floor_amount,
  'noticeMinutes', coalesce(g.notice_minutes, 0),
  'blackoutDates', coalesce(to_json(g.blackout_dates), '[]'),
  'endsAt', (extract(epoch from g.ends_at) * 1000)::float8))`

const alternative = alternativeWith(offeringWith(requirementRows))

export const categories = sql`
  join category c on c.id = o.category_id
  join category top on top.id = coalesce(c.parent_id, c.id)`

const alternatives = sql`
  select coalesce(json_agg(${alternative} order by a.position), '[]')
    from ${sellableAlternative.from} ${categories}
   where a.leg_id = l.id and ${sellableAlternative.where}`

/**
 * Joins, as `o`, the offering of a booking leg `l` as it was sold: whatever its provider has changed since. What a version does not know
 * yet (a column that is younger) is as it is now.
 */
export const soldOffering = sql`
  join offering offered on offered.id = l.offering_id
  join offering_version sold on sold.offering_id = l.offering_id and sold.version = l.offering_version
  cross join lateral jsonb_populate_record(offered, sold.content) o`

/** An alternative and the version of its offering that was sold. */
export interface Sold {
  alternativeId: string
  offeringVersion: number
}

/** Alternatives as they were sold, each once, whether they can still be or not: what was booked is carried out. */
export async function loadSold(db: Queryable, sold: readonly Sold[]): Promise<(Sold & { alternative: Alternative })[]> {
  return await executePrepared<Record<string, unknown> & Sold & { alternative: Alternative }>(db, sql`
    select l.id as "alternativeId", l.offering_version as "offeringVersion", ${alternativeWith(offeringWith(sql`sold.content->'requirements'`))} as alternative
      from (select distinct a.id, a.offering_id, wanted.version as offering_version
              from unnest(${sql.param(sold.map(one => one.alternativeId))}::uuid[], ${sql.param(sold.map(one => one.offeringVersion))}::int[]) wanted (id, version)
              join leg_alternative a on a.id = wanted.id) l
      join leg_alternative a on a.id = l.id
      ${soldOffering}
      join provider p on p.id = o.provider_id ${terms} ${categories}`)
}

export interface SubstituteQuery {
  /** Of the bundle. */
  legId: string
  /** What was sold: a substitute is of its kind, and asks for no less of those who come. */
  offeringId: string
  /** Those who have given the leg up. */
  exceptProviderIds: readonly string[]
  districtId: string
}

/**
 * Who could serve a leg instead, in the order of asking: the leg's own alternatives, then whoever serves the district and has agreed to
 * serve that kind of leg in some bundle, the best rated first; each offering once.
 */
export async function loadSubstitutes(
  db: Queryable, { legId, offeringId, exceptProviderIds, districtId }: SubstituteQuery,
): Promise<Alternative[]> {
  const rows = await executePrepared<{ alternative: Alternative }>(db, sql`
    select alternative from (
      select distinct on (o.id) ${alternative} as alternative, (a.leg_id = ${legId}::uuid) as own, a.position, p.rating, a.id
        from ${sellableAlternative.from} ${categories}
        join bundle_leg l on l.id = a.leg_id
        join bundle b on b.id = l.bundle_id
        join offering sold on sold.id = ${offeringId}::uuid
       where ${sellableAlternative.where} and o.currency = sold.currency
         and (a.leg_id = ${legId}::uuid or (l.edition = b.edition and g.status = 'accepted' and o.category_id = sold.category_id and o.mode = sold.mode
                                            and o.place = sold.place and o.required_credentials @> sold.required_credentials))
         and (o.place = 'venue' or exists (select from provider_district d where d.provider_id = p.id and d.district_id = ${districtId}
                                              and (o.district_ids = '{}' or d.district_id = any(o.district_ids))))
         and p.id <> all(${sql.param([...exceptProviderIds])}::uuid[])
       order by o.id, own desc, a.position) found
     order by own desc, case when own then position end, rating desc nulls last, id limit 20`)
  return rows.map(row => row.alternative)
}

/**
 * Bundles with their legs, in one round trip, ordered by id. A bundle of which a required leg can not be sold now is left out.
 */
export async function loadBundles(
  db: Queryable, { slug, ids, status = 'published', booked = false, withLeg, after, limit }: BundleFilter,
): Promise<Bundle[]> {
  const edition = withLeg === undefined
    ? sql`b.edition`
    : sql`(select own.edition from bundle_leg own where own.id = ${withLeg} and own.bundle_id = b.id)`
  const rows = await executePrepared<{ bundle: Bundle }>(db, sql`
    select json_build_object(
      'id', b.id, 'slug', b.slug, 'status', b.status,
      'title', ${local('b', 'title')}, 'summary', ${local('b', 'summary')}, 'description', ${local('b', 'description')},
      'currency', b.currency, 'rating', b.rating, 'ratingCount', b.rating_count, 'popularity', b.popularity,
      'scenario', json_build_object('id', s.id, 'slug', s.slug, 'family', s.family, 'title', ${local('s', 'title')}),
      'publisher', ${provider('p')},
      'stages', (select json_agg(json_build_object('position', st.position, 'rule', st.rule) order by st.position) from bundle_stage st where st.bundle_id = b.id and st.edition = ${edition}),
      'legs', (select json_agg(json_build_object('id', l.id, 'stage', l.stage, 'position', l.position, 'required', l.required,
                 'dependsOnLegId', l.depends_on_leg_id, 'title', ${local('l', 'title')}, 'alternatives', (${alternatives})) order by l.position)
                 from bundle_leg l where l.bundle_id = b.id and l.edition = ${edition})) as bundle
      from bundle b
      join scenario s on s.id = b.scenario_id
      join provider p on p.id = b.provider_id
     where ${booked ? sql`true` : sql`b.status = ${status} and p.status = 'verified'`}
       ${slug === undefined ? sql`` : sql`and b.slug = ${slug}`}
       ${ids === undefined ? sql`` : sql`and b.id = any(${sql.param([...ids])}::uuid[])`}
       ${after === undefined ? sql`` : sql`and b.id > ${after}`}
     order by b.id
     ${limit === undefined ? sql`` : sql`limit ${limit}`}`)
  return rows.map(row => (booked ? row.bundle : sellable(row.bundle))).filter(bundle => bundle !== undefined)
}

/** Drops optional legs that cannot be sold; undefined where a required one cannot. */
function sellable(bundle: Bundle): Bundle | undefined {
  const legs = (bundle.legs ?? []).filter(leg => leg.alternatives.length > 0 || leg.required)
  if (legs.length === 0 || legs.some(leg => leg.alternatives.length === 0)) return undefined
  return { ...bundle, legs }
}

/**
 * One public bundle.
 * @throws {DomainError} `not_found`
 */
export async function getBundle(db: Queryable, slug: string): Promise<Bundle> {
  const [bundle] = await loadBundles(db, { slug, limit: 1 })
  if (!bundle) throw fail('not_found')
  return bundle
}
