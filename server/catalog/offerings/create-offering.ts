import { eq, sql } from 'drizzle-orm'
import { CITY_CURRENCY } from '#shared/money.ts'
import type { OfferingContent } from '#shared/schemas/offerings.ts'
import { openDesk } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction, type Queryable } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { fail } from '../errors.ts'
import { offering } from '../schema.ts'
import { assertKnown } from './assert-known.ts'
import { columnsOf } from './content.ts'
import { writeRequirements } from './change-offering.ts'
import { writePhotos } from './photos.ts'

/** Far more than anybody describes by hand. */
const most = 300

export interface NewOffering {
  personId: string
  /** Omitted: the first that the person runs. */
  providerId?: string | undefined
  content: OfferingContent
}

/**
 * Begins an offering as a draft. It may lack whatever only a publication needs.
 * @returns its id.
 * @throws {DomainError} `not_found`, `choice_invalid`, `too_many_offerings`
 */
export async function createOffering({ db }: Pick<Context, 'db'>, { personId, providerId: asked, content }: NewOffering): Promise<string> {
  const { providerId } = await openDesk(db, { personId, providerId: asked })
  return await withTransaction(db, async (tx) => {
    const { rows: [known] } = await tx.execute<{ count: number }>(
      sql`select count(*)::int as count from offering where provider_id = ${providerId} and status <> 'archived'`)
    if (known!.count >= most) throw fail('too_many_offerings', { max: most })
    await assertKnown(tx, { providerId, content })
    const id = newId()
    const [row] = await tx.insert(offering).values({
      ...columnsOf(content), id, providerId, currency: await currencyOf(tx, providerId), status: 'draft',
    }).returning()
    await writeRequirements(tx, id, content.requirements)
    await writePhotos(tx, { row: row!, before: [], photos: content.photos })
    return id
  })
}

/** What a provider is paid in: that of its other offerings, else that of the city. */
export async function currencyOf(db: Queryable, providerId: string): Promise<string> {
  const [own] = await db.select({ currency: offering.currency }).from(offering).where(eq(offering.providerId, providerId)).limit(1)
  return own?.currency ?? CITY_CURRENCY
}
