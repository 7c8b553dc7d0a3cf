import type { Config } from '../platform/config.ts'
import type { Db } from '../platform/database.ts'
import type { EngineHealth, SearchEngine } from './engine.ts'
import { createMeilisearchEngine } from './engine-meilisearch/engine.ts'
import { createPostgresEngine } from './engine-postgres/engine.ts'

export { type EngineHealth, type SearchEngine } from './engine.ts'

export { searchBundles } from './search-bundles.ts'
export { availabilityChanged, bundleChanged, ensureIndex, mend, reindexAll, searchHandlers, type SearchContext } from './sync.ts'

/** PostgreSQL itself, or Meilisearch where `MEILI_URL` is set. */
export function createSearchEngine({ MEILI_URL: url, MEILI_KEY: key }: Pick<Config, 'MEILI_URL' | 'MEILI_KEY'>, db: Db): SearchEngine {
  return url ? createMeilisearchEngine({ url, ...(key && { key }) }) : createPostgresEngine(db)
}

/** For the readiness answer. */
export async function searchHealth({ search }: { search: SearchEngine }): Promise<EngineHealth> {
  return await search.health()
}
