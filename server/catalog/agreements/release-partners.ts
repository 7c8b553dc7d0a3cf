import { and, eq, inArray, sql } from 'drizzle-orm'
import { now } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/database.ts'
import { agreement } from '../schema.ts'
import { lockAgreement, writeChange } from './agreement-rows.ts'
import { act, inForceOf, openOf } from './state.ts'

type Parts = Pick<Context, 'jobs'>

interface Released {
  bundleId: string
  personId: string
}

/**
 * Lets the partners of a bundle go that is sold no more: what they were asked for is taken back, what is in force is given notice. What was
 * sold is served. Under the bundle's lock.
 */
export async function releasePartners(context: Parts, tx: Tx, { bundleId, personId }: Released): Promise<void> {
  const held = await tx.selectDistinct({ offeringId: agreement.offeringId }).from(agreement)
    .where(and(eq(agreement.bundleId, bundleId), inArray(agreement.status, ['proposed', 'countered', 'accepted']))).orderBy(agreement.offeringId)
  for (const { offeringId } of held) {
    const locked = await lockAgreement(tx, { bundleId, offeringId })
    const open = openOf(locked.versions)
    const takeBack = open && act(locked.versions, { version: open.version, event: 'decline', by: 'publisher' })
    if (takeBack) await writeChange(context, tx, locked, { change: takeBack, party: { personId, side: 'publisher' }, note: '' })
    await giveNotice(context, tx, locked, personId)
  }
}

/**
 * Gives notice to the partners whose offerings the last edition had and the one that is on sale now has not. Terms that wait for an answer
 * stay: they may be for the next. What was sold is served. Under the bundle's lock.
 */
export async function releaseDropped(context: Parts, tx: Tx, { bundleId, personId }: Released): Promise<void> {
  const { rows } = await tx.execute<{ offeringId: string }>(sql`
    with offered as (
      select l.edition, a.offering_id from bundle b join bundle_leg l on l.bundle_id = b.id and l.edition > b.edition - 2 join leg_alternative a on a.leg_id = l.id
       where b.id = ${bundleId})
    select distinct g.offering_id as "offeringId" from agreement g join bundle b on b.id = g.bundle_id
     where b.id = ${bundleId} and g.status = 'accepted'
       and exists (select from offered o where o.offering_id = g.offering_id and o.edition = b.edition - 1)
       and not exists (select from offered o where o.offering_id = g.offering_id and o.edition = b.edition)
     order by g.offering_id`)
  for (const { offeringId } of rows) await giveNotice(context, tx, await lockAgreement(tx, { bundleId, offeringId }), personId)
}

async function giveNotice(context: Parts, tx: Tx, locked: Awaited<ReturnType<typeof lockAgreement>>, personId: string): Promise<void> {
  const inForce = inForceOf(locked.versions)
  const change = inForce && act(locked.versions, { version: inForce.version, event: 'give_notice', by: 'publisher' })
  if (!change) return
  const endsAt = new Date((await now(tx)).getTime() + inForce.exitNoticeDays * 86_400_000)
  await writeChange(context, tx, locked, { change, party: { personId, side: 'publisher' }, note: '', endsAt })
}
