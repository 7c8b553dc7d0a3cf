import type { z } from 'zod'
import { findToldAgreement, type agreementChangedJob, type supplyChangedJob } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction } from '../platform/database.ts'
import { managersOf, writeDeskNotices } from './plan-notices.ts'
import type { DeskTemplate } from './wording-desk.ts'

type Parts = Pick<Context, 'db' | 'jobs'>

/** What is said of an act; the other side hears it. Of what nobody did, both do. */
const ofAgreement: Record<string, DeskTemplate | undefined> = {
  propose: 'agreement_proposed', counter: 'agreement_countered', accept: 'agreement_accepted', decline: 'agreement_declined',
  give_notice: 'agreement_noticed', end: 'agreement_ended',
}

export async function planAgreementNotices({ db, jobs }: Parts, { eventId }: z.output<typeof agreementChangedJob.data>): Promise<void> {
  await withTransaction(db, async (tx) => {
    const told = await findToldAgreement(tx, eventId)
    // Terms that the publisher asks for in answer to others are a counter to who reads it.
    const template = told && ofAgreement[told.event]
    if (!told || !template) return
    const providerIds = [
      ...(told.by === 'publisher' ? [] : [told.publisherId]),
      ...(told.by === 'partner' ? [] : [told.partnerId]),
    ]
    await writeDeskNotices(tx, jobs, {
      cause: `agreement:${eventId}`, readers: await managersOf(tx, providerIds), template, subject: { kind: 'agreement_event', id: eventId },
    })
  })
}

type Lost = Omit<z.output<typeof supplyChangedJob.data>, 'outcome'> & { outcome: 'paused' | 'taken_over' | 'without' }

/** A bundle lost who served some of its legs: its publisher is told what became of it. */
export async function planBundleNotices({ db, jobs }: Parts, { bundleId, providerId, cause, outcome, legIds }: Lost): Promise<void> {
  await withTransaction(db, async tx => await writeDeskNotices(tx, jobs, {
    cause: `bundle:${cause}`, readers: await managersOf(tx, [providerId]), template: `bundle_${outcome}`, subject: { kind: 'bundle', id: bundleId }, legIds,
  }))
}
