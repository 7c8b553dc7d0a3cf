import { and, eq } from 'drizzle-orm'
import type { AgreementTerms } from '#shared/agreement.ts'
import { openDesk } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction } from '../../platform/database.ts'
import { takeFromLimit } from '../../platform/rate-limit.ts'
import { fail } from '../errors.ts'
import { bundle, offering } from '../schema.ts'
import { lockAgreement, writeChange } from './agreement-rows.ts'
import { termsAsked } from './counter-agreement.ts'
import { ask, inForceOf, openOf } from './state.ts'

export interface Proposal {
  personId: string
  providerId?: string | undefined
  bundleId: string
  offeringId: string
  terms: AgreementTerms
  note: string
}

/**
 * Asks a partner to serve a leg with one of its offerings. What is in force stays so until this is accepted.
 * @returns the id of the version that waits for the partner.
 * @throws {DomainError} `not_found`, `too_many_requests`; `offering_closed` where its provider does not open it to partners
 */
export async function proposeAgreement(context: Pick<Context, 'db' | 'jobs'>, input: Proposal): Promise<string> {
  const { personId, providerId, bundleId, offeringId, terms, note } = input
  await takeFromLimit(context.db, termsAsked(personId))
  return await withTransaction(context.db, async (tx) => {
    const { providerId: own } = await openDesk(tx, { personId, providerId })
    const [mine] = await tx.select({ status: bundle.status }).from(bundle).where(and(eq(bundle.id, bundleId), eq(bundle.providerId, own)))
    if (!mine || mine.status === 'archived') throw fail('not_found')
    const locked = await lockAgreement(tx, { bundleId, offeringId })
    if (locked.partnerId === own) throw fail('offering_closed', { offeringId })
    const [offered] = await tx.select({ status: offering.status, open: offering.openToPartners }).from(offering)
      .where(eq(offering.id, offeringId))
    const isPartner = inForceOf(locked.versions) ?? openOf(locked.versions)
    // Who serves already goes on to be asked, whatever it opens to others now.
    if (!isPartner && (offered!.status !== 'published' || !offered!.open)) throw fail('offering_closed', { offeringId })
    const change = ask(locked.versions, 'publisher')!
    return await writeChange(context, tx, locked, { change, party: { personId, side: 'publisher' }, note, terms })
  })
}
