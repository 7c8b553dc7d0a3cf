/**
 * A process that begins a rebuild and never ends it: `node rebuild-process.ts postgres|meilisearch URL NAME`. It says `half` when the first
 * documents are written, and then waits to be killed.
 */
import type { Document, SearchEngine } from '../../../server/search/engine.ts'
import { createMeilisearchEngine } from '../../../server/search/engine-meilisearch/engine.ts'
import { createPostgresEngine } from '../../../server/search/engine-postgres/engine.ts'
import { openDatabase } from '../../../server/platform/database.ts'
import { readFixture } from './cases.ts'

const [, , kind = '', url = '', name = ''] = process.argv
const engine: SearchEngine = kind === 'postgres' ? createPostgresEngine(openDatabase({ url, max: 2 })) : createMeilisearchEngine({ url, taskInterval: 1 })

async function* half(): AsyncGenerator<Document> {
  // More than a batch of either engine.
  for (let n = 0; n < 1100; n++) yield { id: 1000 + n, title_en: 'Half done' }
  console.log('half')
  await new Promise(() => setInterval(() => {}, 60_000))
}

await engine.replaceAll(readFixture(name).index, half())
