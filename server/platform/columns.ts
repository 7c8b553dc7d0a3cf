import { sql } from 'drizzle-orm'
import { customType } from 'drizzle-orm/pg-core'

/** `linli_now()`, for a column's default. */
export const linliNow = sql`linli_now()`

export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** A half-open range of time, as PostgreSQL writes it: `["2026-01-01 00:00:00+00","2026-01-01 01:00:00+00")`. */
export const tstzrange = customType<{ data: string }>({ dataType: () => 'tstzrange' })

/** The half-open range [from, to) for a `tstzrange` column. */
export const rangeOf = (from: Date, to: Date): string => `[${from.toISOString()},${to.toISOString()})`
