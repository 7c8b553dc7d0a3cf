import type { Problem } from '#shared/schemas/common.ts'
import type { QuoteAnswer } from '#shared/schemas/catalog.ts'
import type { Choice } from './choice.ts'

/** A price that changed on the way: what it was, and what it is. */
export interface PriceChange {
  before: number
  now: number
}

/** The frozen price of one choice, asked for in the browser; `take` puts a new one in its place and says how the price moved. */
export function useQuote(slug: string, choice: Choice) {
  const { call, problem, pending } = useApi('POST /api/quotes')
  const quote = shallowRef<QuoteAnswer | null>(null)
  const change = shallowRef<PriceChange | null>(null)

  function take(fresh: QuoteAnswer): void {
    change.value = quote.value && { before: quote.value.amount, now: fresh.amount }
    quote.value = fresh
  }

  async function ask(): Promise<void> {
    const result = await call({ body: quoteBodyOf(slug, choice) })
    if (result.ok) take(result.answer)
  }

  return { quote, change, problem, pending, ask, take }
}

/** The new quote that a `quote_expired` brings along. */
export function quoteOf(problem: Problem): QuoteAnswer | null {
  const { quote } = problem
  return isQuote(quote) ? quote : null
}

function isQuote(value: unknown): value is QuoteAnswer {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    && 'amount' in value && typeof value.amount === 'number' && 'legs' in value && Array.isArray(value.legs)
}

/** The starts that a `slot_taken` offers instead, ISO 8601. */
export function nearestOf(problem: Problem): string[] {
  const { nearest } = problem
  if (!Array.isArray(nearest)) return []
  return nearest.filter((start): start is string => typeof start === 'string' && !Number.isNaN(Date.parse(start)))
}
