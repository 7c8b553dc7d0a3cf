import { expect, test } from 'vitest'
import { emptyBitmap, setRange } from '../../../server/availability/bitmap.ts'
import type { Leg, Problem } from '../../../server/availability/model.ts'
import { offeredStarts, solverOf } from '../../../server/availability/slots.ts'
import { travelTable } from '../../../server/availability/travel.ts'
import { horizonOf, zoneTable } from '../../../server/availability/zone.ts'

/** One worker for the first and the last of four legs, and a buffer longer than all gaps together: every timeline fails, at its end. */
function hopeless(days: number): Problem {
  const horizon = horizonOf(0, days * 86_400_000)
  const leg = (id: string, eligible: number, bufferAfter: number): Leg => ({
    id,
    alternatives: [{
      id, place: null, price: 0, duration: 2, bufferBefore: 0, bufferAfter, earliest: 0, latest: horizon.ticks, closed: [],
      requirements: [{ count: 1, eligible: [eligible] }], sessions: null, seats: 1,
    }],
  })
  const rule = { gap: { min: 0, max: 24 }, days: null }
  return {
    horizon,
    zone: zoneTable('Asia/Shanghai', horizon),
    travel: travelTable(1, []),
    resources: ['0', '1', '2'].map(id => ({ id, mobile: true, free: setRange(emptyBitmap(horizon.ticks), 0, horizon.ticks), claims: [] })),
    stages: [leg('a', 0, 94), leg('b', 1, 0), leg('c', 2, 0), leg('d', 0, 0)].map(own => ({ rule, legs: [own] })),
    window: { start: 0, end: horizon.ticks },
  }
}

test('gives a hopeless question up instead of looking at ninety million timelines', () => {
  const before = process.threadCpuUsage()
  expect(offeredStarts(solverOf(hopeless(60)))).toEqual([])
  // Work, not time: what else the machine does counts for nothing.
  expect(process.threadCpuUsage(before).user).toBeLessThan(5_000_000)
})
