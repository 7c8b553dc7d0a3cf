import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { editsBetween, typoBudget } from '../../../server/search/engine-postgres/typos.ts'
import { fold, simplifyText } from '../../../server/search/fold.ts'
import { tokenizerFor } from '../../../server/search/segment.ts'

const tokenize = tokenizerFor(['月嫂', '育儿嫂', '陪诊'])
const words = (text: string) => tokenize(text).map(token => token.word)

test.each([
  ['家政养老套餐', ['家政', '养老', '套餐']],
  ['国家政策咨询', ['国家', '政策', '咨询']],
  ['養老院陪診', ['养老', '院', '陪诊']],
  ['金牌月嫂上门', ['金牌', '月嫂', '上门']],
  ['育儿嫂', ['育儿嫂']],
  ['上门服务', ['上门', '服务']],
  ['Café DEEP-cleaning２', ['cafe', 'deep', 'cleaning2']],
  ['徐汇 Saturday保洁', ['徐汇', 'saturday', '保洁']],
])('%s is %j', (text, expected) => expect(words(text)).toEqual(expected))

test('words on both sides of a comma or a full stop are far from each other', () => {
  const [deep, or, light, cleaning] = tokenize('Deep or light, cleaning')
  expect([or!.position - deep!.position, light!.position - or!.position]).toEqual([1, 1])
  expect(cleaning!.position - light!.position).toBeGreaterThanOrEqual(8)
})

test('a token says where it stands in any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
    let end = 0
    for (const token of tokenize(text)) {
      expect(token.start).toBeGreaterThanOrEqual(end)
      expect(token.end).toBeGreaterThan(token.start)
      end = token.end
      expect(fold(text.slice(token.start, token.end))).toBe(token.word)
    }
    expect(end).toBeLessThanOrEqual(text.length)
  }))
})

test('simplifying moves no character', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    expect(simplifyText(text)).toHaveLength(text.length)
  }))
  expect(simplifyText('電潔醫護理 ABC')).toBe('电洁医护理 ABC')
})

test.each([
  ['plumbng', 'plumbing', 1], ['lumbing', 'plumbing', 2], ['housekeepng', 'housekeeping', 1], ['claening', 'cleaning', 1], ['xleaning', 'cleaning', 2],
  ['cleaning', 'cleaning', 0], ['hous', 'housekeeping', undefined],
])('from %s to %s are %s edits', (typed, word, edits) => expect(editsBetween(typed, word, { most: 2, prefix: false })).toBe(edits))

test('a beginning may have a typing error as well', () => {
  expect(editsBetween('housekep', 'housekeeping', { most: 1, prefix: true })).toBe(1)
  expect(editsBetween('hosue', 'housekeeping', { most: 1, prefix: true })).toBe(1)
})

test('short words allow no error, long ones two', () => {
  expect(['care', 'clean', 'cleaning', 'housekeep'].map(typoBudget)).toEqual([0, 1, 1, 2])
})
