import { eq } from 'drizzle-orm'
import type { Queryable, Tx } from '../platform/database.ts'
import type { SavedCard } from './model.ts'
import { savedCard } from './schema.ts'

/** Keeps the card with which a plan's visits are paid from now on. */
export async function keepSavedCard(tx: Tx, planId: string, card: SavedCard): Promise<void> {
  await tx.insert(savedCard).values({ planId, ...card }).onConflictDoUpdate({ target: savedCard.planId, set: { ...card } })
}

export async function findSavedCard(db: Queryable, planId: string): Promise<SavedCard | undefined> {
  const [row] = await db.select().from(savedCard).where(eq(savedCard.planId, planId))
  return row
}

/** Nothing is charged to it any more. */
export async function forgetSavedCard(tx: Tx, planId: string): Promise<void> {
  await tx.delete(savedCard).where(eq(savedCard.planId, planId))
}
