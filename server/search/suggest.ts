import { pinyin } from 'pinyin-pro'
import type { SuggestAnswer } from '#shared/schemas/catalog.ts'
import { bundleIndex } from './bundle-index.ts'
import { knownCity, type Entry } from './city.ts'
import { storedBundle } from './document.ts'
import { EngineAwayError } from './engine.ts'
import { fold } from './fold.ts'
import type { SearchContext } from './sync.ts'

const mostBundles = 4
const mostEntries = 2

/** What somebody who has typed `q` so far may mean: scenarios, categories and providers by name, and the bundles found first. */
export async function suggestBundles({ db, search }: Pick<SearchContext, 'db' | 'search'>, q: string): Promise<SuggestAnswer> {
  const typed = fold(q).trim().replaceAll(/\s+/g, ' ')
  if (typed === '') return { suggestions: [] }
  const [{ entries }, { hits }] = await Promise.all([
    knownCity(db),
    // Without the space that would end the last word.
    search.search(bundleIndex, { q: q.trim(), matchingStrategy: 'all', limit: mostBundles, retrieve: ['card', 'free_days'] })
      .catch((error: unknown) => {
        if (error instanceof EngineAwayError) return { hits: [] }
        throw error
      }),
  ])
  const found = (['scenario', 'category', 'provider'] as const).flatMap(kind => bestOf(entries.filter(entry => entry.kind === kind), typed))
  const bundles = hits.map(({ document }) => {
    const { card } = storedBundle.parse(document)
    return { kind: 'bundle' as const, slug: card.slug, name: card.title }
  })
  return { suggestions: [...found, ...bundles] }
}

/** Names that begin with what was typed come before those in which a later word does. */
function bestOf(entries: readonly Entry[], typed: string): Entry[] {
  return entries.map(entry => ({ entry, rank: rankOf(spellingsOf(entry), typed) }))
    .filter(({ rank }) => rank < 2)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, mostEntries)
    .map(({ entry }) => entry)
}

const rankOf = (spellings: readonly string[], typed: string): number => Math.min(2, ...spellings.map((text) => {
  // Pinyin may be typed syllable by syllable.
  if (text.startsWith(typed) || text.startsWith(typed.replaceAll(' ', ''))) return 0
  // In Chinese a word may begin anywhere.
  return text.includes(` ${typed}`) || (/\p{Script=Han}/u.test(typed) && text.includes(typed)) ? 1 : 2
}))

const spelled = new WeakMap<Entry, string[]>()

/** As it is written, and as it is typed in pinyin; an entry lives as long as the city is known. */
function spellingsOf(entry: Entry): string[] {
  const known = spelled.get(entry)
  if (known) return known
  const { zh, en } = entry.name
  const made = [fold(zh), fold(en), pinyin(zh, { toneType: 'none', type: 'array' }).join('').replaceAll('ü', 'v').toLowerCase()]
  spelled.set(entry, made)
  return made
}
