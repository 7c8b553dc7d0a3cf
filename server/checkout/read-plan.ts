import type { z } from 'zod'
import type { plan as planSchema } from '#shared/schemas/plan.ts'
import { getPlan } from '../booking/index.ts'
import { findSavedCard } from '../payment/index.ts'
import type { Queryable } from '../platform/database.ts'

/**
 * A plan as its booker sees it, with the card that pays its visits.
 * @throws {DomainError} `not_found`
 */
export async function readPlan(db: Queryable, asked: { personId: string, id: string }): Promise<z.input<typeof planSchema>> {
  const plan = await getPlan(db, asked)
  const card = await findSavedCard(db, plan.id)
  return { ...plan, card: card ? { brand: card.brand, last4: card.last4 } : null }
}
