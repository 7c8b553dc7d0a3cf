import process from 'node:process'
import { readConfig } from '../server/platform/config.ts'
import { openDatabase } from '../server/platform/database.ts'
import { createLog } from '../server/platform/log.ts'
import { createSearchEngine, mend, reindexAll } from '../server/search/index.ts'

/** `npm run reindex` fills the index anew and changes over at once; with `--mend` it only writes what differs. */
const config = readConfig(process.env)
const db = openDatabase({ url: config.DATABASE_URL, max: 4, name: 'linli-reindex' })
try {
  const context = { db, search: createSearchEngine(config, db), log: createLog({ LINLI_LOG_LEVEL: 'warn' }) }
  const started = performance.now()
  const isMend = process.argv.includes('--mend')
  const count = isMend ? await mend(context) : await reindexAll(context)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(isMend ? `${count} bundles differed and are mended, in ${seconds} s.` : `${count} bundles indexed in ${seconds} s.`)
} catch (error) {
  console.error(`The index could not be filled: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
} finally {
  await db.$client.end()
}
