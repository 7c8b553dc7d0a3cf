import { missed } from './data/searches.ts'
import { createRandom } from './random.ts'
import type { Rows } from './rows.ts'
import { addDays, at, iso } from './time.ts'

const reachDays = 28

/** Searches of the last four weeks, as the search itself would have noted them: to the hour, by nobody. */
export function addSearches(rows: Rows, today: string): void {
  const random = createRandom('searches')
  for (const { district, category, words, found } of missed) {
    const note = (text: string, count: number) => rows.search_note.push({
      at: iso(at(addDays(today, -random.int(1, reachDays)), 60 * random.int(7, 22))),
      words: text,
      filters: {},
      districts: district === null ? [] : [district],
      categories: category === null ? [] : [category],
      found: count,
    })
    for (const [text, times] of words) for (let i = 0; i < times; i++) note(text, 0)
    for (let i = 0; i < found; i++) note('', random.int(1, 12))
  }
}
