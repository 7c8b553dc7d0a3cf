import { inArray, sql } from 'drizzle-orm'
import type { OfferingContent } from '#shared/schemas/offerings.ts'
import type { Queryable } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { category, providerDistrict } from '../schema.ts'

/**
 * What a form offered to choose from may be gone when it is sent.
 * @throws {DomainError} `choice_invalid` where a category or a district does not exist, or is none of the provider's.
 */
export async function assertKnown(db: Queryable, { providerId, content }: { providerId: string, content: OfferingContent }): Promise<void> {
  const { categoryId, districtIds, venue } = content
  if (categoryId !== null) {
    const found = await db.select({ id: category.id }).from(category).where(inArray(category.id, [categoryId]))
    if (found.length === 0) throw fail('choice_invalid', { path: 'categoryId' })
  }
  if (venue && venue.districtId !== '') {
    const { rows } = await db.execute(sql`select from district where id = ${venue.districtId}`)
    if (rows.length === 0) throw fail('choice_invalid', { path: 'venue.districtId' })
  }
  if (districtIds.length > 0) {
    const served = await db.select({ id: providerDistrict.districtId }).from(providerDistrict)
      .where(sql`${providerDistrict.providerId} = ${providerId} and ${inArray(providerDistrict.districtId, districtIds)}`)
    if (served.length < districtIds.length) throw fail('choice_invalid', { path: 'districtIds' })
  }
}
