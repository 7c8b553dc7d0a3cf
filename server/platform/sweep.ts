import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from './database.ts'
import { defineJob } from './jobs.ts'

export const sweepPlatformJob = defineJob({ name: 'platform.sweep', data: z.object({}), cron: '17 * * * *', retries: 1 })

/** Forgets idempotency keys and counts that are out of date. */
export async function sweepPlatform(db: Db): Promise<void> {
  await db.execute(sql`delete from idempotency_key where created_at < linli_now() - interval '24 hours'`)
  await db.execute(sql`delete from rate_limit where resets_at < linli_now() - interval '1 hour'`)
}
