import type { IndexSettings } from '../engine.ts'
import type { Tokenize } from '../tokens.ts'
import type { Item, Sequence } from './parse-query.ts'
import { mayHaveTypos, typoBudget } from './typos.ts'

/** A way in which a slot is met: these words next to each other. */
export interface Derivation {
  words: Sequence
  typos: number
  /** What was typed, letter by letter. */
  exact: boolean
  /** The letters of the last word that were typed, where it only begins with them. */
  prefix?: string
}

/** One place of the query. */
export interface Slot {
  /** The items of the query that it stands for: the first, and how many. */
  first: number
  span: number
  /** Places in the query of its first and its last word. */
  start: number
  end: number
  /** A phrase is never dropped. */
  mandatory: boolean
  /** By typos, ascending. */
  derivations: readonly Derivation[]
}

/** A word to look for: one that was typed, or several written as one. */
export interface Term {
  word: string
  prefix: boolean
  /** Typing errors that it may have. */
  budget: number
}

/** What the vocabulary knows of the query's words. */
export interface Vocabulary {
  /** Which of these are words of the index. */
  known: ReadonlySet<string>
  /** Words that begin with this one, shortest first. */
  beginning: ReadonlyMap<string, readonly string[]>
  /** For a word, others with the edits that lie between; a beginning where `prefix`. */
  similar: ReadonlyMap<string, readonly { word: string, typos: number, prefix: boolean }[]>
}

export interface Synonym { key: readonly string[], values: readonly (readonly string[])[] }

/** By the first word of the key. */
export type Synonyms = ReadonlyMap<string, readonly Synonym[]>

export function compileSynonyms(synonyms: IndexSettings['synonyms'], tokenize: Tokenize): Synonyms {
  const words = (text: string) => tokenize(text).map(token => token.word)
  const compiled = Object.entries(synonyms).map(([key, values]) => ({ key: words(key), values: values.map(words) }))
  return Map.groupBy(compiled.filter(({ key }) => key.length > 0), ({ key }) => key[0]!)
}

/** Splits of a word in two. */
export const splitsOf = (word: string): [string, string][] => {
  const letters = [...word]
  return letters.slice(1).map((_, at) => [letters.slice(0, at + 1).join(''), letters.slice(at + 1).join('')])
}

const joinable = (word: string) => !/\p{Script=Han}/u.test(word)

const budgetOf = (word: string, joined: number, disableOnNumbers: boolean): number =>
  mayHaveTypos(word, disableOnNumbers) ? Math.max(0, typoBudget(word) - (joined - 1)) : 0

/** The words that were typed one by one. */
export const termsOf = (items: readonly Item[], disableOnNumbers: boolean): Term[] =>
  items.flatMap(item => item.kind === 'word' ? [{ word: item.word, prefix: item.prefix, budget: budgetOf(item.word, 1, disableOnNumbers) }] : [])

/** Two or three words that stand next to each other, written as one; with one typing error less for each join. */
export function joinsOf(items: readonly Item[], disableOnNumbers: boolean): (Term & { first: number, span: number })[] {
  const joins: (Term & { first: number, span: number })[] = []
  for (const span of [2, 3]) {
    for (let first = 0; first + span <= items.length; first++) {
      const run = items.slice(first, first + span).filter(item => item.kind === 'word')
      if (run.length < span || !run.every(item => joinable(item.word))) continue
      if (run.some((item, i) => i > 0 && item.start !== run[i - 1]!.end + 1)) continue
      const word = run.map(item => item.word).join('')
      joins.push({ first, span, word, prefix: run.at(-1)!.prefix, budget: budgetOf(word, span, disableOnNumbers) })
    }
  }
  return joins
}

const maxVariants = 12

/**
 * The readings of a query, each a row of slots: word by word; with words joined; with synonyms of several words in their place.
 * A document counts by the reading that suits it best.
 */
export function readingsOf(items: readonly Item[], { vocabulary, synonyms, disableOnNumbers }: {
  vocabulary: Vocabulary
  synonyms: Synonyms
  disableOnNumbers: boolean
}): Slot[][] {
  const slotAt = (first: number, span: number): Omit<Slot, 'derivations'> => {
    const [from, to] = [items[first]!, items[first + span - 1]!]
    return { first, span, start: from.start, end: to.end, mandatory: from.kind === 'phrase' }
  }
  const singles = items.map((item, at): Slot => {
    const derivations = item.kind === 'phrase'
      ? [{ words: item.words, typos: 0, exact: true }]
      : derivationsOf(item, 1, { vocabulary, synonyms })
    return { ...slotAt(at, 1), derivations }
  })
  const replacements: Slot[] = []
  for (const { first, span, word, prefix } of joinsOf(items, disableOnNumbers)) {
    // The parts next to each other are what the reading word by word finds.
    const parts = items.slice(first, first + span).map(item => item.kind === 'word' ? item.word : undefined)
    const derivations = derivationsOf({ word, prefix }, span, { vocabulary, synonyms })
      .filter(({ words }) => words.length !== span || words.some((part, i) => part !== parts[i]))
    if (derivations.length > 0) replacements.push({ ...slotAt(first, span), derivations })
  }
  items.forEach((item, first) => {
    for (const { key, values } of item.kind === 'word' ? synonyms.get(item.word) ?? [] : []) {
      if (key.length === 1) continue
      const typed = items.slice(first, first + key.length)
      if (typed.length < key.length || !typed.every((one, i) => one.kind === 'word' && one.word === key[i])) continue
      const derivations = [{ words: key, typos: 0, exact: true }, ...values.map(words => ({ words, typos: 0, exact: false }))]
      replacements.push({ ...slotAt(first, key.length), derivations })
    }
  })
  // Every reading that uses replacements which do not overlap, up to a bound: the more it replaces, the later it comes.
  let readings: { slots: Slot[], end: number }[] = [{ slots: [], end: 0 }]
  for (let at = 0; at < items.length; at++) {
    readings = readings.flatMap((reading) => {
      if (reading.end > at) return [reading]
      const here = replacements.filter(({ first }) => first === at).map(slot => ({ slots: [...reading.slots, slot], end: at + slot.span }))
      return [{ slots: [...reading.slots, singles[at]!], end: at + 1 }, ...here]
    }).slice(0, maxVariants)
  }
  return readings.map(reading => reading.slots)
}

/** What a word stands for. Several words written as one count as typos from the start: two as 2, three as 3. */
function derivationsOf({ word, prefix }: { word: string, prefix: boolean }, span: number, { vocabulary, synonyms }: {
  vocabulary: Vocabulary
  synonyms: Synonyms
}): Derivation[] {
  const least = span === 1 ? 0 : span
  const derivations: Derivation[] = []
  if (span === 1 || vocabulary.known.has(word)) derivations.push({ words: [word], typos: least, exact: span === 1 })
  if (prefix) {
    const longer = (vocabulary.beginning.get(word) ?? []).filter(other => other !== word)
    derivations.push(...longer.map(other => ({ words: [other], typos: least, exact: false, prefix: word })))
  }
  for (const { key, values } of synonyms.get(word) ?? []) {
    if (key.length === 1) derivations.push(...values.map(words => ({ words, typos: least, exact: false })))
  }
  if (joinable(word)) {
    const splits = splitsOf(word).filter(halves => halves.every(half => vocabulary.known.has(half)))
    derivations.push(...splits.map(words => ({ words, typos: least + 1, exact: false })))
  }
  for (const { word: other, typos, prefix: begins } of vocabulary.similar.get(word) ?? []) {
    derivations.push({ words: [other], typos: least + typos, exact: false, ...(begins && { prefix: word }) })
  }
  return derivations.sort((a, b) => a.typos - b.typos)
}
