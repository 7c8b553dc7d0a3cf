import { APIError } from 'better-auth/api'
import type { z } from 'zod'
import type { signInBody } from '#shared/schemas/identity.ts'
import type { IdentityContext } from './auth.ts'
import { headersFor, type Caller, type SignedIn } from './caller.ts'
import { fail } from './errors.ts'
import { limit } from './limits.ts'

/**
 * Signs in with email and password. An email that nobody has takes as long as a wrong password (better-auth hashes in both cases), and
 * answers the same.
 * @throws {DomainError} `credentials_wrong`, `too_many_requests`.
 */
export async function signIn({ auth, db }: IdentityContext, body: z.output<typeof signInBody>, caller: Caller): Promise<SignedIn> {
  await limit(db, 'sign-in:address', caller.address)
  await limit(db, 'sign-in:account', body.email)
  try {
    const { headers, response } = await auth.api.signInEmail({ body, headers: headersFor(caller), returnHeaders: true })
    return { personId: response.user.id, cookies: headers.getSetCookie() }
  } catch (error) {
    throw error instanceof APIError && error.statusCode === 401 ? fail('credentials_wrong') : error
  }
}
