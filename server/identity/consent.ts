import type { z } from 'zod'
import type { consent as consentSchema } from '#shared/schemas/identity.ts'
import type { Tx } from '../platform/database.ts'
import { currentConsent } from '#shared/consent.ts'
import { fail } from './errors.ts'
import { consent } from './schema.ts'

/** Refuses consent to anything but the documents as they stand. @throws {DomainError} `consent_outdated`. */
export function checkConsent(given: z.output<typeof consentSchema>): void {
  if (given.terms !== currentConsent.terms || given.privacy !== currentConsent.privacy) throw fail('consent_outdated', { current: currentConsent })
}

/** Records that a person agreed to the current terms and privacy notice. */
export async function recordConsent(tx: Tx, personId: string): Promise<void> {
  await tx.insert(consent)
    .values([{ personId, document: 'terms', version: currentConsent.terms }, { personId, document: 'privacy', version: currentConsent.privacy }])
    .onConflictDoNothing()
}
