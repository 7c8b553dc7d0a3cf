import { pinyin } from 'pinyin-pro'
import { searchQuery, type SuggestAnswer } from '#shared/schemas/catalog.ts'
import { now } from '../platform/clock.ts'
import { askedOf, groupsOf } from './ask.ts'
import { knownCity, understandIn, type City, type Entry } from './city.ts'
import { storedBundle } from './document.ts'
import { EngineAwayError, type Hit } from './engine.ts'
import { wordFinder } from './find-by-words.ts'
import { fold } from './fold.ts'
import type { SearchContext } from './sync.ts'
import type { Understood } from './understand.ts'

const mostBundles = 4
const mostEntries = 2

/**
 * What somebody who has typed `q` so far may mean: scenarios, categories and providers by name, and the bundles found first. Words for
 * places and times narrow it as they do a search.
 */
export async function suggestBundles(ctx: Pick<SearchContext, 'db' | 'search'>, q: string): Promise<SuggestAnswer> {
  if (fold(q).trim() === '') return { suggestions: [] }
  const [city, at] = await Promise.all([knownCity(ctx.db), now(ctx.db)])
  const understood = understandIn(city, at, q)
  const hits = await hitsOf(ctx, q, understood)
  const typed = [q, understood.text].map(text => fold(text).trim().replaceAll(/\s+/g, ' ')).filter(text => text !== '')
  const bundles = hits.map(({ document }) => {
    const { card } = storedBundle.parse(document)
    return { kind: 'bundle' as const, slug: card.slug, name: card.title }
  })
  return { suggestions: [...entriesOf(city, typed), ...bundles] }
}

/** Who has only typed a place or a time may go on with a name that begins so. */
async function hitsOf({ search }: Pick<SearchContext, 'search'>, q: string, understood: Understood): Promise<readonly Hit[]> {
  const { text } = understood
  const groups = text === '' ? [] : groupsOf(askedOf(searchQuery.parse({}), understood))
  // Without the space that would end the last word.
  const found = await wordFinder({ search })({ q: text || q.trim(), groups, limit: mostBundles, retrieve: ['card', 'free_days'] })
    .catch((error: unknown) => {
      if (error instanceof EngineAwayError) return undefined
      throw error
    })
  return found?.match === 'all' ? found.result.hits : []
}

const entriesOf = ({ entries }: City, typed: readonly string[]): Entry[] =>
  (['scenario', 'category', 'provider'] as const).flatMap(kind => bestOf(entries.filter(entry => entry.kind === kind), typed))

/** Names that begin with what was typed come before those in which a later word does. */
function bestOf(entries: readonly Entry[], typed: readonly string[]): Entry[] {
  return entries.map(entry => ({ entry, rank: Math.min(...typed.map(text => rankOf(spellingsOf(entry), text))) }))
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
