import { releasePartners, stopBundle, type BundleMove } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction } from '../platform/database.ts'
import { bundleChanged } from '../search/index.ts'

type Parts = Pick<Context, 'db' | 'jobs'>

async function stop({ db, jobs }: Parts, move: BundleMove, to: 'paused' | 'archived'): Promise<number> {
  return await withTransaction(db, async (tx) => {
    const revision = await stopBundle(tx, { ...move, to })
    if (to === 'archived') await releasePartners({ jobs }, tx, { bundleId: move.id, personId: move.personId })
    await bundleChanged(tx, jobs, [move.id])
    return revision
  })
}

/** Takes a bundle out of sale for a while. What was sold is served. @throws {DomainError} `not_found`, `changed_meanwhile` */
export const pauseBundle = async (context: Parts, move: BundleMove): Promise<number> => await stop(context, move, 'paused')

/** Takes it out of sale for good, and lets its partners go. @throws {DomainError} `not_found`, `changed_meanwhile` */
export const archiveBundle = async (context: Parts, move: BundleMove): Promise<number> => await stop(context, move, 'archived')
