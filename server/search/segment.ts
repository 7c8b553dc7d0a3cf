import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { fold } from './fold.ts'
import { createTokenizer, type Tokenize } from './tokens.ts'

const tokenizers = new Map<string, Tokenize>()

/** The tokenizer of an index. Loading a dictionary takes a sixth of a second, so one is kept for each list of trade words. */
export function tokenizerFor(dictionary: readonly string[]): Tokenize {
  const key = JSON.stringify(dictionary)
  let tokenize = tokenizers.get(key)
  if (tokenize === undefined) {
    const jieba = Jieba.withDict(dict)
    const whole = new Set(dictionary.map(fold))
    if (whole.size > 0) jieba.loadDict(Buffer.from([...whole].map(word => `${word} 1000000 n\n`).join('')))
    tokenize = createTokenizer({ cut: run => jieba.cut(run, false), whole })
    tokenizers.set(key, tokenize)
  }
  return tokenize
}
