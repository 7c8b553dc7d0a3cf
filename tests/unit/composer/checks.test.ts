import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { legsOf, type Draft } from '../../../shared/draft.ts'
import { draftChecks, type Facts } from '../../../server/composer/draft-checks.ts'

const both = { zh: '字', en: 'word' }
const complete: Draft = {
  scenario: 'clean-and-care', title: both, summary: both, description: { zh: '', en: '' },
  stages: [
    { rule: null, legs: [{ key: 'a', title: both, required: true, dependsOn: null, alternatives: [{ offeringId: 'o', percentOffBps: 0 }] }] },
    { rule: { kind: 'gap', min: 0, max: 60, sameDay: true }, legs: [{ key: 'b', title: both, required: false, dependsOn: 'a', alternatives: [{ offeringId: 'p', percentOffBps: 0 }] }] },
  ],
}
const good = { isPublished: true, isVerified: true, isAgreed: true, currency: 'CNY' }
const facts: Facts = {
  publisherVerified: true, currency: 'CNY', offerings: new Map([['o', good], ['p', good]]), districts: ['xuhui'], unserved: [], bookableDays: 3,
}
const codes = (draft: Draft, more: Partial<Facts> = {}) => draftChecks(draft, { ...facts, ...more }).map(({ code }) => code)
const change = (more: (draft: Draft) => void): Draft => {
  const copy = structuredClone(complete)
  more(copy)
  return copy
}

test('what is complete, agreed, verified, in both languages, and can be booked on three days may go public; anything less may not', () => {
  expect(codes(complete)).toEqual([])
  expect(codes(complete, { bookableDays: 2 })).toEqual(['days'])
  expect(codes(complete, { publisherVerified: false })).toEqual(['verified'])
  expect(codes(complete, { unserved: ['b'] })).toEqual(['resource'])
  expect(codes(complete, { districts: [] })).toEqual(['district'])
  const p = (more: object) => ({ offerings: new Map([['o', good], ['p', { ...good, ...more }]]) })
  expect(codes(complete, p({ isAgreed: false }))).toEqual(['agreed'])
  expect(codes(complete, p({ isVerified: false }))).toEqual(['verified'])
  expect(codes(complete, p({ isPublished: false }))).toEqual(['offering'])
  expect(codes(complete, p({ currency: 'USD' }))).toEqual(['currency'])
  expect(codes(change(draft => draft.title = { zh: '字', en: '' }))).toEqual(['text'])
  expect(codes(change(draft => draft.description = { zh: '字', en: '' }))).toEqual(['text'])
  expect(codes(change(draft => draft.description = both))).toEqual([])
  expect(codes(change(draft => draft.stages[1]!.legs[0]!.title = { zh: '', en: 'x' }))).toEqual(['leg_text'])
  expect(codes(change(draft => draft.stages[1]!.legs[0]!.alternatives = []))).toEqual(['leg_empty'])
  expect(codes(change(draft => draft.stages[1]!.rule = { kind: 'gap', min: 61, max: 60, sameDay: true }))).toEqual(['rule'])
  expect(codes(change((draft) => {
    draft.stages[0]!.legs[0]!.dependsOn = 'b'
  }))).toEqual(['leg_order', 'leg_order'])
  expect(codes({ ...complete, scenario: null, stages: [] })).toEqual(['scenario', 'legs'])
})

test('each check names a leg that is there, and a draft that lacks more is never nearer to publication', () => {
  const ops = fc.array(fc.constantFrom('title', 'leg', 'empty', 'rule', 'optional'), { maxLength: 4 })
  fc.assert(fc.property(ops, fc.boolean(), (done, agreed) => {
    const draft = change((copy) => {
      for (const op of done) {
        if (op === 'title') copy.title = { zh: '', en: '' }
        if (op === 'leg') copy.stages[0]!.legs[0]!.title = { zh: '', en: '' }
        if (op === 'empty') copy.stages[0]!.legs[0]!.alternatives = []
        if (op === 'rule') copy.stages[1]!.rule = { kind: 'days', from: 3, to: 1, window: null }
        if (op === 'optional') copy.stages[0]!.legs[0]!.required = false
      }
    })
    const checks = draftChecks(draft, { ...facts, offerings: new Map([['o', { ...good, isAgreed: agreed }], ['p', good]]) })
    const keys = legsOf(draft.stages).map(({ key }) => key)
    for (const { key } of checks) if (key !== undefined) expect(keys).toContain(key)
    expect(checks.length).toBeGreaterThanOrEqual(new Set(done).size)
  }))
})
