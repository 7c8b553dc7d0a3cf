import type { Token, Tokenize } from '../tokens.ts'

/** Words next to each other; `undefined` stands for a stop word, which keeps its place. The first and the last are words. */
export type Sequence = readonly (string | undefined)[]

/** `start` and `end` are the places of its first and last word in the query, as `Token.position` counts. */
export type Item =
  | { kind: 'phrase', words: Sequence, start: number, end: number }
  | { kind: 'word', word: string, prefix: boolean, start: number, end: number }

export interface ParsedQuery {
  items: readonly Item[]
  /** Sequences that no hit may have. */
  negative: readonly Sequence[]
}

const part = /(?<=^|\s)(-?)(?:"([^"]*)"?|([^\s"]+))|"([^"]*)"?|([^\s"]+)/gu
const maxItems = 10
/** Longer words are not kept. */
export const maxLetters = 100

/**
 * Words, "phrases" and -exclusions of what was typed. Only a word at the very end may be a beginning. Stop words are not asked for, but for
 * one at the very end: it may be the beginning of another (`the` of `therapy`). The end of a sentence within a phrase makes two of it.
 */
export function parseQuery(q: string, { stopWords, tokenize }: { stopWords: ReadonlySet<string>, tokenize: Tokenize }): ParsedQuery {
  const tokens = tokenize(q)
  const items: Item[] = []
  const negative: Sequence[] = []
  let next = 0
  for (const match of q.matchAll(part)) {
    const isPhrase = (match[2] ?? match[4]) !== undefined
    const own: Token[] = []
    for (const end = match.index + match[0].length; next < tokens.length && tokens[next]!.start < end; next++) own.push(tokens[next]!)
    if (match[1] === '-' || isPhrase) {
      for (const phrase of phrasesOf(own, stopWords)) {
        if (match[1] === '-') negative.push(phrase.words)
        else items.push({ kind: 'phrase', ...phrase })
      }
      continue
    }
    for (const { word, end, position } of own) {
      const prefix = end === q.length
      if (word.length > maxLetters || (stopWords.has(word) && !prefix)) continue
      items.push({ kind: 'word', word, prefix, start: position, end: position })
    }
  }
  return { items: items.slice(0, maxItems), negative }
}

function phrasesOf(tokens: readonly Token[], stopWords: ReadonlySet<string>): { words: Sequence, start: number, end: number }[] {
  const runs: Token[][] = []
  for (const token of tokens) {
    const last = runs.at(-1)
    if (last && token.position === last.at(-1)!.position + 1) last.push(token)
    else runs.push([token])
  }
  const counts = ({ word }: Token) => !stopWords.has(word) && word.length <= maxLetters
  return runs.flatMap((run) => {
    const own = run.slice(run.findIndex(counts), run.findLastIndex(counts) + 1)
    if (!own.some(counts)) return []
    return [{ words: own.map(token => counts(token) ? token.word : undefined), start: own[0]!.position, end: own.at(-1)!.position }]
  })
}
