import fc from '../../support/fc.ts'
import { describe, expect, it } from 'vitest'
import { creditCheckSign, isCreditCode, plainCreditCode } from '#shared/credit-code.ts'

describe('a unified social credit code', () => {
  it.each(['91350100M000100Y43', '91440300708461136T'])('that companies have is right: %s', code => expect(isCreditCode(code)).toBe(true))

  it.each(['', '91350100M000100Y4', '91350100M000100Y44', '91350100M000100Y430', '9135010OM000100Y43', 'I1350100M000100Y43'])('that nobody has is wrong: %s', code => expect(isCreditCode(code)).toBe(false))

  it('is read as people type it', () => expect(plainCreditCode(' 9135 0100-m000100y43 ')).toBe('91350100M000100Y43'))

  it('notices any one sign that is another', () => {
    const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY'
    const body = fc.integer({ min: 0, max: 999_999_999 }).map(value => `91310104MA${String(value).padStart(9, '0').slice(0, 7)}`)
    fc.assert(fc.property(body, fc.nat(17), fc.nat(29), (start, place, other) => {
      const code = start + creditCheckSign(start)!
      expect(isCreditCode(code)).toBe(true)
      const sign = signs.replace(code[place]!, '')[other]!
      expect(isCreditCode(code.slice(0, place) + sign + code.slice(place + 1))).toBe(false)
    }))
  })
})
