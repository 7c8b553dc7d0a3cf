import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { ObjectType, StoredObject, StoredObjects } from './types.ts'
import type { Range } from './params.ts'

const schema = `
create table if not exists object (
  seq integer primary key autoincrement, id text not null unique, type text not null, account text not null default '', created integer not null, json text not null
) strict;
create index if not exists object_by_time on object (type, created, seq);
create index if not exists object_by_charge on object (type, json_extract(json, '$.charge'));
create index if not exists object_by_intent on object (type, json_extract(json, '$.payment_intent'));
create index if not exists object_by_group on object (type, json_extract(json, '$.transfer_group'));
create index if not exists object_by_source on object (type, json_extract(json, '$.source'));
create index if not exists object_by_origin on object (type, json_extract(json, '$.source_transaction'));
create index if not exists object_by_transfer on object (type, json_extract(json, '$.transfer'));
create table if not exists delivery (
  seq integer primary key autoincrement, event text not null, state text not null, attempts integer not null default 0,
  next_at integer not null, last_status integer, last_error text
) strict;
create index if not exists delivery_waiting on delivery (next_at) where state = 'waiting';
create index if not exists delivery_by_event on delivery (event);
create table if not exists idempotency (key text primary key, request text not null, status integer not null, body text not null, created integer not null) strict;
create table if not exists due (id text primary key, at integer not null, kind text not null, subject text not null, outcome text not null default '') strict;
create index if not exists due_by_time on due (at);
create table if not exists setting (name text primary key, value text not null) strict;
`

export interface Filter {
  /** A top-level field of the object, by name. */
  field: 'charge' | 'payment_intent' | 'customer' | 'transfer_group' | 'source' | 'source_transaction' | 'transfer' | 'type' | 'status' | 'destination' | 'currency'
  value: string
}

export interface Page {
  limit: number
  starting_after?: string
  ending_before?: string
  created?: Range
}

export interface PageQuery extends Page {
  filters?: Filter[]
  types?: string[]
  account?: string
  /** Only v2 events about this object. */
  related?: string
  /** Only events with (true) or without (false) a successful delivery. */
  delivered?: boolean
}

export type Store = ReturnType<typeof openStore>

/** All state of the stand-in, in one SQLite file. Calls are synchronous: a request is one transaction, and nothing else runs within it. */
export function openStore(dataDir: string) {
  mkdirSync(dataDir, { recursive: true })
  const db = new DatabaseSync(join(dataDir, 'stripe.sqlite'))
  db.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000;')
  db.exec(schema)
  const statements = new Map<string, ReturnType<typeof db.prepare>>()
  const prepared = (sql: string) => {
    const known = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, known)
    return known
  }
  const all = (sql: string, ...values: SQLInputValue[]) => prepared(sql).all(...values)
  const first = (sql: string, ...values: SQLInputValue[]) => prepared(sql).get(...values)
  const run = (sql: string, ...values: SQLInputValue[]) => Number(prepared(sql).run(...values).changes)

  function transaction<Result>(work: () => Result): Result {
    if (db.isTransaction) return work()
    db.exec('begin immediate')
    try {
      const result = work()
      db.exec('commit')
      return result
    } catch (error) {
      db.exec('rollback')
      throw error
    }
  }

  function find<Type extends ObjectType>(type: Type, id: string): StoredObjects[Type] | undefined {
    const row = first('select json from object where id = ? and type = ?', id, type)
    return row ? (JSON.parse(String(row.json)) as StoredObjects[Type]) : undefined
  }

  /** Writes an object, new or changed. `account` is the connected account that owns it; empty for the platform. */
  function put<Type extends ObjectType>(type: Type, object: StoredObjects[Type], account = ''): void {
    const created = typeof object.created === 'number' ? object.created : Math.floor(Date.parse(object.created) / 1000)
    run(`insert into object (id, type, account, created, json) values (?, ?, ?, ?, ?) on conflict (id) do update set json = excluded.json`,
      object.id, type, account, created, JSON.stringify(object))
  }

  /** One page, newest first, as Stripe lists. Answers undefined when the cursor names nothing. */
  function page<Type extends ObjectType>(type: Type, query: PageQuery): { data: StoredObjects[Type][], hasMore: boolean } | undefined {
    const where = ['type = ?']
    const values: SQLInputValue[] = [type]
    const add = (condition: string, ...more: SQLInputValue[]) => {
      where.push(condition)
      values.push(...more)
    }
    for (const filter of query.filters ?? []) add(`json_extract(json, '$.${filter.field}') = ?`, filter.value)
    if (query.types) add(`json_extract(json, '$.type') in (${query.types.map(() => '?').join(', ')})`, ...query.types)
    if (query.account !== undefined) add('account = ?', query.account)
    if (query.related !== undefined) add(`json_extract(json, '$.related_object.id') = ?`, query.related)
    if (query.delivered !== undefined) add(`${query.delivered ? 'not ' : ''}exists (select 1 from delivery where event = object.id and state <> 'delivered')`)
    for (const [operator, value] of bounds(query.created)) add(`created ${operator} ?`, value)
    const cursor = query.starting_after ?? query.ending_before
    const backwards = query.starting_after === undefined && query.ending_before !== undefined
    if (cursor !== undefined) {
      const at = first('select created, seq from object where id = ? and type = ?', cursor, type)
      if (!at) return undefined
      add(`(created, seq) ${backwards ? '>' : '<'} (?, ?)`, Number(at.created), Number(at.seq))
    }
    const direction = backwards ? 'asc' : 'desc'
    const rows = all(`select json from object where ${where.join(' and ')} order by created ${direction}, seq ${direction} limit ?`, ...values, query.limit + 1)
    const data = rows.slice(0, query.limit).map((row) => JSON.parse(String(row.json)) as StoredObjects[Type])
    return { data: backwards ? data.reverse() : data, hasMore: rows.length > query.limit }
  }

  return {
    all, first, run, transaction, find, put, page,
    findAny(id: string): StoredObject | undefined {
      const row = first('select json from object where id = ?', id)
      return row ? (JSON.parse(String(row.json)) as StoredObject) : undefined
    },
    setting(name: string): string | undefined {
      const row = first('select value from setting where name = ?', name)
      return row ? String(row.value) : undefined
    },
    setSetting(name: string, value: string): void {
      run('insert into setting (name, value) values (?, ?) on conflict (name) do update set value = excluded.value', name, value)
    },
    clear(): void {
      transaction(() => db.exec('delete from object; delete from delivery; delete from idempotency; delete from due; delete from setting;'))
    },
    close(): void {
      db.close()
    },
  }
}

function bounds(range: Range | undefined): [string, number][] {
  if (range === undefined) return []
  if (typeof range === 'number') return [['=', range]]
  const operators = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const
  return (['gt', 'gte', 'lt', 'lte'] as const).flatMap((key) => (range[key] === undefined ? [] : [[operators[key], range[key]] as [string, number]]))
}
