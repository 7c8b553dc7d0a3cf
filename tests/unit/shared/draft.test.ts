import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { legsOf, moves, placeLeg, placeOf, stageOf, tidied, usualRule, type DraftLeg, type DraftStage } from '../../../shared/draft.ts'

const leg = (key: string): DraftLeg => ({ key, title: { zh: '', en: '' }, required: true, dependsOn: null, alternatives: [] })
const rule = { kind: 'days', from: 1, to: 2, window: null } as const
const stagesOf = (...groups: string[]): DraftStage[] => groups.map((group, at) => ({ rule: at === 0 ? null : rule, legs: [...group].map(leg) }))
const shape = (stages: readonly DraftStage[]) => stages.map(({ legs }) => legs.map(({ key }) => key).join('')).join(' ')

const someStages = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 5 }).map((sizes) => {
  const keys = 'abcdefghijklmno'
  let at = 0
  return stagesOf(...sizes.map(size => keys.slice(at, at += size)))
})

test('no move loses a leg or adds one; no stage is empty, and only the first has no rule', () => {
  fc.assert(fc.property(someStages, fc.array(fc.tuple(fc.nat({ max: 14 }), fc.constantFrom(...moves)), { maxLength: 12 }), (stages, steps) => {
    let now = stages
    for (const [nth, move] of steps) {
      const keys = legsOf(now).map(({ key }) => key)
      const key = keys[nth % keys.length]!
      const place = placeOf(now, key, move)
      if (!place) continue
      now = placeLeg(now, key, place)
      expect(legsOf(now).map(own => own.key).sort()).toEqual(keys.sort())
      expect(now.every((stage, at) => stage.legs.length > 0 && (stage.rule === null) === (at === 0))).toBe(true)
    }
  }))
})

test('earlier and later undo one another where the leg stands alone', () => {
  fc.assert(fc.property(someStages, fc.nat({ max: 14 }), (stages, nth) => {
    const keys = legsOf(stages).map(({ key }) => key)
    const key = keys[nth % keys.length]!
    const there = placeOf(stages, key, 'later')
    if (!there || stages[stageOf(stages, key)]!.legs.length > 1) return
    const moved = placeLeg(stages, key, there)
    expect(shape(placeLeg(moved, key, placeOf(moved, key, 'earlier')!))).toBe(shape(stages))
  }))
})

test('a leg moves by a press: past its neighbour, beside it, and apart again', () => {
  const move = (stages: DraftStage[], key: string, by: typeof moves[number]) => placeLeg(stages, key, placeOf(stages, key, by)!)
  expect(shape(move(stagesOf('a', 'b', 'c'), 'c', 'earlier'))).toBe('a c b')
  expect(shape(move(stagesOf('a', 'b', 'c'), 'b', 'together'))).toBe('ab c')
  expect(shape(move(stagesOf('ab', 'c'), 'a', 'later'))).toBe('b a c')
  expect(shape(move(stagesOf('ab', 'c'), 'b', 'earlier'))).toBe('b a c')
  expect(shape(move(stagesOf('ab', 'c'), 'a', 'apart'))).toBe('b a c')
  expect(placeOf(stagesOf('a', 'b'), 'a', 'earlier')).toBeNull()
  expect(placeOf(stagesOf('a', 'b'), 'b', 'later')).toBeNull()
  expect(placeOf(stagesOf('a', 'b'), 'a', 'together')).toBeNull()
})

test('who leaves company follows by the usual rule; who leans on a leg that is gone leans on none', () => {
  const [, second] = placeLeg(stagesOf('ab', 'c'), 'b', { before: 1 })
  expect(second!.rule).toEqual(usualRule)
  const gone = [{ rule: null, legs: [] }, { rule, legs: [{ ...leg('b'), dependsOn: 'a' }] }]
  expect(tidied(gone)).toEqual([{ rule: null, legs: [leg('b')] }])
})
