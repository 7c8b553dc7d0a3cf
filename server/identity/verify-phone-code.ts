import { APIError } from 'better-auth/api'
import { desc, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { phoneVerifyBody } from '#shared/schemas/identity.ts'
import { violatedConstraint, withTransaction, type Db } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { sameText } from '../platform/secrets.ts'
import type { IdentityContext } from './auth.ts'
import { headersFor, type Caller, type SignedIn } from './caller.ts'
import { checkConsent, recordConsent } from './consent.ts'
import { fail } from './errors.ts'
import { limit } from './limits.ts'
import { placeholderEmail } from './placeholder-email.ts'
import { person, verification } from './schema.ts'

type Body = z.output<typeof phoneVerifyBody>

/**
 * Signs in with the code that was sent, or up where the number is new. Whether a number is known is told only to who has its code;
 * `name_needed` leaves the code good, so that the same one can be sent again with name and consent.
 * @throws {DomainError} `code_wrong`, `name_needed`, `consent_outdated`, `too_many_requests`.
 */
export async function verifyPhoneCode(ctx: IdentityContext, body: Body, caller: Caller): Promise<SignedIn> {
  const { auth, db } = ctx
  await limit(db, 'verify-code:address', caller.address)
  await limit(db, 'verify-code:phone', body.phone)
  const known = await findByPhone(db, body.phone)
  if (!known && !(body.name && body.consent) && await isCodeRight(db, body)) throw fail('name_needed')
  if (!known && body.consent) checkConsent(body.consent)
  await useCode(ctx, body)
  const personId = known ?? await createPerson(db, body)
  const { headers } = await auth.api.openSession({ body: { personId }, headers: headersFor(caller), returnHeaders: true })
  return { personId, cookies: headers.getSetCookie() }
}

async function findByPhone(db: Db, phone: string): Promise<string | undefined> {
  const [row] = await db.select({ id: person.id }).from(person).where(eq(person.phoneNumber, phone))
  return row?.id
}

/**
 * Looks at the code without using it up (better-auth keeps codes by the process's clock). A wrong one still counts as a try: `useCode`
 * follows.
 */
async function isCodeRight(db: Db, { phone, code }: Body): Promise<boolean> {
  const [row] = await db.select({ value: verification.value }).from(verification)
    .where(sql`${verification.identifier} = ${`phone-number-otp-${phone}`} and ${verification.expiresAt} > ${new Date()}`)
    .orderBy(desc(verification.createdAt)).limit(1)
  return row !== undefined && sameText(row.value.split(':')[0] ?? '', code)
}

/** Exactly one of several at once succeeds; every wrong code counts. */
async function useCode({ auth }: IdentityContext, { phone, code }: Body): Promise<void> {
  try {
    await auth.api.consumePhoneNumberOTP({ body: { phoneNumber: phone, code } })
  } catch (error) {
    throw error instanceof APIError && error.statusCode < 500 ? fail('code_wrong') : error
  }
}

async function createPerson(db: Db, { phone, name, locale }: Body): Promise<string> {
  if (!name) throw fail('name_needed')
  const id = newId()
  try {
    await withTransaction(db, async (tx) => {
      await tx.insert(person).values({ id, name, email: placeholderEmail(id), phoneNumber: phone, phoneNumberVerified: true, locale })
      await recordConsent(tx, id)
    })
    return id
  } catch (error) {
    // Two codes of one number, used at once: both are this person.
    const winner = violatedConstraint(error) === 'person_phone_number_key' ? await findByPhone(db, phone) : undefined
    if (winner) return winner
    throw error
  }
}
