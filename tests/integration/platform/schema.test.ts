import { getTableColumns, getTableName, is, sql } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import * as availability from '../../../server/availability/schema.ts'
import * as booking from '../../../server/booking/schema.ts'
import * as catalog from '../../../server/catalog/schema.ts'
import * as vouchers from '../../../server/catalog/voucher-schema.ts'
import * as identity from '../../../server/identity/schema.ts'
import * as notification from '../../../server/notification/schema.ts'
import * as fapiao from '../../../server/payment/fapiao-schema.ts'
import * as payment from '../../../server/payment/schema.ts'
import * as platform from '../../../server/platform/schema.ts'
import { createTestDatabase } from '../../support/database.ts'

const { db } = await createTestDatabase()

const slices = { availability, booking, catalog, fapiao, identity, notification, payment, platform, vouchers }
const tables = Object.entries(slices).flatMap(([slice, schema]) =>
  Object.values(schema).filter(value => is(value, PgTable)).map(table => ({ slice, name: getTableName(table), columns: getTableColumns(table) })))

test.each(tables)('$slice: the table $name is what its migrations made of it', async ({ name, columns }) => {
  const { rows } = await db.execute<{ name: string, type: string, required: boolean }>(sql`
    select a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull as required
      from pg_attribute a where a.attrelid = ${name}::regclass and a.attnum > 0 and not a.attisdropped`)
  const made = Object.fromEntries(rows.map(row => [row.name, { type: row.type.replace(/\[\]$/, ''), required: row.required }]))
  const said = Object.fromEntries(Object.values(columns).map(column => [
    column.name,
    { type: column.getSQLType().replace(/\[\]$/, ''), required: column.notNull },
  ]))
  expect(said).toEqual(made)
})
