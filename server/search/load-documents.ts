import { sql } from 'drizzle-orm'
import { loadBundles, type Bundle } from '../catalog/index.ts'
import { freeDays } from '../availability/index.ts'
import { now } from '../platform/clock.ts'
import type { Queryable } from '../platform/database.ts'
import { bundleDocument, type Districts } from './document.ts'
import type { Document } from './engine.ts'
import { clicksOf } from './learn.ts'

const batchSize = 100

async function loadDistricts(db: Queryable): Promise<Districts> {
  const { rows } = await db.execute<{ id: string, zh: string, en: string, lat: number, lng: number }>(sql`
    select id, name_zh as zh, name_en as en, lat, lng from district`)
  return new Map(rows.map(({ id, zh, en, lat, lng }) => [id, { name: { zh, en }, lat, lng }]))
}

/** Languages that the active workers of each provider speak. */
async function loadLanguages(db: Queryable, providerIds: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await db.execute<{ provider_id: string, languages: string[] }>(sql`
    select provider_id, array_agg(distinct language order by language) as languages
      from resource, unnest(languages) as language
     where kind = 'worker' and active and provider_id = any(${sql.param([...providerIds])}::uuid[])
     group by provider_id`)
  return new Map(rows.map(row => [row.provider_id, row.languages]))
}

const providersOf = (bundle: Bundle): string[] =>
  [bundle.publisher.id, ...bundle.legs.flatMap(leg => leg.alternatives).map(alternative => alternative.provider.id)]

/** Is told of a bundle that cannot be made a document of. */
export type SetAside = (bundleId: string, error: unknown) => Promise<void>

async function documentsOf(db: Queryable, bundles: readonly Bundle[], districts: Districts): Promise<Document[]> {
  if (bundles.length === 0) return []
  const at = await now(db)
  const languages = await loadLanguages(db, [...new Set(bundles.flatMap(providersOf))])
  const free = await freeDays(db, bundles)
  const clicks = await clicksOf(db, bundles.map(bundle => bundle.id))
  return bundles.map(bundle => bundleDocument(bundle, {
    at,
    clicks: clicks.get(bundle.id) ?? 0,
    free: free.get(bundle.id) ?? null,
    districts,
    languages: [...new Set(providersOf(bundle).flatMap(id => languages.get(id) ?? []))].sort(),
  }))
}

/** Documents of these bundles, as the catalogue and the calendars are now; those that nobody may see are left out. */
export async function loadDocuments(db: Queryable, ids: readonly string[]): Promise<Document[]> {
  return await documentsOf(db, await loadBundles(db, { ids }), await loadDistricts(db))
}

/** The documents of all public bundles, in batches that follow each other by id. One that cannot be made is told to `setAside`. */
export async function* eachDocument(db: Queryable, setAside: SetAside): AsyncGenerator<Document> {
  const districts = await loadDistricts(db)
  for (let after: string | undefined; ;) {
    const { rows } = await db.execute<{ id: string }>(sql`
      select id from bundle where status = 'published' ${after === undefined ? sql`` : sql`and id > ${after}`} order by id limit ${batchSize}`)
    if (rows.length === 0) return
    const ids = rows.map(row => row.id)
    const batch = await loadBundles(db, { ids }).then(async bundles => await documentsOf(db, bundles, districts)).catch(() => undefined)
    yield* batch ?? oneByOne(db, ids, setAside)
    after = ids.at(-1)!
  }
}

async function* oneByOne(db: Queryable, ids: readonly string[], setAside: SetAside): AsyncGenerator<Document> {
  for (const id of ids) {
    try {
      yield* await loadDocuments(db, [id])
    } catch (error) {
      await setAside(id, error)
    }
  }
}
