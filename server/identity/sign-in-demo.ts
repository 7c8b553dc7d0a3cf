import { and, eq, isNull } from 'drizzle-orm'
import type { IdentityContext } from './auth.ts'
import { headersFor, type Caller, type SignedIn } from './caller.ts'
import { fail } from './errors.ts'
import { person } from './schema.ts'

/** The people whom the sandbox's seed makes, and whom its sign-in page offers. */
export const demoEmails = {
  resident: 'chen.jing@demo.linli',
  manager: 'wang.lei@demo.linli',
  partner: 'li.min@demo.linli',
  worker: 'worker@demo.linli',
  owner: 'xu.wen@demo.linli',
  operator: 'operator@demo.linli',
} as const

/** Signs in a demo person without a password: only beside a sandbox. @throws {DomainError} `not_found`. */
export async function signInDemo({ auth, config, db }: IdentityContext, who: keyof typeof demoEmails, caller: Caller): Promise<SignedIn> {
  if (!config.LINLI_SANDBOX_URL) throw fail('not_found')
  const [row] = await db.select({ id: person.id }).from(person).where(and(eq(person.email, demoEmails[who]), isNull(person.deletedAt)))
  if (!row) throw fail('not_found')
  const { headers } = await auth.api.openSession({ body: { personId: row.id }, headers: headersFor(caller), returnHeaders: true })
  return { personId: row.id, cookies: headers.getSetCookie() }
}
