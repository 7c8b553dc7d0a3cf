import { draftOf, lockBundle, releaseDropped, resumeBundle, writeEdition, type BundleMove } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction } from '../platform/database.ts'
import { bundleChanged } from '../search/index.ts'
import { fail } from './errors.ts'
import { judge } from './preview-draft.ts'

/**
 * Puts a bundle on sale as it was drafted, in place of what was on sale before; a paused one without changes goes on as it was. What was
 * sold keeps the legs and the terms that it was sold with; a partner whose part is sold no more is given notice.
 * @returns the new revision.
 * @throws {DomainError} `not_found`, `changed_meanwhile`; `not_ready` with the `checks` that fail
 */
export async function publishBundle({ db, jobs }: Pick<Context, 'db' | 'jobs'>, move: BundleMove): Promise<number> {
  return await withTransaction(db, async (tx) => {
    const row = await lockBundle(tx, move)
    const { draft, hasDraft } = await draftOf(tx, row)
    if (!hasDraft && row.status === 'published') throw fail('changed_meanwhile', { revision: row.revision })
    // Agreements of this bundle change under its lock alone: what is judged here stays so until the commit.
    const { checks } = await judge(tx, row, draft)
    if (checks.length > 0) throw fail('not_ready', { checks })
    const revision = hasDraft ? await writeEdition(tx, row, draft) : await resumeBundle(tx, row.id)
    if (hasDraft) await releaseDropped({ jobs }, tx, { bundleId: row.id, personId: move.personId })
    await bundleChanged(tx, jobs, [row.id])
    return revision
  })
}
