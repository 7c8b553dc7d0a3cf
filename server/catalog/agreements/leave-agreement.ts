import { inArray, sql } from 'drizzle-orm'
import { now } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction, type Tx } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { agreement } from '../schema.ts'
import { lockAgreementOf, partyOf, tell, writeChange } from './agreement-rows.ts'
import type { AgreementAct } from './counter-agreement.ts'
import { act } from './state.ts'

/**
 * Gives notice: the agreement ends when its exit notice is over, and nothing that would be served later is sold. What was sold is served.
 * @returns when it ends.
 * @throws {DomainError} `not_found`; `agreement_moved_on` where it is not in force, or has been given notice
 */
export async function leaveAgreement(context: Pick<Context, 'db' | 'jobs'>, { id, note, ...who }: AgreementAct): Promise<Date> {
  return await withTransaction(context.db, async (tx) => {
    const locked = await lockAgreementOf(tx, id)
    const party = await partyOf(tx, who, locked)
    const change = act(locked.versions, { version: locked.version.version, event: 'give_notice', by: party.side })
    if (!change) throw fail('agreement_moved_on')
    const endsAt = new Date((await now(tx)).getTime() + locked.version.exitNoticeDays * 86_400_000)
    await writeChange(context, tx, locked, { change, party, note, endsAt })
    return endsAt
  })
}

/** Ends the agreements whose time is over, and tells both sides. */
export async function endAgreements({ jobs }: Pick<Context, 'jobs'>, tx: Tx): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select id from agreement where status = 'leaving' and ends_at <= linli_now() order by id for update skip locked`)
  if (rows.length === 0) return
  await tx.update(agreement).set({ status: 'ended' }).where(inArray(agreement.id, rows.map(({ id }) => id)))
  for (const { id } of rows) await tell({ jobs }, tx, { agreementId: id, event: 'end', party: null })
}
