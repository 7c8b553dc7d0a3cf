import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { sql } from 'drizzle-orm'
import type { Db } from '../../server/platform/database.ts'

// What is green stays green: each run begins on the same Tuesday morning in Shanghai, and its clocks run on from there.
// `LINLI_NOW=2027-02-06T23:50+08:00` looks at another moment, `LINLI_NOW=$(date -Is)` at this one.
const begin = process.env.LINLI_NOW ?? '2026-12-01T09:30:00+08:00'
process.env.LINLI_CLOCK_SHIFT_MS ??= String(Date.parse(begin) - Date.now())

/** From the real time to that of the tests. */
export const clockShiftMs = Number(process.env.LINLI_CLOCK_SHIFT_MS)
if (Number.isNaN(clockShiftMs)) throw new Error(`LINLI_NOW is no moment: ${begin}`)

/** With these settings another process of Node goes by the tests' clock. */
export const clockEnv = {
  LINLI_CLOCK_SHIFT_MS: String(clockShiftMs),
  NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'move-date.ts')).href}`,
}

/** Makes the tests' time the real one of a database, and of its copies: what `setClockOffset` moves is counted from there. */
export async function moveDatabase(db: Db): Promise<void> {
  await db.execute(sql.raw(`create or replace function linli_now() returns timestamptz language sql stable as
    $$ select now() + interval '${clockShiftMs} milliseconds' + shift from linli_clock $$`))
}
