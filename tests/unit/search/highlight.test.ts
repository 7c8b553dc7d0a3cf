import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { cropTo } from '../../../server/search/engine-postgres/crop.ts'
import { formatText, matchesIn, type Marked } from '../../../server/search/engine-postgres/highlight.ts'
import { tokenizerFor } from '../../../server/search/segment.ts'

const tokenize = tokenizerFor(['月嫂'])
const part = fc.constantFrom('deep', 'cleaning', 'the', 'Home', '月嫂', '深度保洁', ' ', ', ', '. ', '，', '(', '-', '🙂')
const text = fc.array(part, { maxLength: 30 }).map(parts => parts.join(''))
const marked: Marked = {
  sequences: [{ words: ['deep', undefined, 'cleaning'], at: 0 }],
  words: new Map([['月嫂', 1], ['深度', 2], ['the', 3]]),
  beginnings: new Map([['home', { length: 2, at: 4 }]]),
  stopWords: new Set(['the']),
}
const marks = { before: '\uE000', after: '\uE001' }

test('marks change nothing but that they are there, in pairs', () => {
  fc.assert(fc.property(text, (given) => {
    const formatted = formatText(given, marked, { marks }, tokenize)
    expect(formatted.replaceAll(/[\uE000\uE001]/gu, '')).toBe(given)
    expect(formatted.replaceAll(/[^\uE000\uE001]/gu, '')).toMatch(/^(?:\uE000\uE001)*$/u)
  }))
})

test('what is cropped has whole words, as many as asked for, and a match where there is one', () => {
  fc.assert(fc.property(text, fc.integer({ min: 1, max: 8 }), (given, words) => {
    const tokens = tokenize(given)
    const matches = matchesIn(tokens, marked)
    const { from, to } = cropTo(given, { tokens, matches, words })
    const shown = tokens.filter(({ start, end }) => start >= from && end <= to)
    expect(shown).toHaveLength(Math.min(words, tokens.length))
    expect(tokens.filter(({ start, end }) => end <= from || start >= to)).toHaveLength(tokens.length - shown.length)
    expect(matches.some(({ first }) => shown.includes(tokens[first]!))).toBe(matches.length > 0)
  }))
})

test.each([
  ['deep the cleaning', '[deep the cleaning]'], ['deep cleaning', 'deep cleaning'], ['Home, the 月嫂', '[Ho]me, the [月嫂]'], ['深度保洁', '[深度]保洁'],
])('%s is shown as %s', (given, shown) => expect(formatText(given, marked, { marks: { before: '[', after: ']' } }, tokenize)).toBe(shown))
