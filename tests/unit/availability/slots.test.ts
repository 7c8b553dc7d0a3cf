import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import type { Witness } from '../../../server/availability/model.ts'
import { preferenceBy } from '../../../server/availability/preference.ts'
import { offeredStarts, solverOf, witnessAt } from '../../../server/availability/slots.ts'
import { problemOf, TICK } from './spec.ts'
import type { Spec } from './spec.ts'
import { specs } from './problems.ts'
import { referenceSlots, witnessFault } from './reference.ts'

const RUNS = Number(process.env.LINLI_SLOT_RUNS ?? 1_000)

const toMs = (spec: Spec, tick: number) => spec.from + tick * TICK

function timelineOf(spec: Spec, witness: Witness) {
  return witness.legs.map(({ legId, alternativeId, start, end }) => {
    return { legId, rank: Number(alternativeId), start: toMs(spec, start), end: toMs(spec, end) }
  })
}

test('offers exactly the starts that the reference finds, each with the canonical completion', () => {
  let offered = 0
  fc.assert(fc.property(specs, (spec) => {
    const solver = solverOf(problemOf(spec))
    const starts = offeredStarts(solver)
    const expected = referenceSlots(spec)
    expect(starts.map((start) => toMs(spec, start))).toEqual(expected.map(({ start }) => start))
    const timelines = starts.map((start) => timelineOf(spec, witnessAt(solver, start)!))
    expect(timelines).toEqual(expected.map(({ legs }) => legs.map(({ legId, rank, start, end }) => ({ legId, rank, start, end }))))
    offered += starts.length > 0 ? 1 : 0
  }), { numRuns: RUNS })
  // Otherwise the property would say little: a fair part of the random bundles must be bookable.
  expect(offered).toBeGreaterThan(RUNS / 4)
}, 180_000)

test('gives each start people who are really free, with or without preferences', () => {
  fc.assert(fc.property(specs, (spec) => {
    const problem = problemOf(spec)
    const solver = solverOf(problem)
    for (const start of offeredStarts(solver)) {
      for (const prefer of [undefined, preferenceBy(problem)]) {
        const witness = witnessAt(solver, start, prefer)!
        const fault = witnessFault(spec, witness.legs.map(({ legId, alternativeId, start: from, end, resources, sessionId }) => {
          return { legId, rank: Number(alternativeId), start: toMs(spec, from), end: toMs(spec, end), resources, sessionId }
        }))
        expect(fault).toBeNull()
      }
    }
  }), { numRuns: RUNS / 4 })
}, 180_000)
