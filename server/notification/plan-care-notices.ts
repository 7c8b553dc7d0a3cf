import type { z } from 'zod'
import { findToldPlan, type planChangedJob, type ToldVisit } from '../booking/index.ts'
import { listManagers } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction, type Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { sendNoticeJob } from './jobs.ts'
import { addressesFor, findReader } from './readers.ts'
import { planRules } from './rules.ts'
import { notification } from './schema.ts'

/**
 * A care plan was made, or visits of it wait for a decision: written down as notices, each with its job. Doing it again writes nothing new.
 */
export async function planCareNotices(
  { db, jobs }: Pick<Context, 'db' | 'jobs'>, { planId, change, visitIds, at }: z.output<typeof planChangedJob.data>,
): Promise<void> {
  await withTransaction(db, async (tx) => {
    const plan = await findToldPlan(tx, planId)
    if (!plan) return
    const visits = plan.visits.filter(({ id }) => visitIds.includes(id))
    const cause = change === 'made' ? `plan:${planId}:made:${at}` : `visit:${visitIds[0]}:conflict:${at}`
    const rows: (typeof notification.$inferInsert)[] = []
    for (const { to, by, template } of planRules[change]) {
      const readers = to === 'managers' ? await managersOf(tx, visits) : new Map(plan.bookerId === null ? [] : [[plan.bookerId, visits]])
      for (const [reader, own] of readers) {
        const found = await findReader(tx, reader, plan)
        for (const { channel } of found ? addressesFor(by, found.addresses) : []) {
          rows.push({ id: newId(), planId, cause, reader, channel, template, visitIds: own.map(({ id }) => id) })
        }
      }
    }
    if (rows.length === 0) return
    const written = await tx.insert(notification).values(rows)
      .onConflictDoNothing({ target: [notification.cause, notification.reader, notification.channel] })
      .returning({ id: notification.id })
    for (const { id } of written) await jobs.send(tx, sendNoticeJob, { id }, { key: id })
  })
}

/** Who manages the providers of these visits, each with the visits that are theirs. */
async function managersOf(tx: Tx, visits: readonly ToldVisit[]): Promise<Map<string, ToldVisit[]>> {
  const readers = new Map<string, ToldVisit[]>()
  for (const providerId of new Set(visits.flatMap(({ providerIds }) => providerIds))) {
    for (const manager of await listManagers(tx, providerId)) {
      const own = new Set([...readers.get(manager) ?? [], ...visits.filter(({ providerIds }) => providerIds.includes(providerId))])
      readers.set(manager, visits.filter(visit => own.has(visit)))
    }
  }
  return readers
}
