import { sql } from 'drizzle-orm'
import { openDesk } from '../../identity/index.ts'
import type { Queryable, Tx } from '../../platform/database.ts'
import { fail } from '../errors.ts'

export interface ResourceRef {
  personId: string
  id: string
}

export interface OwnResource extends Record<string, unknown> {
  providerId: string
  kind: 'worker' | 'vehicle' | 'venue'
  zone: string
}

/** @throws {DomainError} `not_found` for what is none of a provider that the person runs */
export async function ownResource(db: Queryable, { personId, id }: ResourceRef): Promise<OwnResource> {
  const { rows: [row] } = await db.execute<OwnResource>(sql`
    select r.provider_id as "providerId", r.kind, p.zone from resource r join provider p on p.id = r.provider_id where r.id = ${id}`)
  if (!row) throw fail('not_found')
  await openDesk(db, { personId, providerId: row.providerId })
  return row
}

/** The same, locked as those lock it who book: what is read after it stays true until the transaction ends. */
export async function lockOwnResource(tx: Tx, { personId, id }: ResourceRef): Promise<OwnResource> {
  const [own] = await lockOwnResources(tx, { personId, ids: [id] })
  return own!
}

/** The same for several, in the order of `ids`. */
export async function lockOwnResources(
  tx: Tx, { personId, ids }: { personId: string, ids: readonly string[] },
): Promise<(OwnResource & { id: string })[]> {
  const { rows } = await tx.execute<OwnResource & { id: string }>(sql`
    select r.id, r.provider_id as "providerId", r.kind, p.zone from resource r join provider p on p.id = r.provider_id
     where r.id = any(${sql.param(ids)}::uuid[])`)
  for (const providerId of new Set(rows.map(row => row.providerId))) await openDesk(tx, { personId, providerId })
  const own = ids.map((id) => {
    const row = rows.find(known => known.id === id)
    if (!row) throw fail('not_found')
    return row
  })
  await tx.execute(sql`select from resource where id = any(${sql.param(ids)}::uuid[]) order by kind, id for no key update`)
  return own
}

/** Who is on a provider's team changes one at a time: how many they are, and whose account is whose. Before any resource is locked. */
export async function lockTeam(tx: Tx, providerId: string): Promise<void> {
  await tx.execute(sql`select from provider where id = ${providerId} for no key update`)
}
