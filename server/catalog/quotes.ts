import { and, eq, getTableColumns, isNull, sql } from 'drizzle-orm'
import type { FrozenLeg, QuoteWishes } from '#shared/quote.ts'
import type { Queryable, Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { fail } from './errors.ts'
import { quote } from './schema.ts'

export type Quote = typeof quote.$inferSelect

/** How long a price stands. */
export const quoteMinutes = 30

export interface NewQuote {
  bundleId: string
  currency: string
  wishes: QuoteWishes
  legs: FrozenLeg[]
  now: Date
}

/** Freezes a price: its amount is the sum of its legs' shares, by construction. */
export async function saveQuote(db: Queryable, { bundleId, currency, wishes, legs, now }: NewQuote): Promise<Quote> {
  const [row] = await db.insert(quote).values({
    id: newId(),
    bundleId,
    currency,
    amount: legs.reduce((sum, leg) => sum + leg.shareAmount, 0),
    listAmount: legs.reduce((sum, leg) => sum + leg.listAmount, 0),
    wishes,
    legs,
    createdAt: now,
    expiresAt: new Date(now.getTime() + quoteMinutes * 60_000),
  }).returning()
  return row!
}

/** @throws {DomainError} `not_found` */
export async function getQuote(db: Queryable, id: string): Promise<Quote> {
  const [row] = await db.select().from(quote).where(eq(quote.id, id))
  if (!row) throw fail('not_found')
  return row
}

/** The same, and whether its time is over. @throws {DomainError} `not_found` */
export async function getQuoteNow(db: Queryable, id: string): Promise<Quote & { expired: boolean }> {
  const [row] = await db.select({ ...getTableColumns(quote), expired: sql<boolean>`${quote.expiresAt} <= linli_now()` })
    .from(quote).where(eq(quote.id, id))
  if (!row) throw fail('not_found')
  return row
}

/**
 * Takes a quote for one booking, for good: of two who try, one gets it.
 * @throws {DomainError} `quote_bound`
 */
export async function bindQuote(tx: Tx, id: string, now: Date): Promise<void> {
  const bound = await tx.update(quote).set({ boundAt: now }).where(and(eq(quote.id, id), isNull(quote.boundAt))).returning({ id: quote.id })
  if (bound.length === 0) throw fail('quote_bound')
}
