import { z } from 'zod'
import { now } from '../../server/platform/clock.ts'
import { openDatabase } from '../../server/platform/database.ts'
import { openFiles } from '../../server/platform/files/index.ts'
import { resetGateway } from './payments.ts'
import type { GatewayAccess } from './payments.ts'
import { seed } from './seed.ts'
import { at, dayOf } from './time.ts'
import { emptyDatabase } from './write.ts'

const day = z.iso.date({ error: '--today wants a day such as 2026-11-23.' }).optional()
const count = z.coerce.number().int().min(1).max(100_000).optional().catch(() => {
  throw new Error('--bundles wants a whole number from 1 to 100000.')
})

export interface RunOptions {
  url: string
  secret: string
  gateway: GatewayAccess | null
  /** LINLI_FILES_URL; without it no offering has photos. */
  filesUrl: string | undefined
  /** Empties database and stand-in first. */
  reset: boolean
  today: string | undefined
  bundles: string | undefined
}

export async function runSeed({ url, secret, gateway, filesUrl, reset, ...given }: RunOptions): Promise<string> {
  const wanted = day.safeParse(given.today)
  if (!wanted.success) throw new Error(wanted.error.issues[0]?.message)
  const bundles = count.parse(given.bundles)
  const db = openDatabase({ url, max: 2, name: 'linli-seed' })
  try {
    if (reset) {
      await emptyDatabase(db)
      if (gateway) await resetGateway(gateway.base)
    }
    const moment = wanted.data ? at(wanted.data, 12 * 60) : (await now(db)).getTime()
    const files = filesUrl ? openFiles({ LINLI_FILES_URL: filesUrl }) : null
    return await seed({ db, secret, today: dayOf(moment), moment, gateway, files, bundles })
  } finally {
    await db.$client.end()
  }
}
