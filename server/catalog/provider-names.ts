import { inArray } from 'drizzle-orm'
import type { LocalText } from '#shared/locale.ts'
import type { Queryable } from '../platform/database.ts'
import { provider } from './schema.ts'

/** Names of providers by their ids. */
export async function providerNames(db: Queryable, ids: readonly string[]): Promise<Map<string, LocalText>> {
  const rows = await db.select({ id: provider.id, zh: provider.nameZh, en: provider.nameEn }).from(provider)
    .where(inArray(provider.id, [...ids]))
  return new Map(rows.map(({ id, zh, en }) => [id, { zh, en }]))
}
