import type { Config } from '../platform/config.ts'
import type { Db } from '../platform/database.ts'
import type { SearchEngine } from './engine.ts'
import { createMeilisearchEngine } from './engine-meilisearch/engine.ts'
import { createPostgresEngine } from './engine-postgres/engine.ts'

export { type SearchEngine } from './engine.ts'
export { followChanges } from './follow-changes.ts'
export { searchHandlers } from './handlers.ts'
export { searchHealth, type SearchHealth } from './health.ts'
export { flushNotes, noteClick, noteSearch } from './learn.ts'
export { missingSupply } from './missing-supply.ts'
export { searchBundles } from './search-bundles.ts'
export { suggestBundles } from './suggest.ts'
export { bundleChanged, ensureIndex, mend, reindexAll, type SearchContext } from './sync.ts'

/** PostgreSQL itself, or Meilisearch where `MEILI_URL` is set. */
export function createSearchEngine({ MEILI_URL: url, MEILI_KEY: key }: Pick<Config, 'MEILI_URL' | 'MEILI_KEY'>, db: Db): SearchEngine {
  return url ? createMeilisearchEngine({ url, ...(key && { key }) }) : createPostgresEngine(db)
}
