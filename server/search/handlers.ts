import { handle, type JobHandler } from '../platform/jobs.ts'
import { followChanges } from './follow-changes.ts'
import { sweepNotes } from './learn.ts'
import {
  followChangesJob, indexBundleJob, indexOne, mend, mendIndexJob, reindexAll, reindexBundlesJob, type SearchContext,
} from './sync.ts'

/** Which code does which of search's jobs. */
export const searchHandlers = (ctx: () => SearchContext): JobHandler[] => [
  handle(indexBundleJob, async ({ bundleId }) => await indexOne(ctx(), bundleId)),
  handle(reindexBundlesJob, async () => void await reindexAll(ctx())),
  handle(followChangesJob, async () => void await followChanges(ctx())),
  handle(mendIndexJob, async () => {
    await sweepNotes(ctx())
    await mend(ctx())
  }),
]
