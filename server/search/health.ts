import { countAvailabilityChanges } from '../availability/index.ts'
import type { EngineHealth } from './engine.ts'
import { listBundlesAside } from './set-aside.ts'
import { indexBundleJob, type SearchContext } from './sync.ts'

export interface SearchHealth extends EngineHealth {
  /** Bundles that could not be indexed, and the newest few. */
  aside: Awaited<ReturnType<typeof listBundlesAside>>
}

/**
 * For the readiness answer and the metrics. The backlog is what the engine has accepted and does not show yet, the bundles that wait to be
 * indexed, and the changes of calendars that were not followed up.
 */
export async function searchHealth({ db, jobs, search }: Pick<SearchContext, 'db' | 'jobs' | 'search'>): Promise<SearchHealth> {
  const [engine, waiting, changes, aside] = await Promise.all([
    search.health(), jobs.waiting(indexBundleJob), countAvailabilityChanges(db), listBundlesAside(db),
  ])
  return { ...engine, backlog: engine.backlog + waiting + changes, aside }
}
