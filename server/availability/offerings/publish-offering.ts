import { missingToPublish } from '#shared/offering.ts'
import { moveOffering, type KeptOffering, type OfferingMove } from '../../catalog/index.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction, type Tx } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { publishFacts } from './publish-facts.ts'

/**
 * Puts an offering on sale: residents see it in every bundle that has it.
 * @throws {DomainError} `not_found`, `changed_meanwhile`, `transition_illegal`; `offering_incomplete` with all that is `missing`.
 */
export async function publishOffering({ db }: Pick<Context, 'db'>, move: OfferingMove): Promise<void> {
  await withTransaction(db, async tx => await moveOffering(tx, { ...move, event: 'publish', check: complete(tx) }))
}

/** Puts a paused offering on sale again. @throws {DomainError} as `publishOffering` */
export async function resumeOffering({ db }: Pick<Context, 'db'>, move: OfferingMove): Promise<void> {
  await withTransaction(db, async tx => await moveOffering(tx, { ...move, event: 'resume', check: complete(tx) }))
}

/** Refuses what lacks something. */
const complete = (tx: Tx) => async (kept: KeptOffering): Promise<void> => {
  const missing = missingToPublish(kept.content, await publishFacts(tx, kept))
  if (missing.length > 0) throw fail('offering_incomplete', { missing })
}
