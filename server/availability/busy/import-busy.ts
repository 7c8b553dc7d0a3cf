import { eq, lte, sql } from 'drizzle-orm'
import type { BusyProblem } from '#shared/schemas/calendar.ts'
import { now } from '../../platform/clock.ts'
import { linliNow, rangeOf } from '../../platform/columns.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction, type Tx } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { fetchText, FetchError, type FetchPolicy } from '../../platform/safe-fetch.ts'
import { availabilityOverride, busyCalendar } from '../schema.ts'
import { busyVault } from './busy-calendars.ts'
import { busyTimes, type BusyTime } from './calendar-busy.ts'
import { CalendarError } from './calendar-text.ts'
import { importBusyJob } from './jobs.ts'

const horizonDays = 80
const dayMs = 86_400_000
const minutesBetween = 60

type Outcome = { busy: BusyTime[] } | { problem: BusyProblem, detail: string | null }

/**
 * Takes in the busy times of a worker's own calendar over the next 80 days, in the place of those that came from it before; what people
 * entered is not touched. A calendar that cannot be fetched or read leaves what was there, and says why.
 */
export async function importBusy(
  { config, db, log }: Pick<Context, 'config' | 'db' | 'log'>, resourceId: string, { policy }: { policy?: FetchPolicy } = {},
): Promise<void> {
  const { rows: [row] } = await db.execute<{ url_sealed: Buffer, zone: string }>(sql`
    select c.url_sealed, p.zone from busy_calendar c join resource r on r.id = c.resource_id join provider p on p.id = r.provider_id
     where c.resource_id = ${resourceId}`)
  if (!row) return
  const from = (await now(db)).getTime() - dayMs
  const outcome = await read(busyVault(config).open(row.url_sealed, resourceId), { from, zone: row.zone, policy })
  if ('problem' in outcome) log.info({ resourceId, problem: outcome.problem }, 'availability: a calendar was not taken in')
  await withTransaction(db, async (tx) => {
    const own = eq(busyCalendar.resourceId, resourceId)
    const [locked] = await tx.select({ urlSealed: busyCalendar.urlSealed }).from(busyCalendar).where(own).for('update')
    // Another address was set, or none, while this one was asked.
    if (!locked?.urlSealed.equals(row.url_sealed)) return
    const told = 'busy' in outcome
      ? { syncedAt: linliNow, problem: null, problemDetail: null, busyCount: await replace(tx, resourceId, outcome.busy) }
      : { problem: outcome.problem, problemDetail: outcome.detail }
    await tx.update(busyCalendar).set({ ...told, nextSyncAt: sql`linli_now() + make_interval(mins => ${minutesBetween})` }).where(own)
  })
}

interface ReadOptions {
  from: number
  zone: string
  policy: FetchPolicy | undefined
}

async function read(url: string, { from, zone, policy }: ReadOptions): Promise<Outcome> {
  try {
    const text = await fetchText(url, { accept: 'text/calendar, text/plain;q=0.5', ...(policy && { policy }) })
    return { busy: busyTimes({ text, from, to: from + (horizonDays + 1) * dayMs, zone, ownUid: '@linli' }) }
  } catch (error) {
    if (error instanceof FetchError) return { problem: error.problem, detail: null }
    if (error instanceof CalendarError) return { problem: error.problem, detail: error.detail || null }
    throw error
  }
}

async function replace(tx: Tx, resourceId: string, busy: readonly BusyTime[]): Promise<number> {
  await tx.delete(availabilityOverride).where(eq(availabilityOverride.busyCalendarId, resourceId))
  if (busy.length > 0) {
    await tx.insert(availabilityOverride).values(busy.map(({ start, end }) => ({
      id: newId(), resourceId, during: rangeOf(new Date(start), new Date(end)), kind: 'busy' as const, busyCalendarId: resourceId,
    })))
  }
  return busy.length
}

/** Asks for every calendar whose hour is over. */
export async function sweepBusyCalendars({ db, jobs }: Pick<Context, 'db' | 'jobs'>): Promise<void> {
  const due = await db.select({ resourceId: busyCalendar.resourceId }).from(busyCalendar)
    .where(lte(busyCalendar.nextSyncAt, sql`linli_now()`)).orderBy(busyCalendar.nextSyncAt).limit(500)
  if (due.length === 0) return
  await withTransaction(db, async (tx) => {
    for (const { resourceId } of due) await jobs.send(tx, importBusyJob, { resourceId }, { key: resourceId })
  })
}
