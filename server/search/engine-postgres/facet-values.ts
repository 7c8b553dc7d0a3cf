import { admitFacetValues } from '../admit.ts'
import type { FacetValuesRequest } from '../engine.ts'
import { fold } from '../fold.ts'
import { byText, countFacets } from './count-facets.ts'
import { matchWords } from './match-words.ts'
import type { Reader } from './search.ts'
import { editsBetween, mayHaveTypos, typoBudget } from './typos.ts'

/** Values of a facet that begin as typed, with how many of the documents found have them, in the order of the settings. */
export async function facetValues(reader: Reader, { field, prefix = '', ...request }: FacetValuesRequest): Promise<{ value: string, count: number }[]> {
  const { settings } = reader.index
  admitFacetValues(settings, { field, ...request })
  const { columns, excluded, found } = await matchWords(reader, request)
  const ordinals = found.filter(ordinal => !excluded.has(ordinal))
  const [counter] = countFacets({ ordinals, groups: [], facets: [field], columns }).counters
  const typed = fold(prefix)
  const isExact = settings.typos.disableOnFields.includes(field) || !mayHaveTypos(typed, settings.typos.disableOnNumbers)
  const edits = { most: isExact ? 0 : typoBudget(typed), prefix: true, firstLetter: 1 } as const
  const begins = (value: string) => value.startsWith(typed) || editsBetween(typed, value, edits) !== undefined
  const values = counter!.column.shown.flatMap((shown, id) => {
    const count = counter!.counts[id]!
    const folded = fold(String(shown))
    return count > 0 && typeof shown !== 'number' && begins(folded) ? [{ value: String(shown), count, folded }] : []
  })
  const byCount = (settings.facets.order[field] ?? settings.facets.order['*']) === 'count'
  // As Meilisearch has it: those that are equally frequent in descending order.
  values.sort((a, b) => byCount ? b.count - a.count || byText(b.value, a.value) : byText(a.folded, b.folded))
  return values.slice(0, settings.facets.maxValues).map(({ value, count }) => ({ value, count }))
}
