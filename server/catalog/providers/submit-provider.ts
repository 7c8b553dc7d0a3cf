import type { z } from 'zod'
import { missingOf } from '#shared/onboarding.ts'
import type { submissionBody } from '#shared/schemas/onboarding.ts'
import { openDesk } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { lockProvider, moveProvider } from './move-provider.ts'
import { nextStanding } from './state.ts'
import { factsOf } from './read-onboarding.ts'

/**
 * Asks to be verified, or answers what an operator asked.
 * @throws {DomainError} `not_found`, `transition_illegal`; `onboarding_incomplete` with what is `missing`
 */
export async function submitProvider(
  { db, jobs }: Pick<Context, 'db' | 'jobs'>, { personId, body }: { personId: string, body: z.output<typeof submissionBody> },
): Promise<void> {
  const { providerId } = await openDesk(db, { personId, providerId: body.providerId })
  await withTransaction(db, async (tx) => {
    const row = await lockProvider(tx, providerId)
    if (!nextStanding(row, 'submit', 'provider')) throw fail('transition_illegal', { event: 'submit', state: row.status })
    const missing = missingOf(await factsOf(tx, row))
    if (missing.length > 0) throw fail('onboarding_incomplete', { missing })
    await moveProvider({ jobs }, tx, row, { event: 'submit', actor: 'provider', personId, reason: body.message })
  })
}
