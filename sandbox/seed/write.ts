import type { Db, Tx } from '../../server/platform/database.ts'
import { withTransaction } from '../../server/platform/database.ts'
import { tables } from './rows.ts'
import type { Row, Rows, Table } from './rows.ts'

const CHUNK = 4_000

/** Writes everything or nothing. */
export async function writeRows(db: Db, rows: Rows): Promise<void> {
  await withTransaction(db, async (tx) => {
    for (const table of tables) await insertAll(tx, table, rows[table])
  })
  // A database that has just been filled is planned as if it were empty until it is analysed.
  await db.$client.query('analyze')
}

async function insertAll(tx: Tx, table: Table, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(', ')
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = JSON.stringify(rows.slice(from, from + CHUNK))
    await tx.$client.query(`insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`, [chunk])
  }
}

/** Empties what the seed writes and what people have written since; the schema and the clock stay. */
export async function emptyDatabase(db: Db): Promise<void> {
  await db.$client.query(`truncate ${tables.join(', ')} restart identity cascade`)
}

export async function isEmpty(db: Db): Promise<boolean> {
  const { rows } = await db.$client.query<{ empty: boolean }>('select not exists (select from scenario) as empty')
  return rows[0]?.empty ?? true
}
