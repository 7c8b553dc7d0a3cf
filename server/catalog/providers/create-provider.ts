import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { providerBody } from '#shared/schemas/onboarding.ts'
import { addOwner, cityZone } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { sqlState, withTransaction, type Queryable } from '../../platform/database.ts'
import { newId, newReference } from '../../platform/ids.ts'
import { takeFromLimit } from '../../platform/rate-limit.ts'
import { fail } from '../errors.ts'
import { provider } from '../schema.ts'

/** What the site takes of a share until an operator agrees on something else: 10 %. */
const standardCommissionBps = 1000
/** SQLSTATE of what PostgreSQL does not know: a zone. */
const invalidParameter = '22023'
/** Providers that one person may own. */
const most = 5

export interface NewProvider {
  personId: string
  body: z.output<typeof providerBody>
}

/**
 * Begins a provider as a draft, with who asks as its owner. Nothing of it is public.
 * @returns its id.
 * @throws {DomainError} `too_many_providers`, `too_many_requests`; `choice_invalid` for a zone that is none.
 */
export async function createProvider({ db }: Pick<Context, 'db'>, { personId, body: { name, zone } }: NewProvider): Promise<string> {
  if (!await isZone(db, zone)) throw fail('choice_invalid', { field: 'zone' })
  // Who leaves a draft may begin another.
  await takeFromLimit(db, { bucket: `provider:${personId}`, max: 20, windowSeconds: 86_400 })
  return await withTransaction(db, async (tx) => {
    const id = newId()
    // One that comes later is of the same city.
    await tx.insert(provider).values({
      id, slug: slugOf(name.en), nameZh: name.zh, nameEn: name.en, zone: await cityZone(tx) ?? zone, commissionBps: standardCommissionBps,
    })
    if (!await addOwner(tx, { providerId: id, personId, most })) throw fail('too_many_providers', { max: most })
    return id
  })
}

/** One that Node and PostgreSQL mean the same by: a bare offset they take the opposite way round (POSIX). */
async function isZone(db: Queryable, zone: string): Promise<boolean> {
  if (/^[+-]/.test(zone)) return false
  try {
    await db.execute(sql`select linli_now() at time zone ${zone}`)
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError || sqlState(error) === invalidParameter) return false
    throw error
  }
}

/** Its English name, and a code that makes it its own: the name may change, the address stays. */
function slugOf(name: string): string {
  const words = name.toLowerCase().normalize('NFKD').replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 60).replace(/-$/, '')
  return `${words || 'provider'}-${newReference().slice(3).toLowerCase()}`
}
