import { sql, type SQL } from 'drizzle-orm'
import type { LocalText } from '#shared/locale.ts'
import { executePrepared, type Queryable } from '../platform/database.ts'
import type { Override, WeeklyRule } from './calendar.ts'
import type { TravelTable } from './travel.ts'
import { travelTable } from './travel.ts'

/** A resource with all that says when it is free. Times are epoch milliseconds. */
export interface SupplyResource {
  id: string
  providerId: string
  kind: 'worker' | 'vehicle' | 'venue'
  name: LocalText
  rating: number | null
  gender: 'female' | 'male' | null
  languages: string[]
  /** Its provider's. */
  zone: string
  skills: string[]
  homeDistrictId: string
  /** Districts that it goes to. */
  districts: string[]
  /** By kind of credential, the last day on which it holds. */
  credentials: Record<string, string>
  rules: WeeklyRule[]
  overrides: Override[]
  /** `expiredLegId`: it belongs to this booking leg of an unpaid hold whose time is up. */
  claims: { start: number, end: number, districtId: string | null, expiredLegId: string | null }[]
}

export interface SupplySession {
  id: string
  offeringId: string
  start: number
  end: number
  freeSeats: number
  /** Booking legs of unpaid holds whose time is up and that still have seats. */
  expiredLegIds: string[]
}

/** The ways of the city. Districts have numbers there, in `numbers`. */
export interface Ways {
  table: TravelTable
  numbers: ReadonlyMap<string, number>
}

export interface Supply {
  resources: SupplyResource[]
  sessions: SupplySession[]
  ways: Ways
}

/** What could be served by a provider's resources of one kind and skill; of workers and vehicles only those that go to the district. */
export interface SupplyNeed {
  providerId: string
  kind: SupplyResource['kind']
  skill: string
  districtId: string | null
}

export interface SupplyQuery {
  needs: readonly SupplyNeed[]
  /** Offerings whose class sessions are wanted. */
  sessionOfferingIds: readonly string[]
  /** Epoch milliseconds. */
  from: number
  to: number
  /**
   * Whether an unpaid hold whose time is up still blocks. A reader takes it for free time; who has dropped all that could be dropped, and
   * holds the locks, counts what is left.
   */
  expiredCounts?: boolean
  /** Booking legs that are about to move: what they hold now does not stand in their own way. */
  ignoreLegIds?: readonly string[]
}

/** All that a bundle's problem needs, in three statements (the ways mostly from memory): side by side, but in a transaction one by one. */
export async function loadSupply(db: Queryable, query: SupplyQuery): Promise<Supply> {
  const isPool = 'totalCount' in db.$client
  if (!isPool) return { resources: await loadResources(db, query), sessions: await loadSessions(db, query), ways: await loadWays(db) }
  const [resources, sessions, ways] = await Promise.all([loadResources(db, query), loadSessions(db, query), loadWays(db)])
  return { resources, sessions, ways }
}

/** `date_part` counts in floats, which are exact here; `extract` in decimals, for ten times the work. */
const millis = (bound: string) => sql.raw(`(date_part('epoch', ${bound}) * 1000)`)

/** Asked once for a statement: alone, it would be asked anew for each row. */
const clock = sql.raw('(select linli_now())')

/** Whether what a row of `legId` takes up counts: not where that leg is about to move. */
const counts = (legId: SQL, ignored: readonly string[]): SQL =>
  sql`(${legId} is null or ${legId} <> all(${sql.param([...ignored])}::uuid[]))`

/** The ids of the active resources that could serve one of the needs. */
export const eligibleFor = (needs: readonly SupplyNeed[]) => sql`
  select r.id
    from unnest(${sql.param(needs.map(need => need.providerId))}::uuid[], ${sql.param(needs.map(need => need.kind))}::text[],
                ${sql.param(needs.map(need => need.skill))}::text[], ${sql.param(needs.map(need => need.districtId))}::text[])
           as need (provider_id, kind, skill, district_id)
    join resource r on r.provider_id = need.provider_id and r.kind = need.kind and r.active
    join resource_skill s on s.resource_id = r.id and s.skill = need.skill
   where need.district_id is null or exists (select from resource_district d where d.resource_id = r.id and d.district_id = need.district_id)`

/** Claims are by far the most of what is read: as plain tuples they cost a third less, on both sides. */
interface ResourceRow extends Omit<SupplyResource, 'claims'> {
  claims: [start: number, end: number, districtId: string | null, expiredLegId: string | null][]
}

async function loadResources(db: Queryable, query: SupplyQuery): Promise<SupplyResource[]> {
  const { needs, from, to, expiredCounts = false, ignoreLegIds = [] } = query
  if (needs.length === 0) return []
  const span = sql`tstzrange(to_timestamp(${from / 1000}::float8), to_timestamp(${to / 1000}::float8))`
  const rows = await executePrepared<{ resource: ResourceRow }>(db, sql`
    select json_build_object(
      'id', r.id, 'providerId', r.provider_id, 'kind', r.kind, 'name', json_build_object('zh', r.name_zh, 'en', r.name_en), 'rating', r.rating,
      'gender', r.gender, 'languages', r.languages, 'zone', p.zone, 'homeDistrictId', r.district_id,
      'skills', (select coalesce(json_agg(s.skill), '[]') from resource_skill s where s.resource_id = r.id),
      'districts', (select coalesce(json_agg(d.district_id), '[]') from resource_district d where d.resource_id = r.id),
      'credentials', (select coalesce(json_object_agg(c.kind, c.until), '{}')
                        from (select kind, max(expires_on) as until from credential where resource_id = r.id group by kind) c),
      'rules', (select coalesce(json_agg(json_build_object('weekday', a.weekday, 'from', a.from_minute, 'to', a.to_minute,
                         'validFrom', a.valid_from, 'validUntil', a.valid_until)), '[]') from availability_rule a where a.resource_id = r.id),
      'overrides', (select coalesce(json_agg(json_build_object('kind', o.kind,
                             'start', coalesce(${millis('lower(o.during)')}, ${from}::float8), 'end', coalesce(${millis('upper(o.during)')}, ${to}::float8))), '[]')
                      from availability_override o where o.resource_id = r.id and o.during && ${span}),
      'claims', (select coalesce(json_agg(json_build_array(${millis('lower(c.during)')}, ${millis('upper(c.during)')}, c.district_id,
                          case when c.expires_at <= ${clock} then c.booking_leg_id end) order by c.during), '[]')
                   from claim c where c.resource_id = r.id and c.during && ${span} and ${counts(sql`c.booking_leg_id`, ignoreLegIds)}
                    and (${expiredCounts} or c.expires_at is null or c.expires_at > ${clock}))) as resource
      from resource r
      join provider p on p.id = r.provider_id
     where r.id in (${eligibleFor(needs)})
     order by r.kind, r.id`)
  return rows.map(({ resource: { claims, ...resource } }) => ({
    ...resource,
    claims: claims.map(([start, end, districtId, expiredLegId]) => ({ start, end, districtId, expiredLegId })),
  }))
}

async function loadSessions(
  db: Queryable, { sessionOfferingIds, from, to, expiredCounts = false, ignoreLegIds = [] }: SupplyQuery,
): Promise<SupplySession[]> {
  if (sessionOfferingIds.length === 0) return []
  return await executePrepared<Record<string, unknown> & SupplySession>(db, sql`
    select s.id, s.offering_id as "offeringId", ${millis('s.starts_at')} as start, ${millis('s.ends_at')} as "end",
           (s.capacity - (select count(*) from session_seat t where t.session_id = s.id and ${counts(sql`t.booking_leg_id`, ignoreLegIds)}
                             and (${expiredCounts} or t.expires_at is null or t.expires_at > ${clock})))::int as "freeSeats",
           array(select distinct t.booking_leg_id::text from session_seat t where t.session_id = s.id and t.expires_at <= ${clock}) as "expiredLegIds"
      from class_session s
     where s.offering_id = any(${sql.param([...sessionOfferingIds])}::uuid[]) and s.cancelled_at is null
       and s.starts_at >= to_timestamp(${from / 1000}::float8) and s.ends_at <= to_timestamp(${to / 1000}::float8)
     order by s.starts_at, s.id`)
}

/** The table of ways changes with the city, not with bookings: each connection pool remembers it for a minute. */
const WAYS_MS = 60_000
const remembered = new WeakMap<object, { ways: Promise<Ways>, at: number }>()

async function loadWays(db: Queryable): Promise<Ways> {
  const known = remembered.get(db.$client)
  if (known && performance.now() - known.at < WAYS_MS) return await known.ways
  const ways = readWays(db)
  remembered.set(db.$client, { ways, at: performance.now() })
  ways.catch(() => remembered.delete(db.$client))
  return await ways
}

async function readWays(db: Queryable): Promise<Ways> {
  const { rows } = await db.execute<{ from: string, to: string, minutes: number }>(
    sql`select from_district_id as "from", to_district_id as "to", minutes from travel_time order by 1, 2`)
  const numbers = new Map<string, number>()
  for (const { from, to } of rows) for (const id of [from, to]) if (!numbers.has(id)) numbers.set(id, numbers.size)
  const minutes = rows.map(row => ({ from: numbers.get(row.from)!, to: numbers.get(row.to)!, minutes: row.minutes }))
  return { table: travelTable(numbers.size, minutes), numbers }
}
