import type { AgreementTerms } from '#shared/agreement.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction } from '../../platform/database.ts'
import { takeFromLimit, type Limit } from '../../platform/rate-limit.ts'
import { fail } from '../errors.ts'
import { lockAgreementOf, partyOf, writeChange } from './agreement-rows.ts'
import { ask } from './state.ts'

export interface AgreementAct {
  personId: string
  /** The desk at which the person sits; needed by who runs both parties. */
  providerId?: string | undefined
  /** The version that was seen. */
  id: string
  note: string
}

/** Each asking is a mail to all who run the other provider. */
export const termsAsked = (personId: string): Limit => ({ bucket: `agreement:${personId}`, max: 60, windowSeconds: 3600 })

/**
 * Answers terms with others, or asks for other terms than those in force.
 * @returns the id of the version that waits for the other side.
 * @throws {DomainError} `not_found`, `too_many_requests`; `agreement_moved_on` where a newer version exists
 */
export async function counterAgreement(
  context: Pick<Context, 'db' | 'jobs'>, { id, terms, note, ...who }: AgreementAct & { terms: AgreementTerms },
): Promise<string> {
  return await withTransaction(context.db, async (tx) => {
    const locked = await lockAgreementOf(tx, id)
    const party = await partyOf(tx, who, locked)
    const change = ask(locked.versions, party.side)
    if (!change || locked.versions[0]!.id !== id) throw fail('agreement_moved_on')
    await takeFromLimit(tx, termsAsked(who.personId))
    return await writeChange(context, tx, locked, { change, party, note, terms })
  })
}
