import { eq, sql } from 'drizzle-orm'
import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { fail } from '../errors.ts'
import { provider, providerEvent } from '../schema.ts'
import { providerChangedJob } from './jobs.ts'
import { nextStanding, type ProviderActor, type ProviderEvent } from './state.ts'

export type ProviderRow = typeof provider.$inferSelect

/** A provider under its lock: of two who change it at once, one waits. @throws {DomainError} `not_found` */
export async function lockProvider(tx: Tx, id: string): Promise<ProviderRow> {
  const [row] = await tx.select().from(provider).where(eq(provider.id, id)).for('no key update')
  if (!row) throw fail('not_found')
  return row
}

export interface ProviderMove {
  event: ProviderEvent
  actor: ProviderActor
  personId: string
  /** What the other side is told. */
  reason?: string
  /** What else it writes. */
  set?: Partial<ProviderRow>
}

/** Moves a provider by one event, writes that it happened, and has its people told. @throws {DomainError} `transition_illegal` */
export async function moveProvider(
  { jobs }: Pick<Context, 'jobs'>, tx: Tx, row: ProviderRow, { event, actor, personId, reason = '', set = {} }: ProviderMove,
): Promise<void> {
  const next = nextStanding(row, event, actor)
  if (!next) throw fail('transition_illegal', { event, state: row.status })
  const since = next.review === row.review ? row.reviewSince : sql`linli_now()`
  await tx.update(provider)
    .set({ ...set, ...next, reviewSince: next.review === null ? null : since, revision: sql`${provider.revision} + 1` })
    .where(eq(provider.id, row.id))
  const eventId = newId()
  await tx.insert(providerEvent)
    .values({ id: eventId, providerId: row.id, event, actor, personId, fromStatus: row.status, toStatus: next.status, reason })
  await jobs.send(tx, providerChangedJob, { eventId })
}
