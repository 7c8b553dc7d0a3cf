import { releaseClaims } from '../availability/index.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction } from '../platform/database.ts'
import { assertOpen, openLeg, type Who } from './access.ts'
import { moveLegs } from './change-legs.ts'
import { answerTasks } from './tasks.ts'

export interface CheckOutInput {
  who: Who
  legId: string
  /** One answer a task, in their order. */
  answers: readonly { done: boolean, note: string }[]
}

/**
 * The service is done, its tasks are answered; what is left of its time is free again.
 * @throws {DomainError} `not_found`, `transition_illegal`, `tasks_unanswered`
 */
export async function checkOut(context: Pick<Context, 'db' | 'jobs'>, { who, legId, answers }: CheckOutInput): Promise<void> {
  await withTransaction(context.db, async (tx) => {
    const { leg, actor, at } = await openLeg(tx, { who, legId, as: ['worker', 'provider'] })
    assertOpen(leg, 'check_out', { actor, at })
    await moveLegs(context, tx, [leg], { event: 'check_out', actor, actorId: who.id }, { set: { tasks: answerTasks(leg.tasks, answers) } })
    await releaseClaims(tx, [leg.id])
  })
}
