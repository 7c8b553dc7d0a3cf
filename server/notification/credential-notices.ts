import { takeLapsing } from '../availability/index.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction } from '../platform/database.ts'
import { managersOf, writeDeskNotices } from './plan-notices.ts'

/** Who runs a provider is told that a credential of one of its people is about to lapse, a month before and a week before, once each. */
export async function warnCredentials({ db, jobs }: Pick<Context, 'db' | 'jobs'>): Promise<void> {
  await withTransaction(db, async (tx) => {
    for (const { id, providerId } of await takeLapsing(tx)) {
      await writeDeskNotices(tx, jobs, {
        cause: `credential:${id}`, readers: await managersOf(tx, [providerId]), template: 'credential_lapsing',
        subject: { kind: 'credential_warning', id },
      })
    }
  })
}
