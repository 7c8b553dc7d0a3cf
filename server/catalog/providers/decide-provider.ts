import { and, eq, sql } from 'drizzle-orm'
import type { DecisionBody } from '#shared/schemas/onboarding.ts'
import { recordAct } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction, type Tx } from '../../platform/database.ts'
import { fail } from '../errors.ts'
import { providerPaper } from '../schema.ts'
import { lockProvider, moveProvider } from './move-provider.ts'

export interface ProviderDecision {
  operatorId: string
  providerId: string
  body: DecisionBody
}

/**
 * An operator's word on a provider that waits. Of one that was verified before only the papers that changed are decided: it goes on.
 * @throws {DomainError} `not_found`, `transition_illegal`; `changed_meanwhile` where it is no longer what was looked at
 */
export async function decideProvider({ db, jobs }: Pick<Context, 'db' | 'jobs'>, { operatorId, providerId, body }: ProviderDecision): Promise<void> {
  const { decision, reason, revision } = body
  await withTransaction(db, async (tx) => {
    const row = await lockProvider(tx, providerId)
    if (row.revision !== revision) throw fail('changed_meanwhile')
    const event = decision === 'reject' && row.status !== 'submitted' ? 'refuse_change' : decision
    await moveProvider({ jobs }, tx, row, { event, actor: 'operator', personId: operatorId, reason })
    if (event === 'approve') await approvePapers(tx, providerId)
    if (event === 'reject' || event === 'refuse_change') await closeOpen(tx, providerId, 'refused')
    await recordAct(tx, { personId: operatorId, action: `provider.${event}`, subject: { kind: 'provider', id: providerId }, reason })
  })
}

/** What was sent takes the place of what held. */
async function approvePapers(tx: Tx, providerId: string): Promise<void> {
  await tx.execute(sql`
    update provider_paper held set state = 'replaced', decided_at = linli_now()
     where held.provider_id = ${providerId} and held.state = 'approved' and held.kind <> 'other'
       and exists (select from provider_paper sent where sent.provider_id = held.provider_id and sent.kind = held.kind and sent.state = 'open')`)
  await closeOpen(tx, providerId, 'approved')
}

const closeOpen = async (tx: Tx, providerId: string, state: 'approved' | 'refused') =>
  await tx.update(providerPaper).set({ state, decidedAt: sql`linli_now()` })
    .where(and(eq(providerPaper.providerId, providerId), eq(providerPaper.state, 'open')))
