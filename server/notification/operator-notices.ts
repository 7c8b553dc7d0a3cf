import { inArray } from 'drizzle-orm'
import { listOperators } from '../identity/index.ts'
import { listOpenQuestions } from '../payment/index.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction } from '../platform/database.ts'
import { writeDeskNotices } from './plan-notices.ts'
import { notification } from './schema.ts'

/** Every operator is told, once, of money that waits for one of them. */
export async function planOperatorNotices({ db, jobs }: Pick<Context, 'db' | 'jobs'>): Promise<void> {
  const open = await listOpenQuestions(db)
  if (open.length === 0) return
  const known = await db.selectDistinct({ cause: notification.cause }).from(notification)
    .where(inArray(notification.cause, open.map(({ cause }) => cause)))
  const done = new Set(known.map(({ cause }) => cause))
  const fresh = open.filter(({ cause }) => !done.has(cause))
  if (fresh.length === 0) return
  await withTransaction(db, async (tx) => {
    const readers = await listOperators(tx)
    for (const { kind, id, cause } of fresh) {
      await writeDeskNotices(tx, jobs, { cause, readers, template: `operator_${kind}`, subject: { kind, id } })
    }
  })
}
