import process from 'node:process'
import { parseArgs } from 'node:util'
import { now } from '../../server/platform/clock.ts'
import { openDatabase } from '../../server/platform/database.ts'
import type { Db } from '../../server/platform/database.ts'
import { seed } from './seed.ts'
import { dayOf } from './time.ts'
import { emptyDatabase, isEmpty } from './write.ts'

const { values } = parseArgs({ options: { bundles: { type: 'string' }, today: { type: 'string' }, reset: { type: 'boolean', default: false } } })

async function run(db: Db, secret: string): Promise<string> {
  const gateway = process.env.STRIPE_API_BASE ?? null
  if (!values.reset && !await isEmpty(db)) return 'The database has data already; --reset replaces it.'
  if (values.reset) await emptyDatabase(db)
  const today = values.today ?? dayOf((await now(db)).getTime())
  if (!/^\d{4}-\d{2}-\d{2}$/.test(today)) throw new RangeError(`--today wants a day such as 2026-11-23, not ${today}`)
  const bundles = values.bundles === undefined ? undefined : Number(values.bundles)
  if (bundles !== undefined && !(Number.isInteger(bundles) && bundles > 0)) throw new RangeError('--bundles wants a whole number above zero')
  return seed({ db, secret, today, gateway, bundles, reset: values.reset })
}

const { DATABASE_URL: url, LINLI_SECRET: secret } = process.env
if (!url || !secret) {
  console.error('The seed needs DATABASE_URL and LINLI_SECRET.')
  process.exit(1)
}
const db = openDatabase({ url, max: 2, name: 'linli-seed' })
try {
  console.log(await run(db, secret))
} catch (error) {
  console.error(`The seed failed: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
} finally {
  await db.$client.end()
}
