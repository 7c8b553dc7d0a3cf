import type { Token, Tokenize } from '../tokens.ts'
import { cropTo } from './crop.ts'
import type { Sequence } from './parse-query.ts'
import type { Slot } from './query.ts'

/** What matches in a text; each with the place in the query of what it matches. */
export interface Marked {
  sequences: readonly { words: Sequence, at: number }[]
  /** Words that match whole, and those that match with their first letters. */
  words: ReadonlyMap<string, number>
  beginnings: ReadonlyMap<string, { length: number, at: number }>
  stopWords: ReadonlySet<string>
}

export function markedWords(readings: readonly (readonly Slot[])[], stopWords: ReadonlySet<string>): Marked {
  const sequences: { words: Sequence, at: number }[] = []
  const words = new Map<string, number>()
  const beginnings = new Map<string, { length: number, at: number }>()
  for (const { derivations, start: at } of new Set(readings.flat())) {
    for (const { words: sequence, prefix } of derivations) {
      const [word] = sequence
      if (sequence.length > 1) sequences.push({ words: sequence, at })
      else if (word !== undefined && prefix === undefined) words.set(word, at)
      else if (word !== undefined && prefix !== undefined) beginnings.set(word, { length: prefix.length, at })
    }
  }
  return { sequences, words, beginnings, stopWords }
}

/** A match in a text: these tokens, up to the letter `end`. */
export interface Match {
  first: number
  last: number
  end: number
  at: number
}

export function matchesIn(tokens: readonly Token[], { sequences, words, beginnings, stopWords }: Marked): Match[] {
  const found: Match[] = []
  for (let first = 0; first < tokens.length; first++) {
    const { word, start, end } = tokens[first]!
    const sequence = sequences.find(({ words: wanted }) => wanted.every((one, i) => {
      const token = tokens[first + i]
      return token !== undefined && (one === undefined ? stopWords.has(token.word) : token.word === one)
    }))
    if (sequence) {
      const last = first + sequence.words.length - 1
      found.push({ first, last, end: tokens[last]!.end, at: sequence.at })
      first = last
    } else if (!stopWords.has(word)) {
      const whole = words.get(word)
      const beginning = beginnings.get(word)
      if (whole !== undefined) found.push({ first, last: first, end, at: whole })
      else if (beginning) found.push({ first, last: first, end: Math.min(start + beginning.length, end), at: beginning.at })
    }
  }
  return found
}

export interface Format {
  /** What stands around each match. */
  marks?: { before: string, after: string } | undefined
  /** The most words, and what says that something was left out. */
  crop?: { words: number, marker: string } | undefined
}

/** The text with its matches marked and only what stands around them, as asked for. A phrase is one match, each other word its own. */
export function formatText(text: string, marked: Marked, { marks, crop }: Format, tokenize: Tokenize): string {
  const marksNothing = marked.sequences.length + marked.words.size + marked.beginnings.size === 0
  if (!crop && (!marks || marksNothing)) return text
  const tokens = tokenize(text)
  const matches = matchesIn(tokens, marked)
  const { from, to } = crop && crop.words > 0 ? cropTo(text, { tokens, matches, words: crop.words }) : { from: 0, to: text.length }
  let formatted = from > 0 ? crop?.marker ?? '' : ''
  let done = from
  for (const { first, last, end } of marks ? matches : []) {
    const [start, stop] = [Math.max(tokens[first]!.start, from), Math.min(tokens[last]!.end, to)]
    if (start >= stop) continue
    const markedTo = Math.min(end, stop)
    formatted += text.slice(done, start) + marks!.before + text.slice(start, markedTo) + marks!.after
    done = markedTo
  }
  return formatted + text.slice(done, to) + (to < text.length ? crop?.marker ?? '' : '')
}
