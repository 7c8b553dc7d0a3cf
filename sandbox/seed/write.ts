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
  const names = Object.keys(rows[0] ?? {})
  // What only some name would be left out of all.
  if (rows.some(row => Object.keys(row).length !== names.length)) throw new Error(`The rows of ${table} name different columns`)
  const columns = names.join(', ')
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = JSON.stringify(rows.slice(from, from + CHUNK))
    await tx.$client.query(`insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`, [chunk])
  }
}

/** Empties every table, also those that the seed does not write; the schema, its history and the clock stay. */
export async function emptyDatabase(db: Db): Promise<void> {
  const { rows: found } = await db.$client.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename not in ('migration', 'linli_clock')`)
  const books = ['ledger_transaction', 'ledger_entry']
  // The books cannot be emptied by accident; this is not one.
  const triggers = (to: 'disable' | 'enable') => books.map(name => `alter table ${name} ${to} trigger user;`).join(' ')
  await db.$client.query(`begin; ${triggers('disable')} truncate ${found.map(({ name }) => name).join(', ')} restart identity cascade;
    ${triggers('enable')} commit`)
}
