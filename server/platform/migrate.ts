import type { Db } from './database.ts'
import { sha256 } from './secrets.ts'

/** One step of the schema. It runs once, in a transaction of its own, and never changes after it was released. */
export interface Migration {
  /** `0001-identity`: runs in the order of the list, is known by this name. */
  id: string
  sql: string
}

const lockKey = 0x6c696e6c69 // "linli"

/**
 * Brings the schema up to date under an advisory lock, so that app servers that start together do not run a step twice.
 * @returns the ids of the steps that ran.
 * @throws when a step that ran before has changed since: the database and the code then disagree about what it is.
 */
export async function migrate(db: Db, migrations: readonly Migration[]): Promise<string[]> {
  const client = await db.$client.connect()
  const ran: string[] = []
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query('create table if not exists migration (id text primary key, checksum text not null, ran_at timestamptz not null default now())')
    const { rows } = await client.query<{ id: string, checksum: string }>('select id, checksum from migration')
    const done = new Map(rows.map(row => [row.id, row.checksum]))
    for (const { id, sql } of migrations) {
      const checksum = sha256(sql)
      if (done.has(id)) {
        if (done.get(id) !== checksum) throw new Error(`migration ${id} was changed after it ran on this database`)
        continue
      }
      await client.query('begin')
      try {
        await client.query(sql)
        await client.query('insert into migration (id, checksum) values ($1, $2)', [id, checksum])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Error(`migration ${id} failed`, { cause: error })
      }
      ran.push(id)
    }
    return ran
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockKey]).catch(() => {})
    client.release()
  }
}
