import pg from 'pg'

export interface CitySize {
  bundles: number
  resources: number
  claims: number
}

/** A table whose rows are copied, and which of its columns name other copied rows. */
interface Copied {
  table: string
  ids: string[]
}

/** With each generation come providers of their own, with what they offer and who works for them. */
const ofProviders: Copied[] = [
  { table: 'provider', ids: ['id'] },
  { table: 'provider_district', ids: ['provider_id'] },
  { table: 'offering', ids: ['id', 'provider_id'] },
  { table: 'offering_requirement', ids: ['offering_id'] },
  { table: 'resource', ids: ['id', 'provider_id'] },
  { table: 'resource_skill', ids: ['resource_id'] },
  { table: 'resource_district', ids: ['resource_id'] },
  { table: 'credential', ids: ['id', 'resource_id'] },
  { table: 'availability_rule', ids: ['id', 'resource_id'] },
  { table: 'availability_override', ids: ['id', 'resource_id'] },
  { table: 'class_session', ids: ['id', 'offering_id', 'venue_resource_id', 'teacher_resource_id'] },
]

/** Of a bundle's copy; `shared` is what belongs to a generation of providers. */
const ofBundles: (Copied & { shared?: string[] })[] = [
  { table: 'bundle', ids: ['id'], shared: ['provider_id'] },
  { table: 'bundle_stage', ids: ['bundle_id'] },
  { table: 'bundle_leg', ids: ['id', 'bundle_id', 'depends_on_leg_id'] },
  { table: 'leg_alternative', ids: ['id', 'leg_id'], shared: ['offering_id'] },
  { table: 'agreement', ids: ['id', 'bundle_id'], shared: ['provider_id', 'offering_id'] },
]

/**
 * Makes a seeded city a large one, by copies of its own rows: as real as the seed, and there in seconds. Nothing that follows from a change
 * is done (no index, no jobs): the site lists and books the copies, search does not know them.
 *
 * @returns how much there is now.
 */
export async function growCity(databaseUrl: string, wanted: CitySize): Promise<CitySize> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'linli-bench' })
  await client.connect()
  try {
    const count = async (table: string): Promise<number> =>
      (await client.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]?.n ?? 0
    const generations = Math.ceil(wanted.resources / await count('resource'))
    const copies = Math.ceil(wanted.bundles / await count('bundle'))
    // Triggers and foreign keys rest: every copy names what was copied with it.
    await client.query('set session_replication_role = replica')
    await client.query(`create function pg_temp.copy_of(id uuid, nth int) returns uuid immutable parallel safe language sql
      return case when nth = 0 or id is null then id else md5(id::text || nth::text)::uuid end`)
    await client.query('begin')
    for (const { table, ids, shared = [] } of ofBundles) await client.query(copySql(table, { ids, last: copies - 1, generations, shared }))
    for (const { table, ids } of ofProviders) await client.query(copySql(table, { ids, last: generations - 1, generations, shared: [] }))
    await client.query(claimsSql, [Math.ceil(wanted.claims / await count('resource'))])
    await client.query('commit')
    await client.query('analyze')
    return { bundles: await count('bundle'), resources: await count('resource'), claims: await count('claim') }
  } finally {
    await client.end()
  }
}

/** Copies a table `last` times. What is shared is spread over the generations. */
function copySql(
  table: string, { ids, last, generations, shared }: { ids: string[], last: number, generations: number, shared: string[] },
): string {
  const own = ids.map(column => `'${column}', pg_temp.copy_of(t.${column}, nth)`)
  const theirs = shared.map(column => `'${column}', pg_temp.copy_of(t.${column}, nth % ${generations})`)
  const slug = table === 'bundle' || table === 'provider' ? [`'slug', t.slug || '-' || nth`] : []
  // A face is one person's.
  const face = table === 'resource' ? [`'portrait_file_id', null`] : []
  return `insert into ${table} select r.* from (select * from ${table}) t cross join generate_series(1, ${last}) nth
    cross join lateral jsonb_populate_record(null::${table}, to_jsonb(t) || jsonb_build_object(${[...own, ...theirs, ...slug, ...face].join(', ')})) r`
}

/** So many claims for everybody, an hour and a half each, at most one a day over the next sixty days; where one is in the way, none. */
const claimsSql = `
  insert into claim (id, resource_id, during, district_id, booking_leg_id)
  select gen_random_uuid(), r.id, tstzrange(start, start + interval '90 minutes'), r.district_id, gen_random_uuid()
    from resource r
    cross join generate_series(0, $1::int - 1) nth
    cross join lateral (select date_trunc('day', linli_now())
      + make_interval(days => 1 + nth * 60 / $1::int, hours => 1 + abs(hashtext(r.id::text || nth)) % 9) as start) s
  on conflict do nothing`
