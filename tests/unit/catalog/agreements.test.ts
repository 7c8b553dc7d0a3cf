import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { agreementStates, answers, changedTerms, inForce, isOpen, otherSide, type Side } from '../../../shared/agreement.ts'
import { act, ask, transitions, type Change, type Version } from '../../../server/catalog/agreements/state.ts'
import { outcomeOf } from '../../../server/catalog/agreements/state-of-supply.ts'

const apply = (versions: readonly Version[], { moves, created }: Change): Version[] => [
  ...(created ? [{ version: created.version, status: created.status }] : []),
  ...versions.map(own => ({ ...own, status: moves.find(({ version }) => version === own.version)?.to ?? own.status })),
]
const side = fc.constantFrom<Side>('publisher', 'partner')
const step = fc.oneof(
  fc.record({ kind: fc.constant('ask' as const), by: side }),
  fc.record({ kind: fc.constantFrom('accept' as const, 'decline' as const, 'give_notice' as const), by: side, back: fc.nat({ max: 3 }) }),
)

test('whatever two parties do, one version at most is in force, one at most waits, and nobody accepts what they asked for themselves', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    let versions: Version[] = []
    for (const own of steps) {
      const before = versions.find(({ status }) => inForce(status))
      const target = own.kind === 'ask' ? undefined : versions[own.back]
      const change = own.kind === 'ask' ? ask(versions, own.by) : target ? act(versions, { version: target.version, event: own.kind, by: own.by }) : null
      if (!change) continue
      if (own.kind === 'accept') expect(answers(target!.status)).toBe(own.by)
      versions = apply(versions, change)
      expect(versions.filter(({ status }) => inForce(status)).length).toBeLessThanOrEqual(1)
      expect(versions.filter(({ status }) => isOpen(status)).length).toBeLessThanOrEqual(1)
      expect(versions.map(({ version }) => version)).toEqual([...versions.keys()].map(i => versions.length - i))
      // What is in force stays so, unless a new one was accepted.
      const now = versions.find(({ status }) => inForce(status))
      if (before && own.kind !== 'accept') expect(now?.version).toBe(before.version)
      if (own.kind === 'ask') expect(answers(versions[0]!.status)).toBe(otherSide(own.by))
    }
  }))
})

test('the publisher asks first; every state but the last ones leads somewhere, and what is over stays over', () => {
  expect(ask([], 'partner')).toBeNull()
  expect(ask([], 'publisher')?.created).toEqual({ version: 1, event: 'propose', status: 'proposed' })
  const over = agreementStates.filter(state => !transitions.some(({ from }) => from === state))
  expect(over).toEqual(['declined', 'superseded', 'ended'])
  expect(act([{ version: 1, status: 'proposed' }], { version: 1, event: 'accept', by: 'publisher' })).toBeNull()
  expect(act([{ version: 1, status: 'leaving' }], { version: 1, event: 'give_notice', by: 'partner' })).toBeNull()
})

test('a new version names what it changes', () => {
  const terms = { percentOffBps: 1000, floorAmount: null, noticeMinutes: 0, blackoutDates: ['2026-12-24'], exitNoticeDays: 14 }
  expect(changedTerms(terms, { ...terms, blackoutDates: ['2026-12-24'] })).toEqual([])
  expect(changedTerms(terms, { ...terms, floorAmount: 5_000, blackoutDates: [] })).toEqual(['floorAmount', 'blackoutDates'])
})

test('of a bundle that loses partners the gravest is told: paused, taken over by an alternative, without an optional leg', () => {
  const leg = (legId: string, required: boolean, ...lost: [was: boolean, is: boolean][]) =>
    lost.map(([wasLost, isLost], i) => ({ id: `${legId}${i}`, legId, required, wasLost, isLost }))
  expect(outcomeOf([...leg('a', true, [false, true]), ...leg('b', true, [false, true], [false, false])])).toEqual({ outcome: 'paused', legIds: ['a'] })
  expect(outcomeOf([...leg('a', true, [false, false]), ...leg('b', true, [false, true], [false, false])])).toEqual({ outcome: 'taken_over', legIds: ['b'] })
  expect(outcomeOf([...leg('a', true, [false, false]), ...leg('b', false, [false, true])])).toEqual({ outcome: 'without', legIds: ['b'] })
  // One that only stood by.
  expect(outcomeOf(leg('a', true, [false, false], [false, true]))).toEqual({ outcome: 'changed', legIds: [] })
  expect(outcomeOf(leg('a', true, [true, false]))).toEqual({ outcome: 'changed', legIds: [] })
})
