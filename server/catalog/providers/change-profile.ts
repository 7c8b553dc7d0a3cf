import { eq, sql } from 'drizzle-orm'
import { mayEdit } from './state.ts'
import type { ProfileBody } from '#shared/schemas/onboarding.ts'
import { openDesk } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { violatedConstraint, withTransaction } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { provider, providerDistrict } from '../schema.ts'
import { lockProvider } from './move-provider.ts'

/**
 * Changes what a provider says of itself. While a first submission is looked at it stays as it was sent.
 * @throws {DomainError} `not_found`, `transition_illegal`, `changed_meanwhile`; `choice_invalid` for a district that does not exist
 */
export async function changeProfile({ db }: Pick<Context, 'db'>, { personId, body }: { personId: string, body: ProfileBody }): Promise<void> {
  const { providerId } = await openDesk(db, { personId, providerId: body.providerId })
  const { name, summary, contact, foundedYear } = body
  try {
    await withTransaction(db, async (tx) => {
      const row = await lockProvider(tx, providerId)
      if (row.revision !== body.revision) throw fail('changed_meanwhile', { revision: row.revision })
      if (!mayEdit(row.status)) throw fail('transition_illegal', { event: 'change_profile', state: row.status })
      await tx.update(provider).set({
        nameZh: name.zh, nameEn: name.en, summaryZh: summary.zh, summaryEn: summary.en, foundedYear,
        contactName: contact.name, contactEmail: contact.email, contactPhone: contact.phone, revision: sql`${provider.revision} + 1`,
      }).where(eq(provider.id, providerId))
      const kept = await tx.select({ id: providerDistrict.districtId }).from(providerDistrict)
        .where(eq(providerDistrict.providerId, providerId))
      const [before, after] = [new Set(kept.map(({ id }) => id)), new Set(body.districtIds)]
      const gone = [...before.difference(after)]
      const added = [...after.difference(before)]
      if (gone.length > 0) {
        await tx.delete(providerDistrict)
          .where(sql`${providerDistrict.providerId} = ${providerId} and ${providerDistrict.districtId} = any(${sql.param(gone)}::text[])`)
      }
      if (added.length > 0) await tx.insert(providerDistrict).values(added.map(districtId => ({ providerId, districtId })))
    })
  } catch (error) {
    throw violatedConstraint(error) === 'provider_district_district_id_fkey' ? fail('choice_invalid', { field: 'districtIds' }) : error
  }
}
