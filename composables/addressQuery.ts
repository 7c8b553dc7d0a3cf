/** What may stand behind the question mark of an address, as the router gives it. */
export type AddressQuery = Record<string, string | null | (string | null)[] | undefined>

/** The value of a name, the first of several; an empty text where there is none. */
export const queryText = (query: AddressQuery, name: string): string => [query[name] ?? ''].flat()[0] ?? ''

/** The page of a list: one that the API takes, whatever stands there; by default those of a search. */
export function queryPage(query: AddressQuery, { name = 'page', last = 500 }: { name?: string, last?: number } = {}): number {
  const typed = queryText(query, name)
  return /^\d{1,7}$/.test(typed) ? Math.min(Math.max(Number(typed), 1), last) : 1
}

/** A day that the calendar has, and that is near enough for the API; undefined where none stands there. */
export function queryDay(query: AddressQuery, name: string): string | undefined {
  const typed = queryText(query, name)
  return isDay(typed) && typed >= '1900-01-01' && typed < '3000-01-01' ? typed : undefined
}

/** A day that the calendar has: 2026-02-30 is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const moment = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text)
}
