import process from 'node:process'
import { parseArgs } from 'node:util'
import pg from 'pg'

const { values } = parseArgs({ options: { bundles: { type: 'string' }, today: { type: 'string' }, reset: { type: 'boolean', default: false } } })
const { DATABASE_URL: url, LINLI_SECRET: secret, LINLI_FILES_URL: filesUrl } = process.env
const { STRIPE_API_BASE: base, STRIPE_SECRET_KEY: key, LINLI_SANDBOX_URL: sandbox } = process.env

async function run(): Promise<string> {
  if (!url || !secret) throw new Error('DATABASE_URL and LINLI_SECRET must be set.')
  // Nearly always there is nothing to do: what does the work is loaded only where there is.
  if (!values.reset && await isFilled(url)) return 'The database has data already; --reset replaces it.'
  const { runSeed } = await import('./run.ts')
  const gateway = base && key && sandbox ? { base, key } : null
  return runSeed({ url, secret, gateway, filesUrl, reset: values.reset, today: values.today, bundles: values.bundles })
}

async function isFilled(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, application_name: 'linli-seed' })
  await client.connect()
  try {
    const { rows } = await client.query<{ filled: boolean }>('select exists (select from scenario) as filled')
    return rows[0]?.filled ?? false
  } finally {
    await client.end()
  }
}

try {
  console.log(await run())
} catch (error) {
  console.error(`The seed failed: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
