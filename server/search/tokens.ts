import { fold } from './fold.ts'

export interface Token {
  /** Folded; what is compared. */
  word: string
  /** Where it stands in the text as given, in UTF-16 units: [start, end). */
  start: number
  end: number
  /** How far from the first word: 1 a word, and 8 over the end of a sentence or clause: words on both sides of one are never near. */
  position: number
}

export type Tokenize = (text: string) => Token[]

/** A gap that counts as "not near" in every ranking rule; as Meilisearch's hard separator. */
export const hardGap = 8

const word = /[\p{L}\p{N}\p{M}]+/gu
const hanRun = /\p{Script=Han}+/gu
/** As in Meilisearch's tokenizer: brackets, quotes and slashes are ends of nothing. */
const hard = /[.,]\s|[!?:;¡¿§¶。，、；！？：．｡､…‥․※‼‽⁇⁈⁉]/u
const marksOnly = /^\p{M}+$/u

export interface TokenizerOptions {
  /** Cuts a run of Chinese characters into words; the pieces joined are the run. */
  cut: (run: string) => string[]
  /** Words that are never cut into pieces. */
  whole: ReadonlySet<string>
}

/**
 * Words of a text in Chinese, English or a mix. A Chinese word of more than two characters is cut again into words of two, then three
 * characters, then single characters, as Meilisearch's tokenizer does: 养老院 is found by 养老 as well.
 */
export function createTokenizer({ cut, whole }: TokenizerOptions): Tokenize {
  const isWord = (text: string) => cut(text).length === 1
  const pieces = (text: string): string[] => {
    const characters = [...text]
    if (characters.length <= 2 || whole.has(text)) return [text]
    const found: string[] = []
    for (let at = 0; at < characters.length;) {
      const size = [2, 3].find(n => n < characters.length && at + n <= characters.length && isWord(characters.slice(at, at + n).join(''))) ?? 1
      found.push(characters.slice(at, at + size).join(''))
      at += size
    }
    return found
  }

  return (text) => {
    const tokens: Token[] = []
    let position = 0
    let end = 0
    const add = (part: string, start: number) => {
      tokens.push({ word: part, start, end: start + part.length, position: position++ })
    }
    for (const { 0: run, index } of text.matchAll(word)) {
      if (marksOnly.test(run)) continue
      if (tokens.length > 0 && hard.test(text.slice(end, index + 1))) position += hardGap - 1
      let at = 0
      const addOther = (to: number) => {
        const part = run.slice(at, to)
        if (part === '') return
        add(part, index + at)
        // Folding may change the length of what is not Chinese; the place stays that of the text.
        tokens.at(-1)!.word = fold(part)
      }
      for (const { 0: han, index: from } of run.matchAll(hanRun)) {
        addOther(from)
        at = from
        for (const piece of cut(fold(han)).flatMap(pieces)) {
          add(piece, index + at)
          at += piece.length
        }
      }
      addOther(run.length)
      end = index + run.length
    }
    return tokens
  }
}
