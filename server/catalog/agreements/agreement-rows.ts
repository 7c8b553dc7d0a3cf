import { and, desc, eq, sql } from 'drizzle-orm'
import type { AgreementTerms, Side } from '#shared/agreement.ts'
import { openDesk } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { DomainError } from '../../platform/errors.ts'
import type { Queryable, Tx } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { fail } from '../errors.ts'
import { agreement, agreementEvent, bundle, offering } from '../schema.ts'
import { agreementChangedJob, followSupplyJob } from './jobs.ts'
import type { Change } from './state.ts'

export type AgreementRow = typeof agreement.$inferSelect

/** Who acts for which side. */
export interface Party {
  personId: string
  side: Side
}

export interface Parties {
  publisherId: string
  partnerId: string
}

/**
 * For which of the two parties a person speaks.
 * @throws {DomainError} `not_found` for who runs neither: to them there is no agreement.
 */
export async function partyOf(
  db: Queryable, { personId, providerId }: { personId: string, providerId?: string | undefined }, { publisherId, partnerId }: Parties,
): Promise<Party> {
  for (const [side, id] of [['partner', partnerId], ['publisher', publisherId]] as const) {
    if (providerId !== undefined && providerId !== id) continue
    const desk = await openDesk(db, { personId, providerId: id }).catch(ignoreMissing)
    if (desk) return { personId, side }
  }
  throw fail('not_found')
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof DomainError && error.code === 'not_found') return undefined
  throw error
}

export interface LockedAgreement extends Parties {
  bundleId: string
  offeringId: string
  /** The newest first. */
  versions: AgreementRow[]
}

/** All versions of the agreement about an offering in a bundle, under the bundle's lock. @throws {DomainError} `not_found` */
export async function lockAgreement(tx: Tx, { bundleId, offeringId }: { bundleId: string, offeringId: string }): Promise<LockedAgreement> {
  const [own] = await tx.select({ publisherId: bundle.providerId }).from(bundle).where(eq(bundle.id, bundleId)).for('update')
  const [offered] = await tx.select({ partnerId: offering.providerId }).from(offering).where(eq(offering.id, offeringId))
  if (!own || !offered) throw fail('not_found')
  const versions = await tx.select().from(agreement)
    .where(and(eq(agreement.bundleId, bundleId), eq(agreement.offeringId, offeringId))).orderBy(desc(agreement.version))
  return { bundleId, offeringId, ...own, ...offered, versions }
}

/** The same, by one of its versions. @throws {DomainError} `not_found` */
export async function lockAgreementOf(tx: Tx, id: string): Promise<LockedAgreement & { version: AgreementRow }> {
  const [found] = await tx.select().from(agreement).where(eq(agreement.id, id))
  if (!found) throw fail('not_found')
  const locked = await lockAgreement(tx, found)
  return { ...locked, version: locked.versions.find(own => own.id === id)! }
}

export interface Act {
  change: Change
  party: Party
  note: string
  /** Of a new version. */
  terms?: AgreementTerms
  /** Of one that is given notice. */
  endsAt?: Date
}

/**
 * Writes a change: versions move, a new one comes, each with its line of history; who is to know is told.
 * @returns the id of the version that it was about.
 */
export async function writeChange(
  { jobs }: Pick<Context, 'jobs'>, tx: Tx, locked: LockedAgreement, { change, party, note, terms, endsAt }: Act,
): Promise<string> {
  const { bundleId, offeringId, partnerId, versions } = locked
  let subject = ''
  for (const { version, event, to } of change.moves) {
    const { id } = versions.find(own => own.version === version)!
    const decided = event === 'accept' || event === 'decline'
    await tx.update(agreement).set({
      status: to,
      ...(decided && { decidedAt: sql`linli_now()` }),
      ...(endsAt && event === 'give_notice' && { endsAt }),
    }).where(eq(agreement.id, id))
    if (event === 'supersede') await tx.insert(agreementEvent).values({ id: newId(), agreementId: id, event, bySide: 'system' })
    else {
      subject = id
      await tell({ jobs }, tx, { agreementId: id, event, party, note })
    }
  }
  if (change.created && terms) {
    subject = newId()
    const { version, status, event } = change.created
    await tx.insert(agreement).values({
      id: subject, bundleId, offeringId, providerId: partnerId, version, status, askedBy: party.side,
      ...terms, blackoutDates: [...terms.blackoutDates],
    })
    await tell({ jobs }, tx, { agreementId: subject, event, party, note })
  }
  await jobs.send(tx, followSupplyJob, { bundleId }, { key: bundleId })
  return subject
}

interface Told {
  agreementId: string
  event: typeof agreementEvent.$inferInsert.event
  party: Party | null
  note?: string
}

/** A line of history, and the notice that it makes. `party` null: nobody did it, its time had come. */
export async function tell({ jobs }: Pick<Context, 'jobs'>, tx: Tx, { agreementId, event, party, note = '' }: Told): Promise<void> {
  const id = newId()
  const by = party ? { bySide: party.side, personId: party.personId } : { bySide: 'system' as const }
  await tx.insert(agreementEvent).values({ id, agreementId, event, note, ...by })
  await jobs.send(tx, agreementChangedJob, { eventId: id })
}
