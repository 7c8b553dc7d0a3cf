import type { z } from 'zod'
import type { phoneCodeBody } from '#shared/schemas/identity.ts'
import type { IdentityContext } from './auth.ts'
import { headersFor, type Caller } from './caller.ts'
import { fail } from './errors.ts'
import { limit } from './limits.ts'

/**
 * Sends a one-time code by SMS: six digits, five minutes, five tries. It goes out within the request, so that it stands in no job.
 * The answer is the same whether the number is known or new.
 * @throws {DomainError} `too_many_requests`; `unavailable` where the SMS service did not take it.
 */
export async function sendPhoneCode(ctx: IdentityContext, body: z.output<typeof phoneCodeBody>, caller: Caller): Promise<void> {
  const { auth, db, log } = ctx
  await limit(db, 'send-code:address', caller.address)
  await limit(db, 'send-code:phone', body.phone)
  try {
    await auth.api.sendPhoneNumberOTP({ body: { phoneNumber: body.phone }, headers: headersFor(caller, body.locale) })
  } catch (error) {
    log.error({ err: error }, 'a code could not be sent')
    throw fail('unavailable')
  }
}
