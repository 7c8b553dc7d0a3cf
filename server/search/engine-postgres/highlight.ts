import type { Tokenize } from '../tokens.ts'
import type { Slot } from './query.ts'

export interface Marks {
  before: string
  after: string
}

/** Words that match whole, and those that match with their first letters. */
export interface Marked {
  words: ReadonlySet<string>
  beginnings: ReadonlyMap<string, number>
}

export function markedWords(readings: readonly (readonly Slot[])[]): Marked {
  const words = new Set<string>()
  const beginnings = new Map<string, number>()
  for (const { derivations } of readings.flat()) {
    for (const { words: sequence, prefix } of derivations) {
      if (prefix === undefined) sequence.forEach(word => words.add(word))
      else beginnings.set(sequence.at(-1)!, prefix.length)
    }
  }
  return { words, beginnings }
}

/** The text with the marks around what matches; undefined where nothing does. */
export function highlight(text: string, { words, beginnings }: Marked, { before, after }: Marks, tokenize: Tokenize): string | undefined {
  let marked = ''
  let end = 0
  for (const token of tokenize(text)) {
    const length = words.has(token.word) ? token.end - token.start : beginnings.get(token.word)
    if (length === undefined) continue
    const to = Math.min(token.start + length, token.end)
    // Neighbours that touch, as Chinese words do, are one mark.
    if (end === token.start && marked.endsWith(after)) marked = marked.slice(0, -after.length)
    else marked += text.slice(end, token.start) + before
    marked += text.slice(token.start, to) + after
    end = to
  }
  return marked === '' ? undefined : marked + text.slice(end)
}
