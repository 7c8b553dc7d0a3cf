import type { z } from 'zod'
import type { signUpBody } from '#shared/schemas/identity.ts'
import { violatedConstraint, withTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { IdentityContext } from './auth.ts'
import { headersFor, type Caller, type SignedIn } from './caller.ts'
import { checkConsent, recordConsent } from './consent.ts'
import { fail } from './errors.ts'
import { limit } from './limits.ts'
import { account, person } from './schema.ts'

/**
 * A new person with email and password, and signed in. The person, the password and the consent are written together or not at all.
 * @throws {DomainError} `email_taken`, `consent_outdated`, `too_many_requests`.
 */
export async function signUp({ auth, db }: IdentityContext, body: z.output<typeof signUpBody>, caller: Caller): Promise<SignedIn> {
  checkConsent(body.consent)
  await limit(db, 'sign-up:address', caller.address)
  const { password: passwords } = await auth.$context
  const password = await passwords.hash(body.password)
  const personId = newId()
  try {
    await withTransaction(db, async (tx) => {
      await tx.insert(person).values({ id: personId, name: body.name, email: body.email, locale: body.locale })
      await tx.insert(account).values({ id: newId(), personId, accountId: personId, providerId: 'credential', password })
      await recordConsent(tx, personId)
    })
  } catch (error) {
    throw violatedConstraint(error) === 'person_email_key' ? fail('email_taken') : error
  }
  const { headers } = await auth.api.openSession({ body: { personId }, headers: headersFor(caller), returnHeaders: true })
  return { personId, cookies: headers.getSetCookie() }
}
