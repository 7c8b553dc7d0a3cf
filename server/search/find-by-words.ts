import { bundleIndex } from './bundle-index.ts'
import type { SearchEngine, SearchRequest, SearchResult } from './engine.ts'
import { pinyinReadings } from './read-pinyin.ts'
import { tokenizerFor } from './segment.ts'

export interface FoundByWords {
  result: SearchResult
  /** The words that were asked for in the end. */
  text: string
  /** Words that no bundle has, as they were typed; the result is without them. */
  missed: string[]
  /** `some`: none has all the others, so the last were dropped. */
  match: 'all' | 'some'
}

/**
 * Makes what asks for all words; where nothing has them, for what they may be in pinyin, then without those that no bundle has at all, and
 * last of all with the last words dropped. Which words no bundle has is asked once, however many searches are made with the same words.
 */
export function wordFinder(ctx: { search: SearchEngine }): (request: SearchRequest & { q: string }) => Promise<FoundByWords> {
  const known = new Map<string, ReturnType<typeof withoutUnknown>>()
  const knownOf = (text: string) => {
    const asked = known.get(text) ?? withoutUnknown(ctx, text)
    known.set(text, asked)
    return asked
  }
  return async request => await find(ctx, request, knownOf)
}

async function find(
  { search }: { search: SearchEngine },
  request: SearchRequest & { q: string },
  knownOf: (text: string) => ReturnType<typeof withoutUnknown>,
): Promise<FoundByWords> {
  const { q } = request
  const ask = async (text: string, matchingStrategy: 'all' | 'last') => await search.search(bundleIndex, { ...request, q: text, matchingStrategy })
  const strict = await ask(q, 'all')
  if (strict.total > 0 || q === '') return { result: strict, text: q, missed: [], match: 'all' }

  const reading = await firstThatFinds({ search }, request, pinyinReadings(q))
  if (reading !== undefined) return { result: await ask(reading, 'all'), text: reading, missed: [], match: 'all' }

  const { text, missed } = await knownOf(q)
  const known = missed.length > 0 && text !== '' ? await ask(text, 'all') : strict
  if (known.total > 0 || text === '') return { result: known, text: text || q, missed, match: 'all' }
  return { result: await ask(text, 'last'), text, missed, match: 'some' }
}

async function firstThatFinds(
  { search }: { search: SearchEngine },
  request: SearchRequest,
  texts: readonly string[],
): Promise<string | undefined> {
  if (texts.length === 0) return undefined
  const { groups = [] } = request
  const counts = await search.multiSearch(texts.map(q => ({
    index: bundleIndex, request: { q, groups, page: 1, hitsPerPage: 0, matchingStrategy: 'all' as const },
  })))
  return texts.find((_, i) => counts[i]!.total > 0)
}

const mostWords = 10
const isStopWord = new Set(bundleIndex.settings.stopWords)

/**
 * The text without the words that no bundle has, whatever else is asked for. Who writes "quotation marks" or -exclusions means each word.
 */
async function withoutUnknown({ search }: { search: SearchEngine }, text: string): Promise<{ text: string, missed: string[] }> {
  if (/["“”]|(?:^|\s)-/.test(text)) return { text, missed: [] }
  const words = tokenizerFor(bundleIndex.settings.dictionary)(text).filter(({ word }) => !isStopWord.has(word)).slice(0, mostWords)
  if (words.length < 2) return { text, missed: [] }
  const counts = await search.multiSearch(words.map(({ word }, i) => ({
    // The space ends the word: only the last one may be a beginning.
    index: bundleIndex, request: { q: i === words.length - 1 ? word : `${word} `, page: 1, hitsPerPage: 0, matchingStrategy: 'all' as const },
  })))
  const typed = words.map(({ start, end }, i) => ({ said: text.slice(start, end), isKnown: counts[i]!.total > 0 }))
  const missed = typed.filter(({ isKnown }) => !isKnown).map(({ said }) => said)
  if (missed.length === 0) return { text, missed }
  return { text: typed.filter(({ isKnown }) => isKnown).map(({ said }) => said).join(' '), missed: [...new Set(missed)] }
}
