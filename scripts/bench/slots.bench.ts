import { z } from 'zod'
import { launch } from '../../sandbox/launch.ts'
import { eachRun } from '../../server/availability/bitmap.ts'
import { workingTime, type Override } from '../../server/availability/calendar.ts'
import { explainDays } from '../../server/availability/explain.ts'
import type { Claim, Leg, Place, Problem, Resource, Stage } from '../../server/availability/model.ts'
import { WHOLE_DAY } from '../../server/availability/model.ts'
import { offeredDays, offeredStarts, solverOf } from '../../server/availability/slots.ts'
import { travelTable, wayBetween } from '../../server/availability/travel.ts'
import { horizonOf, zoneTable } from '../../server/availability/zone.ts'
import { loadsInTurns, median, serveBytes, timesInTurns, type Bench, type Load } from './harness.ts'

const ZONE = 'Asia/Shanghai'
const DAYS = 60
const DAY_MS = 86_400_000
const LEGS = 4
const ELIGIBLE = 20
const HOME: Place = { key: 'home', district: 0 }
const DISTRICTS = 16

/** A chain of four home visits within three hours of each other, twenty workers each, two claims a working day on every worker. */
function problemOfSize({ shared = false, eligible = ELIGIBLE, days = DAYS, away = false }: {
  shared?: boolean
  eligible?: number
  days?: number
  /** Whether all workers of the last leg are away every second day. */
  away?: boolean
} = {}): Problem {
  const from = Date.parse('2026-06-01T00:00:00+08:00')
  const horizon = horizonOf(from, from + days * DAY_MS)
  const random = numbers(7)
  const resources = Array.from({ length: LEGS * eligible }, (_, index): Resource => {
    const rules = [1, 2, 3, 4, 5, 6].map(weekday => ({ weekday, from: 480 + 60 * (index % 3), to: 1080 + 60 * (index % 3) }))
    const claims = Array.from({ length: days * 2 }, (_, n): Claim => {
      const start = Math.floor(n / 2) * 96 + 36 + (n % 2) * 16 + random(8)
      return { start, end: start + 4 + random(6), place: { key: `claim ${n}`, district: random(DISTRICTS) } }
    })
    const off = Array.from({ length: away && index >= (LEGS - 1) * eligible ? days / 2 : 0 }, (_, n): Override => {
      return { kind: 'off', start: from + 2 * n * DAY_MS, end: from + (2 * n + 1) * DAY_MS }
    })
    return { id: String(index), mobile: true, free: workingTime({ zone: ZONE, rules, overrides: off }, horizon), claims }
  })
  const legs = Array.from({ length: LEGS }, (_, leg): Leg => ({
    id: `leg ${leg}`,
    alternatives: [{
      id: 'only', place: HOME, price: 10_000, duration: 6, bufferBefore: 0, bufferAfter: 1, earliest: 8, latest: horizon.ticks, closed: [], seats: 1, sessions: null,
      requirements: [{ count: 1, eligible: Array.from({ length: eligible }, (_, i) => (shared ? leg % 2 : leg) * eligible + i) }],
    }],
  }))
  const ways = Array.from({ length: DISTRICTS * DISTRICTS }, (_, i) => {
    const [start, end] = [Math.floor(i / DISTRICTS), i % DISTRICTS]
    return { from: start, to: end, minutes: 15 + 5 * Math.abs(start - end) }
  })
  return {
    horizon,
    zone: zoneTable(ZONE, horizon),
    travel: travelTable(DISTRICTS, ways),
    resources,
    stages: legs.map((leg): Stage => ({ rule: { gap: { min: 0, max: 12 }, days: { min: 0, max: 0, window: WHOLE_DAY } }, legs: [leg] })),
    window: { start: 0, end: horizon.ticks },
  }
}

/** Whole numbers below a bound, the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/**
 * What one would write first: for each start, look for the next leg's start slot by slot, and at each ask every worker whether they are
 * free. It answers for single legs only (no witness), which is less work than the solver does.
 */
function naiveStarts({ resources, stages, horizon, travel, zone }: Problem): number[] {
  const working = resources.map(({ free }) => {
    const hours: { start: number, end: number }[] = []
    eachRun(free, 0, horizon.ticks, (start, end) => hours.push({ start, end }))
    return hours
  })
  const legs = stages.map(({ rule, legs: [leg] }) => ({ rule, ...leg!.alternatives[0]! }))
  const isFree = (resource: number, start: number, end: number) => {
    const works = working[resource]!.some(hours => hours.start <= start && end <= hours.end)
    return works && resources[resource]!.claims.every(({ start: from, end: to, place }) => {
      return end + wayBetween(travel, HOME, place) <= from || to + wayBetween(travel, place, HOME) <= start
    })
  }
  const dayOf = (tick: number) => zone.days.find(({ end }) => tick < end)?.number
  const fits = (leg: number, start: number) => legs[leg]!.requirements[0]!.eligible
    .some(resource => isFree(resource, start, start + legs[leg]!.duration + legs[leg]!.bufferAfter))
  function completes(leg: number, start: number): boolean {
    if (!fits(leg, start)) return false
    const next = legs[leg + 1]
    if (!next) return true
    const end = start + legs[leg]!.duration
    for (let at = end + next.rule.gap.min; at <= end + next.rule.gap.max; at++) {
      if (dayOf(at) === dayOf(end - 1) && completes(leg + 1, at)) return true
    }
    return false
  }
  return Array.from({ length: horizon.ticks }, (_, tick) => tick).filter(tick => tick >= legs[0]!.earliest && completes(0, tick))
}

export async function run(bench: Bench): Promise<void> {
  await solver(bench)
  await explained(bench)
  await route(bench)
}

async function solver({ report, note }: Bench): Promise<void> {
  const own = problemOfSize()
  const found = offeredStarts(solverOf(own))
  if (found.length === 0 || found.join() !== naiveStarts(own).join()) throw new Error('the solver and its baseline do not agree')
  note(`${LEGS} legs × ${ELIGIBLE} eligible × ${DAYS} days: ${found.length} starts`)
  const turns = { rounds: 25, warmUp: 10 }
  const times = await timesInTurns({ subject: () => offeredStarts(solverOf(own)), baseline: () => naiveStarts(own), ...turns })
  report({ figure: 'solver_p50_ms', value: median(times.subject), unit: 'ms', baseline: median(times.baseline) })

  const shared = problemOfSize({ shared: true })
  note(`the same with workers who serve two legs each: ${offeredStarts(solverOf(shared)).length} starts, each with a witness`)
  const contended = await timesInTurns({ subject: () => offeredStarts(solverOf(shared)), baseline: () => naiveStarts(shared), ...turns })
  report({ figure: 'solver_shared_p50_ms', value: median(contended.subject), unit: 'ms', baseline: median(contended.baseline) })
}

/** The slots of a problem, and why each closed day is closed. @returns how many days were explained */
function explain(problem: Problem): number {
  const solver = solverOf(problem)
  const open = new Set(offeredDays(solver).map(({ day }) => day))
  return explainDays(solver, problem.zone.days.filter(day => day.start < problem.window.end && !open.has(day))).length
}

/**
 * With more than half of the days closed and explained; the baseline is the same without the explanation. Then how cost grows with
 * resources and with days: 1 is linear, less is better.
 */
async function explained({ report, note }: Bench): Promise<void> {
  const problems = {
    e20: problemOfSize({ away: true }),
    e100: problemOfSize({ away: true, eligible: 100 }),
    e500: problemOfSize({ away: true, eligible: 500 }),
    d240: problemOfSize({ away: true, eligible: 100, days: 240 }),
  }
  const medians: Record<string, number> = {}
  for (const [name, problem] of Object.entries(problems)) {
    note(`${name}: ${explain(problem)} of ${problem.zone.days.length} days are closed and explained`)
    const plain = () => offeredDays(solverOf(problem))
    const times = await timesInTurns({ subject: () => explain(problem), baseline: plain, rounds: 15, warmUp: 5 })
    medians[name] = median(times.subject)
    report({ figure: `explained_${name}_p50_ms`, value: medians[name], unit: 'ms', baseline: median(times.baseline) })
  }
  report({ figure: 'explained_growth_resources', value: medians.e500! / medians.e20! / 25, unit: 'of linear' })
  report({ figure: 'explained_growth_days', value: medians.d240! / medians.e100! / 4, unit: 'of linear' })
}

const found = z.object({ pages: z.number(), hits: z.array(z.object({ slug: z.string(), legCount: z.number() })) })
const detail = z.object({ districts: z.array(z.string()) })

/** As many residents as may well look at calendars in the same moment, on a machine of two cores. */
const CONNECTIONS = 4

/**
 * A month of slots, and the times of a day, of all bundles with four legs, over HTTP on the seeded app; the baseline is a Node server that
 * answers the bytes of one of them from memory.
 */
async function route({ report, note }: Bench): Promise<void> {
  const app = await launch({ ephemeral: true, port: 0, app: 'built', seed: true, given: {}, appLog: '/dev/null' })
  try {
    const get = async (path: string): Promise<unknown> => {
      const response = await fetch(app.siteUrl + path)
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return await response.json()
    }
    const bundles = await fourLegged(get)
    const dayFromNow = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
    const paths = {
      month: bundles.map(({ slug, district }) => `/api/bundles/${slug}/slots?from=${dayFromNow(0)}&days=31&district=${district}`),
      day: bundles.map(({ slug, district }, n) => `/api/bundles/${slug}/slots?from=${dayFromNow(1 + n % 7)}&days=1&district=${district}`),
    }
    const bare = await serveBytes(JSON.stringify(await get(paths.month[0]!)))
    try {
      const load = (url: string, asked?: string[]): Load =>
        ({ url, connections: CONNECTIONS, seconds: 6, ...(asked && { paths: asked }) })
      const loads = { month: load(app.siteUrl, paths.month), day: load(app.siteUrl, paths.day), bare: load(bare.url) }
      const results = await loadsInTurns({ loads, rounds: 3 })
      note(`${bundles.length} bundles of ${LEGS} legs, ${CONNECTIONS} connections; ${Math.round(results.month.requestsPerSecond)} months a second`)
      report({ figure: 'route_p50_ms', value: results.month.p50Ms, unit: 'ms', baseline: results.bare.p50Ms })
      report({ figure: 'route_p99_ms', value: results.month.p99Ms, unit: 'ms', baseline: results.bare.p99Ms })
      report({ figure: 'route_day_p99_ms', value: results.day.p99Ms, unit: 'ms', baseline: results.bare.p99Ms })
    } finally {
      bare.close()
    }
  } finally {
    await app.stop()
  }
}

/** Every bundle with four legs, and a district that it serves. */
async function fourLegged(get: (path: string) => Promise<unknown>): Promise<{ slug: string, district: string }[]> {
  const bundles: { slug: string, district: string }[] = []
  for (let page = 1, pages = 1; page <= pages; page++) {
    const answer = found.parse(await get(`/api/search?page=${page}`))
    pages = answer.pages
    for (const { slug, legCount } of answer.hits) {
      if (legCount !== LEGS) continue
      const [district] = detail.parse(await get(`/api/bundles/${slug}`)).districts
      if (district) bundles.push({ slug, district })
    }
  }
  if (bundles.length === 0) throw new Error(`the seeded app has no bundle of ${LEGS} legs`)
  return bundles
}
