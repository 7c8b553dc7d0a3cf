import { CITY_CURRENCY } from '#shared/money.ts'

/** What the record of an act says besides its reason: a name (`acts.facts` of the messages) and a value of some kind. */
export type ActFact = { name: string } & (
  | { kind: 'money', amount: number, currency: string }
  | { kind: 'moment', at: string }
  /** One of a few words (`acts.values.<name>`). */
  | { kind: 'word', word: string }
  | { kind: 'plain', text: string }
)

const sums = new Set(['amount', 'refundAmount', 'budgetAmount', 'grown'])
const words = new Set(['bookings', 'kind', 'released'])

/** Each kind of act keeps facts of its own; of one that nobody has given words yet they are shown as they stand. */
export function factsOfAct({ currency, ...data }: Record<string, unknown>): ActFact[] {
  // Acts of before the currency was kept were all of the city's.
  const unit = typeof currency === 'string' ? currency : CITY_CURRENCY
  return Object.entries(data).flatMap(([name, value]): ActFact[] => {
    if (value === null) return []
    if (name === 'parts' && Array.isArray(value)) return value.flatMap(part => amountOf(part, unit))
    if (sums.has(name) && typeof value === 'number') return [{ name, kind: 'money', amount: value, currency: unit }]
    if (name === 'endsAt' && typeof value === 'string') return [{ name, kind: 'moment', at: value }]
    if (words.has(name)) return [{ name, kind: 'word', word: String(value) }]
    return [{ name, kind: 'plain', text: typeof value === 'string' ? value : JSON.stringify(value) }]
  })
}

function amountOf(part: unknown, currency: string): ActFact[] {
  const amount: unknown = typeof part === 'object' && part !== null && 'amount' in part ? part.amount : undefined
  return typeof amount === 'number' ? [{ name: 'part', kind: 'money', amount, currency }] : []
}
