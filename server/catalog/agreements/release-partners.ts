import { and, eq, inArray } from 'drizzle-orm'
import { now } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/database.ts'
import { agreement } from '../schema.ts'
import { lockAgreement, writeChange } from './agreement-rows.ts'
import { act, inForceOf, openOf } from './state.ts'

/**
 * Lets the partners of a bundle go that is sold no more: what they were asked for is taken back, what is in force is given notice. What was
 * sold is served. Under the bundle's lock.
 */
export async function releasePartners(
  context: Pick<Context, 'jobs'>, tx: Tx, { bundleId, personId }: { bundleId: string, personId: string },
): Promise<void> {
  const party = { personId, side: 'publisher' as const }
  const held = await tx.selectDistinct({ offeringId: agreement.offeringId }).from(agreement)
    .where(and(eq(agreement.bundleId, bundleId), inArray(agreement.status, ['proposed', 'countered', 'accepted']))).orderBy(agreement.offeringId)
  for (const { offeringId } of held) {
    const locked = await lockAgreement(tx, { bundleId, offeringId })
    const [open, inForce] = [openOf(locked.versions), inForceOf(locked.versions)]
    const takeBack = open && act(locked.versions, { version: open.version, event: 'decline', by: 'publisher' })
    if (takeBack) await writeChange(context, tx, locked, { change: takeBack, party, note: '' })
    const leave = inForce && act(locked.versions, { version: inForce.version, event: 'give_notice', by: 'publisher' })
    if (!leave) continue
    const endsAt = new Date((await now(tx)).getTime() + inForce.exitNoticeDays * 86_400_000)
    await writeChange(context, tx, locked, { change: leave, party, note: '', endsAt })
  }
}
