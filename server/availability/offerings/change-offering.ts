import { writeOffering, type OfferingChange } from '../../catalog/index.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction } from '../../platform/database.ts'
import { complete } from './publish-offering.ts'

/**
 * Changes an offering. One that is on sale must have all that a publication needs afterwards too.
 * @throws {DomainError} `not_found`, `changed_meanwhile`, `transition_illegal`, `choice_invalid`; `offering_incomplete` with all that is
 * `missing`.
 */
export async function changeOffering({ db }: Pick<Context, 'db'>, change: OfferingChange): Promise<void> {
  await withTransaction(db, async tx => await writeOffering(tx, {
    ...change, check: async (kept) => {
      if (kept.row.status === 'published') await complete(tx)(kept)
    },
  }))
}
