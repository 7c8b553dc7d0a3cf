import type { Context } from '../../platform/context.ts'
import { withTransaction } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { lockAgreementOf, partyOf, writeChange } from './agreement-rows.ts'
import type { AgreementAct } from './counter-agreement.ts'
import { act } from './state.ts'

/**
 * Accepts the terms that wait: from now on these are sold by, and what was in force before is no more. What was sold keeps its own.
 * @throws {DomainError} `not_found`; `agreement_moved_on` where this version waits for nobody, or for the other side
 */
export async function acceptAgreement(context: Pick<Context, 'db' | 'jobs'>, { id, note, ...who }: AgreementAct): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const locked = await lockAgreementOf(tx, id)
    const party = await partyOf(tx, who, locked)
    const change = act(locked.versions, { version: locked.version.version, event: 'accept', by: party.side })
    if (!change) throw fail('agreement_moved_on')
    await writeChange(context, tx, locked, { change, party, note })
  })
}
