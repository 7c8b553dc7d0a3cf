import type { IndexSettings } from '../engine.ts'
import type { Tokenize } from '../tokens.ts'

/** A way in which a slot is met: these words next to each other. */
export interface Derivation {
  words: readonly string[]
  typos: number
  /** What was typed, letter by letter. */
  exact: boolean
  /** The letters of the last word that were typed, where it only begins with them. */
  prefix?: string
}

/** One place of the query. */
export interface Slot {
  /** Words of the query that it stands for. */
  span: number
  /** A phrase is never dropped. */
  mandatory: boolean
  /** By typos, ascending. */
  derivations: readonly Derivation[]
}

export interface ParsedQuery {
  items: readonly Item[]
  /** Sequences that no hit may have. */
  negative: readonly (readonly string[])[]
}

export type Item = { kind: 'phrase', words: readonly string[] } | { kind: 'word', word: string, prefix: boolean }

const part = /(?<=^|\s)(-?)(?:"([^"]*)"?|([^\s"]+))|"([^"]*)"?|([^\s"]+)/gu
const maxWords = 10

/**
 * Words, "phrases" and -exclusions of what was typed. Only a word at the very end may be a beginning. Stop words are not asked for, but for
 * one at the very end: it may be the beginning of another (`the` of `therapy`).
 */
export function parseQuery(q: string, { stopWords, tokenize }: { stopWords: ReadonlySet<string>, tokenize: Tokenize }): ParsedQuery {
  const items: Item[] = []
  const negative: (readonly string[])[] = []
  const wanted = (text: string) => tokenize(text).map(token => token.word).filter(word => !stopWords.has(word) && word.length <= 100)
  let left = maxWords
  let plain = false
  for (const match of q.matchAll(part)) {
    const phrase = match[2] ?? match[4]
    const text = phrase ?? match[3] ?? match[5] ?? ''
    const words = wanted(text)
    plain = phrase === undefined && match[1] !== '-'
    if (words.length === 0) continue
    if (match[1] === '-') negative.push(words)
    else if (left > 0) {
      const taken = words.slice(0, left)
      left -= taken.length
      if (phrase !== undefined) items.push({ kind: 'phrase', words: taken })
      else items.push(...taken.map(word => ({ kind: 'word' as const, word, prefix: false })))
    }
  }
  const end = tokenize(q).at(-1)
  if (!plain || left === 0 || end?.end !== q.length) return { items, negative }
  const last = items.at(-1)
  if (stopWords.has(end.word)) items.push({ kind: 'word', word: end.word, prefix: true })
  else if (last?.kind === 'word' && last.word === end.word) last.prefix = true
  return { items, negative }
}

/** What the vocabulary knows of the query's words. */
export interface Vocabulary {
  /** Which of these are words of the index. */
  known: ReadonlySet<string>
  /** Words that begin with the last one, shortest first. */
  beginning: readonly string[]
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

/** Splits of a word in two, where both are words of at least two letters (or one that is known). */
export const splitsOf = (word: string): [string, string][] => {
  const letters = [...word]
  return letters.slice(1).map((_, at) => [letters.slice(0, at + 1).join(''), letters.slice(at + 1).join('')])
}

const joinable = (word: string) => !/\p{Script=Han}/u.test(word)

/** Two or three words of the query written as one. */
export function joinsOf(items: readonly Item[]): { at: number, span: number, word: string }[] {
  const joins: { at: number, span: number, word: string }[] = []
  for (const span of [2, 3]) {
    for (let at = 0; at + span <= items.length; at++) {
      const run = items.slice(at, at + span)
      if (run.every(item => item.kind === 'word' && joinable(item.word))) {
        joins.push({ at, span, word: run.map(item => item.kind === 'word' ? item.word : '').join('') })
      }
    }
  }
  return joins
}

const maxVariants = 12

/**
 * The readings of a query, each a row of slots: word by word; with words joined; with synonyms of several words in their place.
 * A document counts by the reading that suits it best.
 */
export function readingsOf(items: readonly Item[], vocabulary: Vocabulary, synonyms: Synonyms): Slot[][] {
  const singles = items.map(item => slotOf(item, vocabulary, synonyms))
  const replacements: { at: number, span: number, slot: Slot }[] = []
  for (const { at, span, word } of joinsOf(items)) {
    if (vocabulary.known.has(word)) {
      replacements.push({ at, span, slot: { span, mandatory: false, derivations: [{ words: [word], typos: span, exact: false }] } })
    }
  }
  items.forEach((first, at) => {
    for (const { key, values } of first.kind === 'word' ? synonyms.get(first.word) ?? [] : []) {
      if (key.length === 1) continue
      const typed = items.slice(at, at + key.length)
      if (typed.length < key.length || !typed.every((item, i) => item.kind === 'word' && item.word === key[i])) continue
      const derivations = [{ words: key, typos: 0, exact: true }, ...values.map(words => ({ words, typos: 0, exact: false }))]
      replacements.push({ at, span: key.length, slot: { span: key.length, mandatory: false, derivations } })
    }
  })
  // Every reading that uses replacements which do not overlap, up to a bound: the more it replaces, the later it comes.
  let readings: { slots: Slot[], end: number }[] = [{ slots: [], end: 0 }]
  for (let at = 0; at < items.length; at++) {
    readings = readings.flatMap((reading) => {
      if (reading.end > at) return [reading]
      const here = replacements.filter(replacement => replacement.at === at)
        .map(({ slot, span }) => ({ slots: [...reading.slots, slot], end: at + span }))
      return [{ slots: [...reading.slots, singles[at]!], end: at + 1 }, ...here]
    }).slice(0, maxVariants)
  }
  return readings.map(reading => reading.slots)
}

function slotOf(item: Item, vocabulary: Vocabulary, synonyms: Synonyms): Slot {
  if (item.kind === 'phrase') {
    return { span: item.words.length, mandatory: true, derivations: [{ words: item.words, typos: 0, exact: true }] }
  }
  const { word } = item
  const derivations: Derivation[] = [{ words: [word], typos: 0, exact: true }]
  if (item.prefix) {
    const longer = vocabulary.beginning.filter(other => other !== word)
    derivations.push(...longer.map(other => ({ words: [other], typos: 0, exact: false, prefix: word })))
  }
  for (const { key, values } of synonyms.get(word) ?? []) {
    if (key.length === 1) derivations.push(...values.map(words => ({ words, typos: 0, exact: false })))
  }
  if (joinable(word)) {
    const splits = splitsOf(word).filter(halves => halves.every(half => vocabulary.known.has(half)))
    derivations.push(...splits.map(words => ({ words, typos: 1, exact: false })))
  }
  const similar = vocabulary.similar.get(word) ?? []
  for (const { word: other, typos, prefix } of similar) {
    derivations.push({ words: [other], typos, exact: false, ...(prefix && { prefix: word }) })
  }
  derivations.sort((a, b) => a.typos - b.typos)
  return { span: 1, mandatory: false, derivations }
}
