import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import type { Problem, Witness } from '../../../server/availability/model.ts'
import { preferenceBy } from '../../../server/availability/preference.ts'
import { offeredStarts, solverOf, witnessAt } from '../../../server/availability/slots.ts'
import { problemOf, TICK } from './spec.ts'
import { specs } from './problems.ts'
import { witnessFault } from './reference.ts'
import type { Spec } from './spec.ts'

const RUNS = Number(process.env.LINLI_SLOT_RUNS ?? 1_000) / 2

const rankedBy = (problem: Problem, rankOf: (resource: number) => number): Problem => ({
  ...problem,
  stages: problem.stages.map(({ rule, legs }) => ({
    rule,
    legs: legs.map(({ id, alternatives }) => ({
      id,
      alternatives: alternatives.map(own => ({ ...own, requirements: own.requirements.map(need => ({ ...need, rank: need.eligible.map(rankOf) })) })),
    })),
  })),
})

function fault(spec: Spec, witness: Witness): string | null {
  return witnessFault(spec, witness.legs.map(({ legId, alternativeId, start, end, resources, sessionId }) => ({
    legId, rank: Number(alternativeId), start: spec.from + start * TICK, end: spec.from + end * TICK, resources, sessionId,
  })))
}

/** The witness with one person in all places where one of one is needed; null where that person could not be there. */
function withOne(spec: Spec, problem: Problem, witness: Witness, resource: number): Witness | null {
  const legs = witness.legs.map((leg) => {
    const [only, ...more] = problem.stages.flatMap(({ legs: own }) => own).find(({ id }) => id === leg.legId)!
      .alternatives.find(({ id }) => id === leg.alternativeId)!.requirements
    return only?.count === 1 && more.length === 0 ? { ...leg, resources: [[resource]] } : null
  })
  if (legs.some(leg => leg === null)) return null
  const changed = { ...witness, legs: legs.filter(leg => leg !== null) }
  return fault(spec, changed) === null ? changed : null
}

/** The same bundles, of which anybody could do each leg alone. */
const familiar = specs.map((spec): Spec => ({
  ...spec,
  stages: spec.stages.map(({ rule, legs }) => ({
    rule,
    legs: legs.map(({ id, alternatives }) => ({
      id, alternatives: alternatives.map(own => ({ ...own, requirements: own.requirements.slice(0, 1).map(() => ({ count: 1, eligible: [0, 1, 2, 3, 4] })) })),
    })),
  })),
}))

test('sends one person to all visits of a bundle wherever one person can do them all', () => {
  let possible = 0
  fc.assert(fc.property(fc.oneof(specs, familiar), (spec) => {
    const problem = problemOf(spec)
    const solver = solverOf(problem)
    for (const start of offeredStarts(solver).slice(0, 3)) {
      const witness = witnessAt(solver, start, preferenceBy(problem))!
      expect(fault(spec, witness)).toBeNull()
      if (witness.legs.length < 2) continue
      const all = problem.resources.flatMap(({ mobile }, resource) => (mobile && withOne(spec, problem, witness, resource) ? [resource] : []))
      if (all.length === 0) continue
      possible++
      expect(new Set(witness.legs.flatMap(leg => leg.resources.flat())).size).toBe(1)
    }
  }), { numRuns: RUNS })
  expect(possible).toBeGreaterThan(RUNS / 20)
})

test('a leg that competes with none gets somebody of the best rank who is free then', () => {
  fc.assert(fc.property(specs, fc.array(fc.nat(3), { minLength: 5, maxLength: 5 }), (spec, ranks) => {
    const problem = rankedBy(problemOf(spec), resource => ranks[resource]!)
    const solver = solverOf(problem)
    for (const start of offeredStarts(solver).slice(0, 3)) {
      const witness = witnessAt(solver, start, preferenceBy(problem))!
      expect(fault(spec, witness)).toBeNull()
      for (const { legId, alternativeId, start: at, resources } of witness.legs) {
        if (solver.contention.has(legId)) continue
        const { requirements } = solver.stages.flatMap(({ combos }) => combos).flatMap(({ variants }) => variants)
          .find(({ leg, alternative, starts }) => leg.id === legId && alternative.id === alternativeId && (starts[at >>> 5]! >>> (at & 31)) & 1)!
        for (const [i, { eligible, starts, count }] of requirements.entries()) {
          const free = eligible.filter((_, n) => (starts[n]![at >>> 5]! >>> (at & 31)) & 1).map(resource => ranks[resource]!).sort()
          expect(resources[i]!.map(resource => ranks[resource]!).sort()).toEqual(free.slice(0, count))
        }
      }
    }
  }), { numRuns: RUNS })
})
