import { getTableColumns, sql, type SQL } from 'drizzle-orm'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import { PgDialect, type PgTable } from 'drizzle-orm/pg-core'
import pg from 'pg'

/** The pool. Statements on it may run on any connection. */
export type Db = NodePgDatabase & { $client: pg.Pool }
/** One connection inside a transaction. */
export type Tx = NodePgDatabase & { $client: pg.PoolClient }
/** Where a query may run: a read that works both inside and outside of a transaction takes this. */
export type Queryable = Db | Tx

export interface DatabaseOptions {
  url: string
  /** Most connections at once. Default 20. */
  max?: number
  /** Seen in `pg_stat_activity`. Default `linli`. */
  name?: string
}

/** int8 fits a JavaScript number everywhere we use it (fen, counts): parse it, but refuse what does not fit. */
const parseInt8 = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 out of safe range: ${text}`)
  return value
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === 20 && format !== 'binary' ? parseInt8 : pg.types.getTypeParser(oid, format)),
}

export function openDatabase({ url, max = 20, name = 'linli' }: DatabaseOptions): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types,
    application_name: name,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
  })
  // An idle connection that breaks (a restart of the server) must not end the process: the pool replaces it.
  pool.on('error', () => {})
  return drizzle({ client: pool })
}

/** Opens `count` connections, so that a race is a race and not a queue before a cold pool. */
export async function warmPool(db: Db, count: number): Promise<void> {
  const clients = await Promise.all(Array.from({ length: count }, () => db.$client.connect()))
  for (const client of clients) client.release()
}

/** From which pool a transaction's connection is. */
const pools = new WeakMap<pg.PoolClient, pg.Pool>()

export const poolOf = (tx: Tx): pg.Pool | undefined => pools.get(tx.$client)

const dialect = new PgDialect()
const names = new Map<string, string>()

/** The name under which connections keep a statement: there are as many as texts in the code, since values are parameters. */
export function statementName(text: string): string {
  const name = names.get(text) ?? `linli_${names.size}`
  names.set(text, name)
  return name
}

/**
 * Runs a statement that each connection parses and plans once: for those that are large or run all the time. Values come as node-postgres
 * parses them, so times are `Date`s.
 */
export async function executePrepared<Row extends Record<string, unknown>>(db: Queryable, statement: SQL): Promise<Row[]> {
  const { sql: text, params: values } = dialect.sqlToQuery(statement)
  const { rows } = await db.$client.query<Row>({ name: statementName(text), text, values })
  return rows
}

/**
 * `insert into table …` for any number of rows as one parameter, so that one text serves them all, also in a statement that writes several
 * tables (`with … as (insert …)`). Every row has the same keys as the first; a column without a key gets its default.
 */
export function insertOf<Table extends PgTable>(table: Table, rows: readonly Table['$inferInsert'][]): SQL {
  const columns = getTableColumns(table)
  const keys = Object.keys(rows[0] ?? {})
  const named = rows.map(row => Object.fromEntries(Object.entries(row).map(([key, value]) => [columns[key]!.name, value])))
  const list = sql.join(keys.map(key => sql.identifier(columns[key]!.name)), sql`, `)
  return sql`insert into ${table} (${list}) select ${list} from json_populate_recordset(null::${table}, ${JSON.stringify(named)}::json)`
}

const retriable = new Set(['40001', '40P01'])

/** The SQLSTATE of an error of PostgreSQL, also where drizzle has wrapped it. */
export function sqlState(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && /^[0-9A-Z]{5}$/.test(cause.code)) return cause.code
  }
  return undefined
}

/** The constraint that refused a row, by name. */
export function violatedConstraint(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('constraint' in cause && typeof cause.constraint === 'string') return cause.constraint
  }
  return undefined
}

export interface TransactionOptions {
  /**
   * Prepared statements keep one plan, in place of a new one for each set of values. For transactions that find everything by its key,
   * where planning costs as much as running. Default false.
   */
  plannedOnce?: boolean
}

/**
 * Runs `work` in one READ COMMITTED transaction and commits what it wrote, or nothing.
 * A deadlock or serialization failure is tried again (three times in all), so `work` must not have effects outside of the database.
 */
export async function withTransaction<T>(
  db: Db, work: (tx: Tx) => Promise<T>, { plannedOnce = false }: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await db.$client.connect()
    pools.set(client, db.$client)
    try {
      await client.query(plannedOnce ? 'BEGIN; SET LOCAL plan_cache_mode = force_generic_plan' : 'BEGIN')
      const result = await work(drizzle({ client }))
      await client.query('COMMIT')
      client.release()
      return result
    } catch (error) {
      // A connection that cannot roll back is broken: give it back to be destroyed.
      const broken = await client.query('ROLLBACK').then(() => undefined, (failure: Error) => failure)
      client.release(broken)
      if (attempt < 3 && retriable.has(sqlState(error) ?? '')) continue
      throw error
    }
  }
}
