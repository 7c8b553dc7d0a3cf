import { lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { linliNow } from '../platform/columns.ts'
import type { Db } from '../platform/database.ts'
import { defineJob } from '../platform/jobs.ts'
import { invitation, session, verification } from './schema.ts'

/** Hourly: see `sweepIdentity`. */
export const sweepIdentityJob = defineJob({ name: 'identity.sweep', data: z.object({}), cron: '23 * * * *', retries: 1 })

/** Forgets sessions, codes and invitations that have ended: nobody can use them any more, and they name addresses and numbers. */
export async function sweepIdentity(db: Db): Promise<void> {
  await db.delete(session).where(lt(session.expiresAt, linliNow))
  // better-auth keeps codes by the process's clock.
  await db.delete(verification).where(lt(verification.expiresAt, new Date()))
  // Whom somebody once invited is nobody's business any more.
  await db.delete(invitation).where(sql`${invitation.expiresAt} < linli_now() - interval '30 days'`)
}
