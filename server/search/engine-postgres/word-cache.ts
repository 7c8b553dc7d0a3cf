import type { Db } from '../../platform/database.ts'
import type { Posting } from './postings.ts'
import { askWords, readPostings, type WordAnswer, type WordQuestion } from './read.ts'

/** The version of an index's words: documents may change without it, where only their other fields do. */
export interface WordsVersion { generation: number, words: number }

export interface WordCache {
  ask: (at: WordsVersion, question: WordQuestion) => Promise<WordAnswer>
  /** The postings of these words, and the version that they are of, which may be newer than `at`. */
  postings: (at: WordsVersion, words: readonly string[]) => Promise<{ words: number, postings: ReadonlyMap<string, Posting> }>
}

const maxAnswers = 2_000
const maxUnits = 16 * 2 ** 20

/** Keeps what was asked of the words of one version; all is forgotten when they change. */
export function createWordCache(db: Db): WordCache {
  let kept = emptyAt({ generation: -1, words: -1 })
  const at = (version: WordsVersion) => {
    if (version.generation !== kept.version.generation || version.words !== kept.version.words) kept = emptyAt(version)
    return kept
  }
  return {
    async ask(version, question) {
      const { answers } = at(version)
      const key = JSON.stringify(question)
      let answer = answers.get(key)
      if (answer === undefined) {
        if (answers.size >= maxAnswers) answers.clear()
        answers.set(key, answer = askWords(db, version.generation, question))
        answer.catch(() => answers.delete(key))
      }
      return await answer
    },
    async postings(version, words) {
      const cache = at(version)
      const missing = words.filter(word => !cache.postings.has(word))
      const found = new Map(words.flatMap((word) => {
        const posting = cache.postings.get(word)
        return posting && posting.length > 0 ? [[word, posting] as const] : []
      }))
      if (missing.length === 0) return { words: version.words, postings: found }
      const read = await readPostings(db, version.generation, missing)
      if (read.words !== version.words) return { words: read.words, postings: found }
      if (cache.units > maxUnits) {
        cache.postings.clear()
        cache.units = 0
      }
      for (const word of missing) {
        const posting = read.postings.get(word) ?? []
        cache.postings.set(word, posting)
        cache.units += posting.reduce((sum, { units }) => sum + units.length, 32)
        if (posting.length > 0) found.set(word, posting)
      }
      return { words: read.words, postings: found }
    },
  }
}

const emptyAt = (version: WordsVersion) => ({
  version, answers: new Map<string, Promise<WordAnswer>>(), postings: new Map<string, Posting>(), units: 0,
})
