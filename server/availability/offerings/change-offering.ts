import { missingToPublish } from '#shared/offering.ts'
import { writeOffering, type KeptOffering, type OfferingChange } from '../../catalog/index.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction, type Tx } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { publishFacts } from './publish-facts.ts'

/**
 * Changes an offering. Nothing that a publication needs may be taken from one that is on sale; what it lacks already (its worker has left,
 * its last class is over) keeps nobody from mending the rest.
 * @throws {DomainError} `not_found`, `changed_meanwhile`, `transition_illegal`, `choice_invalid`; `offering_incomplete` with all that would
 * be `missing`.
 */
export async function changeOffering({ db }: Pick<Context, 'db'>, change: OfferingChange): Promise<void> {
  await withTransaction(db, async tx => await writeOffering(tx, {
    ...change,
    check: async (after, before) => {
      if (after.row.status !== 'published') return
      const lacked = new Set((await missingOf(tx, before)).map(({ code }) => code))
      const missing = (await missingOf(tx, after)).filter(({ code }) => !lacked.has(code))
      if (missing.length > 0) throw fail('offering_incomplete', { missing })
    },
  }))
}

const missingOf = async (tx: Tx, kept: KeptOffering) => missingToPublish(kept.content, await publishFacts(tx, kept))
