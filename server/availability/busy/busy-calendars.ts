import { eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { LocalText } from '#shared/locale.ts'
import type { BusyProblem, busyCalendar as busySchema } from '#shared/schemas/calendar.ts'
import { linliNow } from '../../platform/columns.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction, type Queryable, type Tx } from '../../platform/database.ts'
import { publicInternet, type FetchPolicy } from '../../platform/safe-fetch.ts'
import { createVault, type Vault } from '../../platform/secrets.ts'
import { fail } from '../errors.ts'
import { availabilityOverride, busyCalendar } from '../schema.ts'
import { importBusyJob } from './jobs.ts'

type View = z.input<typeof busySchema>

export const busyVault = (config: Context['config']): Vault => createVault(config.LINLI_SECRET, 'busy-calendar')

interface Row {
  id: string
  name: LocalText
  provider: LocalText
  host: string | null
  syncedAt: string | null
  problem: BusyProblem | null
  problemDetail: string | null
  busyCount: number
}

/** Workers whose calendar a person may connect: the person's own self, and those of providers that the person manages. */
export async function listBusyCalendars(
  db: Queryable, { personId, resourceId }: { personId: string, resourceId?: string },
): Promise<View[]> {
  const { rows } = await db.execute<{ row: Row }>(sql`
    select jsonb_build_object('id', r.id, 'name', jsonb_build_object('zh', r.name_zh, 'en', r.name_en),
             'provider', jsonb_build_object('zh', p.name_zh, 'en', p.name_en), 'host', c.host, 'syncedAt', c.synced_at, 'problem', c.problem,
             'problemDetail', c.problem_detail, 'busyCount', coalesce(c.busy_count, 0)) as row
      from resource r join provider p on p.id = r.provider_id left join busy_calendar c on c.resource_id = r.id
     where r.kind = 'worker' and r.active and (${resourceId ?? null}::uuid is null or r.id = ${resourceId ?? null})
       and (r.person_id = ${personId} or exists (select 1 from provider_member m
             where m.provider_id = r.provider_id and m.person_id = ${personId} and m.role in ('owner', 'manager')))
     order by p.id, r.created_at, r.id limit 500`)
  return rows.map(({ row }) => ({ ...row, syncedAt: row.syncedAt && new Date(row.syncedAt).toISOString() }))
}

async function viewOf(db: Queryable, personId: string, resourceId: string): Promise<View> {
  const [view] = await listBusyCalendars(db, { personId, resourceId })
  if (!view) throw fail('not_found')
  return view
}

export interface ConnectInput {
  personId: string
  resourceId: string
  /** `webcal:` is `https:`. */
  url: string
  policy?: FetchPolicy
}

/**
 * Sets the address of a worker's own calendar; a job fetches it now, and then every hour. What came from another address before is gone.
 * @throws {DomainError} `not_found`, `calendar_address_refused`.
 */
export async function connectBusyCalendar(
  { config, db, jobs }: Pick<Context, 'config' | 'db' | 'jobs'>, { personId, resourceId, url, policy = publicInternet }: ConnectInput,
): Promise<View> {
  const address = new URL(url.replace(/^webcal:/i, 'https:'))
  if (!policy.allowsUrl(address)) throw fail('calendar_address_refused')
  return await withTransaction(db, async (tx) => {
    await viewOf(tx, personId, resourceId)
    const urlSealed = busyVault(config).seal(address.href, resourceId)
    const fresh = { urlSealed, host: address.host, createdAt: linliNow, nextSyncAt: linliNow }
    await tx.insert(busyCalendar).values({ resourceId, ...fresh })
      .onConflictDoUpdate({
        target: busyCalendar.resourceId,
        set: { ...fresh, syncedAt: null, problem: null, problemDetail: null, busyCount: 0 },
      })
    await tx.delete(availabilityOverride).where(eq(availabilityOverride.busyCalendarId, resourceId))
    await jobs.send(tx, importBusyJob, { resourceId }, { key: resourceId })
    return await viewOf(tx, personId, resourceId)
  })
}

/** Forgets the address, and with it what came from there. @throws {DomainError} `not_found`. */
export async function disconnectBusyCalendar(
  { db }: Pick<Context, 'db'>, { personId, resourceId }: { personId: string, resourceId: string },
): Promise<void> {
  const { host } = await viewOf(db, personId, resourceId)
  if (host === null) throw fail('not_found')
  await db.delete(busyCalendar).where(eq(busyCalendar.resourceId, resourceId))
}

/** A worker who leaves takes their own calendar along. */
export async function forgetBusyCalendars(tx: Tx, personId: string): Promise<void> {
  await tx.execute(sql`delete from busy_calendar where resource_id in (select id from resource where person_id = ${personId})`)
}
