import { migrations } from '../server/migrations.ts'
import { openDatabase } from '../server/platform/database.ts'
import { migrate } from '../server/platform/migrate.ts'

const url = process.env.DATABASE_URL
if (!url) {
  console.error('DATABASE_URL is not set.')
  process.exit(1)
}
const db = openDatabase({ url, max: 2, name: 'linli-migrate' })
const ran = await migrate(db, migrations)
console.log(ran.length > 0 ? `Schema: ran ${ran.join(', ')}.` : 'Schema: up to date.')
await db.$client.end()
